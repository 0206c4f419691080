/**
 * Commands given without network that the server refuses: who is told what, and what becomes of the edits made on top.
 *
 * @module
 */
import { type CardSession } from "@couplet/engine";
import { afterEach, describe, expect, test, vi } from "vitest";
import { type Json } from "./rest-client.ts";
import { createScene, drained, eventually, shown } from "./scene.ts";

const scene = createScene("refused");
afterEach(() => {
  vi.unstubAllGlobals();
});
const read = (path: string): Promise<Json> => scene.ada.expecting(200, "GET", path);

describe("a refused command", () => {
  test("[L6] two devices link one contact to two customers: one holds, the other is told why and its card is as before", async () => {
    const { id } = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
    const contact = id as string;
    const customers = [
      await scene.loneCustomer("First", { city: "Bern" }),
      await scene.loneCustomer("Second", { city: "Chur" }),
    ];
    const devices = await Promise.all(["ben", "cleo"].map((sub) => scene.acquainted(sub)));
    const cards = await Promise.all(
      devices.map(async (device, index) => {
        await device.openCard("contact", { id: contact });
        return await device.openCard("customer", { id: customers[index] ?? "" });
      }),
    );
    for (const device of devices) device.setOffline(true);
    await Promise.all(devices.map((device, index) => device.link(contact, customers[index] ?? "")));
    for (const card of cards) expect(shown(card, "city")).toBe("Zug");
    for (const device of devices) device.setOffline(false);
    await Promise.all(devices.map(drained));
    const { relations } = (await read(`/contacts/${contact}`)) as { relations: { cardId: string }[] };
    expect(relations).toHaveLength(1);
    const loser = relations[0]?.cardId === customers[0] ? 1 : 0;
    const before = loser === 0 ? "Bern" : "Chur";
    expect(await read(`/customers/${customers[loser]}`)).toMatchObject({ city: before, relations: [] });
    await eventually(() => shown(cards[loser] as CardSession, "city") === before);
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
    const setup = await scene.ada.expecting(200, "GET", "/setup");
    const series = { ...setup.numberSeries, contact: { ...setup.numberSeries.contact, manual: true } };
    await scene.ada.expecting(200, "PUT", "/setup", { ...setup, numberSeries: series });
    const device = await scene.acquainted("cleo");
    await device.setup();
    device.setOffline(true);
    const made = await device.create("contact", { name: "Mine" }, { no: "C-77" });
    expect(made).toMatchObject({ no: "C-77", provisional: true });
    const card = await device.openCard("contact", { id: made.id });
    card.set("city", "Bern");
    const other = await scene.ada.expecting(201, "POST", "/contacts", { name: "Theirs", no: "C-77" });
    device.setOffline(false);
    await eventually(() => device.attention.value.length === 2);
    expect(device.attention.value).toMatchObject([
      { kind: "command", type: "create", code: "number.taken", card: { id: made.id, name: "Mine" } },
      { kind: "refused", field: "city", value: "Bern", code: "number.taken" },
    ]);
    expect(card.snapshot.value.deleted).toBe(true);
    expect(await device.readCard("contact", made.id)).toBeUndefined();
    await scene.ada.expecting(204, "DELETE", `/contacts/${other.id}`);
    expect((await scene.all("/contacts")).some(({ name }) => name === "Mine")).toBe(false);
    const [item, edit] = device.attention.value;
    if (!item || !edit) throw new Error("nothing to try again");
    await device.retry(item);
    // A number once used is never used again: it stays refused, with the same reason.
    expect(device.attention.value[0]).toMatchObject({ kind: "command", code: "number.taken" });
    for (const one of device.attention.value) await device.discard(one);
    expect(device.status.value).toMatchObject({ state: "saved", waiting: 0, refused: 0 });
  });

  test("[C2] [L6] an edit made on a card whose link is refused is neither lost nor on the contact", async () => {
    const { id } = await scene.ada.expecting(201, "POST", "/contacts", { name: "Cronus AG" });
    const mine = await scene.loneCustomer("Mine", { phoneNo: "+41441111111" });
    const engine = await scene.acquainted("ben");
    await engine.openCard("contact", { id: id as string });
    const card = await engine.openCard("customer", { id: mine });
    engine.setOffline(true);
    await engine.link(id as string, mine);
    expect(card.set("phoneNo", "+41442222222")).toMatchObject({ ok: true, changed: true });
    await scene.ada.expecting(201, "POST", `/contacts/${id}/customers`);
    engine.setOffline(false);
    await eventually(() => engine.attention.value.length === 2);
    expect(engine.attention.value).toMatchObject([
      { kind: "command", type: "link", code: "link.exists" },
      { kind: "refused", card: { id: mine }, field: "phoneNo", value: "+41442222222" },
    ]);
    await eventually(() => shown(card, "phoneNo") === "+41441111111");
    expect(await read(`/contacts/${id}`)).toMatchObject({ phoneNo: "" });
    const edit = engine.attention.value[1];
    if (edit) await engine.retry(edit);
    await drained(engine);
    expect(await read(`/customers/${mine}`)).toMatchObject({ name: "Mine", phoneNo: "+41442222222" });
    expect(await read(`/contacts/${id}`)).toMatchObject({ phoneNo: "" });
  });

  test("[C2] [L12] an edit made after an unlinking that somebody else had made before is kept", async () => {
    const engine = await scene.acquainted("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    const relation = card.snapshot.value.relations[0]?.id ?? "";
    engine.setOffline(true);
    await engine.unlink(contact.id, relation);
    expect(card.set("phoneNo", "+41442222222")).toMatchObject({ ok: true, changed: true });
    await scene.ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${relation}`);
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
    const engine = await scene.acquainted("ben");
    const contact = await engine.create("contact", { name: "Adatum", phoneNo: "+41441111111" });
    const customer = await engine.createFromContact(contact.id, "customer");
    const card = await engine.openCard("customer", { id: customer.id });
    const relation = card.snapshot.value.relations[0]?.id ?? "";
    engine.setOffline(true);
    await engine.remove("contact", contact.id);
    expect(card.set("city", "Bern")).toMatchObject({ ok: true, changed: true });
    // The customer leaves before the deletion arrives: it needs no document of its own any more.
    await scene.ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${relation}`);
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
    const engine = await scene.acquainted("ben");
    const contact = await engine.create("contact", { name: "Adatum" });
    const lone = await scene.loneCustomer("Adatum too");
    const real = globalThis.fetch;
    let isDeaf = false;
    const reads = { answered: 0, underWay: 0 };
    vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
      if (!url.includes(lone) || init.method !== "GET") return await real(url, init);
      if (isDeaf) throw new TypeError("Failed to fetch");
      reads.underWay += 1;
      return await real(url, init).finally(() => {
        reads.underWay -= 1;
        reads.answered += 1;
      });
    });
    const card = await engine.openCard("customer", { id: lone });
    await eventually(() => card.snapshot.value.connected && reads.answered > 0 && reads.underWay === 0);
    isDeaf = true;
    await scene.ada.expecting(201, "POST", `/contacts/${contact.id}/links`, { cardId: lone });
    await eventually(() => !card.snapshot.value.connected);
    const before = card.snapshot.value.documentId;
    expect(card.set("city", "Bern")).toMatchObject({ ok: true, changed: true });
    expect(card.snapshot.value.documentId).toBe(before);
    await drained(engine);
    isDeaf = false;
    expect(await read(`/customers/${lone}`)).toMatchObject({ city: "Bern" });
  });

  test("[F6] what the rules refuse on this device is refused at once, and nothing is queued", async () => {
    const engine = await scene.acquainted("ben", ["contact"], { role: "sales" });
    engine.setOffline(true);
    await expect(engine.create("vendor", { name: "No right" })).rejects.toMatchObject({ code: "perm.kind" });
    await expect(engine.create("contact", { name: "x".repeat(101) })).rejects.toMatchObject({ code: "text.tooLong" });
    expect(engine.queue.value).toEqual([]);
    expect(engine.status.value.waiting).toBe(0);
  });

  test("what this device cannot foresee waits all the same", async () => {
    const engine = await scene.acquainted("ben");
    const { id } = await scene.ada.expecting(201, "POST", "/contacts", { name: "Unseen" });
    engine.setOffline(true);
    expect(await engine.execute({ type: "createFromContact", contactId: id as string, kind: "vendor" })).toEqual({
      queued: true,
    });
    engine.setOffline(false);
    await drained(engine);
    expect(await scene.all("/vendors")).toMatchObject([{ name: "Unseen" }]);
  });
});
