/**
 * Commands given without network: what is shown meanwhile, that each is executed once, and what becomes of a refused one.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createEngine, type CardSession, type Engine } from "@couplet/engine";
import type { Role } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { createCaller, secret, startFresh, type Caller } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
let workspace = "";
let count = 0;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  workspace = `outbox-${count}`;
  ada = await createCaller(server, { workspace });
  await ada.expecting(200, "GET", "/setup");
});
afterEach(async () => {
  vi.unstubAllGlobals();
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

async function engineOf(sub: string, role: Role = "editor", url: string = server.url): Promise<Engine> {
  const engine = createEngine({
    endpoint: url,
    storage: "memory",
    getToken: async () => ({
      token: await signToken(secret, { sub, name: `${sub} Keller`, workspace, role }, Date.now() + 3_600_000),
    }),
  });
  engines.push(engine);
  await engine.ready;
  await engine.list("contact");
  return engine;
}

const eventually = async (check: () => unknown, timeoutMs = 8_000): Promise<void> => {
  await expect.poll(check, { timeout: timeoutMs, interval: 20 }).toBe(true);
};
const drained = (engine: Engine): Promise<void> =>
  eventually(() => engine.queue.value.length === 0 && engine.status.value.waiting === 0);
const value = (session: CardSession, field: string): unknown => session.snapshot.value.values[field];
const all = async (path: string): Promise<Record<string, unknown>[]> =>
  (await ada.expecting(200, "GET", `${path}?limit=1000`)).items as Record<string, unknown>[];
const read = (path: string): Promise<Record<string, unknown>> => ada.expecting(200, "GET", path);

/** A customer that has no contact. */
async function loneCustomer(name: string, fields: Record<string, unknown> = {}): Promise<string> {
  const { id, relations } = await ada.expecting(201, "POST", "/customers", { name, ...fields });
  const { id: relationId, cardId } = relations[0];
  await ada.expecting(204, "DELETE", `/contacts/${cardId}/links/${relationId}`);
  await ada.expecting(204, "DELETE", `/contacts/${cardId}`);
  return id as string;
}

describe("a card made offline", () => {
  test("[G4] opens at once with a provisional number, is edited, and arrives whole, once, with a number of its own", async () => {
    const engine = await engineOf("ben");
    engine.setOffline(true);
    const made = await engine.create("contact", { name: "Cronus AG", countryCode: "CH" }, { notes: "Third floor." });
    expect(made).toMatchObject({ no: "", provisional: true, values: { name: "Cronus AG" } });
    const card = await engine.openCard("contact", { id: made.id });
    expect(card.snapshot.value).toMatchObject({ no: "", provisional: true, loading: false, readonly: false });
    expect(value(card, "name")).toBe("Cronus AG");
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
    expect(await ada.expecting(200, "GET", `/contacts/${made.id}/conflicts`)).toEqual({ items: [] });
    expect(await all("/contacts")).toHaveLength(1);
  });

  test("[L10] a customer comes with its contact, both shown and both edited before anybody else knows of them", async () => {
    const engine = await engineOf("ben");
    await engine.setup();
    engine.setOffline(true);
    const customer = await engine.create("customer", { name: "Contoso" }, { type: "person" });
    const [related] = customer.relations;
    expect(related).toMatchObject({ kind: "contact", no: "", name: "Contoso" });
    const contact = await engine.openCard("contact", { id: related?.cardId ?? "" });
    const open = await engine.openCard("customer", { id: customer.id });
    contact.set("email", "info@contoso.example");
    expect(value(open, "email")).toBe("info@contoso.example");
    open.set("shipToAddress", "Kim Contoso");
    expect(value(open, "contactName")).toBe("Contoso");
    engine.setOffline(false);
    await drained(engine);
    await eventually(() => open.snapshot.value.no !== "" && contact.snapshot.value.no !== "");
    const there = await read(`/customers/${customer.id}`);
    expect(there).toMatchObject({ email: "info@contoso.example", shipToAddress: "Kim Contoso" });
    expect(there).toMatchObject({ primaryContactId: related?.cardId, contactName: "Contoso" });
    await eventually(() => Object.keys(open.snapshot.value.conflicts).length === 0);
    expect(await ada.expecting(200, "GET", `/customers/${customer.id}/conflicts`)).toEqual({ items: [] });
    expect(await all("/contacts")).toHaveLength(1);
  });

  test("[S3] cards made offline on several devices each get a number of their own", async () => {
    const devices = await Promise.all(["ben", "cleo", "dora"].map((sub) => engineOf(sub)));
    for (const device of devices) device.setOffline(true);
    for (const device of devices) for (let n = 0; n < 4; n += 1) await device.create("vendor", { name: `Vendor ${n}` });
    for (const device of devices) device.setOffline(false);
    await Promise.all(devices.map(drained));
    const numbers = (await all("/vendors")).map(({ no }) => no);
    expect(numbers).toHaveLength(12);
    expect(new Set(numbers).size).toBe(12);
  });
});

describe("commands that build on each other", () => {
  test("[HT9] create, create from it, link, unlink and delete run in the order they were given", async () => {
    const engine = await engineOf("ben");
    const free = await loneCustomer("Free AG", { phoneNo: "+41443334455" });
    await engine.readCard("customer", free);
    engine.setOffline(true);
    const contact = await engine.create("contact", { name: "Fabrikam" });
    const vendor = await engine.createFromContact(contact.id, "vendor");
    expect(vendor).toMatchObject({ provisional: true, documentId: contact.documentId });
    await engine.link(contact.id, free, { fields: { phoneNo: "card" } });
    const card = await engine.openCard("contact", { id: contact.id });
    expect(card.snapshot.value.relations.map(({ kind }) => kind).sort()).toEqual(["customer", "vendor"]);
    expect(value(card, "phoneNo")).toBe("+41443334455");
    expect(card.snapshot.value.status).toBe("multiple");
    const relation = card.snapshot.value.relations.find(({ kind }) => kind === "vendor");
    await engine.unlink(contact.id, relation?.id ?? "");
    const parted = await engine.openCard("vendor", { id: vendor.id });
    expect(value(parted, "name")).toBe("Fabrikam");
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
    await expect.poll(async () => ada.expecting(200, "GET", `/vendors/${vendor.id}/conflicts`)).toEqual({ items: [] });
    expect(await all("/bank-accounts")).toEqual([]);
    expect(engine.attention.value).toEqual([]);
  });

  test("[D4] a delete and its undo, both offline, leave the card as it was", async () => {
    const engine = await engineOf("ben");
    const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Litware" });
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
    const engine = await engineOf("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    engine.setOffline(true);
    await engine.remove("contact", contact.id);
    expect(card.snapshot.value.relations).toEqual([]);
    expect(value(card, "phoneNo")).toBe("+41441111111");
    card.set("phoneNo", "+41442222222");
    engine.setOffline(false);
    await drained(engine);
    await expect.poll(async () => (await read(`/customers/${customer.id}`))["phoneNo"]).toBe("+41442222222");
    await expect
      .poll(async () => ada.expecting(200, "GET", `/customers/${customer.id}/conflicts`))
      .toEqual({ items: [] });
    expect(engine.attention.value).toEqual([]);
  });
});

describe("a refused command", () => {
  test("[L6] two devices link one contact to two customers: one holds, the other is told why and its card is as before", async () => {
    const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const contact = id as string;
    const customers = [await loneCustomer("First", { city: "Bern" }), await loneCustomer("Second", { city: "Chur" })];
    const devices = await Promise.all(["ben", "cleo"].map((sub) => engineOf(sub)));
    const cards = await Promise.all(
      devices.map(async (device, index) => {
        await device.openCard("contact", { id: contact });
        return await device.openCard("customer", { id: customers[index] ?? "" });
      }),
    );
    for (const device of devices) device.setOffline(true);
    await Promise.all(devices.map((device, index) => device.link(contact, customers[index] ?? "")));
    for (const card of cards) expect(value(card, "city")).toBe("Zug");
    for (const device of devices) device.setOffline(false);
    await Promise.all(devices.map(drained));
    const { relations } = (await read(`/contacts/${contact}`)) as { relations: { cardId: string }[] };
    expect(relations).toHaveLength(1);
    const loser = relations[0]?.cardId === customers[0] ? 1 : 0;
    const before = loser === 0 ? "Bern" : "Chur";
    expect(await read(`/customers/${customers[loser]}`)).toMatchObject({ city: before, relations: [] });
    await eventually(() => value(cards[loser] as CardSession, "city") === before);
    expect(cards[loser]?.snapshot.value.relations).toEqual([]);
    expect(devices[loser]?.status.value).toMatchObject({ state: "refused", refused: 1 });
    const [item] = devices[loser]?.attention.value ?? [];
    expect(item).toMatchObject({
      kind: "command",
      type: "link",
      code: "link.exists",
      card: { id: customers[loser] },
      other: { id: contact },
      actions: ["retry", "discard"],
    });
    expect(devices[1 - loser]?.attention.value).toEqual([]);
    if (item) await devices[loser]?.discard(item);
    expect(devices[loser]?.status.value).toMatchObject({ state: "saved", refused: 0 });
  });

  test("[C2] keeps what was typed on top of it, and can be tried again once the reason is gone", async () => {
    const setup = await ada.expecting(200, "GET", "/setup");
    const series = { ...setup.numberSeries, contact: { ...setup.numberSeries.contact, manual: true } };
    await ada.expecting(200, "PUT", "/setup", { ...setup, numberSeries: series });
    const device = await engineOf("cleo");
    await device.setup();
    device.setOffline(true);
    const made = await device.create("contact", { name: "Mine" }, { no: "C-77" });
    expect(made).toMatchObject({ no: "C-77", provisional: true });
    const card = await device.openCard("contact", { id: made.id });
    card.set("city", "Bern");
    const other = await ada.expecting(201, "POST", "/contacts", { name: "Theirs", no: "C-77" });
    device.setOffline(false);
    await eventually(() => device.attention.value.length === 2);
    expect(device.attention.value).toMatchObject([
      { kind: "command", type: "create", code: "number.taken", card: { id: made.id, name: "Mine" } },
      { kind: "refused", field: "city", value: "Bern", code: "number.taken" },
    ]);
    expect(card.snapshot.value.deleted).toBe(true);
    expect(await device.readCard("contact", made.id)).toBeUndefined();
    await ada.expecting(204, "DELETE", `/contacts/${other.id}`);
    expect((await all("/contacts")).some(({ name }) => name === "Mine")).toBe(false);
    const [item, edit] = device.attention.value;
    if (!item || !edit) throw new Error("nothing to try again");
    await device.retry(item);
    // A number once used is never used again: it stays refused, with the same reason.
    expect(device.attention.value[0]).toMatchObject({ kind: "command", code: "number.taken" });
    for (const one of device.attention.value) await device.discard(one);
    expect(device.status.value).toMatchObject({ state: "saved", waiting: 0, refused: 0 });
  });

  test("[C2] [L6] an edit made on a card whose link is refused is neither lost nor on the contact", async () => {
    const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const mine = await loneCustomer("Mine", { phoneNo: "+41441111111" });
    const engine = await engineOf("ben");
    await engine.openCard("contact", { id: id as string });
    const card = await engine.openCard("customer", { id: mine });
    engine.setOffline(true);
    await engine.link(id as string, mine);
    expect(card.set("phoneNo", "+41442222222")).toMatchObject({ ok: true, changed: true });
    await ada.expecting(201, "POST", `/contacts/${id}/customers`);
    engine.setOffline(false);
    await eventually(() => engine.attention.value.length === 2);
    expect(engine.attention.value).toMatchObject([
      { kind: "command", type: "link", code: "link.exists" },
      { kind: "refused", card: { id: mine }, field: "phoneNo", value: "+41442222222" },
    ]);
    await eventually(() => value(card, "phoneNo") === "+41441111111");
    expect(await read(`/contacts/${id}`)).toMatchObject({ phoneNo: "" });
    const edit = engine.attention.value[1];
    if (edit) await engine.retry(edit);
    await drained(engine);
    expect(await read(`/customers/${mine}`)).toMatchObject({ name: "Mine", phoneNo: "+41442222222" });
    expect(await read(`/contacts/${id}`)).toMatchObject({ phoneNo: "" });
  });

  test("[C2] [L12] an edit made after an unlinking that somebody else had made before is kept", async () => {
    const engine = await engineOf("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    const relation = card.snapshot.value.relations[0]?.id ?? "";
    engine.setOffline(true);
    await engine.unlink(contact.id, relation);
    expect(card.set("phoneNo", "+41442222222")).toMatchObject({ ok: true, changed: true });
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${relation}`);
    engine.setOffline(false);
    await eventually(() => engine.attention.value.length === 2);
    const [command, edit] = engine.attention.value;
    expect([command, edit]).toMatchObject([
      { kind: "command", type: "unlink", code: "relation.notFound", card: { id: customer.id } },
      { kind: "refused", card: { id: customer.id }, field: "phoneNo", value: "+41442222222" },
    ]);
    if (edit) await engine.retry(edit);
    await drained(engine);
    expect(await read(`/customers/${customer.id}`)).toMatchObject({ phoneNo: "+41442222222" });
    expect(await read(`/contacts/${contact.id}`)).toMatchObject({ phoneNo: "+41441111111" });
  });

  test("[C2] [D1] an edit in a document that a deletion was to make, and did not, is given back to its author", async () => {
    const engine = await engineOf("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    const relation = card.snapshot.value.relations[0]?.id ?? "";
    engine.setOffline(true);
    await engine.remove("contact", contact.id);
    expect(card.set("city", "Bern")).toMatchObject({ ok: true, changed: true });
    // The customer leaves before the deletion arrives: it needs no document of its own any more.
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${relation}`);
    engine.setOffline(false);
    await drained(engine);
    await eventually(() => engine.attention.value.length === 1);
    expect(engine.attention.value).toMatchObject([
      { kind: "refused", card: { id: customer.id }, field: "city", value: "Bern" },
    ]);
    expect(await read(`/customers/${customer.id}`)).toMatchObject({ phoneNo: "+41441111111", city: "" });
    const [edit] = engine.attention.value;
    if (edit) await engine.retry(edit);
    await drained(engine);
    expect(await read(`/customers/${customer.id}`)).toMatchObject({ city: "Bern" });
  });

  test("[C2] an edit on a card whose document was retired, and that was not heard to have moved, is sent all the same", async () => {
    const engine = await engineOf("ben");
    const contact = await engine.create("contact", { name: "Adatum" });
    const lone = await loneCustomer("Adatum too");
    const card = await engine.openCard("customer", { id: lone });
    await eventually(() => card.snapshot.value.connected);
    const real = globalThis.fetch;
    let isDeaf = true;
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      if (isDeaf && url.includes(lone) && init.method === "GET") throw new TypeError("Failed to fetch");
      return await real(url, init);
    });
    await ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: lone });
    await eventually(() => !card.snapshot.value.connected);
    const before = card.snapshot.value.documentId;
    expect(card.set("city", "Bern")).toMatchObject({ ok: true, changed: true });
    expect(card.snapshot.value.documentId).toBe(before);
    await drained(engine);
    isDeaf = false;
    expect(await read(`/customers/${lone}`)).toMatchObject({ city: "Bern" });
  });

  test("[F6] what the rules refuse on this device is refused at once, and nothing is queued", async () => {
    const engine = await engineOf("ben", "sales");
    engine.setOffline(true);
    await expect(engine.create("vendor", { name: "No right" })).rejects.toMatchObject({ code: "perm.kind" });
    await expect(engine.create("contact", { name: "x".repeat(101) })).rejects.toMatchObject({ code: "text.tooLong" });
    expect(engine.queue.value).toEqual([]);
    expect(engine.status.value.waiting).toBe(0);
  });

  test("what this device cannot foresee waits all the same", async () => {
    const engine = await engineOf("ben");
    const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Unseen" });
    engine.setOffline(true);
    expect(await engine.execute({ type: "createFromContact", contactId: id as string, kind: "vendor" })).toEqual({
      queued: true,
    });
    engine.setOffline(false);
    await drained(engine);
    expect(await all("/vendors")).toMatchObject([{ name: "Unseen" }]);
  });
});

describe("an answer that is lost", () => {
  test("[HT9] [G1] the server stops after the commit and before the answer: sent again, nothing is done twice", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-outbox-"));
    const first = await startFresh({ dataDir });
    const admin = await createCaller(first, { workspace });
    await admin.expecting(200, "GET", "/setup");
    const engine = await engineOf("ben", "editor", first.url);
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
    const again = await createCaller(second, { workspace });
    const { items } = await again.expecting(200, "GET", "/contacts");
    expect(items).toMatchObject([{ id: made.id, name: "Once and Only AG" }]);
    await eventually(() => Object.keys(card.snapshot.value.conflicts).length === 0);
    await engine.close();
    await second.close();
  });
});
