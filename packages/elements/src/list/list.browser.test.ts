import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletList } from "./list.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

async function show(attributes: string): Promise<CoupletList> {
  document.body.innerHTML = `<couplet-provider locale="en"><couplet-list ${attributes}></couplet-list></couplet-provider>`;
  const provider = document.querySelector("couplet-provider");
  const list = document.querySelector("couplet-list");
  if (!provider || !list) throw new Error("The page is not there");
  provider.engine = sample.engine;
  await expect.poll(() => list.renderRoot.querySelectorAll(".row").length).toBeGreaterThan(0);
  return list;
}
const box = (list: CoupletList): HTMLElement => {
  const rows = list.renderRoot.querySelector<HTMLElement>("[role=listbox]");
  if (!rows) throw new Error("The list has no rows");
  return rows;
};
const names = (list: CoupletList): string[] => [...list.renderRoot.querySelectorAll(".row .name")].map(words);

describe("a list", () => {
  test("[E15] finds by what is typed, and says how many there are", async () => {
    const list = await show(`kind="vendor"`);
    await expect.poll(() => words(list.renderRoot.querySelector("[role=status]"))).toBe("3 cards");
    const search = list.renderRoot.querySelector<HTMLInputElement>("input");
    if (!search) throw new Error("Nothing to search with");
    await userEvent.fill(search, "wien");
    await expect.poll(() => names(list)).toEqual(["Fabrikam, Inc."]);
    await userEvent.fill(search, "nobody of that name");
    await expect.poll(() => words(list.renderRoot.querySelector("[part=empty]"))).toBe("No card matches.");
  });

  test("[E15] is one stop of the Tab key; arrows move in it, Enter asks the page for the card", async () => {
    const list = await show(`kind="customer" hide-search`);
    const asked: unknown[] = [];
    list.addEventListener("couplet-navigate", (event) => asked.push(event.detail));
    await userEvent.tab();
    await expect.poll(() => box(list).getAttribute("aria-activedescendant")).toBe("row-0");
    await userEvent.keyboard("{End}");
    await expect.poll(() => box(list).getAttribute("aria-activedescendant")).toBe("row-1");
    await userEvent.keyboard("{Home}{Enter}");
    expect(asked).toEqual([{ kind: "customer", id: sample.customer.id }]);
  });

  test("[E15] chooses several by keyboard, for buttons of the page's own", async () => {
    const list = await show(`kind="customer" selectable hide-search`);
    list.actions = [{ id: "mail", label: "Write to all" }];
    const heard: unknown[] = [];
    list.addEventListener("couplet-choice-change", (event) => heard.push(event.detail.ids));
    list.addEventListener("couplet-action", (event) => heard.push(event.detail.action));
    await userEvent.tab();
    await userEvent.keyboard(" ");
    await expect.poll(() => list.renderRoot.querySelectorAll("[aria-selected=true]").length).toBe(1);
    expect(heard).toEqual([[sample.customer.id]]);
    await userEvent.keyboard("{Control>}a{/Control}");
    await expect.poll(() => words(list.renderRoot.querySelector(".chosen strong"))).toBe("2 chosen");
    list.renderRoot.querySelector<HTMLElement>("[part=action]")?.click();
    expect(heard.at(-1)).toBe("mail");
    expect(list.chosen).toHaveLength(2);
    await userEvent.keyboard("{Escape}");
    await expect.poll(() => list.chosen).toEqual([]);
  });

  test("[E15] of thousands only the rows in sight are drawn, and any of them can be reached", async () => {
    for (let index = 0; index < 3000; index += 1) sample.workspace.add("vendor", { name: `Firm ${index}` });
    const list = await show(`kind="vendor" hide-search`);
    expect(names(list).length).toBeLessThan(60);
    box(list).focus();
    await userEvent.keyboard("{End}");
    await expect.poll(() => names(list)).toContain("Firm 2999");
    expect(names(list).length).toBeLessThan(60);
    const last = list.renderRoot.querySelector(".row.here");
    expect([last?.getAttribute("aria-posinset"), last?.getAttribute("aria-setsize")]).toEqual(["3003", "3003"]);
  });
});
