import { describe, expect, test } from "vitest";
import type { Card } from "./card.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";

function pair(choice: Parameters<MemoryWorkspace["linkCommand"]>[2]) {
  const w = new MemoryWorkspace();
  const contact = w.create("contact", { fields: { name: "Muster AG", city: "Bern", phoneNo: "+41441234567" } });
  const vendor = w.createFrom(contact, "vendor");
  const customer = w.createAlone("customer", { fields: { name: "Muster", city: "Basel", email: "a@muster.ch" } });
  const before = { contact: w.shown(contact.id), vendor: w.shown(vendor.id), customer: w.shown(customer.id) };
  w.run(w.linkCommand(contact, customer, choice));
  const now = () => ({ contact: w.shown(contact.id), vendor: w.shown(vendor.id), customer: w.shown(customer.id) });
  return { w, contact, vendor, customer, before, now };
}

/** A blank that was set shows what a field shows that was never set. */
const withoutBlanks = (shown: object): object =>
  Object.fromEntries(Object.entries(shown).filter(([, value]) => value !== "" && value !== false));

describe("undoing a link", () => {
  for (const master of ["contact", "card"] as const) {
    test(`[L2] both sides get back what they had where the ${master}'s values won [L3]`, () => {
      const { w, contact, customer, before, now } = pair({ master });
      expect(now().customer).not.toEqual(before.customer);
      w.run(w.undoLinkCommand(customer));
      expect(now().customer).toEqual(before.customer);
      expect(withoutBlanks(now().contact)).toEqual(before.contact);
      expect(withoutBlanks(now().vendor)).toEqual(before.vendor);
      expect(w.relationsOf(customer.id)).toEqual([]);
      expect(w.inconsistencies()).toEqual([]);
      w.edit(contact.id, "city", "Chur");
      expect(w.value(customer.id, "city")).toBe("Basel");
    });
  }

  test("[L2] fields chosen one by one go back each to its side", () => {
    const { w, customer, before, now } = pair({ master: "contact", fields: { city: "card" } });
    expect(now().contact["city"]).toBe("Basel");
    w.run(w.undoLinkCommand(customer));
    expect(now().contact["city"]).toBe("Bern");
    expect(now().customer).toEqual(before.customer);
  });

  test("[L2] once somebody has edited the shared document it is refused, and unlinking keeps what is shown", () => {
    const { w, contact, customer } = pair({ master: "contact" });
    const command = w.undoLinkCommand(customer);
    w.edit(contact.id, "city", "Chur");
    const decision = w.decide(command);
    expect(decision.ok ? undefined : decision.problem).toMatchObject({ code: "undoLink.edited", status: 409 });
    expect(decision.ok ? "" : decision.problem.text).toContain("Unlink them instead");
    w.unlink(customer);
    expect(w.value(customer.id, "city")).toBe("Chur");
  });

  test("[L2] once what the card came with is forgotten it is refused, saying so", () => {
    const { w, customer } = pair({ master: "contact" });
    const command = w.undoLinkCommand(customer);
    for (const id of w.retiredInto.keys()) w.forgotten.add(id);
    const decision = w.decide(command);
    expect(decision.ok ? undefined : decision.problem).toMatchObject({ code: "undoLink.forgotten", status: 410 });
    expect(decision.ok ? "" : decision.problem.text).toContain("Unlink them instead");
  });

  test("[L2] an edit of a card's own fields does not stand in the way", () => {
    const { w, contact, customer } = pair({ master: "contact" });
    w.edit(customer.id, "paymentTermsCode", "30D");
    w.edit(contact.id, "email2", "b@muster.ch");
    expect(w.refusal(w.undoLinkCommand(customer))).toBeUndefined();
  });

  test("[L2] what did not begin as a link, or has been restored since, has nothing to go back to", () => {
    const { w, vendor, customer } = pair({ master: "contact" });
    expect(w.refusal(w.undoLinkCommand(vendor))).toBe("undoLink.none");
    w.delete(customer);
    w.restore(customer);
    expect(w.refusal(w.undoLinkCommand(customer))).toBe("undoLink.none");
    const command = w.undoLinkCommand(customer);
    w.unlink(customer);
    expect(w.refusal(command)).toBe("relation.notFound");
  });

  test("[K1] a customer gets its type back, and loses the primary contact that the link gave it; a person its name", () => {
    const w = new MemoryWorkspace();
    const person = w.create("contact", { contactType: "person", fields: { name: "Anna Maria Muster" } });
    const customer = w.createAlone("customer", { fields: { name: "Muster AG", contactName: "Herr Meier" } });
    w.run(w.linkCommand(person, customer, { master: "card" }));
    expect(w.now(customer).type).toBe("person");
    expect(w.shown(person.id)).toMatchObject({ firstName: "Muster", surname: "AG" });
    expect(w.shown(customer.id)).toMatchObject({ primaryContactId: person.id });
    w.run(w.undoLinkCommand(customer));
    expect(w.now(customer).type).toBe("company");
    expect(w.shown(person.id)).toMatchObject({ name: "Anna Maria Muster", firstName: "Anna", middleName: "Maria" });
    expect(w.shown(customer.id)).toMatchObject({ primaryContactId: "", contactName: "Herr Meier" });
  });

  test("[K1] [D5] who was primary before the link is so again, unless that contact has gone", () => {
    for (const isGone of [false, true]) {
      const w = new MemoryWorkspace();
      const person = w.create("contact", { contactType: "person", fields: { name: "Anna Muster" } });
      const before = w.create("contact", { fields: { name: "Cronus AG" } });
      const customer = w.createAlone("customer", { fields: { name: "Muster AG" } });
      w.edit(customer.id, "primaryContactId", before.id);
      w.run(w.linkCommand(person, customer));
      expect(w.value(customer.id, "primaryContactId")).toBe(person.id);
      if (isGone) w.delete(before);
      w.run(w.undoLinkCommand(customer));
      expect(w.value(customer.id, "primaryContactId")).toBe(isGone ? "" : before.id);
    }
  });

  test("[X2] undoing takes the right to edit both kinds", () => {
    const { w, customer } = pair({ master: "contact" });
    w.role = "finance";
    expect(w.refusal(w.undoLinkCommand(customer))).toBe("perm.link");
    w.role = "sales";
    expect(w.refusal(w.undoLinkCommand(customer))).toBeUndefined();
  });

  test("[L2] a card can be linked and taken back again and again", () => {
    const { w, contact, customer, before, now } = pair({ master: "card" });
    w.run(w.undoLinkCommand(customer));
    const again: Card = w.now(customer);
    w.run(w.linkCommand(contact, again, { master: "contact" }));
    w.run(w.undoLinkCommand(customer));
    expect(now().customer).toEqual(before.customer);
    expect(w.inconsistencies()).toEqual([]);
  });
});
