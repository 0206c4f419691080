import { parseCardId } from "@couplet/model";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { joined } from "./test-devices.ts";
import {
  actorOf,
  ada,
  aMoment,
  ben,
  type Fixture,
  newCommandId,
  newRelationId,
  openFixture,
  until,
  type WholeCard,
} from "./workspace-fixture.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const contactOf = (card: WholeCard): Promise<WholeCard> => fixture.read(card.relations[0]?.cardId ?? "");

const link = (
  contact: WholeCard,
  card: WholeCard,
  choice: { readonly master: "contact" | "card"; readonly fields?: Record<string, "contact" | "card"> } = {
    master: "contact",
  },
) =>
  fixture.workspace.execute(
    {
      type: "link",
      id: newCommandId(),
      contactId: parseCardId(contact.id),
      cardId: parseCardId(card.id),
      relationId: newRelationId(),
      ...choice,
    },
    ada,
  );

/** Sets up so that cards are made without contacts. */
const withoutCodes = () =>
  fixture.workspace.putSetup({ businessRelationCodes: { customer: "", vendor: "", bankAccount: "" } }, ada);
const withCodes = () =>
  fixture.workspace.putSetup({ businessRelationCodes: { customer: "CUST", vendor: "VEND", bankAccount: "BANK" } }, ada);

async function unrelated(
  kind: "customer" | "vendor" | "bankAccount",
  fields: Record<string, string>,
): Promise<WholeCard> {
  await withoutCodes();
  const card = await fixture.create(kind, fields);
  await withCodes();
  return card;
}

describe("Related cards", () => {
  test("[L10] a customer comes with a contact, and both show the same", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    expect(contact).toMatchObject({
      kind: "contact",
      name: "Muster AG",
      documentId: customer.documentId,
      status: "customer",
    });
    expect(contact.relations).toMatchObject([{ cardId: customer.id, kind: "customer", code: "CUST", no: customer.no }]);
    const client = await joined(fixture.connect(contact.documentId, { card: contact.id }));
    client.set("city", "Chur");
    await joined(client);
    expect((await fixture.read(customer.id))["city"]).toBe("Chur");
  });

  test("[L2] the contact's values hold by default, chosen ones come from the card and reach everybody [L3]", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG", city: "Bern", phoneNo: "+41441234567" });
    const contact = await contactOf(vendor);
    const customer = await unrelated("customer", { name: "Muster", city: "Basel", email: "a@muster.ch" });
    await link(contact, customer, { master: "contact", fields: { city: "card" } });
    const after = await fixture.read(customer.id);
    expect(after).toMatchObject({ name: "Muster AG", city: "Basel", phoneNo: "+41441234567", email: "" });
    expect(after.documentId).toBe(contact.documentId);
    expect((await fixture.read(vendor.id))["city"]).toBe("Basel");
    const { items } = await fixture.workspace.history(customer.id, { limit: 50 });
    expect(items.find((item) => item.field === "name")).toMatchObject({ old: "Muster", new: "Muster AG" });
    expect(items.filter((item) => item.field === "email").map((item) => item.new)).toContain("a@muster.ch");
  });

  test("[L6] of two links of one contact at the same time exactly one holds, the other changes nothing", async () => {
    await withoutCodes();
    const contact = await fixture.create("contact", { name: "Muster AG" });
    const one = await fixture.create("customer", { name: "Eins" });
    const two = await fixture.create("customer", { name: "Zwei" });
    await withCodes();
    const outcomes = await Promise.allSettled([link(contact, one), link(contact, two)]);
    expect(outcomes.map((outcome) => outcome.status).sort()).toEqual(["fulfilled", "rejected"]);
    const names = await Promise.all([one, two].map(async (card) => (await fixture.read(card.id))["name"]));
    expect(new Set(names)).toEqual(new Set(["Muster AG", outcomes[0]?.status === "fulfilled" ? "Zwei" : "Eins"]));
    expect((await fixture.read(contact.id)).relations).toHaveLength(1);
  });

  test("[C2] who sits in the document that a link retires keeps every edit, and is sent on with 4410", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const contact = await contactOf(vendor);
    const customer = await unrelated("customer", { name: "Muster" });
    const stock = fixture.connect(customer.documentId, { card: customer.id, actor: ben, acks: false });
    await until(() => stock.isSynced);
    await link(contact, customer);
    stock.set("city", "Bern");
    stock.set("phoneNo", "+41441234567");
    stock.set("county", "BE");
    expect(await stock.closed).toBe(4410);
    await fixture.workspace.flush();
    expect(await fixture.read(vendor.id)).toMatchObject({ city: "Bern", phoneNo: "+41441234567", county: "BE" });
  });

  test("[C2] an edit made offline on a retired document is carried over when it comes, once", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const contact = await contactOf(vendor);
    const customer = await unrelated("customer", { name: "Muster" });
    const before = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    before.end();
    await before.closed;
    await link(contact, customer);
    before.set("city", "Bern");
    const notices = [];
    for (let round = 0; round < 2; round += 1) {
      const doc = new Y.Doc();
      Y.applyUpdate(doc, Y.encodeStateAsUpdate(before.doc));
      const late = fixture.connect(customer.documentId, { card: customer.id, doc });
      expect(await late.closed).toBe(4410);
      notices.push(...late.notices);
    }
    expect(notices[0]).toMatchObject({
      kind: "carried-over",
      card: customer.id,
      documentId: contact.documentId,
      entries: [{ field: "city", value: "Bern" }],
    });
    expect((await fixture.read(vendor.id))["city"]).toBe("Bern");
    const { items } = await fixture.workspace.history(vendor.id, { limit: 50 });
    expect(items.filter((item) => item.field === "city" && item.new === "Bern")).toHaveLength(1);
    expect(items.find((item) => item.field === "city")?.by).toEqual({ sub: "ben", name: "BEN" });
  });

  test("[L12] after unlinking both keep every value, and nothing crosses, also not what was edited before", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const asCustomer = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    asCustomer.end();
    await asCustomer.closed;
    await fixture.unlink(customer);
    const [apart, alone] = [await fixture.read(customer.id), await fixture.read(contact.id)];
    expect(apart.documentId).not.toBe(alone.documentId);
    expect(apart).toMatchObject({ name: "Muster AG", city: "Bern", relations: [] });
    expect(alone).toMatchObject({ name: "Muster AG", city: "Bern", relations: [], status: "none" });
    asCustomer.set("city", "Chur");
    const late = await joined(fixture.connect(customer.documentId, { card: customer.id, doc: asCustomer.doc }));
    await until(() => late.record.value("city") === "Bern");
    expect(late.notices).toMatchObject([{ kind: "carried-over", documentId: apart.documentId }]);
    expect((await fixture.read(contact.id))["city"]).toBe("Bern");
    expect((await fixture.read(customer.id))["city"]).toBe("Chur");
    await fixture.workspace.editCard(contact.id, { city: "Genf" }, ada);
    expect((await fixture.read(customer.id))["city"]).toBe("Chur");
  });

  test("[L12] an edit that races with the unlinking ends up on its own card", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const asCustomer = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    const unlinked = fixture.unlink(customer);
    await aMoment(0);
    asCustomer.set("postCode", "7000");
    await unlinked;
    asCustomer.set("city", "Chur");
    await until(() => asCustomer.isSettled);
    await fixture.workspace.flush();
    expect(await fixture.read(customer.id)).toMatchObject({ city: "Chur", postCode: "7000" });
    expect((await fixture.read(contact.id))["city"]).toBe("Bern");
  });
});

describe("Deletion", () => {
  test("[D1] deleting the contact leaves every related card whole, editable and apart", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const vendor = await unrelated("vendor", { name: "V" });
    const bank = await unrelated("bankAccount", { name: "B", iban: "CH9300762011623852957" });
    await link(contact, vendor);
    await link(contact, bank);
    const sitting = await joined(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
    await fixture.delete(contact.id);
    expect(await fixture.workspace.readCard(contact.id)).toBeUndefined();
    for (const id of [customer.id, vendor.id, bank.id]) {
      expect(await fixture.read(id)).toMatchObject({ name: "Muster AG", city: "Bern", relations: [] });
    }
    expect(await fixture.read(bank.id)).toMatchObject({ iban: "CH9300762011623852957" });
    await fixture.workspace.editCard(customer.id, { city: "Chur" }, ada);
    expect((await fixture.read(vendor.id))["city"]).toBe("Bern");
    sitting.set("blocked", "all");
    await joined(sitting);
    expect((await fixture.read(vendor.id))["blocked"]).toBe("all");
    await expect(fixture.workspace.editCard(contact.id, { city: "Genf" }, ada)).rejects.toMatchObject({ status: 404 });
  });

  test.each(["customer", "vendor", "bankAccount"] as const)(
    "[D1] deleting a %s leaves the contact as it was",
    async (kind) => {
      const card = await fixture.create(kind, { name: "Muster AG", city: "Bern" });
      const contact = await contactOf(card);
      const sitting = await joined(fixture.connect(contact.documentId, { card: contact.id }));
      await fixture.delete(card.id);
      expect(await fixture.read(contact.id)).toMatchObject({
        name: "Muster AG",
        city: "Bern",
        relations: [],
        documentId: contact.documentId,
      });
      sitting.set("city", "Chur");
      await joined(sitting);
      expect((await fixture.read(contact.id))["city"]).toBe("Chur");
    },
  );

  test("[P1] whoever has a card open is told when its relations change, once a commit, so that nobody has to ask", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const watching = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    await fixture.delete(contact.id);
    const told = (): readonly string[] =>
      watching.notices.flatMap(({ kind, card }) => (kind === "card-changed" ? [card] : [])).sort();
    await expect.poll(told).toEqual([customer.id, contact.id].sort());
  });

  test("[C2] an edit that comes for a deleted card is stranded, told, and there again when the card is restored", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const asCustomer = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    await fixture.delete(customer.id);
    const entry = asCustomer.set("city", "Chur");
    await joined(asCustomer);
    expect(asCustomer.notices.filter(({ kind }) => kind !== "card-changed")).toMatchObject([
      { kind: "stranded", card: customer.id, entries: [{ field: "city", entry, value: "Chur" }] },
    ]);
    expect(await fixture.workspace.stranded(ben)).toMatchObject([{ entry, field: "city", value: "Chur" }]);
    expect(await fixture.workspace.stranded(ada)).toEqual([]);
    expect((await fixture.read(contact.id))["city"]).toBe("Bern");
    await fixture.restore(customer.id);
    expect(await fixture.read(customer.id)).toMatchObject({ city: "Chur", documentId: contact.documentId });
    expect((await fixture.read(contact.id))["city"]).toBe("Chur");
    expect(await fixture.workspace.stranded(ben)).toEqual([]);
  });

  test("[D4] prose written in a deleted card is kept with it and offered to who wrote it, as it stands at last", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const away = await joined(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
    const other = await joined(
      fixture.connect(vendor.cardDocumentId, { card: vendor.id, actor: actorOf("cleo", "viewer") }),
    );
    away.doc.getText("notes").insert(0, "Before. ");
    await joined(away);
    await fixture.delete(vendor.id);
    for (const word of ["After. ", "Again. "]) away.doc.getText("notes").insert(8, word);
    other.doc.getText("notes").insert(0, "Not allowed. ");
    await joined(away);
    await until(() => other.isSettled);
    const rows = await fixture.workspace.stranded(ben);
    expect(rows).toMatchObject([{ field: "notes", cardId: vendor.id, value: "Before. Again. After. " }]);
    expect(away.notices.filter(({ kind }) => kind === "stranded").length).toBeGreaterThan(0);
    expect(await fixture.workspace.stranded(actorOf("cleo", "viewer"))).toEqual([]);
    await expect(fixture.workspace.resolveStranded(rows[0]?.entry ?? "", "apply", ben)).rejects.toMatchObject({
      code: "stranded.noCard",
    });
    await fixture.restore(vendor.id);
    expect((await fixture.read(vendor.id)).notes).toBe("Before. Again. After. ");
    expect(await fixture.workspace.stranded(ben)).toEqual([]);
  });

  test("[C2] a stranded edit can be applied to the related card, or discarded", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const asCustomer = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    await fixture.delete(customer.id);
    const city = asCustomer.set("city", "Chur");
    const county = asCustomer.set("county", "GR");
    await joined(asCustomer);
    await expect(fixture.workspace.resolveStranded(city, "apply", ada)).rejects.toMatchObject({ status: 404 });
    await fixture.workspace.resolveStranded(city, "apply", ben);
    await fixture.workspace.resolveStranded(county, "discard", ben);
    expect(await fixture.read(contact.id)).toMatchObject({ city: "Chur", county: "" });
    expect(await fixture.workspace.stranded(ben)).toEqual([]);
    const { items } = await fixture.workspace.history(contact.id, { limit: 1 });
    expect(items[0]).toMatchObject({ field: "city", new: "Chur", by: { sub: "ben" } });
  });

  test("[D4] restoring links again and keeps what was edited on either side meanwhile", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern", county: "BE" });
    const contact = await contactOf(customer);
    await fixture.delete(contact.id);
    const alone = await fixture.read(customer.id);
    const sitting = await joined(fixture.connect(alone.documentId, { card: customer.id }));
    sitting.set("city", "Chur");
    await joined(sitting);
    await fixture.workspace.editCard(customer.id, { county: "GR" }, ada);
    await fixture.restore(contact.id);
    expect(await sitting.closed).toBe(4410);
    const [one, other] = [await fixture.read(customer.id), await fixture.read(contact.id)];
    expect(one.documentId).toBe(contact.documentId);
    for (const card of [one, other]) expect(card).toMatchObject({ city: "Chur", county: "GR", name: "Muster AG" });
    const { items } = await fixture.workspace.conflicts(contact.id);
    expect(items).toEqual([]);
  });

  test("[D3] deleting a company deletes its persons, who came by an edit in a room; restoring brings them back", async () => {
    const company = await fixture.create("contact", { name: "Muster AG" });
    const person = await fixture.create("contact", { name: "Anna Muster" }, { contactType: "person" });
    const sitting = await joined(fixture.connect(person.cardDocumentId, { card: person.id }));
    sitting.set("companyId", company.id);
    await joined(sitting);
    expect((await fixture.read(person.id)).companyId).toBe(company.id);
    await fixture.delete(company.id);
    expect(await fixture.workspace.readCard(person.id)).toBeUndefined();
    await fixture.restore(company.id);
    expect((await fixture.read(person.id)).companyId).toBe(company.id);
  });

  test("[D1] whoever sits in the shared document while its contact is deleted loses nothing", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const asCustomer = await joined(fixture.connect(customer.documentId, { card: customer.id }));
    const asContact = await joined(fixture.connect(customer.documentId, { card: contact.id, actor: actorOf("cleo") }));
    const deleted = fixture.delete(contact.id);
    asCustomer.set("city", "Chur");
    asContact.set("county", "GR");
    await deleted;
    asCustomer.set("postCode", "7000");
    asContact.set("name2", "too late");
    await until(() => asCustomer.isSettled && asContact.isSettled);
    expect(await fixture.read(customer.id)).toMatchObject({
      city: "Chur",
      postCode: "7000",
      name: "Muster AG",
      name2: "",
    });
    const stranded = await fixture.workspace.stranded(actorOf("cleo"));
    expect(stranded.map((row) => row.field)).toContain("name2");
  });
});
