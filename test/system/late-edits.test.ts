/**
 * Edits of engines that were offline while their card was linked, unlinked, deleted and restored, any number of times: where they end.
 *
 * Shape    one goes offline and edits, others change who holds what, then it comes back; values and conflicts are read over REST.
 * Source   docs/ARCHITECTURE.md, "Link, unlink, delete, restore, late edits"
 *
 * @module
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createEngine, type CardSession, type Engine } from "@couplet/engine";
import { pathOfKind, type CardKind } from "@couplet/model";
import { signToken, type RunningServer } from "@couplet/server";
import { createCaller, secret, startFresh, type Caller, type Json } from "./rest-client.ts";

let server: RunningServer;
let workspace = "";
let count = 0;
let rest: Caller;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh();
});
afterAll(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  await server.close();
});
beforeEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  count += 1;
  workspace = `away-${count}`;
  rest = await createCaller(server, { sub: "rita", workspace });
  await rest.call("GET", "/contacts");
});

async function offlineOn(
  sub: string,
  kind: CardKind,
  id: string,
  { url } = server,
): Promise<{ engine: Engine; card: CardSession }> {
  const getToken = async () => ({
    token: await signToken(secret, { sub, name: sub, workspace, role: "editor" }, Date.now() + 3_600_000),
  });
  const engine = createEngine({ endpoint: url, storage: "memory", getToken });
  engines.push(engine);
  const card = await engine.openCard(kind, { id });
  await expect.poll(() => card.snapshot.value.connected, { timeout: 10_000 }).toBe(true);
  engine.setOffline(true);
  return { engine, card };
}

/** Back, and everything decided. */
async function comesBack(engine: Engine): Promise<void> {
  engine.setOffline(false);
  await expect
    .poll(() => [engine.status.value.waiting, engine.status.value.state !== "offline"], { timeout: 15_000 })
    .toEqual([0, true]);
}

const read = (kind: CardKind, id: string): Promise<Json> => rest.expecting(200, "GET", `/${pathOfKind(kind)}/${id}`);

/** What a field shows on a card, and all its candidates where people disagree. */
async function settledAs(
  kind: CardKind,
  id: string,
  field: string,
): Promise<readonly [shown: Json, all: readonly Json[]]> {
  const card = await read(kind, id);
  const { items } = await rest.expecting(200, "GET", `/${pathOfKind(kind)}/${id}/conflicts`);
  const conflict = items.find((item: Json) => item.field === field);
  const all = conflict?.candidates.map(({ value }: Json) => value) ?? [card[field]];
  return [card[field], all.toSorted()];
}

const contact = async (fields: Json): Promise<string> => (await rest.expecting(201, "POST", "/contacts", fields)).id;
/** A customer with a contact of its own. */
async function pair(fields: Json): Promise<{ readonly contact: string; readonly customer: string }> {
  const { id, relations } = await rest.expecting(201, "POST", "/customers", fields);
  return { contact: relations[0].cardId, customer: id };
}
async function unlink(customer: string): Promise<void> {
  const { relations } = await read("customer", customer);
  await rest.expecting(204, "DELETE", `/contacts/${relations[0].cardId}/links/${relations[0].id}`);
}
const link = (contactId: string, cardId: string): Promise<Json> =>
  rest.expecting(201, "POST", `/contacts/${contactId}/links`, { cardId });
const remove = (kind: CardKind, id: string): Promise<Json> =>
  rest.expecting(204, "DELETE", `/${pathOfKind(kind)}/${id}`);
const restore = (kind: CardKind, id: string): Promise<Json> =>
  rest.expecting(200, "POST", `/${pathOfKind(kind)}/${id}/restore`);

describe("an edit made offline", () => {
  test("[L12] [C5] of a card that was linked, unlinked and linked elsewhere ends where the card is today, and nowhere else", async () => {
    const { contact: first, customer } = await pair({ name: "Muster AG", city: "Bern" });
    await unlink(customer);
    const { engine, card } = await offlineOn("ben", "customer", customer);
    card.set("city", "Chur");
    card.set("address", "Gasse 1");
    card.set("paymentTermsCode", "30D");
    const [second, third] = [
      await contact({ name: "Zwei AG", city: "Thun" }),
      await contact({ name: "Drei AG", city: "Genf" }),
    ];
    await link(second, customer);
    await unlink(customer);
    await link(third, customer);
    await comesBack(engine);

    // He had not seen what the third contact says: both stand. Where it says nothing, his is the value.
    await expect.poll(() => settledAs("contact", third, "city")).toEqual(["Genf", ["Chur", "Genf"]]);
    expect(await settledAs("customer", customer, "city")).toEqual(["Genf", ["Chur", "Genf"]]);
    for (const [kind, id] of [
      ["customer", customer],
      ["contact", third],
    ] as const)
      expect(await settledAs(kind, id, "address")).toEqual(["Gasse 1", ["Gasse 1"]]);
    expect(await read("customer", customer)).toMatchObject({ paymentTermsCode: "30D" });
    expect(await settledAs("contact", first, "city")).toEqual(["Bern", ["Bern"]]);
    expect(await settledAs("contact", second, "city")).toEqual(["Thun", ["Thun"]]);
    for (const id of [first, second]) expect(await read("contact", id)).toMatchObject({ address: "" });
    expect(engine.attention.value.filter(({ kind }) => kind !== "conflict")).toEqual([]);
    await expect.poll(() => card.snapshot.value.conflicts["city"]?.candidates.length).toBe(2);
  });

  test("[L12] [C2] is found its place after a dozen moves, and goes on being edited there", async () => {
    const { contact: home, customer } = await pair({ name: "Muster AG", city: "Bern" });
    const { engine, card } = await offlineOn("ben", "customer", customer);
    card.set("city", "Chur");
    const other = await contact({ name: "Neu AG" });
    for (let move = 0; move < 6; move += 1) {
      await unlink(customer);
      await link(move % 2 === 0 ? other : home, customer);
    }
    await unlink(customer);
    await link(other, customer);
    await comesBack(engine);
    // Nobody ever set a city on the other contact: his is the value there.
    await expect.poll(() => settledAs("customer", customer, "city")).toEqual(["Chur", ["Chur"]]);
    expect(await settledAs("contact", other, "city")).toEqual(["Chur", ["Chur"]]);
    expect(await settledAs("contact", home, "city")).toEqual(["Bern", ["Bern"]]);
    expect(card.set("city", "Davos")).toMatchObject({ ok: true });
    expect((await card.flush()).waiting).toBe(0);
    await expect.poll(() => settledAs("contact", other, "city")).toEqual(["Davos", ["Davos"]]);
  });

  test("[D4] [C2] of a card that was deleted and restored is on the card and on its contact; what others set there meanwhile stands beside it", async () => {
    const { contact: hub, customer } = await pair({ name: "Muster AG", city: "Bern", phoneNo: "" });
    const { engine, card } = await offlineOn("ben", "customer", customer);
    card.set("city", "Chur");
    card.set("address", "Gasse 1");
    card.set("paymentTermsCode", "30D");
    await remove("customer", customer);
    await rest.expecting(200, "PATCH", `/contacts/${hub}`, { city: "Genf" });
    await restore("customer", customer);
    await remove("customer", customer);
    await restore("customer", customer);
    await comesBack(engine);
    await expect.poll(() => settledAs("contact", hub, "city")).toEqual(["Genf", ["Chur", "Genf"]]);
    expect(await settledAs("customer", customer, "city")).toEqual(["Genf", ["Chur", "Genf"]]);
    expect(await read("contact", hub)).toMatchObject({ address: "Gasse 1" });
    expect(await read("customer", customer)).toMatchObject({ address: "Gasse 1", paymentTermsCode: "30D" });
    expect((await rest.expecting(200, "GET", "/stranded")).items).toEqual([]);
  });

  test("[D1] [C4] on each side of a contact that was deleted stays on its side; restored, all of them meet", async () => {
    const { contact: hub, customer } = await pair({ name: "Muster AG", city: "Bern", address: "Platz 1" });
    const vendor = (await rest.expecting(201, "POST", `/contacts/${hub}/vendors`, {})).id;
    const cleo = await offlineOn("cleo", "customer", customer);
    const dora = await offlineOn("dora", "vendor", vendor);
    const ben = await offlineOn("ben", "contact", hub);
    cleo.card.set("city", "Chur");
    dora.card.set("city", "Davos");
    ben.card.set("address", "Gasse 1");
    ben.card.set("county", "GR");
    await remove("contact", hub);
    for (const { engine } of [cleo, dora, ben]) await comesBack(engine);
    await expect.poll(() => settledAs("customer", customer, "city")).toEqual(["Chur", ["Chur"]]);
    await expect.poll(() => settledAs("vendor", vendor, "city")).toEqual(["Davos", ["Davos"]]);
    for (const [kind, id] of [
      ["customer", customer],
      ["vendor", vendor],
    ] as const)
      expect(await read(kind, id)).toMatchObject({ address: "Platz 1", county: "" });

    // What came for the deleted contact is offered to its author, who has one of it set on both that are left.
    await expect
      .poll(() =>
        ben.engine.attention.value.map((item) => (item.kind === "stranded" ? item.field : item.kind)).toSorted(),
      )
      .toEqual(["address", "county"]);
    const county = ben.engine.attention.value.find((item) => item.kind === "stranded" && item.field === "county");
    expect(county).toMatchObject({ actions: ["restore", "apply", "discard"] });
    const related = new Set(county?.kind === "stranded" ? county.relatedCards.map(({ id }) => id) : []);
    expect(related).toEqual(new Set([customer, vendor]));
    if (county) await ben.engine.retry(county);
    for (const [kind, id] of [
      ["customer", customer],
      ["vendor", vendor],
    ] as const)
      expect(await read(kind, id)).toMatchObject({ address: "Platz 1", county: "GR" });

    await restore("contact", hub);
    const all = [
      ["contact", hub],
      ["customer", customer],
      ["vendor", vendor],
    ] as const;
    for (const [kind, id] of all) {
      expect((await settledAs(kind, id, "city"))[1]).toEqual(["Chur", "Davos"]);
      expect(await settledAs(kind, id, "address")).toEqual(["Gasse 1", ["Gasse 1"]]);
      expect(await settledAs(kind, id, "county")).toEqual(["GR", ["GR"]]);
    }
    await expect
      .poll(() => ben.engine.attention.value.filter(({ kind }) => kind === "stranded"), { timeout: 10_000 })
      .toEqual([]);
  });

  test("[D4] [C2] in the prose of a card that was deleted is offered to its author, and comes back with the card", async () => {
    const { customer } = await pair({ name: "Muster AG" });
    const { engine, card } = await offlineOn("ben", "customer", customer);
    card.notes.splice(0, 0, "Called, ");
    card.notes.splice(8, 0, "calls back.");
    await remove("customer", customer);
    await comesBack(engine);
    await expect
      .poll(() => engine.attention.value)
      .toMatchObject([
        {
          kind: "stranded",
          field: "notes",
          value: "Called, calls back.",
          relatedCards: [],
          actions: ["restore", "discard"],
        },
      ]);
    const [item] = engine.attention.value;
    if (item) await engine.restoreStranded(item);
    expect(await read("customer", customer)).toMatchObject({ notes: "Called, calls back." });
    expect(engine.attention.value).toEqual([]);
  });

  test("[C2] in prose that the server closes its room over is given back whole, and not lost with the device's copy", async () => {
    const narrow = await startFresh({ limits: { maxFrameBytes: 2_048 } });
    try {
      const caller = await createCaller(narrow, { sub: "rita", workspace });
      const vendor = await caller.expecting(201, "POST", "/vendors", { name: "Muster AG" });
      const { engine, card } = await offlineOn("ben", "vendor", vendor.id, narrow);
      const text = "A long story. ".repeat(300);
      card.notes.splice(0, 0, text.slice(0, 2_000));
      card.notes.splice(2_000, 0, text.slice(2_000));
      engine.setOffline(false);
      await expect
        .poll(() => engine.attention.value, { timeout: 15_000 })
        .toMatchObject([{ kind: "refused", field: "notes", value: text, code: "edit.displaced" }]);
      expect(await caller.expecting(200, "GET", `/vendors/${vendor.id}`)).toMatchObject({ notes: "" });
    } finally {
      await Promise.all(engines.splice(0).map((engine) => engine.close()));
      await narrow.close();
    }
  });

  test("[C2] on two devices of one person, each away for another part of it, is kept from both", async () => {
    const { contact: hub, customer } = await pair({ name: "Muster AG", city: "Bern" });
    const desk = await offlineOn("ben", "customer", customer);
    desk.card.set("city", "Chur");
    await unlink(customer);
    const phone = await offlineOn("ben", "customer", customer);
    phone.card.set("city", "Davos");
    const other = await contact({ name: "Neu AG" });
    await link(other, customer);
    await comesBack(phone.engine);
    await comesBack(desk.engine);
    // The phone had seen nothing of what the desk had set, nor the desk of the phone.
    await expect.poll(async () => (await settledAs("customer", customer, "city"))[1]).toEqual(["Chur", "Davos"]);
    expect(await settledAs("contact", other, "city")).toEqual(await settledAs("customer", customer, "city"));
    expect(await settledAs("contact", hub, "city")).toEqual(["Bern", ["Bern"]]);
  });
});
