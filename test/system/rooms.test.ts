/**
 * Rooms of a running server, joined by the stock y-websocket provider: nothing of ours on the client's side.
 *
 * @module
 */
import { signToken, type Claims, type RunningServer } from "@couplet/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
const stocks = new Set<Stock>();

beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server);
});
afterAll(async () => {
  for (const stock of stocks) stock.provider.destroy();
  await server.close();
});

const until = async (isSo: () => boolean | Promise<boolean>, what: string, withinMs = 8_000): Promise<void> => {
  const endMs = Date.now() + withinMs;
  while (!(await isSo())) {
    if (Date.now() > endMs) throw new Error(`Not within ${withinMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const epochMs = Date.UTC(2020, 0, 1);
let counter = 0;

/** A document, a stock provider, and edits written by hand as the protocol's page says. */
class Stock {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
  readonly writer = `w${Math.random().toString(36).slice(2, 13)}`;
  readonly codes: number[] = [];
  readonly #sub: string;

  constructor(url: string, documentId: string, protocols: string[], sub: string, doc = new Y.Doc()) {
    this.doc = doc;
    this.#sub = sub;
    this.provider = new WebsocketProvider(`${url.replace("http", "ws")}/docs`, documentId, doc, {
      protocols,
      disableBc: true,
      WebSocketPolyfill: globalThis.WebSocket,
    });
    this.provider.on("connection-close", (event: { code: number } | null) => {
      if (event) this.codes.push(event.code);
    });
    stocks.add(this);
  }

  set(card: string, field: string, value: string): void {
    const fields = this.doc.getMap("fields");
    const seen: Record<string, number> = {};
    for (const [slot, entry] of fields.entries()) {
      const [, writer = ""] = /^.*\|([\w-]+)(?:!s)?$/.exec(slot) ?? [];
      if (!slot.startsWith(`${field}|`) || writer === this.writer) continue;
      const [, at, known] = entry as [unknown, number, Record<string, number>];
      seen[writer] = Math.max(seen[writer] ?? 0, at);
      for (const other in known) if (other !== this.writer) seen[other] = Math.max(seen[other] ?? 0, known[other] ?? 0);
    }
    counter += 1;
    const at = (Date.now() - epochMs) * 1024 + (counter % 1024);
    this.doc.transact(() => {
      const writers = this.doc.getMap("writers");
      if (!writers.has(this.writer)) writers.set(this.writer, [card, this.#sub]);
      fields.set(`${field}|${this.writer}`, [value, at, seen]);
    });
  }

  /** The value with the greatest `at`: what is shown where nobody disagrees. */
  shown(field: string): unknown {
    let latest: readonly [unknown, number] | undefined;
    for (const [slot, entry] of this.doc.getMap("fields").entries()) {
      const [value, at] = entry as [unknown, number];
      if (slot.startsWith(`${field}|`) && (!latest || at > latest[1])) latest = [value, at];
    }
    return latest?.[0];
  }

  async synced(): Promise<this> {
    await until(() => this.provider.synced, "the stock provider is synced");
    return this;
  }
}

const tokenOf = (claims: Partial<Claims> = {}, expiresAtMs = Date.now() + 3_600_000): Promise<string> =>
  signToken(secret, { sub: "ben", name: "Ben Rossi", workspace: "acme", role: "editor", ...claims }, expiresAtMs);

async function join(documentId: string, claims: Partial<Claims> = {}, doc?: Y.Doc): Promise<Stock> {
  return new Stock(server.url, documentId, ["couplet.v1", `jwt.${await tokenOf(claims)}`], claims.sub ?? "ben", doc);
}

const paths = { customer: "customers", vendor: "vendors", bankAccount: "bank-accounts" } as const;
type Kind = keyof typeof paths;
const kinds = Object.keys(paths) as Kind[];

/** A card of the kind and its contact. */
async function pair(kind: Kind, fields: Record<string, string> = {}): Promise<{ card: Json; contact: Json }> {
  const card = await ada.expecting(201, "POST", `/${paths[kind]}`, { name: "Muster AG", city: "Bern", ...fields });
  const contact = await ada.expecting(200, "GET", `/contacts/${card.relations[0].cardId}`);
  return { card, contact };
}

const read = (kind: Kind, id: string): Promise<Json> => ada.expecting(200, "GET", `/${paths[kind]}/${id}`);

describe("A stock provider", () => {
  test("[F1] joins, sees, edits and is seen, on the related card too", async () => {
    const { card, contact } = await pair("customer");
    const one = await (await join(card.documentId)).synced();
    const other = await (await join(contact.documentId, { sub: "cleo" })).synced();
    expect(one.shown("city")).toBe("Bern");
    one.set(card.id, "phoneNo", "+41441234567");
    await until(() => other.shown("phoneNo") === "+41441234567", "the other sees it");
    await until(async () => (await read("customer", card.id)).phoneNo === "+41441234567", "REST shows it");
    const back = await ada.expecting(200, "GET", `/contacts/${contact.id}`);
    expect(back.phoneNo).toBe("+41441234567");
    one.provider.awareness.setLocalStateField("user", { sub: "ben", name: "Ben Rossi" });
    await until(
      () => [...other.provider.awareness.getStates().values()].some((state) => state["user"]?.name === "Ben Rossi"),
      "the other sees who is here",
    );
  });

  test("[G2] without a token, with a forged or an old one it is closed with 4401, elsewhere with 4404", async () => {
    const { card } = await pair("customer");
    const none = new Stock(server.url, card.documentId, ["couplet.v1"], "ben");
    const forged = await signToken(
      "another secret of thirty-two chars",
      { sub: "ben", name: "B", workspace: "acme", role: "admin" },
      Date.now() + 1e6,
    );
    const fake = new Stock(server.url, card.documentId, ["couplet.v1", `jwt.${forged}`], "ben");
    const old = new Stock(
      server.url,
      card.documentId,
      ["couplet.v1", `jwt.${await tokenOf({}, Date.now() - 1e6)}`],
      "ben",
    );
    await createCaller(server, { workspace: "umbra" }).then((caller) => caller.expecting(200, "GET", "/setup"));
    const stranger = await join(card.documentId, { workspace: "umbra" });
    await until(() => [none, fake, old, stranger].every((stock) => stock.codes.length > 0), "all are closed");
    expect([none, fake, old, stranger].map((stock) => stock.codes[0])).toEqual([4401, 4401, 4401, 4404]);
    for (const stock of [none, fake, old, stranger]) expect(stock.doc.getMap("fields").size).toBe(0);
  });

  test("[G2] a viewer sees everything; what it writes is refused and changes nothing", async () => {
    const { card } = await pair("customer");
    const viewer = await (await join(card.documentId, { sub: "vera", role: "viewer" })).synced();
    const denied = new Promise<string>((resolve) => {
      viewer.provider.messageHandlers[2] = (_encoder, decoder) => {
        resolve(new TextDecoder().decode(decoder.arr.subarray(decoder.pos)));
      };
    });
    viewer.set(card.id, "city", "Genf");
    expect(await denied).toContain("role");
    expect((await read("customer", card.id)).city).toBe("Bern");
    expect(viewer.provider.wsconnected).toBe(true);
  });

  test("[C2] what it did offline is there after it comes back, a conflict where somebody else was at it", async () => {
    const { card } = await pair("vendor");
    const stock = await (await join(card.documentId)).synced();
    stock.provider.disconnect();
    stock.set(card.id, "phoneNo", "+41441234567");
    stock.set(card.id, "city", "Chur");
    await ada.expecting(200, "PATCH", `/vendors/${card.id}`, { city: "Genf", county: "GE" });
    stock.provider.connect();
    await until(async () => (await read("vendor", card.id)).phoneNo === "+41441234567", "the edit has arrived");
    const { items } = await ada.expecting(200, "GET", `/vendors/${card.id}/conflicts`);
    expect(items).toHaveLength(1);
    expect(items[0].candidates.map((candidate: Json) => candidate.value).toSorted()).toEqual(["Chur", "Genf"]);
    await ada.expecting(200, "PATCH", `/vendors/${card.id}`, { city: "Chur" });
    expect((await ada.expecting(200, "GET", `/vendors/${card.id}/conflicts`)).items).toEqual([]);
    expect(await read("vendor", card.id)).toMatchObject({ city: "Chur", county: "GE" });
  });
});

describe.each(kinds)("A contact and its %s", (kind) => {
  test("[D1] deleting the contact over REST leaves the card whole and editable, with somebody in it", async () => {
    const { card, contact } = await pair(kind);
    const sitting = await (await join(card.documentId)).synced();
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}`);
    sitting.set(card.id, "city", "Chur");
    await until(async () => (await read(kind, card.id)).city === "Chur", "the edit is on the card");
    expect(await read(kind, card.id)).toMatchObject({ name: "Muster AG", relations: [] });
    expect((await ada.call("GET", `/contacts/${contact.id}`)).status).toBe(404);
  });

  test("[D1] deleting the card over REST leaves the contact whole and editable, with somebody in it", async () => {
    const { card, contact } = await pair(kind);
    const sitting = await (await join(contact.documentId)).synced();
    await ada.expecting(204, "DELETE", `/${paths[kind]}/${card.id}`);
    sitting.set(contact.id, "city", "Chur");
    await until(
      async () => (await ada.expecting(200, "GET", `/contacts/${contact.id}`)).city === "Chur",
      "the edit is on the contact",
    );
    expect(await ada.expecting(200, "GET", `/contacts/${contact.id}`)).toMatchObject({
      name: "Muster AG",
      relations: [],
      status: "none",
    });
  });

  test("[D1] an offline edit of the surviving side arrives after the other was deleted", async () => {
    const { card, contact } = await pair(kind);
    const away = await (await join(card.documentId)).synced();
    away.provider.disconnect();
    away.set(card.id, "phoneNo", "+41441234567");
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}`);
    away.provider.connect();
    await until(async () => (await read(kind, card.id)).phoneNo === "+41441234567", "the edit is on the card");
    expect(await read(kind, card.id)).toMatchObject({ name: "Muster AG", city: "Bern" });
  });

  test("[D1] a hostile client that wipes or overwrites the shared document takes nothing from the card", async () => {
    const { card, contact } = await pair(kind);
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}`);
    for (const documentId of [contact.documentId, (await read(kind, card.id)).documentId]) {
      const mallory = await (await join(documentId, { sub: "mallory" })).synced();
      const fields = mallory.doc.getMap("fields");
      const writers = mallory.doc.getMap("writers");
      const slots = [...fields.keys()];
      mallory.doc.transact(() => {
        for (const slot of slots) fields.delete(slot);
        for (const id of writers.keys()) writers.delete(id);
      });
      mallory.doc.transact(() => {
        for (const slot of slots) fields.set(slot, ["owned", (Date.now() - epochMs) * 1024 + 5_000_000, {}]);
      });
      await until(
        () => !slots.some((slot) => JSON.stringify(fields.get(slot) ?? "").includes("owned")),
        "it is repaired",
      );
      mallory.provider.destroy();
    }
    expect(await read(kind, card.id)).toMatchObject({ name: "Muster AG", city: "Bern" });
    await ada.expecting(200, "PATCH", `/${paths[kind]}/${card.id}`, { city: "Chur" });
    expect((await read(kind, card.id)).city).toBe("Chur");
  });

  test("[L12] after unlinking nothing crosses, also not what somebody did offline before", async () => {
    const { card, contact } = await pair(kind);
    const asCard = await (await join(card.documentId)).synced();
    const asContact = await (await join(contact.documentId, { sub: "cleo" })).synced();
    asCard.provider.disconnect();
    asCard.set(card.id, "city", "Chur");
    await ada.expecting(204, "DELETE", `/contacts/${contact.id}/links/${card.relations[0].id}`);
    asContact.set(contact.id, "county", "BE");
    asCard.provider.connect();
    await until(async () => (await read(kind, card.id)).city === "Chur", "the edit is on its own card");
    await until(
      async () => (await ada.expecting(200, "GET", `/contacts/${contact.id}`)).county === "BE",
      "so is the other",
    );
    expect((await read(kind, card.id)).county).toBe("");
    expect((await ada.expecting(200, "GET", `/contacts/${contact.id}`)).city).toBe("Bern");
    await until(() => asCard.shown("city") === "Bern", "the document it left shows its own again");
  });
});

describe("Bad input", () => {
  test("[G3] random bytes get 4400, a flood of tiny updates 4429; everybody else goes on", async () => {
    const { card } = await pair("customer");
    const honest = await (await join(card.documentId, { sub: "cleo" })).synced();
    const url = `${server.url.replace("http", "ws")}/docs/${card.documentId}`;
    const open = async (): Promise<{ socket: WebSocket; code: Promise<number> }> => {
      const socket = new WebSocket(url, ["couplet.v1", `jwt.${await tokenOf()}`]);
      socket.on("error", () => undefined);
      const code = new Promise<number>((resolve) => socket.on("close", resolve));
      await new Promise((resolve) => socket.on("open", resolve));
      return { socket, code };
    };
    const random = await open();
    random.socket.send(new Uint8Array([0, 2, 40, ...crypto.getRandomValues(new Uint8Array(40))]));
    expect(await random.code).toBe(4400);
    const large = await open();
    large.socket.send(new Uint8Array(3_000_000));
    expect(await large.code).toBe(4413);

    // Made beforehand: what counts is how fast they are sent.
    const doc = new Y.Doc();
    const frames: Uint8Array[] = [];
    doc.on("update", (update: Uint8Array) => void frames.push(new Uint8Array([0, 2, update.length, ...update])));
    for (let index = 0; index < 60_000; index += 1) doc.getMap("writers").set("wflood", [card.id, "ben"]);
    const flood = await open();
    const startedMs = performance.now();
    let sent = 0;
    for (; sent < frames.length && flood.socket.readyState === WebSocket.OPEN; sent += 1) {
      const frame = frames[sent];
      if (frame) flood.socket.send(frame);
      if (sent % 500 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
    }
    expect(await flood.code).toBe(4429);
    expect(sent).toBeGreaterThan(9_000);
    expect(performance.now() - startedMs).toBeLessThan(30_000);
    honest.set(card.id, "city", "Chur");
    await until(async () => (await read("customer", card.id)).city === "Chur", "the honest edit is saved");
  }, 60_000);

  test("[G3] an update made for another document changes nothing", async () => {
    const one = await pair("customer");
    const two = await pair("vendor");
    const first = await (await join(one.card.documentId)).synced();
    first.set(one.card.id, "city", "Chur");
    await until(async () => (await read("customer", one.card.id)).city === "Chur", "it is saved");
    const before = await read("vendor", two.card.id);
    // The whole state of one document is offered to the other.
    const doc = new Y.Doc();
    Y.applyUpdate(doc, Y.encodeStateAsUpdate(first.doc));
    const misled = await join(two.card.documentId, {}, doc);
    await misled.synced();
    await until(() => misled.shown("name") === "Muster AG" && misled.shown("city") === "Bern", "it is repaired");
    const { items } = await ada.expecting(200, "GET", `/vendors/${two.card.id}/conflicts`);
    expect(await read("vendor", two.card.id)).toEqual(before);
    expect(items).toEqual([]);
  });
});
