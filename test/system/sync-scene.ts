/**
 * A started server and clients of its `/sync`, for a test file; everything is closed once its tests are done.
 *
 * @module
 */
import type { Role } from "@couplet/model";
import { defaultSyncLimits, type RunningServer, signToken, type SyncLimits } from "@couplet/server";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import { afterAll, beforeAll } from "vitest";
import { SyncClient, type SyncClientOptions } from "../harness/sync-client.ts";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";

interface TokenOptions {
  readonly sub?: string;
  readonly role?: Role;
  readonly workspace?: string;
  readonly forMs?: number;
}

type ConnectOptions = Partial<SyncClientOptions> & TokenOptions;

export interface SyncScene {
  readonly server: RunningServer;
  /** An administrator, over REST. */
  readonly ada: Caller;
  connect(this: void, options?: ConnectOptions, on?: Pick<RunningServer, "url">): Promise<SyncClient>;
  /** Connects, and waits until nothing is left to be told. */
  caughtUp(this: void, options?: ConnectOptions): Promise<SyncClient>;
  newCard(this: void, fields: Record<string, string>, path?: string, caller?: Caller): Promise<Json>;
  /** A stock provider in a channel. */
  stock(this: void, client: SyncClient, documentId: string): StockCopy;
}

interface StockCopy {
  readonly doc: Y.Doc;
  readonly provider: WebsocketProvider;
}

export const tokenOf = ({ sub = "ben", role = "editor", workspace = "acme", forMs = 3_600_000 }: TokenOptions = {}) =>
  signToken(secret, { sub, name: sub, workspace, role }, Date.now() + forMs);

/** To be called once in a test file. */
export function createSyncScene(): SyncScene {
  let server: RunningServer;
  let ada: Caller;
  const clients = new Set<SyncClient>();
  const providers = new Set<WebsocketProvider>();
  beforeAll(async () => {
    server = await startFresh();
    ada = await createCaller(server);
    // Until an administrator has been there, there is no workspace to connect to.
    await ada.expecting(200, "GET", "/setup");
  });
  afterAll(async () => {
    for (const provider of providers) provider.destroy();
    for (const client of clients) client.end();
    await server.close();
  });

  const connect: SyncScene["connect"] = async (options = {}, on = server) => {
    const token = options.token ?? (await tokenOf(options));
    const client = new SyncClient({ url: on.url, ...options, token });
    clients.add(client);
    return client;
  };
  return {
    get server() {
      return server;
    },
    get ada() {
      return ada;
    },
    connect,
    caughtUp: async (options) => {
      const client = await connect(options);
      await client.caughtUp();
      return client;
    },
    newCard: (fields, path = "customers", caller = ada) => caller.expecting(201, "POST", `/${path}`, fields),
    stock: (client, documentId) => {
      const doc = new Y.Doc();
      const provider = new WebsocketProvider("ws://channel", documentId, doc, {
        WebSocketPolyfill: client.socketClass(),
        disableBc: true,
      });
      providers.add(provider);
      return { doc, provider };
    },
  };
}

/** A server of its own with narrower bounds, for one test. */
export async function withLimits(
  limits: Partial<SyncLimits>,
  run: (own: RunningServer, caller: Caller) => Promise<void>,
): Promise<void> {
  const own = await startFresh({ limits: { sync: { ...defaultSyncLimits, ...limits } } });
  try {
    await run(own, await createCaller(own));
  } finally {
    await own.close();
  }
}

export const until = async (isSo: () => boolean, what: string): Promise<void> => {
  const endMs = Date.now() + 20_000;
  while (!isSo()) {
    if (Date.now() > endMs) throw new Error(`Not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

let counter = 0;
/** An edit written by hand, as the protocol's page says. */
export function set(doc: Y.Doc, card: string, field: string, value: string, sub = "ben"): void {
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

export const shows = (doc: Y.Doc, value: string): boolean =>
  [...doc.getMap("fields").values()].some((entry) => (entry as unknown[])[0] === value);
