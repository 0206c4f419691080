/**
 * Connections of `/sync`: rooms as channels under stock providers, tokens that are renewed, and clients that mean no good.
 *
 * @module
 */
import type { Role } from "@couplet/model";
import { type Chunk, encodeTagged, encodeToServer, feedStarts, type ToServer } from "@couplet/protocol";
import { defaultSyncLimits, type RunningServer, signToken, type SyncLimits } from "@couplet/server";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { RoomClient } from "../harness/room-client.ts";
import { SyncClient, type SyncClientOptions } from "../harness/sync-client.ts";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
const clients = new Set<{ end(): void }>();
const providers = new Set<WebsocketProvider>();

beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server);
});
afterAll(async () => {
  for (const provider of providers) provider.destroy();
  for (const client of clients) client.end();
  await server.close();
});

interface TokenOptions {
  readonly sub?: string;
  readonly role?: Role;
  readonly workspace?: string;
  readonly forMs?: number;
}

const tokenOf = ({ sub = "ben", role = "editor", workspace = "acme", forMs = 3_600_000 }: TokenOptions = {}) =>
  signToken(secret, { sub, name: sub, workspace, role }, Date.now() + forMs);

async function connect(
  options: Partial<SyncClientOptions> & TokenOptions = {},
  on: Pick<RunningServer, "url"> = server,
): Promise<SyncClient> {
  const token = options.token ?? (await tokenOf(options));
  const client = new SyncClient({ url: on.url, ...options, token });
  clients.add(client);
  return client;
}

async function caughtUp(options: Parameters<typeof connect>[0] = {}): Promise<SyncClient> {
  const client = await connect(options);
  await client.caughtUp();
  return client;
}

/** A server of its own with narrower bounds, for one test. */
async function withLimits(limits: Partial<SyncLimits>, run: (own: RunningServer, caller: Caller) => Promise<void>) {
  const own = await startFresh({ limits: { sync: { ...defaultSyncLimits, ...limits } } });
  try {
    await run(own, await createCaller(own));
  } finally {
    await own.close();
  }
}

const until = async (isSo: () => boolean, what: string): Promise<void> => {
  const endMs = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`Not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

const newCard = (fields: Record<string, string>, path = "customers", caller = ada): Promise<Json> =>
  caller.expecting(201, "POST", `/${path}`, fields);

/** A stock provider in a channel. */
function stock(client: SyncClient, documentId: string): { readonly doc: Y.Doc; readonly provider: WebsocketProvider } {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider("ws://channel", documentId, doc, {
    WebSocketPolyfill: client.socketClass(),
    disableBc: true,
  });
  providers.add(provider);
  return { doc, provider };
}

let counter = 0;
/** An edit written by hand, as the protocol's page says. */
function set(doc: Y.Doc, card: string, field: string, value: string, sub = "ben"): void {
  counter += 1;
  const writer = `w${counter}x${Math.random().toString(36).slice(2, 8)}`;
  const at = (Date.now() - Date.UTC(2020, 0, 1)) * 1024 + counter;
  const seen: Record<string, number> = {};
  for (const [slot, entry] of doc.getMap("fields").entries()) {
    const [name, other = ""] = slot.split("|");
    if (name === field) seen[other.replace("!s", "")] = (entry as [unknown, number])[1];
  }
  doc.transact(() => {
    doc.getMap("writers").set(writer, [card, sub]);
    doc.getMap("fields").set(`${field}|${writer}`, [value, at, seen]);
  });
}

const shows = (doc: Y.Doc, value: string): boolean =>
  [...doc.getMap("fields").values()].some((entry) => (entry as unknown[])[0] === value);

describe("Channels", () => {
  test("[SY10] a stock provider over a virtual socket joins, sees, edits and is seen, in rooms and in the feed", async () => {
    const card = await newCard({ name: "Kanal AG", city: "Bern" });
    const [ben, cleo] = [await caughtUp(), await caughtUp({ sub: "cleo" })];
    const one = stock(ben, card.documentId);
    await until(() => one.provider.synced, "the provider in a channel is synced");
    expect(shows(one.doc, "Bern")).toBe(true);
    const room = new RoomClient({
      url: server.url,
      token: await tokenOf({ sub: "dora" }),
      documentId: card.documentId,
      card: card.id,
      user: "dora",
    });
    await room.ready;
    set(one.doc, card.id, "phoneNo", "+41441234567");
    await until(() => room.record.value("phoneNo") === "+41441234567", "the edit reaches a socket of /docs");
    expect((await ada.expecting(200, "GET", `/customers/${card.id}`)).phoneNo).toBe("+41441234567");
    await room.set("city", "Thun");
    room.close();
    await until(() => shows(one.doc, "Thun"), "an edit of a socket of /docs reaches the channel");
    await cleo.until(() => cleo.replica.values(card.id)["city"] === "Thun");
    expect(cleo.replica.values(card.id)).toMatchObject({ city: "Thun", phoneNo: "+41441234567" });
  });

  test("[SY10] presence travels in channels only", async () => {
    const card = await newCard({ name: "Präsenz AG" });
    const [ben, cleo, idle] = [await caughtUp(), await caughtUp({ sub: "cleo" }), await caughtUp({ sub: "idle" })];
    const [one, other] = [stock(ben, card.documentId), stock(cleo, card.documentId)];
    await until(() => one.provider.synced && other.provider.synced, "both are synced");
    one.provider.awareness.setLocalState({ user: { sub: "ben", name: "ben" } });
    const seesBen = (): boolean =>
      [...other.provider.awareness.getStates().values()].some((state) => state["user"]?.name === "ben");
    await until(seesBen, "who is in the room is seen");
    expect(idle.frames.some(({ type }) => type === "channel")).toBe(false);
    ben.end();
    await until(() => !seesBen(), "who has gone is seen to have gone");
  });

  test("[SY10] a channel that may not be is closed with the code of rooms, and the connection stays", async () => {
    const client = await caughtUp();
    const none = stock(client, "0198c0de-0001-7000-8000-00000000ffff");
    const [socket] = client.sockets;
    await until(() => socket?.code === 4404, "there is no such document");
    none.provider.destroy();
    const card = await newCard({ name: "Bleibt AG" });
    const one = stock(client, card.documentId);
    await until(() => one.provider.synced, "another channel works");
    client.send({ type: "channel", channel: 2, frame: Uint8Array.of(0, 2, 200) });
    await until(() => [...client.sockets][1]?.code === 4400, "nonsense closes its channel");
    one.provider.destroy();
    expect((await client.command<Json>("{}")).status).toBe(400);
  });

  test("[SY10] what is on its way to a closed channel is dropped, and its number is not used again", async () => {
    const card = await newCard({ name: "Nummer AG" });
    const client = await caughtUp();
    const open = (channel: number): void =>
      client.send({ type: "open", channel, documentId: card.documentId, acks: true });
    open(5);
    client.send({ type: "close", channel: 5 });
    client.send({ type: "channel", channel: 5, frame: Uint8Array.of(0, 0, 1, 0) });
    expect((await client.command<Json>("{}")).status).toBe(400);
    open(5);
    expect((await client.closed).code).toBe(4400);
  });

  test("[SY10] acknowledgements travel in a channel as on couplet.ack.v1", async () => {
    const card = await newCard({ name: "Quittung AG" });
    const client = await caughtUp();
    client.send({ type: "open", channel: 1, documentId: card.documentId, acks: true });
    const doc = new Y.Doc();
    set(doc, card.id, "city", "Chur");
    const update = Y.encodeStateAsUpdate(doc);
    client.send({ type: "channel", channel: 1, frame: Uint8Array.of(100, 7, 90) });
    await until(
      () => client.frames.some((frame) => frame.type === "closed"),
      "a tagged frame that ends early is malformed",
    );
    client.send({ type: "open", channel: 2, documentId: card.documentId, acks: true });
    const stockFrame = Uint8Array.from([0, 2, ...varBytes(update)]);
    client.send({ type: "channel", channel: 2, frame: encodeTagged(7, stockFrame) });
    await until(
      () => client.frames.some((frame) => frame.type === "channel" && frame.frame[0] === 101 && frame.frame[1] === 7),
      "the tag is settled",
    );
    expect((await ada.expecting(200, "GET", `/customers/${card.id}`)).city).toBe("Chur");
  });

  test("[SY10] more channels than there may be are refused one by one", () =>
    withLimits({ maxChannels: 2, channelsBurst: 4, channelsPerSecond: 0.001 }, async (own, caller) => {
      const card = await newCard({ name: "Viele AG" }, "customers", caller);
      const client = await connect({}, own);
      await client.welcomed;
      const open = (channel: number): void =>
        client.send({ type: "open", channel, documentId: card.documentId, acks: false });
      for (const channel of [1, 2, 3]) open(channel);
      await client.until(() => client.frames.some((frame) => frame.type === "closed"));
      expect(client.frames.filter((frame) => frame.type === "closed")).toMatchObject([{ channel: 3, code: 4429 }]);
      for (const channel of [4, 5, 6]) open(channel);
      expect((await client.closed).code).toBe(4429);
    }));
});

const varBytes = (bytes: Uint8Array): number[] =>
  bytes.length < 128 ? [bytes.length, ...bytes] : [(bytes.length & 127) | 128, bytes.length >> 7, ...bytes];

describe("Tokens", () => {
  test("[SY11] a connection whose token runs out is closed with 4401, one that renews it goes on", async () => {
    const [ends, goesOn] = [await connect({ forMs: 2_500 }), await connect({ forMs: 2_500 })];
    await goesOn.caughtUp();
    const renewed = await goesOn.renew(await tokenOf());
    expect(renewed).toMatchObject({ role: "editor", start: feedStarts.goesOn });
    expect((await ends.closed).code).toBe(4401);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect((await goesOn.command<Json>("{}")).status).toBe(400);
  });

  test("[SY11] a token of another user or workspace is 4403, one that is none 4401", async () => {
    for (const [token, code] of [
      [await tokenOf({ sub: "eve" }), 4403],
      [await tokenOf({ workspace: "other", role: "admin" }), 4403],
      [await tokenOf({ forMs: -5_000 }), 4401],
      ["nonsense", 4401],
    ] as const) {
      const client = await caughtUp();
      client.send({ type: "token", token });
      expect([token, (await client.closed).code]).toEqual([token, code]);
    }
  });

  test("[SY11] with another role, channels are closed and what follows has the new rights", async () => {
    const card = await newCard({ name: "Rolle AG" });
    const client = await caughtUp();
    const { provider } = stock(client, card.documentId);
    await until(() => provider.synced, "the provider is synced");
    const renewed = await client.renew(await tokenOf({ role: "viewer" }));
    expect(renewed).toMatchObject({ role: "viewer", start: feedStarts.goesOn });
    expect([...client.sockets][0]?.code).toBe(1013);
    provider.destroy();
    const command = { type: "delete", id: "0198c0de-0001-7000-8000-000000000001", cardId: card.id };
    expect((await client.command<Json>(command)).status).toBe(403);
    await ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: "Sion" });
    await client.until(() => client.replica.values(card.id)["city"] === "Sion");
    expect(client.replica.values(card.id)["city"]).toBe("Sion");
  });

  test("[SY11] a role that reads less is told less from then on, and one that reads more is told all of it", async () => {
    const vendor = await newCard({ name: "Geheim AG", paymentTermsCode: "30T" }, "vendors");
    const client = await caughtUp();
    const own = (): unknown => client.replica.values(vendor.id)["paymentTermsCode"];
    expect(own()).toBe("30T");
    const narrower = await client.renew(await tokenOf({ role: "sales" }));
    expect(narrower).toMatchObject({ role: "sales", start: feedStarts.goesOn });
    await ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { paymentTermsCode: "60T" });
    await ada.expecting(200, "PATCH", `/vendors/${vendor.id}`, { city: "Chur" });
    await client.until(() => client.replica.values(vendor.id)["city"] === "Chur");
    expect(own()).toBe("30T");
    const wider = await client.renew(await tokenOf({ role: "finance" }));
    expect(wider).toMatchObject({ role: "finance", start: feedStarts.seesMore });
    await client.caughtUp();
    expect(own()).toBe("60T");
  });

  test("[SY11] tokens by the dozen are too many", async () => {
    const client = await caughtUp();
    const token = await tokenOf();
    for (let index = 0; index < 12; index += 1) client.send({ type: "token", token });
    expect((await client.closed).code).toBe(4429);
  });
});

describe("The handshake", () => {
  test("[SY2] a side that is too old or too new is told which versions there are", async () => {
    for (const versions of [
      { version: 9, lowest: 2 },
      { version: 0, lowest: 0 },
    ]) {
      const { closed } = await connect({ versions });
      expect(await closed).toEqual({ code: 4409, reason: "protocolVersion lowest=1 current=1" });
    }
    const later = await caughtUp({ versions: { version: 9, lowest: 1 } });
    expect((await later.welcomed).version).toBe(1);
  });

  test("[SY20] who asks for no feed gets rooms and commands, and no chunk, whatever changes and whatever the role", async () => {
    const card = await newCard({ name: "Stille AG", city: "Bern" });
    const [quiet, told] = [await connect({ feed: false, role: "viewer" }), await caughtUp()];
    expect(await quiet.welcomed).toMatchObject({ start: feedStarts.goesOn, pending: 0 });
    const { doc, provider } = stock(quiet, card.documentId);
    await until(() => provider.synced, "the provider is synced");
    const { chunks } = told;
    await ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: "Chur" });
    await until(() => shows(doc, "Chur"), "the edit is shown");
    await told.until(() => told.chunks > chunks);
    expect(await quiet.renew(await tokenOf({ role: "admin" }))).toMatchObject({ start: feedStarts.goesOn, pending: 0 });
    const command = { type: "delete", id: crypto.randomUUID(), cardId: card.id };
    expect(await quiet.command(command)).toMatchObject({ status: 200 });
    expect(quiet.chunks).toBe(0);
    quiet.send({ type: "taken", chunks: 1 });
    expect(await quiet.closed).toMatchObject({ code: 4400 });
  });

  test("[SY2] without a subprotocol of ours, without a token, from nowhere: told by the code", async () => {
    const codeOf = (protocols: string[]): Promise<number> =>
      new Promise((resolve) => {
        const socket = new globalThis.WebSocket(`${server.url.replace("http", "ws")}/sync`, protocols);
        socket.addEventListener("close", (event) => resolve(event.code));
      });
    expect(await codeOf(["other.v1"])).toBe(4409);
    expect(await codeOf(["couplet.v1"])).toBe(4401);
    expect(await codeOf(["couplet.v1", "jwt.nonsense"])).toBe(4401);
  });

  test("[SY2] who says nothing is not waited for", () =>
    withLimits({ helloMs: 100 }, async (own, caller) => {
      await newCard({ name: "Stumm AG" }, "customers", caller);
      const client = await connect({ isMute: true }, own);
      expect((await client.closed).code).toBe(4400);
    }));

  test("[SY2] a user has so many connections and no more", () =>
    withLimits({ connectionsPerUser: 2 }, async (own, caller) => {
      await newCard({ name: "Drei AG" }, "customers", caller);
      const [one] = [await connect({}, own), await connect({}, own)];
      await one.welcomed;
      const third = await connect({}, own);
      expect((await third.closed).code).toBe(4429);
      one.end();
      await one.closed;
      const isLetIn = async (): Promise<boolean> => {
        const client = await connect({}, own);
        await client.caughtUp();
        return client.isCaughtUp;
      };
      await expect.poll(isLetIn).toBe(true);
      const fourth = await connect({}, own);
      expect((await fourth.closed).code).toBe(4429);
    }));

  test("[SY12] a server that stops asks to come again", async () => {
    const own = await startFresh();
    await createCaller(own).then((caller) => newCard({ name: "Ende AG" }, "customers", caller));
    const client = await connect({}, own);
    await client.caughtUp();
    await own.close();
    expect((await client.closed).code).toBe(1013);
  });

  test("[SY13] a cursor outlives the server that gave it", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-sync-"));
    const first = await startFresh({ dataDir });
    const caller = await createCaller(first);
    const [card, other] = [
      await newCard({ name: "Vorher AG" }, "customers", caller),
      await newCard({ name: "Still AG" }, "customers", caller),
    ];
    const before = await connect({}, first);
    await before.caughtUp();
    const { replica } = before;
    await caller.expecting(200, "PATCH", `/customers/${card.id}`, { name: "Nachher AG" });
    before.end();
    await first.close();
    const second = await startFresh({ dataDir });
    const told: string[] = [];
    const onChunk = ({ items }: Chunk): void => {
      for (const item of items) if (item.type === "document") told.push(item.documentId);
    };
    const client = await connect({ replica, onChunk }, second);
    await client.caughtUp();
    expect((await client.welcomed).start).toBe(feedStarts.goesOn);
    expect(replica.values(card.id)["name"]).toBe("Nachher AG");
    expect(told).toContain(card.documentId);
    expect(told).not.toContain(other.documentId);
    await second.close();
  });
});

describe("Clients that mean no good", () => {
  const hostile: [what: string, bytes: Uint8Array | string, code: number][] = [
    ["text", "hello", 4400],
    ["nothing", new Uint8Array(), 4400],
    ["an unknown type", Uint8Array.of(77), 4400],
    ["a second hello", hello(), 4400],
    ["a frame that ends early", Uint8Array.of(4, 1, 0), 4400],
    ["a frame that goes on", Uint8Array.of(7, 0), 4400],
    ["a length that is not there", Uint8Array.of(2, 0xff, 0xff, 0xff, 0x7f), 4400],
    ["chunks that were never sent", encodeToServer({ type: "taken", chunks: 9_999 }), 4400],
    ["a channel that was never opened", encodeToServer({ type: "channel", channel: 9, frame: new Uint8Array() }), 4400],
    ["more than a frame may hold", new Uint8Array(1_200_000), 4413],
  ];
  for (const [what, bytes, code] of hostile) {
    test(`[SY14] ${what}: the connection is closed, nobody else is`, async () => {
      const [bystander, client] = [await caughtUp({ sub: "cleo" }), await caughtUp()];
      client.sendRaw(bytes);
      expect((await client.closed).code).toBe(code);
      expect((await bystander.command<Json>("{}")).status).toBe(400);
      await ada.expecting(200, "GET", "/customers?limit=1");
    });
  }

  test("[SY14] anything before the hello is malformed", async () => {
    const client = await connect({ isMute: true });
    await new Promise((resolve) => setTimeout(resolve, 100));
    client.send({ type: "beat" });
    expect((await client.closed).code).toBe(4400);
  });

  test("[SY14] random frames end in a documented code or in nothing, and leave the server well", async () => {
    const before = await ada.expecting(200, "GET", "/customers?limit=100");
    for (let round = 0; round < 60; round += 1) {
      const client = await caughtUp();
      for (let index = 0; index < 20; index += 1) {
        client.sendRaw(globalThis.crypto.getRandomValues(new Uint8Array(1 + ((round * 20 + index) % 60))));
      }
      client.end();
    }
    expect(await ada.expecting(200, "GET", "/customers?limit=100")).toEqual(before);
    await caughtUp();
  });

  test("[SY14] a flood is 4429 and leaves the same user's HTTP alone", () =>
    withLimits({ framesBurst: 50, framesPerSecond: 1 }, async (own, caller) => {
      await newCard({ name: "Flut AG" }, "customers", caller);
      const client = await connect({ sub: "ada", role: "admin" }, own);
      await client.caughtUp();
      for (let index = 0; index < 60; index += 1) client.send({ type: "beat" });
      expect((await client.closed).code).toBe(4429);
      await caller.expecting(200, "GET", "/customers");
    }));

  test("[SY14] commands beyond their rate are refused one by one", () =>
    withLimits({ commandsBurst: 3, commandsPerSecond: 0.001 }, async (own, caller) => {
      await newCard({ name: "Rate AG" }, "customers", caller);
      const client = await connect({}, own);
      await client.caughtUp();
      const outcomes = await Promise.all([1, 2, 3, 4].map(() => client.command<Json>("{}")));
      expect(outcomes.map(({ status }) => status)).toEqual([400, 400, 400, 429]);
      expect(outcomes[3]?.value.code).toBe("rate.requests");
    }));

  test("[SY15] a reader that takes nothing is sent so many chunks, costs nothing, and is closed in the end", () =>
    withLimits({ chunkItems: 1, maxChunksAhead: 3, takeMs: 200 }, async (own, caller) => {
      for (let index = 0; index < 5; index += 1) await newCard({ name: `Langsam ${index}` }, "customers", caller);
      const client = await connect({ takes: 0 }, own);
      await client.until(() => client.chunks === 3);
      await new Promise((resolve) => setTimeout(resolve, 300));
      expect(client.chunks).toBe(3);
      own.workspaces.sweep();
      expect(await client.closed).toEqual({ code: 1013, reason: "tooSlow" });
      const patient = await connect({ takes: 2 }, own);
      await patient.until(() => patient.chunks === 5);
      patient.send({ type: "taken", chunks: 5 });
      await patient.until(() => patient.chunks === 8);
      expect(patient.chunks).toBe(8);
    }));

  test("[SY15] a reader that does not read is paused, then closed, and what it has not read was never put together", () =>
    withLimits({ chunkItems: 1, maxChunksAhead: 10_000, takeMs: 200 }, async (own, caller) => {
      // More than the machine's own buffers hold.
      const notes = "x".repeat(100_000);
      await newCard({ name: "Zuerst AG" }, "customers", caller);
      const reader = await connect({}, own);
      await reader.caughtUp();
      reader.stopReading();
      for (let index = 0; index < 150; index += 1) await newCard({ name: `Viel ${index}`, notes }, "customers", caller);
      await new Promise((resolve) => setTimeout(resolve, 400));
      own.workspaces.sweep();
      await new Promise((resolve) => setTimeout(resolve, 300));
      own.workspaces.sweep();
      reader.readOn();
      // Ended without a word where it had not read the word in time.
      expect([1013, 1006]).toContain((await reader.closed).code);
      expect(reader.replica.documents.size).toBeLessThan(301);
      const whole = await connect({}, own);
      await whole.caughtUp();
      expect(whole.replica.documents.size).toBe(301);
    }));

  test("[SY16] a quiet connection hears a beat, and one that asks is answered", async () => {
    const client = await caughtUp();
    client.send({ type: "beat" } satisfies ToServer);
    await client.until(() => client.frames.some(({ type }) => type === "beat"));
    expect(client.frames.at(-1)).toEqual({ type: "beat" });
  });
});

function hello(): Uint8Array {
  return encodeToServer({
    type: "hello",
    version: 1,
    lowest: 1,
    epoch: "",
    cursor: new Uint8Array(),
    language: "",
    feed: true,
  });
}
