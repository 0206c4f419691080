import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import type { PaperCard } from "../../gallery/paper-workspace.ts";
import { createSample, type Sample } from "../../gallery/sample.ts";
import "../index.ts";
import type { CoupletCard } from "./card.ts";

let sample: Sample;

beforeEach(() => {
  sample = createSample();
});
afterEach(() => {
  document.body.replaceChildren();
});

async function show(card: PaperCard | undefined, locale = "en"): Promise<CoupletCard> {
  const provider = document.createElement("couplet-provider");
  provider.locale = locale;
  provider.engine = sample.engine;
  const element = document.createElement("couplet-card");
  element.kind = card?.kind ?? "contact";
  element.recordId = card?.id;
  provider.append(element);
  document.body.append(provider);
  await expect.poll(() => element.renderRoot.querySelector("article")).not.toBeNull();
  await element.updateComplete;
  return element;
}

const fieldOf = (card: CoupletCard, name: string) => {
  const found = [...card.renderRoot.querySelectorAll("couplet-field")].find((field) => field.field === name);
  if (!found) throw new Error(`The card has no field ${name}`);
  return found;
};
const inputOf = (card: CoupletCard, name: string): HTMLInputElement => {
  const control = fieldOf(card, name).renderRoot.querySelector("#input");
  if (!(control instanceof HTMLInputElement)) throw new Error(`${name} has no input`);
  return control;
};
const chips = (card: CoupletCard): string[] =>
  [...card.renderRoot.querySelectorAll(".chip")].map((chip) => chip.textContent?.trim().replaceAll(/\s+/g, " ") ?? "");
const words = (element: Element | null | undefined): string =>
  element?.textContent?.trim().replaceAll(/\s+/g, " ") ?? "";

describe("a card", () => {
  test("[F1] shows the shared block once under the chips of all cards that hold it, from either side", async () => {
    const contact = await show(sample.company);
    const wanted = ["Contact CT000001 (this card)", "Customer C00001", "Vendor V00001", "Bank account B00001"];
    await expect.poll(() => chips(contact)).toEqual(wanted);
    document.body.replaceChildren();
    const vendor = await show(sample.vendor);
    await expect
      .poll(() => chips(vendor))
      .toEqual(["Contact CT000001", "Customer C00001", "Vendor V00001 (this card)", "Bank account B00001"]);
    expect(words(vendor.renderRoot.querySelector(".caption"))).toBe("One block, held by 4 cards");
  });

  test("[F1] an edit on the contact is at once on its customer", async () => {
    const contact = await show(sample.company);
    const customer = await show(sample.customer);
    await userEvent.fill(inputOf(contact, "city"), "Baar");
    await userEvent.tab();
    await expect.poll(() => inputOf(customer, "city").value).toBe("Baar");
  });

  test("[F1] a bank account shows no field its kind does not have", async () => {
    const bank = await show(sample.bank);
    const names = [...bank.renderRoot.querySelectorAll("couplet-field")].map((field) => field.field);
    expect(names).toContain("iban");
    expect(names).not.toContain("vatRegistrationNo");
    await expect.poll(() => inputOf(bank, "iban").value).toBe("CH93 0076 2011 6238 5295 7");
  });

  test("[C2] undo brings a value back and redo sets it again, by button and by key", async () => {
    const card = await show(sample.company);
    await userEvent.fill(inputOf(card, "city"), "Baar");
    await userEvent.keyboard("{Enter}");
    await expect.poll(() => card.record?.values["city"]).toBe("Baar");
    await userEvent.keyboard("{Control>}z{/Control}");
    await expect.poll(() => inputOf(card, "city").value).toBe("Zug");
    expect(card.redo()).toBe(true);
    await expect.poll(() => card.record?.values["city"]).toBe("Baar");
  });

  test("[E1] tells the page what was edited, here and by others", async () => {
    const card = await show(sample.company);
    const seen: unknown[] = [];
    document.addEventListener("couplet-change", (event) => seen.push(event.detail), { once: true });
    await userEvent.fill(inputOf(card, "city"), "Baar");
    await userEvent.tab();
    expect(seen).toEqual([
      { kind: "contact", id: sample.company.id, field: "city", old: "Zug", new: "Baar", actor: "me" },
    ]);
  });

  test("[E1] a chip asks the page for the other card and goes nowhere by itself", async () => {
    const card = await show(sample.company);
    const asked: unknown[] = [];
    card.addEventListener("couplet-navigate", (event) => asked.push(event.detail));
    card.renderRoot.querySelector<HTMLElement>("button.chip")?.click();
    expect(asked).toEqual([{ kind: "customer", id: sample.customer.id }]);
  });

  test("[E10] a new country offers to clear the place of the old one", async () => {
    const card = await show(sample.company);
    const select = fieldOf(card, "countryCode").renderRoot.querySelector("select");
    if (!select) throw new Error("The country is no list");
    await userEvent.selectOptions(select, "AT");
    await expect.poll(() => words(card.renderRoot.querySelector(".grid + .notice"))).toContain("Another country");
    card.renderRoot.querySelector<HTMLElement>(".grid + .notice button")?.click();
    await expect.poll(() => card.record?.values["postCode"]).toBe("");
    expect(card.record?.values["city"]).toBe("");
    // One step brings all of it back, the next one the country; neither asks again.
    expect(card.undo()).toBe(true);
    await expect.poll(() => [card.record?.values["postCode"], card.record?.values["city"]]).toEqual(["6300", "Zug"]);
    expect(card.undo()).toBe(true);
    await expect.poll(() => card.record?.values["countryCode"]).toBe("CH");
    await card.updateComplete;
    expect(card.renderRoot.querySelector(".grid + .notice")).toBeNull();
  });

  test("[D4] the question before deleting names what goes and what stays", async () => {
    const card = await show(sample.company);
    await card.askDelete();
    const dialog = card.renderRoot.querySelector("couplet-delete-dialog")?.renderRoot;
    await expect.poll(() => words(dialog?.querySelector(".goes"))).toContain("1 person of this company: Reto Odermatt");
    const stays = words(dialog?.querySelector(".stays"));
    for (const name of ["Customer C00001", "Vendor V00001", "Bank account B00001"])
      expect(stays).toContain(`${name} keeps every value`);
    const heard: unknown[] = [];
    document.addEventListener("couplet-deleted", (event) => heard.push(event.detail), { once: true });
    dialog?.querySelector<HTMLElement>("footer .danger")?.click();
    await expect
      .poll(() => heard)
      .toEqual([{ kind: "contact", id: sample.company.id, no: "CT000001", name: "Alpine Skihaus" }]);
    expect(sample.workspace.values(sample.customer)["name"]).toBe("Alpine Skihaus");
    await expect.poll(() => words(card.renderRoot.querySelector(".notice"))).toContain("has been deleted");
  });

  test("[E4] others write in the notes around the caret", async () => {
    const card = await show(sample.company);
    const box = card.renderRoot.querySelector("couplet-notes")?.renderRoot.querySelector("textarea");
    if (!box) throw new Error("The card has no notes");
    await expect.poll(() => box.value).toContain("Rampe");
    await userEvent.click(box);
    box.setSelectionRange(8, 8);
    sample.engine.sessions.get(sample.company.id)?.writeNotesRemotely(0, "NEU: ");
    expect(box.value.startsWith("NEU: Wünscht")).toBe(true);
    expect(box.selectionStart).toBe(13);
    await userEvent.keyboard("X");
    expect(sample.company.own.notes.startsWith("NEU: Wünscht X")).toBe(true);
  });

  test("[X2] where the role does not read the card's own fields, edits it lost there come back with field, reason and value", async () => {
    sample.engine.identity.set({ ...sample.engine.identity.value, role: "sales" });
    sample.workspace.refused.set(sample.bank.id, [
      { entry: "w@1", field: "bankBranchNo", value: "00762", code: "perm.field", text: "Not yours.", atMs: 1 },
      { entry: "w@2", field: "notes", value: "Call Anna", code: "notes.long", text: "Too long.", atMs: 2 },
      { entry: "w@3", field: "city", value: "Bern", code: "perm.kind", text: "Not yours.", atMs: 3 },
    ]);
    const card = await show(sample.bank);
    const lost = (): string[] => [...card.renderRoot.querySelectorAll(".own .lost li")].map(words);
    await expect
      .poll(lost)
      .toEqual([
        "Bank branch No. Your role does not change this field any more. Ask an administrator. Your value was: 00762 Discard",
        "Notes Too long. Your value was: Call Anna Discard",
      ]);
    expect(words(card.renderRoot.querySelector(".own"))).not.toContain("6238");
    card.renderRoot.querySelector<HTMLElement>(".own .lost button")?.click();
    await expect.poll(lost).toHaveLength(1);
  });

  test("[K1] without id or number the card is a new one, with the fields of its type", async () => {
    const card = await show(undefined);
    const heard: { id: string }[] = [];
    card.addEventListener("couplet-created", (event) => heard.push(event.detail));
    const radios = card.renderRoot.querySelectorAll<HTMLInputElement>(".types input");
    radios[1]?.click();
    await expect.poll(() => fieldOf(card, "jobTitle")).toBeDefined();
    await userEvent.fill(inputOf(card, "name"), "Mia Muster");
    await card.create();
    await expect.poll(() => heard.length).toBe(1);
    await expect.poll(() => card.record?.no).toBe("CT000003");
  });

  test("[E6] French pages are served in French", async () => {
    const card = await show(sample.company, "fr-CH");
    await expect.poll(() => words(card.renderRoot.querySelector(".caption"))).toBe("Un seul bloc, tenu par 4 fiches");
    expect(words(fieldOf(card, "phoneNo").renderRoot.querySelector("label"))).toBe("Téléphone");
  });

  test("[E5] an unknown card says so, and the page may say it its own way", async () => {
    const provider = document.createElement("couplet-provider");
    provider.locale = "en";
    provider.engine = sample.engine;
    provider.innerHTML = `<couplet-card kind="vendor" number="V99999"><p slot="empty">Nothing here</p></couplet-card>`;
    document.body.append(provider);
    const card = provider.querySelector("couplet-card");
    await expect.poll(() => card?.renderRoot.querySelector("[part=empty] slot")).toBeTruthy();
  });

  test("[E5] elements outside every provider use the first one on the page", async () => {
    const provider = document.createElement("couplet-provider");
    provider.engine = sample.engine;
    const card = document.createElement("couplet-card");
    card.setAttribute("kind", "bank-account");
    card.setAttribute("number", "B00001");
    document.body.append(card, provider);
    await expect.poll(() => card.record?.kind).toBe("bankAccount");
  });
});
