/**
 * Devices that come back too late, on a server whose clock moves: what they are told, and that they keep what they have.
 *
 * @module
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { CardNotFoundError, createEngine, type CardSession, type Engine } from "@couplet/engine";
import { signToken, type RunningServer } from "@couplet/server";
import { secret, startFresh, type Json } from "./rest-client.ts";

const dayMs = 24 * 60 * 60 * 1000;
let movedMs = 0;
let server: RunningServer;
let workspace = "";
let count = 0;
const engines: Engine[] = [];

beforeAll(async () => {
  server = await startFresh({ nowMs: () => Date.now() + movedMs });
});
afterAll(() => server.close());
beforeEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
  count += 1;
  workspace = `late-${count}`;
  await engineOf("ada").list("contact");
});

const tokenOf = (sub: string): Promise<string> =>
  signToken(secret, { sub, name: `${sub} Keller`, workspace, role: "admin" }, Date.now() + 4_000 * dayMs);

function engineOf(sub: string): Engine {
  const getToken = async () => ({ token: await tokenOf(sub) });
  const engine = createEngine({ endpoint: server.url, storage: "memory", getToken });
  engines.push(engine);
  return engine;
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  key?: string,
): Promise<{ status: number; body: Json }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${await tokenOf("ada")}`,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(key === undefined ? {} : { "idempotency-key": key }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
}

async function after(days: number): Promise<void> {
  movedMs += days * dayMs;
  await server.workspaces.forgetOld();
}

const eventually = async (check: () => unknown): Promise<void> => {
  await expect.poll(check, { timeout: 10_000, interval: 20 }).toBe(true);
};
const value = (session: CardSession, field: string): unknown => session.snapshot.value.values[field];

/** A contact and its customer. */
async function related(engine: Engine): Promise<{ readonly contact: string; readonly customer: string }> {
  const contact = await engine.create("contact", { name: "Cronus AG", city: "Bern", countryCode: "CH" });
  const customer = await engine.createFromContact(contact.id, "customer");
  return { contact: contact.id, customer: customer.id };
}

describe("a device that comes back", () => {
  test("[D4] [C2] after its document was forgotten keeps its edits, says why, and can set them again or discard them", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const relation = (await ada.readCard("contact", contact))?.relations[0];
    await ada.unlink(contact, relation?.id ?? "");
    const ben = engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    await eventually(() => atBen.snapshot.value.connected);
    ben.setOffline(true);
    atBen.set("city", "Basel");
    atBen.set("city", "Chur");
    atBen.set("address", "Gasse 1");
    // The card moves on while he is away: its document is retired into another contact's.
    const other = await ada.create("contact", { name: "Neu AG", city: "Genf" });
    await ada.link(other.id, customer);
    await after(91);

    ben.setOffline(false);
    await eventually(() => ben.attention.value.length === 2);
    const late = [...ben.attention.value].sort((a, b) =>
      a.kind === "refused" && b.kind === "refused" ? a.field.localeCompare(b.field) : 0,
    );
    expect(late).toMatchObject([
      {
        kind: "refused",
        field: "address",
        value: "Gasse 1",
        code: "document.forgotten",
        actions: ["retry", "export", "discard"],
      },
      {
        kind: "refused",
        field: "city",
        value: "Chur",
        code: "document.forgotten",
        card: { id: customer, kind: "customer" },
      },
    ]);
    // The open card goes on with the document it holds today, and nothing of the late edits is in it.
    await eventually(() => value(atBen, "city") === "Genf" && atBen.snapshot.value.connected);
    expect(ben.status.value).toMatchObject({ waiting: 0, refused: 2 });
    expect((await ada.readCard("contact", other.id))?.values).toMatchObject({ city: "Genf" });

    const [address, city] = late;
    if (city) await ben.retry(city);
    if (address) await ben.discard(address);
    expect(ben.attention.value).toEqual([]);
    await eventually(async () => (await ada.readCard("contact", other.id))?.values["city"] === "Chur");
    expect((await ada.readCard("contact", other.id))?.values["address"]).not.toBe("Gasse 1");
  });

  test("[C2] the day before that, its edits are carried over to where the card is today", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const relation = (await ada.readCard("contact", contact))?.relations[0];
    await ada.unlink(contact, relation?.id ?? "");
    const ben = engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    await eventually(() => atBen.snapshot.value.connected);
    ben.setOffline(true);
    atBen.set("address", "Gasse 1");
    const other = await ada.create("contact", { name: "Neu AG", city: "Genf" });
    await ada.link(other.id, customer);
    await after(89);
    ben.setOffline(false);
    await eventually(async () => (await ada.readCard("contact", other.id))?.values["address"] === "Gasse 1");
    expect(ben.attention.value).toEqual([]);
  });

  test("[D4] [C2] to a card deleted too long ago, prose and fields alike, it has both back with the reason", async () => {
    const ada = engineOf("ada");
    const { customer } = await related(ada);
    const ben = engineOf("ben");
    const atBen = await ben.openCard("customer", { id: customer });
    await eventually(() => atBen.snapshot.value.connected);
    ben.setOffline(true);
    atBen.set("paymentTermsCode", "30d");
    atBen.notes.splice(0, 0, "Called, ");
    atBen.notes.splice(8, 0, "calls back.");
    await ada.remove("customer", customer);
    await after(91);
    ben.setOffline(false);
    await eventually(() => ben.attention.value.length === 2);
    const kept = ben.attention.value.flatMap((item) =>
      item.kind === "refused" ? [`${item.field}: ${String(item.value)}`] : [],
    );
    expect(kept.sort()).toEqual(["notes: Called, calls back.", "paymentTermsCode: 30D"]);
    await eventually(() => atBen.snapshot.value.deleted);
    const [item] = ben.attention.value;
    if (item) await expect(ben.retry(item)).rejects.toThrow(CardNotFoundError);
    expect(ben.attention.value).toHaveLength(2);
  });
});

describe("over REST", () => {
  test("[D4] a restore after 30 days is 410, and what arrived late no longer offers it", async () => {
    const ada = engineOf("ada");
    const { contact, customer } = await related(ada);
    const ben = engineOf("ada");
    const atBen = await ben.openCard("customer", { id: customer });
    await eventually(() => atBen.snapshot.value.connected);
    ben.setOffline(true);
    atBen.set("city", "Chur");
    atBen.set("paymentTermsCode", "30d");
    await ada.remove("customer", customer);
    await after(29);
    ben.setOffline(false);
    await eventually(async () => (await call("GET", "/stranded")).body.items.length === 2);
    const offers = async (): Promise<Json> => {
      const { items } = (await call("GET", "/stranded")).body;
      return Object.fromEntries(
        items.map(({ field, actions, relatedCards }: Json) => [
          field,
          [actions, relatedCards.map(({ id }: Json) => id)],
        ]),
      );
    };
    expect(await offers()).toEqual({
      city: [["restore", "apply", "discard"], [contact]],
      paymentTermsCode: [["restore", "discard"], []],
    });
    await after(2);
    expect(await offers()).toEqual({ city: [["apply", "discard"], [contact]], paymentTermsCode: [["discard"], []] });
    expect(await call("POST", `/customers/${customer}/restore`)).toMatchObject({
      status: 410,
      body: { code: "restore.expired", params: { days: 30 } },
    });
  });

  test("[HT10] a request sent again after its answer was pruned is not done again and is told so", async () => {
    const made = await call("POST", "/vendors", { name: "Muster AG" }, "order-1");
    expect(made.status).toBe(201);
    await after(89);
    expect(await call("POST", "/vendors", { name: "Muster AG" }, "order-1")).toEqual(made);
    await after(2);
    expect(await call("POST", "/vendors", { name: "Muster AG" }, "order-1")).toMatchObject({
      status: 410,
      body: { code: "idempotency.expired" },
    });
    expect(await call("POST", "/vendors", { name: "Andere AG" }, "order-1")).toMatchObject({
      status: 422,
      body: { code: "idempotency.reused" },
    });
    expect((await call("GET", "/vendors?search=AG")).body.items).toHaveLength(1);
  });

  test("[P1] the feed tells that a document was forgotten, and goes on from any cursor", async () => {
    const ada = engineOf("ada");
    const { customer } = await related(ada);
    await ada.remove("customer", customer);
    const before = (await call("GET", "/changes?limit=1000")).body;
    await after(91);
    const { items } = (await call("GET", `/changes?since=${before.nextSince}&limit=1000`)).body;
    expect(items.map(({ type }: Json) => type)).toEqual(["forgetDocument", "forgetDocument"]);
    const forgotten = new Set(items.map(({ documentId }: Json) => documentId));
    const all = (await call("GET", "/changes?limit=1000")).body.items;
    expect(all.filter(({ type, documentId }: Json) => type === "update" && forgotten.has(documentId))).toEqual([]);
    expect(all.length).toBeGreaterThan(5);
  });
});
