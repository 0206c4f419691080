import { parseCardId, parseRelationId } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { CardJson } from "./workspace.ts";
import { arriving, joined, leaving } from "./test-devices.ts";
import { ada, ben, type Fixture, newCommandId, newRelationId, openFixture, until } from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
  await fixture.workspace.putSetup({ businessRelationCodes: { customer: "", vendor: "", bankAccount: "" } }, ada);
});
afterEach(() => fixture.close());

const codes = { customer: "CUST", vendor: "VEND", bankAccount: "BANK" };

/** A contact with a vendor, and a customer that nobody has. */
async function parties() {
  const contact = await fixture.create("contact", { name: "Muster AG", city: "Bern", phoneNo: "+41441234567" });
  const customer = await fixture.create("customer", { name: "Muster", city: "Basel", email: "a@muster.ch" });
  await fixture.workspace.putSetup({ businessRelationCodes: codes }, ada);
  return { contact, customer };
}

async function link(contact: CardJson, card: CardJson, master: "contact" | "card" = "contact"): Promise<void> {
  const ids = { id: newCommandId(), relationId: newRelationId() };
  const cards = { contactId: parseCardId(contact.id), cardId: parseCardId(card.id) };
  await fixture.workspace.execute({ type: "link", ...ids, ...cards, master }, ada);
}

async function undo(card: CardJson): Promise<unknown> {
  const [relation] = (await fixture.read(card.id)).relations;
  const relationId = parseRelationId(relation?.id);
  return fixture.workspace.execute({ type: "undoLink", id: newCommandId(), relationId }, ada);
}

const shown = async (card: CardJson) => {
  const {
    id: _id,
    relations: _relations,
    documentId: _document,
    status: _status,
    ...rest
  } = await fixture.read(card.id);
  return rest;
};

describe("Undo of a link", () => {
  for (const master of ["contact", "card"] as const) {
    test(`[L2] both sides are as before where the ${master}'s values won, in a document of the card's own`, async () => {
      const { contact, customer } = await parties();
      const before = [await shown(contact), await shown(customer)];
      await link(contact, customer, master);
      expect((await fixture.read(customer.id)).relations[0]?.undo?.documentId).toBe(customer.documentId);
      await undo(customer);
      expect([await shown(contact), await shown(customer)]).toEqual(before);
      const after = await fixture.read(customer.id);
      expect(after.relations).toEqual([]);
      expect(new Set([after.documentId, customer.documentId, contact.documentId]).size).toBe(3);
      const { items } = await fixture.workspace.history(customer.id, { limit: 50 });
      if (master === "contact")
        expect(items.find(({ field }) => field === "city")).toMatchObject({ old: "Bern", new: "Basel" });
    });
  }

  test("[L2] [C2] a conflict that stood on the card stands again", async () => {
    const { contact, customer } = await parties();
    const one = await leaving(fixture, customer, (await fixture.read(customer.id)).documentId);
    const two = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    two.set("city", "Chur");
    await joined(two);
    one.set("city", "Zug");
    await arriving(fixture, customer, customer.documentId, one);
    const standing = async () => {
      const { items } = await fixture.workspace.conflicts(customer.id);
      return items.map(({ candidates }) => candidates.map(({ entry, value, by }) => [entry, value, by?.sub]));
    };
    const before = await standing();
    expect(before).toHaveLength(1);
    await link(contact, customer);
    expect((await fixture.workspace.conflicts(customer.id)).items).toEqual([]);
    await undo(customer);
    expect(await standing()).toEqual(before);
  });

  test("[L2] an edit that was sent before the undo refuses it, in the same turn too", async () => {
    const { contact, customer } = await parties();
    await link(contact, customer);
    const { relations, documentId } = await fixture.read(customer.id);
    const client = await joined(fixture.connect(documentId, { card: contact.id }));
    client.set("county", "BE");
    await joined(client);
    await expect(undo(customer)).rejects.toMatchObject({ status: 409, code: "undoLink.edited" });
    expect((await fixture.read(customer.id)).relations[0]).not.toHaveProperty("undo");
    expect((await fixture.read(customer.id)).relations[0]?.id).toBe(relations[0]?.id);
  });

  test("[L2] edit and undo in one commit: the one that came first decides", async () => {
    const { contact, customer } = await parties();
    await link(contact, customer);
    const edit = fixture.workspace.editCard(contact.id, { county: "BE" }, ben);
    await expect(undo(customer)).rejects.toMatchObject({ code: "undoLink.edited" });
    await edit;
    const second = await fixture.create("vendor", { name: "V" });
    const partner = await fixture.read(second.relations[0]?.cardId ?? "");
    const free = await fixture.create("customer", { name: "Frei" });
    await fixture.unlink(free);
    const linked = link(partner, free);
    const undone = linked.then(() => undo(free));
    await expect(Promise.all([linked, undone])).resolves.toHaveLength(2);
    expect((await fixture.read(free.id))["name"]).toBe("Frei");
  });

  test("[C2] [C5] an edit made while they were linked, and arriving after the undo, stays with the card it was made on", async () => {
    const { contact, customer } = await parties();
    await link(contact, customer);
    const asCustomer = await leaving(fixture, customer, (await fixture.read(customer.id)).documentId);
    const { documentId } = await fixture.read(customer.id);
    asCustomer.set("county", "BS");
    await undo(customer);
    const back = await arriving(fixture, customer, documentId, asCustomer);
    await until(() => back.notices.some(({ kind }) => kind === "carried-over"));
    expect((await fixture.read(customer.id))["county"]).toBe("BS");
    expect((await fixture.read(contact.id))["county"]).toBe("");
  });

  test("[C2] an edit made before the link, and arriving after the undo, replaces what it had seen", async () => {
    const { contact, customer } = await parties();
    const device = await leaving(fixture, customer, (await fixture.read(customer.id)).documentId);
    device.set("city", "Liestal");
    await link(contact, customer);
    await undo(customer);
    await arriving(fixture, customer, customer.documentId, device);
    expect((await fixture.read(customer.id))["city"]).toBe("Liestal");
    expect((await fixture.read(contact.id))["city"]).toBe("Bern");
    expect((await fixture.workspace.conflicts(customer.id)).items).toEqual([]);
  });

  test("[L2] an edit made before the link that arrives before the undo is an edit since: refused", async () => {
    const { contact, customer } = await parties();
    const device = await leaving(fixture, customer, (await fixture.read(customer.id)).documentId);
    device.set("city", "Liestal");
    await link(contact, customer);
    await arriving(fixture, customer, customer.documentId, device);
    await expect(undo(customer)).rejects.toMatchObject({ code: "undoLink.edited" });
    const conflicts = await fixture.workspace.conflicts(contact.id);
    expect(conflicts.items[0]?.candidates.map(({ value }) => value)).toEqual(
      expect.arrayContaining(["Bern", "Liestal"]),
    );
  });

  test("[L2] who has the cards open follows: the card into its own document, the contact back to its values", async () => {
    const { contact, customer } = await parties();
    await link(contact, customer, "card");
    const client = await joined(fixture.connect(contact.documentId, { card: contact.id }));
    expect(client.record.value("city")).toBe("Basel");
    await undo(customer);
    await until(() => client.record.value("city") === "Bern");
    expect(client.notices.map(({ kind, card }) => `${kind} ${card}`)).toContain(`card-changed ${customer.id}`);
  });
});
