/**
 * Commands given without network: what is shown meanwhile, and that each is executed once, in order.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { createCaller, startFresh, type Json } from "./rest-client.ts";
import { createScene, drained, eventually, shown } from "./scene.ts";

const scene = createScene("outbox");
afterEach(() => {
  vi.unstubAllGlobals();
});
const read = (path: string): Promise<Json> => scene.ada.expecting(200, "GET", path);

describe("a card made offline", () => {
  test("[G4] opens at once with a provisional number, is edited, and arrives whole, once, with a number of its own", async () => {
    const engine = await scene.acquainted("ben");
    engine.setOffline(true);
    const made = await engine.create("contact", { name: "Cronus AG", countryCode: "CH" }, { notes: "Third floor." });
    expect(made).toMatchObject({ no: "", provisional: true, values: { name: "Cronus AG" } });
    const card = await engine.openCard("contact", { id: made.id });
    expect(card.snapshot.value).toMatchObject({ no: "", provisional: true, loading: false, readonly: false });
    expect(shown(card, "name")).toBe("Cronus AG");
    expect(card.set("name", "Cronus Schweiz AG")).toMatchObject({ ok: true, changed: true });
    expect(card.set("phoneNo", "044 200 00 00")).toMatchObject({ ok: true, changed: true });
    expect(card.set("countryCode", "")).toMatchObject({ ok: true, changed: true });
    expect(card.notes.text).toBe("Third floor.");
    card.notes.replace("Third floor. Ring twice.");
    expect(engine.status.value.waiting).toBe(6);
    const { items } = await engine.list("contact", { search: "schweiz" });
    expect(items.map(({ id }) => id)).toEqual([made.id]);
    engine.setOffline(false);
    await drained(engine);
    await eventually(() => card.snapshot.value.connected);
    expect(card.snapshot.value.provisional).toBeUndefined();
    expect(card.snapshot.value.conflicts).toEqual({});
    const there = await read(`/contacts/${made.id}`);
    expect(there).toMatchObject({
      name: "Cronus Schweiz AG",
      phoneNo: "+41442000000",
      countryCode: "",
      notes: "Third floor. Ring twice.",
      searchName: "CRONUS SCHWEIZ AG",
    });
    expect(card.snapshot.value.no).toBe(there["no"]);
    expect(there["no"]).not.toBe("");
    expect(await scene.ada.expecting(200, "GET", `/contacts/${made.id}/conflicts`)).toEqual({ items: [] });
    expect(await scene.all("/contacts")).toHaveLength(1);
  });

  test("[L10] a customer comes with its contact, both shown and both edited before anybody else knows of them", async () => {
    const engine = await scene.acquainted("ben");
    await engine.setup();
    engine.setOffline(true);
    const customer = await engine.create("customer", { name: "Contoso" }, { type: "person" });
    const [related] = customer.relations;
    expect(related).toMatchObject({ kind: "contact", no: "", name: "Contoso" });
    const contact = await engine.openCard("contact", { id: related?.cardId ?? "" });
    const open = await engine.openCard("customer", { id: customer.id });
    contact.set("email", "info@contoso.example");
    expect(shown(open, "email")).toBe("info@contoso.example");
    open.set("shipToAddress", "Kim Contoso");
    expect(shown(open, "contactName")).toBe("Contoso");
    engine.setOffline(false);
    await drained(engine);
    await eventually(() => open.snapshot.value.no !== "" && contact.snapshot.value.no !== "");
    const there = await read(`/customers/${customer.id}`);
    expect(there).toMatchObject({ email: "info@contoso.example", shipToAddress: "Kim Contoso" });
    expect(there).toMatchObject({ primaryContactId: related?.cardId, contactName: "Contoso" });
    await eventually(() => Object.keys(open.snapshot.value.conflicts).length === 0);
    expect(await scene.ada.expecting(200, "GET", `/customers/${customer.id}/conflicts`)).toEqual({ items: [] });
    expect(await scene.all("/contacts")).toHaveLength(1);
  });

  test("[S3] cards made offline on several devices each get a number of their own", async () => {
    const devices = await Promise.all(["ben", "cleo", "dora"].map((sub) => scene.acquainted(sub)));
    for (const device of devices) device.setOffline(true);
    for (const device of devices) for (let n = 0; n < 4; n += 1) await device.create("vendor", { name: `Vendor ${n}` });
    for (const device of devices) device.setOffline(false);
    await Promise.all(devices.map(drained));
    const numbers = (await scene.all("/vendors")).map(({ no }) => no);
    expect(numbers).toHaveLength(12);
    expect(new Set(numbers).size).toBe(12);
  });
});

describe("commands that build on each other", () => {
  test("[HT9] create, create from it, link, unlink and delete run in the order they were given", async () => {
    const engine = await scene.acquainted("ben");
    const free = await scene.loneCustomer("Free AG", { phoneNo: "+41443334455" });
    await engine.readCard("customer", free);
    engine.setOffline(true);
    const contact = await engine.create("contact", { name: "Fabrikam" });
    const vendor = await engine.createFromContact(contact.id, "vendor");
    expect(vendor).toMatchObject({ provisional: true, documentId: contact.documentId });
    await engine.link(contact.id, free, { fields: { phoneNo: "card" } });
    const card = await engine.openCard("contact", { id: contact.id });
    expect(card.snapshot.value.relations.map(({ kind }) => kind).sort()).toEqual(["customer", "vendor"]);
    expect(shown(card, "phoneNo")).toBe("+41443334455");
    expect(card.snapshot.value.status).toBe("multiple");
    const relation = card.snapshot.value.relations.find(({ kind }) => kind === "vendor");
    await engine.unlink(contact.id, relation?.id ?? "");
    const parted = await engine.openCard("vendor", { id: vendor.id });
    expect(shown(parted, "name")).toBe("Fabrikam");
    parted.set("name", "Fabrikam Vendor");
    const gone = await engine.create("bankAccount", { name: "Mistake" });
    await engine.remove("bankAccount", gone.id);
    expect(engine.queue.value.map(({ type }) => type)).toEqual([
      "create",
      "createFromContact",
      "link",
      "unlink",
      "create",
      "delete",
    ]);
    engine.setOffline(false);
    await drained(engine);
    expect(await read(`/contacts/${contact.id}`)).toMatchObject({ name: "Fabrikam", phoneNo: "+41443334455" });
    expect(await read(`/customers/${free}`)).toMatchObject({ name: "Fabrikam", phoneNo: "+41443334455" });
    await expect.poll(async () => (await read(`/vendors/${vendor.id}`))["name"]).toBe("Fabrikam Vendor");
    await expect
      .poll(async () => scene.ada.expecting(200, "GET", `/vendors/${vendor.id}/conflicts`))
      .toEqual({ items: [] });
    expect(await scene.all("/bank-accounts")).toEqual([]);
    expect(engine.attention.value).toEqual([]);
  });

  test("[D4] a delete and its undo, both offline, leave the card as it was", async () => {
    const engine = await scene.acquainted("ben");
    const { id } = await scene.ada.expecting(201, "POST", "/contacts", { name: "Litware" });
    const card = await engine.openCard("contact", { id: id as string });
    engine.setOffline(true);
    await engine.remove("contact", card.id);
    expect(card.snapshot.value.deleted).toBe(true);
    expect((await engine.list("contact")).items).toEqual([]);
    await engine.restore("contact", card.id);
    expect(card.snapshot.value.deleted).toBe(false);
    expect(card.set("city", "Bern")).toMatchObject({ ok: true });
    engine.setOffline(false);
    await drained(engine);
    expect(await read(`/contacts/${card.id}`)).toMatchObject({ name: "Litware", city: "Bern" });
  });

  test("a card deleted offline keeps an edit made before, and its related card every value", async () => {
    const engine = await scene.acquainted("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    engine.setOffline(true);
    await engine.remove("contact", contact.id);
    expect(card.snapshot.value.relations).toEqual([]);
    expect(shown(card, "phoneNo")).toBe("+41441111111");
    card.set("phoneNo", "+41442222222");
    engine.setOffline(false);
    await drained(engine);
    await expect.poll(async () => (await read(`/customers/${customer.id}`))["phoneNo"]).toBe("+41442222222");
    await expect
      .poll(async () => scene.ada.expecting(200, "GET", `/customers/${customer.id}/conflicts`))
      .toEqual({ items: [] });
    expect(engine.attention.value).toEqual([]);
  });
});

describe("an answer that is lost", () => {
  test("[HT9] [G1] the server stops after the commit and before the answer: sent again, nothing is done twice", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-outbox-"));
    const first = await startFresh({ dataDir });
    const admin = await createCaller(first, { workspace: scene.workspace });
    await admin.expecting(200, "GET", "/setup");
    const engine = await scene.acquainted("ben", ["contact"], { url: first.url });
    const real = globalThis.fetch;
    let isLost = false;
    let isBack = false;
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      const response = await real(url, init);
      if (!isLost && url.endsWith("/commands")) {
        isLost = true;
        await first.close();
      }
      if (isLost && !isBack) throw new TypeError("Failed to fetch");
      return response;
    });
    const made = await engine.create("contact", { name: "Once AG" });
    expect(made).toMatchObject({ provisional: true, no: "" });
    const card = await engine.openCard("contact", { id: made.id });
    expect(card.set("name", "Once and Only AG")).toMatchObject({ ok: true });
    expect(engine.queue.value).toHaveLength(1);
    const second = await startFresh({ dataDir, port: first.port });
    isBack = true;
    await drained(engine);
    await eventually(() => card.snapshot.value.no !== "" && card.snapshot.value.connected);
    const again = await createCaller(second, { workspace: scene.workspace });
    const { items } = await again.expecting(200, "GET", "/contacts");
    expect(items).toMatchObject([{ id: made.id, name: "Once and Only AG" }]);
    await eventually(() => Object.keys(card.snapshot.value.conflicts).length === 0);
    await engine.close();
    await second.close();
  });
});
