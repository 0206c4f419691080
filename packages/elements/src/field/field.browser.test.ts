import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletField } from "./field.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

async function show(field: string, attributes: Record<string, string> = {}): Promise<CoupletField> {
  const provider = document.createElement("couplet-provider");
  provider.locale = "en";
  provider.engine = sample.engine;
  const element = document.createElement("couplet-field");
  element.kind = "contact";
  element.recordId = sample.company.id;
  element.field = field;
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  const form = document.createElement("form");
  form.append(element);
  provider.append(form);
  document.body.append(provider);
  await expect.poll(() => element.renderRoot.querySelector("#input:not([part=skeleton])")).not.toBeNull();
  return element;
}

const input = (element: CoupletField): HTMLInputElement => {
  const control = element.renderRoot.querySelector("#input");
  if (!(control instanceof HTMLInputElement)) throw new Error("The field has no input");
  return control;
};
const textOf = (element: CoupletField, selector: string): string =>
  element.renderRoot.querySelector(selector)?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";
const stored = (field: string): unknown => sample.company.common.fields.get(field)?.value;
const writeAsBen = (field: string, value: string): void =>
  sample.workspace.write(sample.customer, field, value, { sub: "ben", name: "Ben Rossi" });

describe("a field", () => {
  test("[F1] shows the value in the country's spelling and stores it in ours", async () => {
    const field = await show("phoneNo");
    expect(input(field).value).toBe("041 712 12 12");
    await userEvent.clear(input(field));
    await userEvent.type(input(field), "041 555 00 11");
    await userEvent.tab();
    expect(stored("phoneNo")).toBe("+41415550011");
    await expect.poll(() => input(field).value).toBe("041 555 00 11");
  });

  test("[F6] a refused value keeps the old one, stays as typed and says why beside the field", async () => {
    const field = await show("phoneNo");
    await userEvent.fill(input(field), "call me");
    await userEvent.tab();
    expect(stored("phoneNo")).toBe("+41417121212");
    expect(input(field).value).toBe("call me");
    await expect.poll(() => textOf(field, "#error")).toBe("A phone number has no letters.");
    expect(input(field).getAttribute("aria-invalid")).toBe("true");
    expect(input(field).getAttribute("aria-describedby")).toContain("error");
    expect(field.checkValidity()).toBe(false);
  });

  test("[F6] a limit speaks up while typing and never cuts the text", async () => {
    const field = await show("city");
    await userEvent.fill(input(field), "x".repeat(35));
    await expect.poll(() => textOf(field, "#error")).toBe("5 characters too long (30 at most).");
    expect(input(field).value).toHaveLength(35);
    expect(stored("city")).toBe("Zug");
  });

  test("[E3] Enter commits, a rest commits, Escape brings back what was there before the focus", async () => {
    const field = await show("city");
    await userEvent.fill(input(field), "Baar");
    await userEvent.keyboard("{Enter}");
    expect(stored("city")).toBe("Baar");
    await userEvent.fill(input(field), "Cham");
    await expect.poll(() => stored("city"), { timeout: 2000 }).toBe("Cham");
    await userEvent.keyboard("{Escape}");
    expect(stored("city")).toBe("Zug");
    expect(input(field).value).toBe("Zug");
  });

  test("[E3] a rest in the middle of an invalid text is no mistake yet", async () => {
    const field = await show("email");
    await userEvent.fill(input(field), "someone@");
    await new Promise((resolve) => setTimeout(resolve, 800));
    expect(textOf(field, "#error")).toBe("");
    expect(stored("email")).toBe("alpineskihaus@contoso.com");
    await userEvent.tab();
    await expect.poll(() => textOf(field, "#error")).not.toBe("");
  });

  test("[E2] somebody else's edit never alters the text being typed nor moves the focus, and is told", async () => {
    const field = await show("city");
    await userEvent.fill(input(field), "Cha");
    writeAsBen("city", "Luzern");
    await expect.poll(() => textOf(field, ".underneath")).toContain("Ben Rossi");
    expect(input(field).value).toBe("Cha");
    expect(field.matches(":focus-within")).toBe(true);
    const take = field.renderRoot.querySelector<HTMLElement>(".underneath button");
    take?.click();
    await expect.poll(() => input(field).value).toBe("Luzern");
  });

  test("[E2] somebody else's edit shows at once in a field nobody is in", async () => {
    const field = await show("city");
    writeAsBen("city", "Luzern");
    await expect.poll(() => input(field).value).toBe("Luzern");
  });

  test("[F7] a quiet conflict is a mark that opens the choice, and one choice settles it", async () => {
    const at = Date.now();
    sample.workspace.conflict(sample.company, "phoneNo", "quiet", [
      {
        value: "+41415550000",
        by: { sub: "ada", name: "Ada Keller" },
        isMine: true,
        atMs: at,
        cardId: sample.company.id,
      },
      {
        value: "+41415551111",
        by: { sub: "ben", name: "Ben Rossi" },
        isMine: false,
        atMs: at - 1,
        cardId: sample.customer.id,
      },
    ]);
    const field = await show("phoneNo");
    const mark = field.renderRoot.querySelector<HTMLElement>(".versions");
    expect(mark?.textContent).toContain("2 versions");
    mark?.click();
    await expect.poll(() => textOf(field, ".question")).toContain("Ben Rossi also changed Phone");
    expect(textOf(field, ".choice li:nth-child(2) .origin")).toContain("Customer C00001");
    field.renderRoot.querySelectorAll<HTMLElement>(".choice li button")[1]?.click();
    await expect.poll(() => field.renderRoot.querySelector(".choice")).toBeNull();
    expect(stored("phoneNo")).toBe("+41415551111");
  });

  test("[F7] money and identity ask at once, and keys choose", async () => {
    const at = Date.now();
    sample.workspace.conflict(sample.company, "name", "ask", [
      {
        value: "Alpine Ski",
        by: { sub: "ben", name: "Ben Rossi" },
        isMine: false,
        atMs: at,
        cardId: sample.company.id,
      },
      {
        value: "Alpine Haus",
        by: { sub: "ada", name: "Ada Keller" },
        isMine: true,
        atMs: at - 1,
        cardId: sample.company.id,
      },
    ]);
    const field = await show("name");
    expect(field.matches(":state(conflict)")).toBe(true);
    field.renderRoot.querySelector<HTMLElement>(".choice li button")?.focus();
    await userEvent.keyboard("2");
    await expect.poll(() => stored("name")).toBe("Alpine Haus");
  });

  test("[E8] the page may refuse an edit before it is made, and says why", async () => {
    const field = await show("city");
    field.addEventListener("couplet-before-change", (event) => event.detail.reject("Only Zug, please."));
    await userEvent.fill(input(field), "Bern");
    await userEvent.tab();
    await expect.poll(() => textOf(field, "#error")).toBe("Only Zug, please.");
    expect(stored("city")).toBe("Zug");
  });

  test("[E8] a field takes part in a form of the page", async () => {
    const field = await show("city", { name: "town", required: "" });
    const form = field.form;
    expect(form && new FormData(form).get("town")).toBe("Zug");
    await userEvent.clear(input(field));
    await userEvent.tab();
    await expect.poll(() => form?.checkValidity()).toBe(false);
  });

  test("[E9] a refused edit stands beside its field with the reason, until it is given up", async () => {
    sample.workspace.refused.set(sample.company.id, [
      { entry: "w@1", field: "city", value: "Bern", code: "perm.kind", text: "No.", atMs: 1 },
    ]);
    const field = await show("city");
    expect(textOf(field, ".problem")).toContain("Your value was: Bern");
    field.renderRoot.querySelectorAll<HTMLElement>(".problem button")[1]?.click();
    await expect.poll(() => field.renderRoot.querySelector(".problem")).toBeNull();
  });

  test("[X2] a viewer reads and cannot type", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "viewer" });
    const field = await show("city");
    expect(input(field).readOnly).toBe(true);
    expect(field.matches(":state(readonly)")).toBe(true);
  });

  test("[E11] others see which field somebody is in", async () => {
    const field = await show("city");
    await userEvent.click(input(field));
    expect(sample.engine.focused).toBe("city");
    sample.workspace.people.set([
      { sub: "ben", name: "Ben Rossi", initials: "BR", cardId: sample.customer.id, kind: "customer", field: "city" },
    ]);
    await expect.poll(() => textOf(field, ".person")).toContain("Ben Rossi is here");
    await userEvent.tab();
    expect(sample.engine.focused).toBeUndefined();
  });

  test("[H1] [E14] leaving a company says first what is kept; Escape leaves everything as it is", async () => {
    sample.workspace.write(sample.company, "faxNo", "+41417121213", { sub: "ben", name: "Ben Rossi" });
    const field = await show("companyId", { "record-id": sample.person.id });
    const company = (): unknown => sample.person.own.fields.get("companyId")?.value;
    const question = (): Element | null => field.renderRoot.querySelector(".move");
    const clear = async (): Promise<void> => {
      await expect.poll(() => field.renderRoot.querySelector(".box button[part=action]")).not.toBeNull();
      field.renderRoot.querySelector<HTMLElement>(".box button[part=action]")?.click();
      await expect.poll(question).not.toBeNull();
    };
    await clear();
    expect(textOf(field, ".move")).toMatch(/Leave the company\?.*this person's own from then on.*Fax 041 712 12 13/);
    await expect.poll(() => field.shadowRoot?.activeElement?.textContent?.trim()).toBe("Leave");
    await userEvent.keyboard("{Escape}");
    await expect.poll(question).toBeNull();
    expect(company()).toBe(sample.company.id);
    await clear();
    await userEvent.keyboard("{Enter}");
    await expect.poll(question).toBeNull();
    expect(company()).toBe("");
  });

  test("[H2] an inherited value says from whom; typing makes it the person's own, clearing it or Escape inherits again", async () => {
    const fax = (): unknown => sample.person.common.fields.get("faxNo")?.value;
    sample.workspace.write(sample.company, "faxNo", "+41417121213", { sub: "ben", name: "Ben Rossi" });
    const field = await show("faxNo", { "record-id": sample.person.id });
    await expect.poll(() => textOf(field, ".from")).toBe("from Alpine Skihaus");
    expect(input(field).value).toBe("041 712 12 13");
    expect(input(field).getAttribute("aria-describedby")).toContain("from");
    expect(field.matches(":state(inherited)")).toBe(true);

    await userEvent.fill(input(field), "041 555 00 11");
    await userEvent.keyboard("{Enter}");
    expect(fax()).toBe("+41415550011");
    await expect.poll(() => field.renderRoot.querySelector(".from")).toBeNull();
    await userEvent.keyboard("{Escape}");
    expect(fax()).toBe("");
    await expect.poll(() => input(field).value).toBe("041 712 12 13");

    await userEvent.fill(input(field), "041 555 00 11");
    await userEvent.tab();
    expect(fax()).toBe("+41415550011");
    await userEvent.clear(input(field));
    await userEvent.keyboard("{Enter}");
    expect(fax()).toBe("");
    expect(input(field).value).toBe("");
    expect(field.renderRoot.querySelector(".underneath")).toBeNull();
    await userEvent.tab();
    await expect.poll(() => input(field).value).toBe("041 712 12 13");
    expect(textOf(field, ".from")).toBe("from Alpine Skihaus");
  });
});
