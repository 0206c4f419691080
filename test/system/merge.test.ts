/**
 * Joining contacts, as callers and devices meet it: over REST, under the id that went, through the engine, given offline.
 *
 * @module
 */
import { randomUUID } from "node:crypto";
import type { Engine } from "@couplet/engine";
import { describe, expect, test } from "vitest";
import { createCaller, type Json } from "./rest-client.ts";
import { createScene, drained } from "./scene.ts";

const scene = createScene("merge");
const engineOf = (sub: string): Promise<Engine> => scene.acquainted(sub, ["contact", "customer", "vendor"]);
const put = (path: string, body: object): Promise<Json> => scene.ada.expecting(201, "POST", path, body);
const read = (path: string): Promise<Json> => scene.ada.expecting(200, "GET", path);

/** A customer and a vendor that each made a contact of their own; the vendor's has a person. */
async function twins() {
  const customer = await put("/customers", { name: "Adatum AG", city: "Bern", phoneNo: "+41441111111" });
  const vendor = await put("/vendors", { name: "Adatum", city: "Basel", email: "a@adatum.ch" });
  const [kept, merged] = [customer, vendor].map((card) => card.relations[0].cardId as string) as [string, string];
  const person = await put("/contacts", { type: "person", name: "Eva Muster", companyId: merged });
  await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { primaryContactId: person.id });
  await scene.ada.expecting(200, "PATCH", `/contacts/${merged}`, { notes: "Delivers late." });
  return { customer, vendor, kept, merged, person };
}

describe("over REST", () => {
  test("[L7] [U2] [D5] one contact has both cards, the persons and the notes; nothing points at the one that went", async () => {
    const { customer, vendor, kept, merged, person } = await twins();
    const contact = await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, {
      contactId: merged,
      fields: { city: "merged" },
    });
    expect(contact).toMatchObject({
      id: kept,
      name: "Adatum AG",
      city: "Basel",
      email: "a@adatum.ch",
      status: "multiple",
    });
    expect(contact.notes).toContain("Delivers late.");
    expect(contact.merged).toMatchObject([{ id: merged, name: "Adatum" }]);
    expect(contact.relations.map(({ cardId }: Json) => cardId)).toEqual([customer.id, vendor.id]);
    expect(await read(`/contacts/${person.id}`)).toMatchObject({ companyId: kept, inherited: { city: kept } });
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject({ city: "Basel", primaryContactId: person.id });
    const all = JSON.stringify([await read("/contacts"), await read("/vendors"), await read("/customers")]);
    expect(all.replace(JSON.stringify(contact.merged), "")).not.toContain(merged);
  });

  test("[U2] the id that went is read and edited as the contact that stays, and never comes back by an old import", async () => {
    const { kept, merged } = await twins();
    const { no } = await read(`/contacts/${merged}`);
    await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, { contactId: merged });
    expect(await read(`/contacts/${merged}`)).toMatchObject({ id: kept });
    expect(await scene.ada.expecting(200, "PATCH", `/contacts/${merged}`, { county: "BS" })).toMatchObject({
      id: kept,
    });
    const bank = await put(`/contacts/${merged}/bank-accounts`, {});
    expect(bank.relations[0].cardId).toBe(kept);
    await scene.ada.expecting(404, "DELETE", `/contacts/${merged}`);
    expect(await scene.ada.expecting(409, "POST", `/contacts/${merged}/restore`)).toMatchObject({
      code: "restore.merged",
    });
    expect(await scene.ada.expecting(409, "POST", "/contacts", { no, name: "Adatum" })).toMatchObject({
      code: "number.taken",
    });
    expect((await read("/contacts?search=adatum")).items.map(({ id }: Json) => id)).toEqual([kept]);
    expect((await read(`/contacts/${merged}/history`)).items.length).toBeGreaterThan(0);
  });

  test("[U2] who named the contact that went as the primary one names the one that stays", async () => {
    const { vendor, kept, merged } = await twins();
    await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { primaryContactId: merged });
    await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, { contactId: merged });
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject({ primaryContactId: kept, contactName: "Adatum AG" });
  });

  test("[U2] undone, both are as they were; what was edited meanwhile on the vendor holds", async () => {
    const { customer, vendor, kept, merged, person } = await twins();
    const before = await read(`/contacts/${kept}`);
    await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, {
      contactId: merged,
      fields: { name: "merged" },
    });
    await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { county: "BS" });
    const path = `/contacts/${kept}/merge/${merged}/undo`;
    const contact = await scene.ada.expecting(200, "POST", path);
    expect(contact).toMatchObject({ id: merged, name: "Adatum", city: "Basel", county: "BS", notes: "Delivers late." });
    expect(contact.relations.map(({ cardId }: Json) => cardId)).toEqual([vendor.id]);
    const { county, ...after } = await read(`/contacts/${kept}`);
    expect(county).toBe("BS");
    expect(after).toEqual({ ...before, county: undefined, merged: undefined });
    expect(await read(`/contacts/${person.id}`)).toMatchObject({ companyId: merged });
    expect(await read(`/customers/${customer.id}`)).toMatchObject({ name: "Adatum AG", city: "Bern" });
    expect(await scene.ada.expecting(409, "POST", path)).toMatchObject({ code: "undoMerge.none" });
  });

  test("[K2] [U2] two cards of one kind, company and person, a blocked contact are refused, and nothing has changed", async () => {
    const { kept, merged, person, customer } = await twins();
    const second = await put(`/contacts/${merged}/customers`, {});
    const path = `/contacts/${kept}/merge`;
    const problem = await scene.ada.expecting(409, "POST", path, { contactId: merged }, { "accept-language": "fr" });
    expect(problem).toMatchObject({ code: "merge.kind" });
    expect(problem.detail).toContain(customer.no);
    expect(problem.detail).toContain(second.no);
    expect(await scene.ada.expecting(409, "POST", path, { contactId: person.id })).toMatchObject({
      code: "merge.type",
    });
    expect(await scene.ada.expecting(409, "POST", path, { contactId: kept })).toMatchObject({ code: "merge.same" });
    expect(await scene.ada.expecting(404, "POST", path, { contactId: randomUUID() })).toMatchObject({
      field: "mergedId",
    });
    expect(await scene.ada.expecting(422, "POST", path, { contactId: merged, fields: { name: "mine" } })).toMatchObject(
      {
        field: "fields.name",
      },
    );
    expect(await scene.ada.expecting(422, "POST", path, { contactId: merged, fields: { iban: "kept" } })).toMatchObject(
      {
        code: "field.unknown",
      },
    );
    await scene.ada.expecting(200, "PATCH", `/contacts/${merged}`, { privacyBlocked: true });
    expect(await scene.ada.expecting(409, "POST", path, { contactId: merged })).toMatchObject({
      code: "merge.privacyBlocked",
    });
    expect((await read(`/contacts/${merged}`)).relations).toHaveLength(2);
  });

  test("[X2] [G2] who may not edit every kind concerned is refused, and a stranger finds nothing", async () => {
    const { kept, merged } = await twins();
    const sales = await scene.as("sales", "sal");
    expect(await sales.expecting(403, "POST", `/contacts/${kept}/merge`, { contactId: merged })).toMatchObject({
      code: "perm.link",
    });
    const stranger = await createCaller(scene.server, { workspace: `${scene.workspace}-x` });
    await stranger.expecting(404, "POST", `/contacts/${kept}/merge`, { contactId: merged });
    await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, { contactId: merged });
    await sales.expecting(403, "POST", `/contacts/${kept}/merge/${merged}/undo`);
  });

  test("[HT9] as a command it is executed once, and answers with the contact that stays", async () => {
    const { kept, merged } = await twins();
    const command = { type: "mergeContacts", id: randomUUID(), contactId: kept, mergedId: merged };
    const first = await scene.ada.expecting(200, "POST", "/commands", command);
    expect(first).toMatchObject({ repeated: false, card: { id: kept } });
    expect(await scene.ada.expecting(200, "POST", "/commands", command)).toMatchObject({ repeated: true });
    const undone = await scene.ada.expecting(200, "POST", "/commands", {
      type: "undoMerge",
      id: randomUUID(),
      cardId: merged,
    });
    expect(undone).toMatchObject({ card: { id: merged } });
    for (const [wrong, path] of [
      [{ ...command, fields: { name: "card" } }, "fields.name"],
      [{ ...command, mergedId: "1" }, "mergedId"],
      [{ ...command, cardId: kept }, "cardId"],
    ] as const)
      expect(await scene.ada.expecting(400, "POST", "/commands", wrong)).toMatchObject({ params: { path } });
  });
});

describe("through the engine", () => {
  test("[U2] who has the contact open that went is told what it was joined into, and a late edit ends there", async () => {
    const { kept, merged } = await twins();
    const engine = await engineOf("ben");
    const card = await engine.openCard("contact", { id: merged });
    engine.setOffline(true);
    expect(card.set("county", "BS")).toMatchObject({ ok: true });
    await scene.ada.expecting(200, "POST", `/contacts/${kept}/merge`, { contactId: merged });
    engine.setOffline(false);
    await expect.poll(() => card.snapshot.value.mergedInto, { timeout: 8_000 }).toMatchObject({ id: kept });
    expect(card.snapshot.value.deleted).toBe(true);
    await drained(engine);
    expect((await read(`/contacts/${kept}`)).county).toBe("BS");
    expect(engine.attention.value.filter(({ kind }) => kind !== "conflict")).toEqual([]);
    expect((await engine.readCard("contact", merged))?.id).toBe(kept);
    const again = await engine.openCard("contact", { id: merged });
    expect(again.id).toBe(kept);
    await engine.undoMerge(merged);
    await expect.poll(() => card.snapshot.value.deleted).toBe(false);
    expect(card.snapshot.value.mergedInto).toBeUndefined();
  });

  test("[U2] a preview shows both sides and whose value holds; open cards follow", async () => {
    const { vendor, kept, merged } = await twins();
    const engine = await engineOf("ben");
    const { rows } = await engine.mergePreview(kept, merged);
    expect(rows).toContainEqual({ field: "city", kept: "Bern", merged: "Basel", isSame: false, side: "kept" });
    expect(rows).toContainEqual({ field: "email", kept: "", merged: "a@adatum.ch", isSame: false, side: "merged" });
    const card = await engine.openCard("vendor", { id: vendor.id });
    await engine.merge(kept, merged, { city: "merged" });
    await expect.poll(() => card.snapshot.value.values).toMatchObject({ name: "Adatum AG", city: "Basel" });
    await expect.poll(() => card.snapshot.value.relations[0]?.cardId).toBe(kept);
    const contact = await engine.openCard("contact", { id: kept });
    await expect.poll(() => contact.snapshot.value.merged).toMatchObject([{ id: merged }]);
  });

  test("[U2] given offline, the forecast shows one contact, and the server does the same", async () => {
    const { vendor, kept, merged, person } = await twins();
    const engine = await engineOf("ben");
    const [contact, card] = [
      await engine.openCard("contact", { id: kept }),
      await engine.openCard("vendor", { id: vendor.id }),
    ];
    await engine.readCard("contact", person.id);
    engine.setOffline(true);
    await engine.merge(kept, merged, { city: "merged" });
    expect(engine.queue.value).toMatchObject([{ type: "mergeContacts", card: { id: kept }, other: { id: merged } }]);
    expect(contact.snapshot.value.values).toMatchObject({ name: "Adatum AG", city: "Basel", email: "a@adatum.ch" });
    expect(contact.snapshot.value.relations.map(({ cardId }) => cardId)).toContain(vendor.id);
    expect(card.snapshot.value.values).toMatchObject({ name: "Adatum AG", city: "Basel" });
    expect((await engine.list("contact")).items.map(({ id }) => id)).not.toContain(merged);
    expect((await engine.readCard("contact", person.id))?.companyId).toBe(kept);
    expect(card.set("county", "ZH")).toMatchObject({ ok: true });
    engine.setOffline(false);
    await drained(engine);
    await expect
      .poll(() => read(`/contacts/${kept}`), { timeout: 8_000 })
      .toMatchObject({ name: "Adatum AG", city: "Basel", county: "ZH", status: "multiple" });
    expect((await read(`/contacts/${kept}/conflicts`)).items).toEqual([]);
    expect(engine.attention.value).toEqual([]);
  });

  test("[U2] offline, a merge and its undo leave everything as it was; refused, the outbox says why", async () => {
    const { vendor, kept, merged } = await twins();
    const engine = await engineOf("ben");
    const card = await engine.openCard("vendor", { id: vendor.id });
    engine.setOffline(true);
    await engine.merge(kept, merged);
    await engine.undoMerge(merged);
    expect(card.snapshot.value).toMatchObject({ values: { name: "Adatum" }, relations: [{ cardId: merged }] });
    engine.setOffline(false);
    await drained(engine);
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject({ name: "Adatum", relations: [{ cardId: merged }] });
    engine.setOffline(true);
    await engine.merge(kept, merged);
    await scene.ada.expecting(200, "PATCH", `/contacts/${merged}`, { privacyBlocked: true });
    engine.setOffline(false);
    await expect
      .poll(() => engine.attention.value, { timeout: 8_000 })
      .toMatchObject([{ kind: "command", type: "mergeContacts", code: "merge.privacyBlocked" }]);
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject({ name: "Adatum", relations: [{ cardId: merged }] });
    await expect.poll(() => card.snapshot.value.relations[0]?.cardId).toBe(merged);
  });
});
