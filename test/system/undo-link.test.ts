/**
 * Undo of a link, as callers and devices meet it: over REST, through the engine, given offline, refused once somebody has edited.
 *
 * @module
 */
import type { Engine } from "@couplet/engine";
import { describe, expect, test } from "vitest";
import { createCaller, type Json } from "./rest-client.ts";
import { createScene, drained } from "./scene.ts";

const scene = createScene("undo");
const engineOf = (sub: string): Promise<Engine> => scene.acquainted(sub);
const put = (path: string, body: object): Promise<Json> => scene.ada.expecting(201, "POST", path, body);
const read = (path: string): Promise<Json> => scene.ada.expecting(200, "GET", path);

/** A contact with a vendor, and a customer of its own that the contact is linked to. */
async function linked(choice: object = { master: "card" }) {
  const contact = await put("/contacts", { name: "Adatum", city: "Bern", phoneNo: "+41441111111" });
  const vendor = await put(`/contacts/${contact.id}/vendors`, {});
  await scene.ada.expecting(200, "PUT", "/setup", { businessRelationCodes: { customer: "" } });
  const customer = await put("/customers", { name: "Adatum Kunde", city: "Basel", paymentTermsCode: "30D" });
  await scene.ada.expecting(200, "PUT", "/setup", { businessRelationCodes: { customer: "CUST" } });
  const relation = await put(`/contacts/${contact.id}/links`, { cardId: customer.id, ...choice });
  const path = `/contacts/${contact.id}/links/${relation.id}/undo`;
  return { contact, vendor, customer, relation, path };
}

describe("over REST", () => {
  test("[L2] [L3] the card, the contact and its other cards have back what they had, and nothing is related", async () => {
    const { contact, vendor, customer, path } = await linked();
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject({ name: "Adatum Kunde", city: "Basel", phoneNo: "" });
    await scene.ada.expecting(204, "POST", path);
    const was = { name: "Adatum", city: "Bern", phoneNo: "+41441111111" };
    expect(await read(`/contacts/${contact.id}`)).toMatchObject(was);
    expect(await read(`/vendors/${vendor.id}`)).toMatchObject(was);
    const after = await read(`/customers/${customer.id}`);
    expect(after).toMatchObject({ name: "Adatum Kunde", city: "Basel", paymentTermsCode: "30D", relations: [] });
    await scene.ada.expecting(200, "PATCH", `/customers/${customer.id}`, { city: "Chur" });
    expect((await read(`/contacts/${contact.id}`)).city).toBe("Bern");
    await scene.ada.expecting(404, "POST", path);
  });

  test("[HT5] sent again with its key it is answered again, not done again", async () => {
    const { contact, customer, path } = await linked();
    const key = { "idempotency-key": "undo-1" };
    await scene.ada.expecting(204, "POST", path, undefined, key);
    await put(`/contacts/${contact.id}/links`, { cardId: customer.id });
    await scene.ada.expecting(204, "POST", path, undefined, key);
    expect((await read(`/customers/${customer.id}`)).relations).toHaveLength(1);
  });

  test("[L2] a relation says whether its link can be undone; an edit ends that, with words what to do", async () => {
    const { contact, vendor, customer, path } = await linked();
    const related = (await read(`/contacts/${contact.id}`)).relations;
    expect(related.find(({ cardId }: Json) => cardId === customer.id).undo).toMatchObject({
      documentId: customer.documentId,
      contact: { name: "Adatum", city: "Bern" },
    });
    expect(related.find(({ cardId }: Json) => cardId === vendor.id)).not.toHaveProperty("undo");
    await scene.ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { county: "ZH" });
    expect((await read(`/customers/${customer.id}`)).relations[0]).not.toHaveProperty("undo");
    const problem = await scene.ada.expecting(409, "POST", path, undefined, { "accept-language": "fr" });
    expect(problem).toMatchObject({ code: "undoLink.edited", params: { a: expect.stringContaining("Adatum") } });
    expect(problem.detail).toContain("Déliez plutôt");
    expect((await read(`/customers/${customer.id}`)).relations).toHaveLength(1);
  });

  test("[X2] it takes the right to edit both kinds, and a contact that has the relation", async () => {
    const { path, relation } = await linked();
    const viewer = await scene.as("viewer", "vic");
    expect(await viewer.expecting(403, "POST", path)).toMatchObject({ code: "perm.link" });
    const other = await put("/contacts", { name: "Other" });
    await scene.ada.expecting(404, "POST", `/contacts/${other.id}/links/${relation.id}/undo`);
    const stranger = await createCaller(scene.server, { workspace: `${scene.workspace}-x` });
    await stranger.expecting(404, "POST", path);
  });
});

describe("through the engine", () => {
  test("[L2] open cards follow the undo", async () => {
    const { contact, customer, relation } = await linked({ master: "contact" });
    const engine = await engineOf("ben");
    const card = await engine.openCard("customer", { id: customer.id });
    await expect.poll(() => card.snapshot.value.values["name"]).toBe("Adatum");
    await engine.undoLink(contact.id, relation.id);
    await expect.poll(() => card.snapshot.value.values["name"]).toBe("Adatum Kunde");
    await expect.poll(() => card.snapshot.value.relations).toEqual([]);
    expect(card.set("city", "Zug")).toMatchObject({ ok: true });
    await expect.poll(async () => (await read(`/customers/${customer.id}`)).city).toBe("Zug");
    expect((await read(`/contacts/${contact.id}`)).city).toBe("Bern");
  });

  test("[L2] given offline, the forecast shows both sides as they were, and the server does the same", async () => {
    const { contact, customer, relation } = await linked();
    const engine = await engineOf("ben");
    const [asContact, asCustomer] = [
      await engine.openCard("contact", { id: contact.id }),
      await engine.openCard("customer", { id: customer.id }),
    ];
    engine.setOffline(true);
    await engine.undoLink(contact.id, relation.id);
    expect(engine.queue.value).toMatchObject([{ type: "undoLink" }]);
    expect(asContact.snapshot.value.values).toMatchObject({ name: "Adatum", city: "Bern" });
    expect(asCustomer.snapshot.value.values).toMatchObject({ name: "Adatum Kunde", city: "Basel" });
    expect(asCustomer.snapshot.value.relations).toEqual([]);
    engine.setOffline(false);
    await drained(engine);
    expect(await read(`/contacts/${contact.id}`)).toMatchObject({ name: "Adatum", city: "Bern" });
    expect(await read(`/customers/${customer.id}`)).toMatchObject({ name: "Adatum Kunde", relations: [] });
    expect(engine.attention.value).toEqual([]);
  });

  test("[L2] a link and its undo, both given offline, leave both cards as they were", async () => {
    const { contact, customer, path } = await linked({ master: "contact" });
    await scene.ada.expecting(204, "POST", path);
    const engine = await engineOf("ben");
    await engine.readCard("contact", contact.id);
    const card = await engine.openCard("customer", { id: customer.id });
    engine.setOffline(true);
    await engine.link(contact.id, customer.id, { master: "card" });
    const [relation] = card.snapshot.value.relations;
    expect(relation?.undo).toBeDefined();
    await engine.undoLink(contact.id, relation?.id ?? "");
    expect(card.snapshot.value).toMatchObject({ relations: [], values: { name: "Adatum Kunde" } });
    engine.setOffline(false);
    await drained(engine);
    expect(await read(`/contacts/${contact.id}`)).toMatchObject({ name: "Adatum", city: "Bern" });
    expect(await read(`/customers/${customer.id}`)).toMatchObject({
      name: "Adatum Kunde",
      city: "Basel",
      relations: [],
    });
  });

  test("[L2] given offline and refused, because somebody edited meanwhile: the card stays linked, the outbox says why", async () => {
    const { contact, customer, relation } = await linked();
    const engine = await engineOf("ben");
    const card = await engine.openCard("customer", { id: customer.id });
    engine.setOffline(true);
    await engine.undoLink(contact.id, relation.id);
    await scene.ada.expecting(200, "PATCH", `/contacts/${contact.id}`, { county: "BE" });
    engine.setOffline(false);
    await expect
      .poll(() => engine.attention.value, { timeout: 8_000 })
      .toMatchObject([{ kind: "command", type: "undoLink", code: "undoLink.edited", card: { id: customer.id } }]);
    await expect.poll(() => card.snapshot.value.relations).toHaveLength(1);
    await expect.poll(() => card.snapshot.value.values["county"]).toBe("BE");
  });
});
