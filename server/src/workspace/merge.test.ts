import { parseCardId } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { arriving, joined, leaving } from "./test-devices.ts";
import {
  actorOf,
  ada,
  ben,
  type Fixture,
  newCommandId,
  openFixture,
  until,
  type WholeCard,
} from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const contactOf = async (card: WholeCard): Promise<WholeCard> =>
  fixture.read((await fixture.read(card.id)).relations[0]?.cardId ?? "");

/** A customer and a vendor that each made a contact of their own. */
async function twins() {
  const customer = await fixture.create("customer", { name: "Adatum AG", city: "Bern", phoneNo: "+41441111111" });
  const vendor = await fixture.create("vendor", { name: "Adatum", city: "Basel", email: "a@adatum.ch" });
  return { customer, vendor, kept: await contactOf(customer), merged: await contactOf(vendor) };
}

const merge = (kept: WholeCard, merged: WholeCard, fields?: Readonly<Record<string, "kept" | "merged">>) =>
  fixture.workspace.execute(
    {
      type: "mergeContacts",
      id: newCommandId(),
      contactId: parseCardId(kept.id),
      mergedId: parseCardId(merged.id),
      ...(fields && { fields }),
    },
    ada,
  );
const undo = (merged: WholeCard) =>
  fixture.workspace.execute({ type: "undoMerge", id: newCommandId(), cardId: parseCardId(merged.id) }, ada);

const valuesOf = async (card: WholeCard) => {
  const { relations: _relations, documentId: _document, status: _status, ...rest } = await fixture.read(card.id);
  return rest;
};
const conflictsOf = async (card: WholeCard) => {
  const { items } = await fixture.workspace.conflicts(card.id);
  return Object.fromEntries(items.map(({ field, candidates }) => [field, candidates.map(({ value }) => value)]));
};

describe("Merging contacts", () => {
  test("[L7] [U2] the cards of both share what was chosen, in one document, under one contact", async () => {
    const { customer, vendor, kept, merged } = await twins();
    await merge(kept, merged, { city: "merged" });
    const shared = { name: "Adatum AG", city: "Basel", phoneNo: "+41441111111", email: "a@adatum.ch" };
    for (const card of [kept, customer, vendor]) {
      expect(await fixture.read(card.id)).toMatchObject({ ...shared, documentId: kept.documentId });
    }
    const contact = await fixture.read(kept.id);
    expect(contact.status).toBe("multiple");
    expect(contact.relations.map(({ cardId }) => cardId)).toEqual([customer.id, vendor.id]);
    const client = await joined(fixture.connect(kept.documentId, { card: vendor.id }));
    client.set("county", "BE");
    await joined(client);
    expect((await fixture.read(customer.id))["county"]).toBe("BE");
    expect(await conflictsOf(kept)).toEqual({});
  });

  test("[U2] the id that went answers with the contact that stays, and an edit under it ends there", async () => {
    const { kept, merged } = await twins();
    await merge(kept, merged);
    expect((await fixture.workspace.readCard(merged.id))?.id).toBe(kept.id);
    expect(await fixture.workspace.readCard(merged.id, "vendor")).toBeUndefined();
    const edited = await fixture.workspace.editCard(merged.id, { county: "BS", notes: "Old import" }, ben);
    expect(edited).toMatchObject({ id: kept.id, county: "BS", notes: "Old import" });
    const third = await contactOf(await fixture.create("bankAccount", { name: "Third" }));
    await merge(third, kept);
    expect((await fixture.workspace.readCard(merged.id))?.id).toBe(third.id);
    const { items } = await fixture.workspace.listCards("contact", { limit: 10 });
    expect(items.map(({ id }) => id)).toEqual([third.id]);
  });

  test("[U2] [F8] the history of the contact that stays shows the other's values that were not chosen", async () => {
    const { kept, merged, vendor } = await twins();
    await fixture.workspace.editCard(kept.id, { salutationCode: "DEAR" }, ada);
    await fixture.workspace.editCard(merged.id, { salutationCode: "SIRS", notes: "Late" }, ada);
    await merge(kept, merged, { city: "merged" });
    const { items } = await fixture.workspace.history(kept.id, { limit: 50 });
    const last = (field: string) => items.find((item) => item.field === field);
    expect(last("name")).toMatchObject({ old: "Adatum", new: "Adatum AG", cardId: merged.id });
    expect(last("salutationCode")).toMatchObject({ old: "SIRS", new: "DEAR", cardId: merged.id });
    expect(last("city")).toMatchObject({ old: "Bern", new: "Basel", cardId: kept.id });
    const ofVendor = await fixture.workspace.history(vendor.id, { limit: 50 });
    expect(ofVendor.items.find(({ field }) => field === "name")).toMatchObject({ old: "Adatum", new: "Adatum AG" });
    expect((await fixture.read(kept.id)).notes).toBe(`${merged.no}:\nLate`);
  });

  test("[C2] an edit made offline on the contact that went, or on its card, ends where they are today", async () => {
    const { vendor, kept, merged } = await twins();
    const [asMerged, asVendor] = [
      await leaving(fixture, merged, merged.documentId),
      await leaving(fixture, vendor, merged.documentId),
    ];
    const own = await leaving(fixture, merged, merged.cardDocumentId);
    asMerged.set("county", "BS");
    asVendor.set("faxNo", "+41442222222");
    own.set("salutationCode", "SIRS");
    await merge(kept, merged);
    for (const [card, documentId, device] of [
      [merged, merged.documentId, asMerged],
      [vendor, merged.documentId, asVendor],
      [merged, merged.cardDocumentId, own],
    ] as const) {
      const back = await arriving(fixture, card, documentId, device);
      await until(() => back.notices.some(({ kind }) => kind === "carried-over"), "it is carried over");
    }
    expect(await fixture.read(kept.id)).toMatchObject({
      county: "BS",
      faxNo: "+41442222222",
      salutationCode: "SIRS",
    });
    expect(await fixture.workspace.stranded(ben)).toEqual([]);
  });

  test("[C2] an edit made offline of a field that was decided meanwhile stands beside the decision", async () => {
    const { kept, merged } = await twins();
    const device = await leaving(fixture, merged, merged.documentId);
    device.set("city", "Chur");
    await merge(kept, merged, { city: "kept" });
    await arriving(fixture, merged, merged.documentId, device);
    expect((await conflictsOf(kept))["city"]?.toSorted()).toEqual(["Bern", "Chur"]);
    // What had been seen and decided about does not come back.
    await arriving(fixture, merged, merged.documentId, device);
    expect((await conflictsOf(kept))["city"]).toHaveLength(2);
  });

  test("[U2] a conflict on the chosen side stays one, on the other side it is decided", async () => {
    const { kept, merged } = await twins();
    for (const card of [kept, merged]) {
      const device = await leaving(fixture, card, card.documentId);
      const other = await joined(fixture.connect(card.documentId, { card: card.id }));
      other.set("county", `${card.no} 1`);
      await joined(other);
      device.set("county", `${card.no} 2`);
      await arriving(fixture, card, card.documentId, device);
    }
    expect(Object.keys(await conflictsOf(merged))).toEqual(["county"]);
    await merge(kept, merged, { county: "merged" });
    expect(await conflictsOf(kept)).toEqual({ county: [`${merged.no} 2`, `${merged.no} 1`] });
    await undo(merged);
    expect(await conflictsOf(merged)).toEqual({ county: [`${merged.no} 2`, `${merged.no} 1`] });
  });

  test("[U2] prose written offline on the contact that went is added to the other's, and comes back with it", async () => {
    const { kept, merged } = await twins();
    await fixture.workspace.editCard(merged.id, { notes: "Late." }, ada);
    const device = await leaving(fixture, merged, merged.cardDocumentId);
    device.record.notes().insert(5, " Very late.");
    await merge(kept, merged);
    await arriving(fixture, merged, merged.cardDocumentId, device);
    await fixture.workspace.flush();
    expect((await fixture.read(kept.id)).notes).toBe(`${merged.no}:\nLate.\n\n${merged.no}:\nVery late.`);
    await undo(merged);
    expect((await fixture.read(merged.id)).notes).toBe("Late. Very late.");
  });

  test("[D5] a person moved offline to the company that went belongs to the one that stays; an import finds it, too", async () => {
    const { kept, merged } = await twins();
    const person = await fixture.create("contact", { name: "Eva Muster" }, { contactType: "person" });
    const device = await leaving(fixture, person, person.cardDocumentId);
    device.set("companyId", merged.id);
    await merge(kept, merged);
    await arriving(fixture, person, person.cardDocumentId, device);
    await fixture.workspace.flush();
    expect(await fixture.read(person.id)).toMatchObject({ companyId: kept.id, inherited: { city: kept.id } });
    const second = await fixture.create("contact", { name: "A", companyId: merged.id }, { contactType: "person" });
    expect(second.companyId).toBe(kept.id);
    const third = await fixture.create("contact", { name: "B" }, { contactType: "person" });
    const moved = await fixture.workspace.editCard(third.id, { companyId: merged.id }, ada);
    expect(moved.companyId).toBe(kept.id);
  });

  test("[K2] of two merges that cross exactly one holds", async () => {
    const { kept, merged } = await twins();
    const outcomes = await Promise.allSettled([merge(kept, merged), merge(merged, kept)]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect((await fixture.read(kept.id)).relations).toHaveLength(2);
  });

  test("[U2] it is there after a restart, alias included", async () => {
    const { vendor, kept, merged } = await twins();
    await merge(kept, merged);
    const again = await fixture.reopen();
    expect((await again.readCard(merged.id))?.id).toBe(kept.id);
    expect((await again.readCard(vendor.id))?.["name"]).toBe("Adatum AG");
  });

  test("[D4] where the contact that was kept is deleted, a late edit of the other waits for it", async () => {
    const { kept, merged } = await twins();
    const device = await leaving(fixture, merged, merged.documentId);
    device.set("county", "BS");
    await merge(kept, merged);
    await fixture.delete(kept.id);
    await arriving(fixture, merged, merged.documentId, device);
    expect(await fixture.workspace.stranded(ben)).toMatchObject([{ cardId: kept.id, field: "county" }]);
    await expect(undo(merged)).rejects.toMatchObject({ code: "undoMerge.gone" });
    await fixture.restore(kept.id);
    expect((await fixture.read(kept.id))["county"]).toBe("BS");
    expect(await fixture.workspace.stranded(ben)).toEqual([]);
  });
});

describe("What points at the contact that went", () => {
  test("[D5] [U2] a vendor that comes back, and one edited offline, name the contact that stays as their primary one", async () => {
    const { vendor, kept, merged } = await twins();
    const device = await leaving(fixture, vendor, vendor.cardDocumentId);
    device.set("primaryContactId", merged.id);
    await fixture.workspace.editCard(vendor.id, { primaryContactId: merged.id }, ada);
    await fixture.delete(vendor.id);
    await merge(kept, merged);
    await fixture.restore(vendor.id);
    expect(await fixture.read(vendor.id)).toMatchObject({ primaryContactId: kept.id, contactName: "Adatum AG" });
    await fixture.workspace.editCard(vendor.id, { primaryContactId: "" }, ada);
    await arriving(fixture, vendor, vendor.cardDocumentId, device);
    const named = (await fixture.read(vendor.id))["primaryContactId"];
    expect(["", kept.id]).toContain(named);
    const late = await joined(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
    late.set("primaryContactId", merged.id);
    await joined(late);
    await fixture.workspace.flush();
    expect(await fixture.read(vendor.id)).toMatchObject({ primaryContactId: kept.id, contactName: "Adatum AG" });
  });

  test("[D4] prose written on it after the contact that stays was deleted waits there, and its author is told", async () => {
    const { kept, merged } = await twins();
    const device = await leaving(fixture, merged, merged.cardDocumentId);
    device.record.notes().insert(0, "Very late.");
    await merge(kept, merged);
    await fixture.delete(kept.id);
    await arriving(fixture, merged, merged.cardDocumentId, device);
    expect(await fixture.workspace.stranded(ben)).toMatchObject([{ cardId: kept.id, field: "notes" }]);
    await fixture.restore(kept.id);
    expect((await fixture.read(kept.id)).notes).toBe(`${merged.no}:\nVery late.`);
  });

  test("[X2] under its id a role sees no more than of the contact that stays, and no undo of what it may not link", async () => {
    const { customer, kept, merged } = await twins();
    await merge(kept, merged);
    const sales = await fixture.workspaces.get("muster-ag", actorOf("sal", "sales"));
    const whole = await fixture.workspace.readCard(kept.id);
    expect(await sales.readCard(merged.id)).toEqual(whole);
    const free = await fixture.create("vendor", { name: "Frei" });
    await fixture.unlink(free);
    await fixture.unlink(customer);
    const other = await fixture.create("contact", { name: "Neu" });
    await fixture.link(other.id, free.id);
    expect((await fixture.read(other.id)).relations[0]).toHaveProperty("undo");
    expect((await sales.readCard(other.id))?.relations[0]).not.toHaveProperty("undo");
    const feed = await sales.changes(0, 1_000);
    expect(JSON.stringify(feed)).not.toContain("linkedAtMs");
    expect(JSON.stringify(await fixture.workspace.changes(0, 1_000))).toContain("linkedAtMs");
  });
});

describe("Undo of a merge", () => {
  test("[U2] both contacts and their cards are as they were, each in a document of its own", async () => {
    const { customer, vendor, kept, merged } = await twins();
    await fixture.workspace.editCard(merged.id, { notes: "Late", salutationCode: "SIRS" }, ada);
    const before = await Promise.all([customer, vendor, kept, merged].map(valuesOf));
    await merge(kept, merged, { city: "merged", name: "merged" });
    await undo(merged);
    expect(await Promise.all([customer, vendor, kept, merged].map(valuesOf))).toEqual(before);
    expect((await fixture.read(merged.id)).relations.map(({ cardId }) => cardId)).toEqual([vendor.id]);
    expect((await fixture.read(kept.id)).relations.map(({ cardId }) => cardId)).toEqual([customer.id]);
    const now = await fixture.read(merged.id);
    expect(now.documentId).toBe((await fixture.read(vendor.id)).documentId);
    expect(now.documentId).not.toBe(kept.documentId);
    await fixture.workspace.editCard(merged.id, { county: "BS" }, ada);
    expect((await fixture.read(kept.id))["county"]).toBe("");
    for (const card of [kept, merged]) expect(await conflictsOf(card)).toEqual({});
  });

  test("[U2] [C2] what was set meanwhile on the card that goes back replaces what it had, and stays with the other, too", async () => {
    const { vendor, kept, merged } = await twins();
    await merge(kept, merged);
    await fixture.workspace.editCard(vendor.id, { name: "Adatum Ltd", county: "ZH" }, ben);
    await fixture.workspace.editCard(kept.id, { phoneNo: "+41449999999" }, ben);
    await undo(merged);
    expect(await fixture.read(vendor.id)).toMatchObject({
      name: "Adatum Ltd",
      county: "ZH",
      phoneNo: "",
      city: "Basel",
    });
    expect(await fixture.read(merged.id)).toMatchObject({ name: "Adatum Ltd", county: "ZH" });
    expect(await fixture.read(kept.id)).toMatchObject({ name: "Adatum Ltd", city: "Bern", phoneNo: "+41449999999" });
    expect(await conflictsOf(merged)).toEqual({});
    const { items } = await fixture.workspace.history(merged.id, { limit: 50 });
    expect(items.find(({ field }) => field === "name")).toMatchObject({ old: "Adatum", new: "Adatum Ltd" });
  });

  test("[U2] what a card had left in the other contact's document on an earlier visit does not come back with it", async () => {
    const customer = await fixture.create("customer", { name: "Adatum AG" });
    const kept = await contactOf(customer);
    await fixture.workspace.editCard(customer.id, { county: "BE" }, ben);
    await fixture.unlink(await fixture.read(customer.id));
    const merged = await fixture.create("contact", { name: "Adatum" });
    await fixture.link(merged.id, customer.id);
    expect((await fixture.read(customer.id))["county"]).toBe("");
    await merge(kept, merged);
    expect((await fixture.read(customer.id))["county"]).toBe("BE");
    await undo(merged);
    for (const card of [merged, customer]) expect((await fixture.read(card.id))["county"]).toBe("");
    expect((await fixture.read(kept.id))["county"]).toBe("BE");
  });

  test("[C2] [C5] an edit made while they were one, arriving after the undo, stays with the card it was made on", async () => {
    const { customer, vendor, kept, merged } = await twins();
    await merge(kept, merged);
    const [asVendor, asCustomer] = [
      await leaving(fixture, vendor, kept.documentId),
      await leaving(fixture, customer, kept.documentId),
    ];
    asVendor.set("name", "Adatum V");
    asCustomer.set("county", "BE");
    await undo(merged);
    await arriving(fixture, vendor, kept.documentId, asVendor);
    await arriving(fixture, customer, kept.documentId, asCustomer);
    expect(await fixture.read(merged.id)).toMatchObject({ name: "Adatum V", county: "" });
    expect(await fixture.read(kept.id)).toMatchObject({ name: "Adatum AG", county: "BE" });
    expect(await conflictsOf(merged)).toEqual({});
  });

  test("[C2] an edit made before the merge and arriving after the undo ends where it was made", async () => {
    const { kept, merged } = await twins();
    const device = await leaving(fixture, merged, merged.documentId);
    device.set("city", "Chur");
    await merge(kept, merged);
    await undo(merged);
    await arriving(fixture, merged, merged.documentId, device);
    expect((await fixture.read(merged.id))["city"]).toBe("Chur");
    expect((await fixture.read(kept.id))["city"]).toBe("Bern");
    expect(await conflictsOf(merged)).toEqual({});
  });

  test("[U2] merging and undoing can be repeated, and a late edit of the first time is not lost in the second", async () => {
    const { vendor, kept, merged } = await twins();
    await merge(kept, merged);
    await fixture.workspace.editCard(vendor.id, { county: "BS" }, ben);
    await undo(merged);
    await merge(kept, merged);
    await fixture.workspace.editCard(vendor.id, { county: "BL" }, ben);
    await undo(merged);
    expect((await fixture.read(merged.id))["county"]).toBe("BL");
    expect(await conflictsOf(merged)).toEqual({});
    await merge(merged, kept);
    expect((await fixture.read(vendor.id)).relations[0]?.cardId).toBe(merged.id);
    expect((await fixture.workspace.readCard(kept.id))?.id).toBe(merged.id);
  });
});
