/**
 * The client's connection against a real server, with somebody who keeps the feed: cut anywhere, restarted, with other rights, another store.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { channelSocketFor, Connectivity, hasAnswered, SyncConnection, TokenSource } from "@couplet/engine/sync";
import type { Role } from "@couplet/model";
import { feedStarts } from "@couplet/protocol";
import { defaultSyncLimits, type RunningServer, signToken, type SyncLimits } from "@couplet/server";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { MemorySink } from "../harness/memory-sink.ts";
import { MessageLine } from "../harness/message-line.ts";
import { type Caller, createCaller, secret, startFresh } from "./rest-client.ts";

/** Many small chunks, so that there are many places to be cut at. */
const sync: SyncLimits = { ...defaultSyncLimits, chunkItems: 6, maxChunksAhead: 3 };
let server: RunningServer;
let ada: Caller;
const ends: (() => void)[] = [];

beforeAll(async () => {
  server = await startFresh({ limits: { sync } });
  ada = await createCaller(server);
  for (let number = 0; number < 10; number += 1) await create(`Firma ${number} AG`);
});
afterAll(() => server.close());
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const create = async (name: string, caller = ada): Promise<{ readonly id: string; readonly documentId: string }> =>
  (await caller.expecting(201, "POST", "/customers", { name, city: "Bern", paymentTermsCode: "30D" })) as {
    id: string;
    documentId: string;
  };

interface Device {
  readonly sink: MemorySink;
  readonly connection: SyncConnection;
  readonly tokens: TokenSource;
  /** Of its next token. */
  role: Role;
  lifeMs: number;
}

interface StartOptions {
  readonly sink?: MemorySink;
  readonly role?: Role;
  readonly lifeMs?: number;
}

function start(
  url: string,
  { sink = new MemorySink(), role = "admin", lifeMs = 3_600_000 }: StartOptions = {},
): Device {
  const connectivity = new Connectivity(() => hasAnswered(`${url}/healthz`), false);
  const device = { sink, role, lifeMs } as { -readonly [Key in keyof Device]: Device[Key] };
  device.tokens = new TokenSource(async () => {
    const claims = { sub: "ben", name: "Ben", workspace: "acme", role: device.role };
    return { token: await signToken(secret, claims, Date.now() + device.lifeMs) };
  });
  const { tokens } = device;
  device.connection = new SyncConnection({
    url: `${url.replace("http", "ws")}/sync`,
    tokens,
    connectivity,
    language: () => "en",
    sink,
  });
  ends.push(() => {
    void device.connection.close();
    tokens.close();
    connectivity.close();
  });
  return device;
}

/** Hands the device a token of that role, as a host would. */
async function give(device: Device, role: Role): Promise<void> {
  device.role = role;
  const claims = { sub: "ben", name: "Ben", workspace: "acme", role };
  device.tokens.accept({ token: await signToken(secret, claims, Date.now() + 3_600_000) });
}

async function line(options: Parameters<typeof MessageLine.open>[1] = {}, to = server): Promise<MessageLine> {
  const opened = await MessageLine.open(to.url, options);
  ends.push(() => opened.close());
  return opened;
}

const caughtUp = ({ sink }: Device): Promise<void> =>
  expect.poll(() => sink.isCaughtUp, { timeout: 20_000, interval: 5 }).toBe(true);

/** Until it has what REST shows of the card. */
const has = ({ sink }: Device, id: string, city: string): Promise<void> =>
  expect.poll(() => sink.replica.values(id)["city"], { timeout: 20_000, interval: 5 }).toBe(city);

/** A stock provider over the connection. */
function joins(device: Device, documentId: string): { readonly doc: Y.Doc; readonly provider: WebsocketProvider } {
  const doc = new Y.Doc();
  const provider = new WebsocketProvider("ws://channel", documentId, doc, {
    WebSocketPolyfill: channelSocketFor(device.connection, documentId, {
      tagged: () => undefined,
      settled: () => undefined,
      notice: () => undefined,
      closed: () => undefined,
    }),
    disableBc: true,
  });
  ends.push(() => provider.destroy());
  return { doc, provider };
}

describe("a connection with somebody who keeps the feed", () => {
  test("[SY5] cut at every message boundary in turn, ends as one that was not, and takes no more than once what it had", async () => {
    const whole = start((await line()).url);
    await caughtUp(whole);
    const state = whole.sink.replica.state();
    const uncut = await line();
    await caughtUp(start(uncut.url));
    const { messages } = uncut;
    expect(messages).toBeGreaterThan(15);
    for (let cutAfter = 1; cutAfter <= messages; cutAfter += 1) {
      const broken = await line({ cutAfter });
      const device = start(broken.url);
      await expect
        .poll(() => device.sink.isCaughtUp && device.sink.chunks > 0, { timeout: 20_000, interval: 5 })
        .toBe(true);
      expect(device.sink.replica.state(), `cut after message ${cutAfter} of ${messages}`).toEqual(state);
      expect(device.sink.starts[0] ?? feedStarts.first).toBe(feedStarts.first);
      // What was durable is not sent again: each chunk is stored once, but those the cut took the news of.
      expect(device.sink.chunks).toBeLessThanOrEqual(whole.sink.chunks + 1);
      await device.connection.close();
      broken.close();
    }
  }, 120_000);

  test("[SY6] what is committed arrives, and a server that is restarted is gone on with from the cursor", async () => {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-sink-"));
    const first = await startFresh({ dataDir });
    const caller = await createCaller(first);
    const { id } = await create("Neustart AG", caller);
    const device = start(first.url);
    await has(device, id, "Bern");
    await first.close();
    const second = await startFresh({ dataDir, port: first.port });
    await caller.expecting(200, "PATCH", `/customers/${id}`, { city: "Chur" });
    await has(device, id, "Chur");
    expect(device.sink.starts).toEqual([feedStarts.first, feedStarts.goesOn]);
    await device.connection.close();
    await second.close();
  });

  test("[SY7] another store in its place is told by another epoch, and read from the beginning", async () => {
    const first = await startFresh();
    const caller = await createCaller(first);
    const gone = await create("Weg AG", caller);
    const device = start(first.url);
    await has(device, gone.id, "Bern");
    await first.close();
    const second = await startFresh({ port: first.port });
    const { id } = await create("Neu AG", await createCaller(second));
    await has(device, id, "Bern");
    expect(device.sink.starts).toEqual([feedStarts.first, feedStarts.otherEpoch]);
    expect(device.sink.replica.cards.has(gone.id)).toBe(false);
    await device.connection.close();
    await second.close();
  });

  test("[SY11] more rights on the open connection begin the feed anew; fewer go on; rooms get theirs either way", async () => {
    const { id, documentId } = await create("Rechte AG");
    const passing = await line();
    const device = start(passing.url, { role: "purchasing" });
    await caughtUp(device);
    const { provider } = joins(device, documentId);
    await expect.poll(() => provider.synced, { timeout: 20_000 }).toBe(true);
    const before = device.sink.replica.documents.size;
    await give(device, "admin");
    await expect.poll(() => device.sink.replica.documents.size, { timeout: 20_000 }).toBeGreaterThan(before);
    await caughtUp(device);
    expect(device.sink.starts).toEqual([feedStarts.first, feedStarts.seesMore]);
    await expect.poll(() => provider.synced, { timeout: 20_000 }).toBe(true);
    await give(device, "viewer");
    await expect.poll(() => device.sink.starts.length, { timeout: 20_000 }).toBe(3);
    expect(device.sink.starts.at(-1)).toBe(feedStarts.goesOn);
    await ada.expecting(200, "PATCH", `/customers/${id}`, { city: "Chur" });
    await has(device, id, "Chur");
    expect(passing.sockets).toBe(1);
  });

  test("[SY11] a token is renewed before it ends, on the socket that is there", async () => {
    const { id } = await create("Dauer AG");
    const passing = await line();
    const device = start(passing.url, { lifeMs: 7_000 });
    await caughtUp(device);
    await new Promise((resolve) => setTimeout(resolve, 9_000));
    await ada.expecting(200, "PATCH", `/customers/${id}`, { city: "Chur" });
    await has(device, id, "Chur");
    expect([passing.sockets, device.sink.starts]).toEqual([1, [feedStarts.first]]);
  });

  test("[SY15] a device that cannot store stops taking; its rooms go on without the feed", async () => {
    const { documentId } = await create("Voll AG");
    const sink = new MemorySink();
    const passing = await line();
    const device = start(passing.url, { sink });
    await caughtUp(device);
    const { doc, provider } = joins(device, documentId);
    await expect.poll(() => provider.synced, { timeout: 20_000 }).toBe(true);
    const { chunks } = sink;
    sink.failure = new Error("QuotaExceededError");
    const other = await create("Danach AG");
    await expect.poll(() => passing.sockets, { timeout: 20_000 }).toBe(2);
    await expect.poll(() => provider.synced, { timeout: 20_000 }).toBe(true);
    expect(doc.getMap("fields").size).toBeGreaterThan(0);
    expect([sink.chunks, sink.replica.cards.has(other.id)]).toEqual([chunks, false]);
    // With the next connection after the pause it would go on from there: what it holds is whole.
    sink.failure = undefined;
    await device.connection.close();
    const again = start(passing.url, { sink });
    await has(again, other.id, "Bern");
    expect(sink.starts).toEqual([feedStarts.first, feedStarts.goesOn]);
  });
});
