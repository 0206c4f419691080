import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletPicker } from "./picker.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

function show(attributes: string): { readonly picker: CoupletPicker; readonly form: HTMLFormElement } {
  document.body.innerHTML = `<couplet-provider locale="en"><form><couplet-picker name="party" label="Party" ${attributes}></couplet-picker></form></couplet-provider>`;
  const provider = document.querySelector("couplet-provider");
  const picker = document.querySelector("couplet-picker");
  const form = document.querySelector("form");
  if (!provider || !picker || !form) throw new Error("The page is not there");
  provider.engine = sample.engine;
  return { picker, form };
}

const input = (picker: CoupletPicker): HTMLInputElement => {
  const control = picker.renderRoot.querySelector("#input");
  if (!(control instanceof HTMLInputElement)) throw new Error("The picker has no input");
  return control;
};
const options = (picker: CoupletPicker): string[] =>
  [...picker.renderRoot.querySelectorAll("[role=option]")].map(words);
const isOpen = (picker: CoupletPicker): string | null => input(picker).getAttribute("aria-expanded");

async function look(picker: CoupletPicker, text: string): Promise<void> {
  await expect.poll(() => picker.renderRoot.querySelector("#input")).not.toBeNull();
  await userEvent.fill(input(picker), text);
}

describe("a picker", () => {
  test("[E16] finds a card by keyboard alone, and the form sends its id", async () => {
    const { picker, form } = show(`kinds="customer"`);
    const heard: unknown[] = [];
    form.addEventListener("couplet-pick", (event) => heard.push(event.detail.cards));
    form.addEventListener("change", (event) => heard.push((event.target as CoupletPicker).value));
    await look(picker, "alpine");
    await expect.poll(() => options(picker)).toEqual(["Alpine Skihaus Zug Customer C00001"]);
    expect(input(picker).getAttribute("aria-activedescendant")).toBe("option-0");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => input(picker).value).toBe("Alpine Skihaus");
    expect(isOpen(picker)).toBe("false");
    expect(new FormData(form).get("party")).toBe(sample.customer.id);
    expect(heard).toContainEqual([{ kind: "customer", id: sample.customer.id, no: "C00001", name: "Alpine Skihaus" }]);
    expect(heard).toContain(sample.customer.id);
    form.reset();
    await expect.poll(() => new FormData(form).get("party")).toBe("");
  });

  test("[E16] arrows go through the cards of all kinds asked for, Escape closes and keeps what was chosen", async () => {
    const { picker } = show(`kinds="contact vendor" value="${sample.vendor.id}"`);
    await expect.poll(() => picker.cards[0]?.name).toBe("Alpine Skihaus");
    await look(picker, "odermatt");
    await expect.poll(() => options(picker)).toHaveLength(2);
    await userEvent.keyboard("{ArrowDown}");
    await expect.poll(() => input(picker).getAttribute("aria-activedescendant")).toBe("option-1");
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => isOpen(picker)).toBe("false");
    await expect.poll(() => input(picker).value).toBe("Alpine Skihaus");
    expect(picker.value).toBe(sample.vendor.id);
  });

  test("[E16] offers only what the page's filter lets through", async () => {
    const { picker } = show(`kinds="customer" filter="city=Basel"`);
    await look(picker, "a");
    await expect.poll(() => options(picker)).toEqual(["Adatum Corporation Basel Customer C00002"]);
  });

  test("[E16] takes several, each with a button that takes it out again, and Backspace takes out the last", async () => {
    const { picker, form } = show(`kinds="customer" multiple`);
    for (const name of ["alpine", "adatum"]) {
      await look(picker, name);
      await expect.poll(() => options(picker)).toHaveLength(1);
      await userEvent.keyboard("{Enter}");
      await expect.poll(() => isOpen(picker)).toBe("false");
    }
    expect(new FormData(form).getAll("party")).toEqual(picker.value.split(" "));
    expect(picker.cards.map(({ name }) => name)).toEqual(["Alpine Skihaus", "Adatum Corporation"]);
    await userEvent.keyboard("{Backspace}");
    await expect.poll(() => picker.cards.length).toBe(1);
    picker.renderRoot.querySelector<HTMLElement>("[aria-label='Remove Alpine Skihaus']")?.click();
    await expect.poll(() => picker.value).toBe("");
  });

  test("[E16] before a card is made, one of the same name is offered; Enter alone never makes one", async () => {
    const { picker } = show(`kinds="vendor" allow-create`);
    await look(picker, "FABRIKAM inc");
    await expect.poll(() => options(picker).at(-1)).toBe("Create “FABRIKAM inc” as Vendor");
    await userEvent.keyboard("{Enter}");
    expect(picker.value).toBe("");
    await userEvent.keyboard("{ArrowUp}{Enter}");
    const same = (): Element | null => picker.renderRoot.querySelector(".same");
    await expect.poll(() => words(same())).toContain("There is a card that looks the same: Fabrikam, Inc.");
    // The answer that makes nothing has the focus.
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => picker.cards[0]?.name).toBe("Fabrikam, Inc.");
    expect(same()).toBeNull();
  });

  test("[E16] makes a card of what was typed, and tells the page", async () => {
    const { picker } = show(`kinds="vendor" allow-create`);
    const made: unknown[] = [];
    picker.addEventListener("couplet-created", (event) => made.push(event.detail.no));
    await look(picker, "Neue Werft AG");
    await expect.poll(() => options(picker)).toHaveLength(1);
    await userEvent.keyboard("{ArrowDown}{Enter}");
    await expect.poll(() => picker.cards[0]?.name).toBe("Neue Werft AG");
    expect(made).toEqual([picker.cards[0]?.no]);
  });

  test("[X2] nothing can be made that the role may not edit", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "sales" });
    const { picker } = show(`kinds="vendor" allow-create`);
    await look(picker, "Neue Werft AG");
    await expect.poll(() => words(picker.renderRoot.querySelector("[role=listbox]"))).toBe("No card matches.");
  });

  test("[E8] a required one keeps the form until something is chosen, and says so beside itself", async () => {
    const { picker, form } = show(`kinds="customer" required`);
    await expect.poll(() => picker.renderRoot.querySelector("#input")).not.toBeNull();
    await expect.poll(() => form.checkValidity()).toBe(false);
    expect(picker.validationMessage).toBe("Choose a card.");
    await userEvent.click(input(picker));
    input(picker).blur();
    await expect.poll(() => words(picker.renderRoot.querySelector("#error"))).toBe("Choose a card.");
    picker.value = sample.customer.id;
    await expect.poll(() => form.checkValidity()).toBe(true);
  });
});
