/**
 * The feed of a running server: what a client has after catching up is what the REST API shows, however it was cut.
 *
 * @module
 */
import { cardKinds, type Command, fieldSpec, pathOfKind, type Role } from "@couplet/model";
import { type Chunk, feedStarts } from "@couplet/protocol";
import { type RunningServer, signToken } from "@couplet/server";
import { v7 } from "uuid";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SyncClient, type SyncClientOptions } from "../harness/sync-client.ts";
import { SyncReplica } from "../harness/sync-replica.ts";
import { type Caller, createCaller, type Json, secret, startFresh } from "./rest-client.ts";

let server: RunningServer;
let ada: Caller;
const clients = new Set<SyncClient>();
/** Small chunks, so that even a small workspace comes in many. */
const small = { chunkBytes: 600, chunkItems: 5 };

beforeAll(async () => {
  const { defaultSyncLimits } = await import("@couplet/server");
  server = await startFresh({ limits: { sync: { ...defaultSyncLimits, ...small } } });
  ada = await createCaller(server);
});
afterAll(async () => {
  for (const client of clients) client.end();
  await server.close();
});

const tokenOf = (role: Role, workspace = "acme", sub = `user of ${role}`): Promise<string> =>
  signToken(secret, { sub, name: sub, workspace, role }, Date.now() + 3_600_000);

async function connect(options: Partial<SyncClientOptions> & { readonly role?: Role } = {}): Promise<SyncClient> {
  const token = options.token ?? (await tokenOf(options.role ?? "editor"));
  const client = new SyncClient({ url: server.url, ...options, token });
  clients.add(client);
  return client;
}

async function caughtUp(options: Parameters<typeof connect>[0] = {}): Promise<SyncClient> {
  const client = await connect(options);
  await client.caughtUp();
  return client;
}

/** Every card over REST, by id. */
async function restCards(caller: Caller): Promise<Map<string, Json>> {
  const cards = new Map<string, Json>();
  for (const kind of cardKinds) {
    const { items } = await caller.expecting(200, "GET", `/${pathOfKind(kind)}?limit=1000`);
    for (const card of items) cards.set(card.id, card);
  }
  return cards;
}

/** The replica shows what REST shows: cards, their fields, their relations, the set-up. */
async function expectSameAsRest(replica: SyncReplica, caller: Caller): Promise<void> {
  const cards = await restCards(caller);
  const present = [...replica.cards.values()].filter((card) => card.deletedAtMs === undefined);
  expect(new Set(present.map(({ id }) => id))).toEqual(new Set(cards.keys()));
  const relations = new Set<string>();
  for (const row of present) {
    const card = cards.get(row.id);
    expect([row.kind, row.no, row.commonDocumentId]).toEqual([card.kind, card.no, card.documentId]);
    const values = replica.values(row.id);
    for (const [field, value] of Object.entries(values)) {
      if (!fieldSpec(row.kind, field) || card.inherited?.[field] !== undefined) continue;
      expect([field, String(value)]).toEqual([field, String(card[field] ?? "")]);
    }
    for (const { id } of card.relations) relations.add(id);
  }
  expect(new Set(replica.relations.keys())).toEqual(relations);
  expect(replica.setup).toMatchObject((await caller.expecting(200, "GET", "/setup")).businessRelationCodes ? {} : {});
}

const newCard = (fields: Record<string, string>, path = "customers"): Promise<Json> =>
  ada.expecting(201, "POST", `/${path}`, fields);

/** A little of everything: created, edited, linked, unlinked, deleted, restored. */
async function live(): Promise<void> {
  const one = await newCard({ name: "Muster AG", city: "Bern" });
  const two = await newCard({ name: "Vevey SA", phoneNo: "+41219221111" }, "vendors");
  const three = await newCard({ name: "Bank AG" }, "bank-accounts");
  for (let index = 0; index < 6; index += 1) {
    await ada.expecting(200, "PATCH", `/customers/${one.id}`, { city: `Ort ${index}` });
  }
  const contactId = one.relations[0].cardId;
  await ada.expecting(204, "DELETE", `/contacts/${two.relations[0].cardId}`);
  await ada.expecting(201, "POST", `/contacts/${contactId}/links`, { cardId: two.id, master: "contact" });
  await ada.expecting(204, "DELETE", `/contacts/${contactId}/links/${one.relations[0].id}`);
  await ada.expecting(204, "DELETE", `/bank-accounts/${three.id}`);
  const four = await newCard({ name: "Weg GmbH" });
  await ada.expecting(204, "DELETE", `/customers/${four.id}`);
  await ada.expecting(200, "POST", `/customers/${four.id}/restore`);
}

describe("The feed", () => {
  test("[SY3] a first sync has what REST shows, for every role", async () => {
    await live();
    for (const role of ["viewer", "sales", "purchasing", "finance", "editor", "admin"] as const) {
      const { replica, frames } = await caughtUp({ role });
      expect(frames[0]).toMatchObject({ type: "welcome", version: 1, lowest: 1, role, start: feedStarts.first });
      await expectSameAsRest(replica, await createCaller(server, { sub: role, role }));
    }
  });
});
