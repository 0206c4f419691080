import { describe, expect, test } from "vitest";
import type { Card } from "./card.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";

const renumber = (w: MemoryWorkspace, card: Card, no: string) =>
  ({ type: "renumber", id: w.commandId(), cardId: card.id, no }) as const;

describe("renumbering", () => {
  test("[K6] changes the number and nothing else; the old one is nobody's again", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer", { fields: { name: "Adatum" } });
    const before = w.relationsOf(customer.id);
    w.run(renumber(w, customer, " new 1 "));
    expect(w.card(customer.id)).toEqual({ ...customer, no: "NEW 1" });
    expect(w.relationsOf(customer.id)).toEqual(before);
    for (const no of ["NEW 1", customer.no])
      expect(w.refusal(w.createCommand("customer", { no }))).toBe("number.taken");
    expect(w.refusal(w.createCommand("vendor", { no: "NEW 1" }))).toBeUndefined();
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[K6] to the number it has is no change", () => {
    const w = new MemoryWorkspace();
    const vendor = w.create("vendor");
    expect(w.run(renumber(w, vendor, vendor.no.toLowerCase()))).toEqual([]);
  });

  test("[K6] is refused for a number that is taken, blank, too long, or may not be typed, and without the right to the kind", () => {
    const w = new MemoryWorkspace();
    const [vendor, other] = [w.create("vendor"), w.create("vendor")];
    expect(w.refusal(renumber(w, vendor, other.no))).toBe("number.taken");
    expect(w.refusal(renumber(w, vendor, " "))).toBe("number.invalid");
    expect(w.refusal(renumber(w, vendor, "x".repeat(21)))).toBe("number.invalid");
    w.role = "sales";
    expect(w.refusal(renumber(w, vendor, "MINE"))).toBe("perm.kind");
    w.role = "editor";
    const { vendor: series } = w.setup.numberSeries;
    if (series)
      w.setup = { ...w.setup, numberSeries: { ...w.setup.numberSeries, vendor: { ...series, manual: false } } };
    expect(w.refusal(renumber(w, vendor, "MINE"))).toBe("number.notManual");
    w.run({ type: "delete", id: w.commandId(), cardId: vendor.id });
    expect(w.refusal(renumber(w, vendor, "MINE"))).toBe("card.notFound");
  });
});

describe("a deleted primary contact", () => {
  test("[D5] is cleared also on a card that is not related any more", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer", { contactType: "person", fields: { name: "Anna Muster" } });
    const contact = w.contactOf(customer);
    const [relation] = w.relationsOf(contact.id);
    if (relation) w.run({ type: "unlink", id: w.commandId(), relationId: relation.id });
    expect(w.value(customer.id, "primaryContactId")).toBe(contact.id);
    w.run({ type: "delete", id: w.commandId(), cardId: contact.id });
    expect(w.value(customer.id, "primaryContactId")).toBe("");
    expect(w.value(customer.id, "contactName")).toBe("");
  });

  test("[D5] is cleared on a card that comes back after it went", () => {
    const w = new MemoryWorkspace();
    const customer = w.create("customer", { contactType: "person", fields: { name: "Anna Muster" } });
    const contact = w.contactOf(customer);
    w.run({ type: "delete", id: w.commandId(), cardId: customer.id });
    w.run({ type: "delete", id: w.commandId(), cardId: contact.id });
    w.run({ type: "restore", id: w.commandId(), cardId: customer.id });
    expect(w.value(customer.id, "primaryContactId")).toBe("");
  });
});
