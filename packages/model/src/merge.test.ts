import { describe, expect, test } from "vitest";
import type { Card } from "./card.ts";
import type { Decision } from "./decision.ts";
import { appendedNotes, withdrawnNotes } from "./joined-notes.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";

const problemOf = (decision: Decision) => (decision.ok ? undefined : decision.problem);
const dayMs = 24 * 60 * 60 * 1000;

/** Two contacts of one party: a customer's and a vendor's, as each made its own (L10). */
function twins() {
  const w = new MemoryWorkspace();
  const customer = w.create("customer", { fields: { name: "Adatum AG", city: "Bern", phoneNo: "+41441111111" } });
  const vendor = w.create("vendor", { fields: { name: "Adatum", email: "a@adatum.ch", city: "Basel" } });
  const [kept, merged] = [w.contactOf(customer), w.contactOf(vendor)];
  const person = w.create("contact", { contactType: "person", fields: { name: "Eva Muster", companyId: merged.id } });
  w.edit(vendor.id, "primaryContactId", person.id);
  w.notes.set(kept.id, "Good payer.").set(merged.id, "Delivers late.");
  return { w, customer, vendor, kept, merged, person };
}

describe("merging two contacts", () => {
  test("[L7] [U2] one contact has both cards, which share what was chosen", () => {
    const { w, customer, vendor, kept, merged } = twins();
    w.run(w.mergeCommand(kept, merged, { city: "merged" }));
    const shared = { name: "Adatum AG", city: "Basel", phoneNo: "+41441111111", email: "a@adatum.ch" };
    for (const card of [kept, customer, vendor]) expect(w.shown(card.id)).toMatchObject(shared);
    expect(w.relationsOf(kept.id).map(({ kind }) => kind)).toEqual(["customer", "vendor"]);
    expect(w.contactOf(vendor).id).toBe(kept.id);
    expect(w.now(merged)).toMatchObject({ mergedInto: kept.id, deletedAtMs: w.nowMs });
    expect(w.notes.get(kept.id)).toBe(`Good payer.\n\n${merged.no}:\nDelivers late.`);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[U2] what is not chosen is the kept contact's, and where that is blank the other's; an address as a whole", () => {
    const w = new MemoryWorkspace();
    const kept = w.create("contact", { fields: { name: "A", postCode: "3000", salutationCode: "" } });
    const merged = w.create("contact", {
      fields: { name: "B", address: "Weg 1", city: "Basel", phoneNo: "+41441111111", salutationCode: "MR" },
    });
    w.run(w.mergeCommand(kept, merged, { name: "kept" }));
    expect(w.shown(kept.id)).toMatchObject({
      name: "A",
      postCode: "3000",
      phoneNo: "+41441111111",
      salutationCode: "MR",
    });
    expect(w.value(kept.id, "city") ?? "").toBe("");
    expect(w.value(kept.id, "address") ?? "").toBe("");
  });

  test("[U2] a chosen blank overwrites, and a person's name brings its parts", () => {
    const w = new MemoryWorkspace();
    const kept = w.create("contact", { contactType: "person", fields: { name: "Eva Muster", email: "e@muster.ch" } });
    const merged = w.create("contact", { contactType: "person", fields: { name: "Eva Maria Muster-Kolb" } });
    w.run(w.mergeCommand(kept, merged, { name: "merged", email: "merged" }));
    expect(w.shown(kept.id)).toMatchObject({
      firstName: "Eva",
      middleName: "Maria",
      surname: "Muster-Kolb",
      email: "",
    });
  });

  test("[D5] persons and primary contacts point at the contact that stays, and keep what they have", () => {
    const { w, vendor, kept, merged, person } = twins();
    w.edit(person.id, "phoneNo", "+41791111111");
    w.run(w.mergeCommand(kept, merged));
    expect(w.now(person).companyId).toBe(kept.id);
    expect(w.shown(person.id)).toMatchObject({ companyId: kept.id, phoneNo: "+41791111111" });
    expect(w.value(vendor.id, "primaryContactId")).toBe(person.id);
    const other = w.create("contact", { contactType: "person", fields: { name: "E. Muster", companyId: kept.id } });
    w.run(w.mergeCommand(other, person));
    expect(w.shown(vendor.id)).toMatchObject({ primaryContactId: other.id, contactName: "E. Muster" });
    for (const card of w.cards.values()) expect(card.companyId).not.toBe(merged.id);
  });

  test("[H4] a primary contact joined into somebody of another company is primary no more", () => {
    const { w, vendor, person } = twins();
    const stranger = w.create("contact", { contactType: "person", fields: { name: "X" } });
    const elsewhere = w.create("contact", { fields: { name: "Elsewhere" } });
    w.edit(stranger.id, "companyId", elsewhere.id);
    w.cards.set(stranger.id, { ...w.now(stranger), companyId: elsewhere.id });
    w.run(w.mergeCommand(w.now(stranger), person));
    expect(w.shown(vendor.id)).toMatchObject({ primaryContactId: "", contactName: "" });
    w.undoMerge(person);
    expect(w.value(vendor.id, "primaryContactId")).toBe(person.id);
  });

  test("[K2] two cards of one kind are refused, both named, and nothing has changed", () => {
    const { w, customer, kept, merged } = twins();
    const second = w.createFrom(merged, "customer");
    const problem = problemOf(w.decide(w.mergeCommand(kept, merged)));
    expect(problem).toMatchObject({ code: "merge.kind", status: 409, params: { kind: "customer" } });
    expect(problem?.text).toContain(customer.no);
    expect(problem?.text).toContain(second.no);
    w.unlink(second);
    expect(w.refusal(w.mergeCommand(kept, merged))).toBeUndefined();
  });

  test("[U2] itself, another type, a blocked one, a card that is no contact, unknown fields: refused by name", () => {
    const { w, vendor, kept, merged, person } = twins();
    expect(w.refusal(w.mergeCommand(kept, kept))).toBe("merge.same");
    expect(w.refusal(w.mergeCommand(kept, person))).toBe("merge.type");
    expect(w.refusal(w.mergeCommand(kept, vendor))).toBe("card.notFound");
    expect(w.refusal(w.mergeCommand(kept, merged, { iban: "kept" }))).toBe("field.unknown");
    w.edit(merged.id, "privacyBlocked", true);
    expect(w.refusal(w.mergeCommand(kept, merged))).toBe("merge.privacyBlocked");
    w.delete(person);
    expect(w.refusal(w.mergeCommand(kept, person))).toBe("card.notFound");
  });

  test("[X2] it takes the right to edit contacts, and every kind of card that comes over", () => {
    const { w, kept, merged } = twins();
    w.role = "sales";
    expect(w.refusal(w.mergeCommand(kept, merged))).toBe("perm.link");
    w.role = "finance";
    expect(w.refusal(w.mergeCommand(kept, merged))).toBe("perm.kind");
    w.role = "purchasing";
    expect(w.refusal(w.mergeCommand(kept, merged))).toBeUndefined();
  });

  test("[U2] the id that went stands for the contact that stays: for new links, and for what is restored", () => {
    const { w, vendor, kept, merged, person } = twins();
    w.delete(vendor);
    w.delete(person);
    w.run(w.mergeCommand(kept, merged));
    const bank = w.createFrom(w.now(merged), "bankAccount");
    expect(w.contactOf(bank).id).toBe(kept.id);
    w.restore(vendor);
    expect(w.contactOf(vendor).id).toBe(kept.id);
    w.restore(person);
    expect(w.now(person).companyId).toBe(kept.id);
    expect(w.value(person.id, "companyId")).toBe(kept.id);
    expect(w.refusal({ type: "delete", id: w.commandId(), cardId: merged.id })).toBe("card.notFound");
    expect(w.refusal({ type: "restore", id: w.commandId(), cardId: merged.id })).toBe("restore.merged");
    const third = w.create("contact", { fields: { name: "Third" } });
    w.run(w.mergeCommand(third, w.now(kept)));
    const late = w.create("customer");
    const alone = w.contactOf(late);
    w.unlink(late);
    w.delete(w.contactOf(bank).id === third.id ? alone : late);
    expect(w.contactOf(bank).id).toBe(third.id);
    expect(w.inconsistencies()).toEqual([]);
  });
});

describe("undoing a merge", () => {
  const shownOf = (w: MemoryWorkspace, cards: readonly Card[]) => cards.map((card) => w.shown(card.id));
  const withoutBlanks = (shown: object): object =>
    Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== ""));

  test("[U2] everything is as it was: values, relations, persons, primary contacts, notes", () => {
    const { w, customer, vendor, kept, merged, person } = twins();
    const all = [customer, vendor, kept, merged, person];
    const before = shownOf(w, all).map(withoutBlanks);
    w.run(w.mergeCommand(kept, merged, { city: "merged", name: "merged" }));
    w.undoMerge(merged);
    expect(shownOf(w, all).map(withoutBlanks)).toEqual(before);
    expect(w.now(merged)).not.toHaveProperty("mergedInto");
    expect(w.contactOf(vendor).id).toBe(merged.id);
    expect(w.contactOf(customer).id).toBe(kept.id);
    expect(w.now(person).companyId).toBe(merged.id);
    expect(w.notes.get(kept.id)).toBe("Good payer.");
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[U2] what was set meanwhile holds: on the card that goes back, and on the contact that stays", () => {
    const { w, vendor, kept, merged } = twins();
    w.run(w.mergeCommand(kept, merged, { city: "merged" }));
    w.edit(vendor.id, "phoneNo", "+41442222222");
    w.edit(kept.id, "city", "Chur");
    w.notes.set(kept.id, `${w.notes.get(kept.id)} Really.`);
    w.undoMerge(merged);
    expect(w.shown(vendor.id)).toMatchObject({ phoneNo: "+41442222222", city: "Basel" });
    expect(w.shown(merged.id)).toMatchObject({ phoneNo: "+41442222222", name: "Adatum" });
    expect(w.shown(kept.id)).toMatchObject({ phoneNo: "+41442222222", city: "Chur", email: "" });
    expect(w.notes.get(kept.id)).toContain("Delivers late. Really.");
  });

  test("[U2] what has ended since stays ended", () => {
    const { w, vendor, kept, merged, person } = twins();
    w.run(w.mergeCommand(kept, merged));
    w.unlink(vendor);
    w.delete(person);
    w.undoMerge(merged);
    expect(w.relationsOf(vendor.id)).toEqual([]);
    expect(w.relationsOf(merged.id)).toEqual([]);
    expect(w.now(person).deletedAtMs).toBeDefined();
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[U2] it ends after 30 days, needs the other contact there, and undoes the last of several first", () => {
    const { w, kept, merged } = twins();
    const third = w.create("contact", { fields: { name: "Third" } });
    const undo = { type: "undoMerge", id: w.commandId(), cardId: merged.id } as const;
    expect(w.refusal(undo)).toBe("undoMerge.none");
    w.run(w.mergeCommand(kept, merged));
    w.run(w.mergeCommand(third, kept));
    expect(problemOf(w.decide(undo))).toMatchObject({ code: "undoMerge.gone", params: { a: `${kept.no} Adatum AG` } });
    w.undoMerge(kept);
    w.delete(w.now(kept));
    expect(w.refusal(undo)).toBe("undoMerge.gone");
    w.restore(kept);
    w.nowMs += 31 * dayMs;
    expect(w.refusal(undo)).toBe("restore.expired");
    w.nowMs -= 2 * dayMs;
    w.role = "sales";
    expect(w.refusal(undo)).toBe("perm.link");
    w.role = "editor";
    w.run(undo);
    expect(w.inconsistencies()).toEqual([]);
  });

  test("[U2] notes are added under the number, and taken out where nobody has touched them", () => {
    expect(appendedNotes("", " x ", "CT1")).toBe("CT1:\nx");
    expect(appendedNotes("a", "  ", "CT1")).toBe("a");
    const both = appendedNotes("a\n", "x", "CT1");
    expect(both).toBe("a\n\nCT1:\nx");
    expect(withdrawnNotes(both, "x", "CT1")).toBe("a");
    expect(withdrawnNotes(`${both}\nlater`, "x", "CT1")).toBe("a\n\nlater");
    expect(withdrawnNotes("a\n\nCT1:\nX!", "x", "CT1")).toBe("a\n\nCT1:\nX!");
    expect(withdrawnNotes("a", "", "CT1")).toBe("a");
  });
});
