/**
 * What the server forgets, and what it does not, as its clock moves on.
 *
 * @module
 */
import { parseCardId, type CreateCommand, parseDocumentId } from "@couplet/model";
import { v7 } from "uuid";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  ada,
  aMoment,
  ben,
  type Fixture,
  newCommandId,
  newRelationId,
  openFixture,
  type TestClient,
  until,
  type WholeCard,
} from "./workspace-fixture.ts";

const dayMs = 24 * 60 * 60 * 1000;
let movedMs = 0;
let fixture: Fixture;
beforeEach(async () => {
  movedMs = 0;
  fixture = await openFixture({ nowMs: () => Date.now() + movedMs });
});
afterEach(() => fixture.close());

/** `days` later, with everything forgotten that is to be. */
async function after(days: number) {
  movedMs += days * dayMs;
  return await fixture.workspaces.forgetOld();
}

const settled = async (client: TestClient): Promise<TestClient> => {
  await until(() => client.isSettled, "settled", 15_000);
  return client;
};

const contactOf = async (card: WholeCard): Promise<WholeCard> => await fixture.read(card.relations[0]?.cardId ?? "");
const codeOf = (documentId: string): Promise<number> => fixture.connect(documentId).closed;
const isOpenFor = async (documentId: string): Promise<boolean> =>
  await Promise.race([fixture.connect(documentId).closed.then(() => false), aMoment(100).then(() => true)]);
const bytesOf = async (documentId: string): Promise<number> =>
  (await fixture.store.loadDocument("muster-ag", documentId)).length;

/** A customer that has left a document behind: unlinked, then linked to another contact. */
async function movedOn() {
  const linked = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
  const before = await contactOf(linked);
  await fixture.unlink(linked);
  const alone = await fixture.read(linked.id);
  const client = await settled(fixture.connect(alone.documentId, { card: linked.id }));
  client.set("county", "BE");
  await settled(client);
  client.end();
  const contact = await fixture.create("contact", { name: "Neu AG" });
  await fixture.link(contact.id, linked.id);
  return { before, contact, customer: await fixture.read(linked.id), left: alone.documentId, copy: client.doc };
}

describe("retention", { timeout: 30_000 }, () => {
  test("[D4] a retired document takes late edits for 90 days, then says that it was forgotten", async () => {
    const { customer, contact, left, copy } = await movedOn();
    expect(await after(89)).toMatchObject({ documents: 0 });
    const late = fixture.connect(left, { card: customer.id, doc: copy });
    late.set("city", "Chur");
    expect(await late.closed).toBe(4410);
    expect((await fixture.read(contact.id))["city"]).toBe("Chur");

    expect(await after(2)).toMatchObject({ documents: 1 });
    const tooLate = fixture.connect(left, { card: customer.id, doc: copy });
    tooLate.set("city", "Genf");
    expect(await tooLate.closed).toBe(4411);
    expect(tooLate.settled).toBe(0);
    expect((await fixture.read(contact.id))["city"]).toBe("Chur");
    expect(await bytesOf(left)).toBe(0);
  });

  test("[F8] what was set in a document that was forgotten is still in the card's history", async () => {
    const { customer, left } = await movedOn();
    const before = (await fixture.workspace.history(customer.id, { limit: 100 })).items;
    expect(before.some(({ field, new: value }) => field === "county" && value === "BE")).toBe(true);
    await after(100);
    expect(await codeOf(left)).toBe(4411);
    expect((await fixture.workspace.history(customer.id, { limit: 100 })).items).toEqual(before);
  });

  test("[D4] a deleted card comes back for 30 days; its documents are kept for late edits until nobody can bring any", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG" });
    const contact = await contactOf(customer);
    await fixture.delete(customer.id);
    await after(29);
    await fixture.restore(customer.id);
    expect(await fixture.read(customer.id)).toMatchObject({ documentId: contact.documentId, name: "Muster AG" });

    await fixture.delete(customer.id);
    await after(31);
    await expect(fixture.restore(customer.id)).rejects.toMatchObject({ status: 410, code: "restore.expired" });
    const late = fixture.connect(customer.cardDocumentId, { card: customer.id });
    await settled(late);
    late.set("paymentTermsCode", "30 DAYS");
    await settled(late);
    expect(await fixture.workspace.stranded(ben)).toHaveLength(1);
    late.end();

    await after(60);
    expect(await codeOf(customer.cardDocumentId)).toBe(4411);
    await expect(fixture.restore(customer.id)).rejects.toMatchObject({ status: 410, code: "restore.expired" });
    expect(await fixture.read(contact.id)).toMatchObject({ name: "Muster AG", relations: [] });
    // What had come in time is still offered.
    expect(await fixture.workspace.stranded(ben)).toHaveLength(1);
  });

  test("[D1] forgetting a deleted contact takes nothing from the cards that shared its document", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const offline = await settled(fixture.connect(contact.documentId, { card: customer.id }));
    offline.end();
    await fixture.delete(contact.id);
    await fixture.workspace.editCard(customer.id, { county: "BE" }, ada);
    expect(await after(91)).toMatchObject({ documents: 2 });
    expect(await codeOf(contact.documentId)).toBe(4411);
    expect(await codeOf(contact.cardDocumentId)).toBe(4411);
    expect(await fixture.read(customer.id)).toMatchObject({ name: "Muster AG", city: "Bern", county: "BE" });
    const today = await fixture.read(customer.id);
    const live = await settled(fixture.connect(today.documentId, { card: customer.id }));
    live.set("city", "Chur");
    await settled(live);
    expect((await fixture.read(customer.id))["city"]).toBe("Chur");
  });

  test("[C2] a document that others still hold is never forgotten: late edits for a card deleted long ago are offered", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    const offline = await settled(fixture.connect(contact.documentId, { card: customer.id }));
    offline.end();
    await fixture.delete(customer.id);
    await after(400);
    const late = await settled(fixture.connect(contact.documentId, { card: customer.id, doc: offline.doc }));
    const entry = late.set("city", "Chur");
    await settled(late);
    expect(await fixture.workspace.stranded(ben)).toMatchObject([{ entry, value: "Chur" }]);
    await fixture.workspace.resolveStranded(entry, "apply", ben);
    expect((await fixture.read(contact.id))["city"]).toBe("Chur");
  });

  test("[C4] nothing of cards that are there is forgotten, however long nobody comes", async () => {
    const customer = await fixture.create("customer", { name: "Muster AG", city: "Bern" });
    const contact = await contactOf(customer);
    await fixture.unlink(customer);
    const [one, other] = [await fixture.read(customer.id), await fixture.read(contact.id)];
    expect(await after(10_000)).toEqual({ documents: 0, answers: 0, outcomes: 0 });
    for (const card of [one, other]) {
      expect(await fixture.read(card.id)).toEqual(card);
      for (const id of [card.documentId, card.cardDocumentId]) await settled(fixture.connect(id, { card: card.id }));
    }
  });

  test("[S3] the number of a card stays taken after its documents were forgotten", async () => {
    const first = await fixture.create("vendor", { name: "Muster AG" });
    await fixture.delete(first.id);
    await after(200);
    const command: CreateCommand = {
      type: "create",
      id: newCommandId(),
      kind: "vendor",
      no: first.no,
      fields: { name: "Neu AG" },
      cardId: parseCardId(v7()),
      commonDocumentId: parseDocumentId(v7()),
      cardDocumentId: parseDocumentId(v7()),
      contact: { cardId: parseCardId(v7()), cardDocumentId: parseDocumentId(v7()), relationId: newRelationId() },
    };
    await expect(fixture.workspace.execute(command, ada)).rejects.toMatchObject({ code: "number.taken" });
    const { no: _taken, ...numbered } = command;
    const cardDocumentId = parseDocumentId(first.cardDocumentId);
    await expect(fixture.workspace.execute({ ...numbered, cardDocumentId }, ada)).rejects.toMatchObject({
      status: 410,
    });
  });

  test("[G2] who sits in the documents of a deleted card is told when they are forgotten; what still waits is taken first", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const sitting = await settled(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
    await fixture.delete(vendor.id);
    movedMs += 91 * dayMs;
    fixture.gate.close();
    const already = fixture.gate.arrived;
    sitting.set("paymentTermsCode", "30 DAYS");
    await until(() => fixture.gate.arrived > already, "a commit is under way");
    sitting.set("paymentMethodCode", "EXW");
    await aMoment();
    const forgetting = fixture.workspaces.forgetOld();
    await aMoment();
    fixture.gate.open();
    await forgetting;
    expect(await isOpenFor(vendor.cardDocumentId)).toBe(true);
    await fixture.workspaces.forgetOld();
    expect(await sitting.closed).toBe(4411);
    expect((await fixture.workspace.stranded(ben)).map(({ value }) => value)).toEqual(["30 DAYS", "EXW"]);
    expect(await fixture.store.values("muster-ag", [vendor.cardDocumentId])).toEqual(new Map());
  });

  test("[C4] a document that a card holds is not forgotten, even where the store takes it for unused", async () => {
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const record = { cardId: parseCardId(vendor.id), deletedAtMs: Date.now(), relations: [] };
    await fixture.store.commit([{ workspace: "muster-ag", type: "recordDeletion", record }]);
    expect(await after(91)).toMatchObject({ documents: 0 });
    expect((await fixture.read(vendor.id))["name"]).toBe("Muster AG");
    await settled(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
  });

  test("[G1] a sweep whose commit fails has forgotten nothing, and the next one goes on", async () => {
    const { left } = await movedOn();
    movedMs += 91 * dayMs;
    fixture.gate.judge = (writes) => {
      if (writes.some(({ type }) => type === "forgetDocument")) throw new Error("The disk is full");
    };
    await fixture.workspaces.forgetOld();
    expect(await bytesOf(left)).toBeGreaterThan(0);
    fixture.gate.judge = () => {};
    expect(await fixture.workspaces.forgetOld()).toMatchObject({ documents: 1 });
    expect(await bytesOf(left)).toBe(0);
  });

  test("[P1] a long log is taken apart in small steps, and others are served in between", async () => {
    await fixture.close();
    fixture = await openFixture({ nowMs: () => Date.now() + movedMs, limits: { forgetUpdatesPerStep: 10 } });
    const vendor = await fixture.create("vendor", { name: "Muster AG" });
    const client = await settled(fixture.connect(vendor.cardDocumentId, { card: vendor.id }));
    for (let count = 0; count < 60; count += 1) client.set("paymentTermsCode", `${count} DAYS`);
    await settled(client);
    client.end();
    const other = await fixture.create("contact", { name: "Neu AG" });
    await fixture.delete(vendor.id);
    movedMs += 91 * dayMs;
    const order: string[] = [];
    fixture.gate.judge = (writes) => {
      for (const { type } of writes) if (type === "purgeDocument" || type === "history") order.push(type);
    };
    const state = { isDone: false };
    const forgetting = fixture.workspaces.forgetOld().finally(() => (state.isDone = true));
    while (!state.isDone) await fixture.workspace.editCard(other.id, { city: `City ${order.length}` }, ada);
    await forgetting;
    const purges = order.filter((type) => type === "purgeDocument").length;
    expect(purges).toBeGreaterThan(6);
    expect(order.lastIndexOf("purgeDocument") - order.indexOf("purgeDocument")).toBeGreaterThan(purges);
    expect(await bytesOf(vendor.cardDocumentId)).toBe(0);
  });

  test("[HT9] a command sent again after its outcome was pruned is still not executed again", async () => {
    const company = await fixture.create("contact", { name: "Muster AG" });
    for (let count = 0; count < 6; count += 1) {
      const person = await fixture.create("contact", { name: `Person ${count}` }, { contactType: "person" });
      await fixture.workspace.editCard(person.id, { companyId: company.id }, ada);
    }
    const command = { type: "delete", id: newCommandId(), cardId: parseCardId(company.id) } as const;
    const first = await fixture.workspace.execute(command, ada);
    expect(first.cardIds.length).toBeGreaterThan(5);
    await fixture.restore(company.id);
    expect(await after(91)).toMatchObject({ outcomes: 2 });
    const again = await fixture.workspace.execute(command, ada);
    expect(again).toMatchObject({ repeated: true, cardIds: first.cardIds.slice(0, 1) });
    expect((await fixture.read(company.id))["name"]).toBe("Muster AG");
  });

  test("[P1] the server looks for what is too old by itself, at its start and once a day", async () => {
    const { left } = await movedOn();
    movedMs += 91 * dayMs;
    await fixture.workspaces.forgetOld();
    expect(await codeOf(left)).toBe(4411);
    const second = await movedOn();
    movedMs += 91 * dayMs;
    fixture.workspaces.sweep();
    await expect.poll(() => bytesOf(second.left)).toBe(0);
  });
});
