/**
 * The feed of a running server: what a client has after catching up is what the REST API shows, however it was cut.
 *
 * @module
 */
import { cardKinds, type Command, fieldSpec, pathOfKind, type Role } from "@couplet/model";
import { type Chunk, feedStarts } from "@couplet/protocol";
import { defaultSyncLimits, type RunningServer, signToken } from "@couplet/server";
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
  const { businessRelationCodes } = await caller.expecting(200, "GET", "/setup");
  expect(replica.setup?.businessRelationCodes).toEqual(businessRelationCodes);
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

  test("[SY4] catching up brings what changed since, each thing once, and nothing else", async () => {
    const card = await newCard({ name: "Fleissig AG" });
    const other = await newCard({ name: "Still AG" });
    const earlier = await caughtUp();
    const { replica } = earlier;
    earlier.end();
    await earlier.closed;
    for (let index = 0; index < 20; index += 1) {
      await ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: `Ort ${index}`, name: `Fleissig ${index}` });
    }
    await newCard({ name: "Neu AG" });
    const seen: Chunk["items"][number][] = [];
    const later = await caughtUp({ replica, onChunk: ({ items }) => seen.push(...items) });
    expect(await later.welcomed).toMatchObject({ start: feedStarts.goesOn, pending: expect.any(Number) });
    const documents = seen.flatMap((item) => (item.type === "document" ? [item.documentId] : []));
    expect(documents.filter((id) => id === card.documentId)).toHaveLength(1);
    expect(documents).not.toContain(other.documentId);
    expect(seen.filter((item) => item.type === "card")).toHaveLength(2);
    expect(replica.values(card.id)).toMatchObject({ city: "Ort 19", name: "Fleissig 19" });
    await expectSameAsRest(replica, ada);
  });

  test("[SY5] a sync that is cut at any message and resumed ends as one that was not, with changes in between", async () => {
    const whole = await caughtUp();
    const frames = whole.frames.length;
    expect(frames).toBeGreaterThan(10);
    for (let cutAfter = 1; cutAfter < frames; cutAfter += 1) {
      const cut = await connect({ cutAfter });
      await cut.closed;
      expect(cut.frames).toHaveLength(cutAfter);
      // What was told and what was not changes before the rest is read.
      const first = [...cut.replica.cards.values()].find(
        ({ kind, deletedAtMs }) => kind === "customer" && deletedAtMs === undefined,
      );
      if (first) await ada.expecting(200, "PATCH", `/customers/${first.id}`, { city: `Schnitt ${cutAfter}` });
      else if (cutAfter < 4) await newCard({ name: `Schnitt ${cutAfter}` });
      await caughtUp({ replica: cut.replica });
      const { replica } = await caughtUp();
      expect(cut.replica.state(), `cut after ${cutAfter} frames`).toEqual(replica.state());
    }
  });

  test("[SY5] a sync that is cut again and again arrives, however little comes through each time", async () => {
    const replica = new SyncReplica();
    let rounds = 0;
    for (let isDone = false; !isDone; rounds += 1) {
      const client = await connect({ replica, cutAfter: 2 });
      await client.closed;
      isDone = client.isCaughtUp;
      expect(rounds).toBeLessThan(200);
    }
    expect(rounds).toBeGreaterThan(5);
    await expectSameAsRest(replica, ada);
  });

  test("[SY6] what is committed reaches every caught-up connection, in order", async () => {
    const [one, other] = [await caughtUp({ role: "viewer" }), await caughtUp({ role: "admin" })];
    const card = await newCard({ name: "Live AG" });
    const seen: number[] = [];
    for (let index = 0; index < 5; index += 1) {
      await ada.expecting(200, "PATCH", `/customers/${card.id}`, { city: `Ort ${index}` });
      await one.until(() => one.replica.values(card.id)["city"] === `Ort ${index}`);
      seen.push(index);
    }
    expect(seen).toEqual([0, 1, 2, 3, 4]);
    await other.until(() => other.replica.values(card.id)["city"] === "Ort 4");
    expect(one.replica.state()).toEqual(other.replica.state());
    const { replica } = await caughtUp();
    expect(one.replica.state()).toEqual(replica.state());
  });

  test("[G2] nothing of another workspace is told", async () => {
    const others = await createCaller(server, { sub: "eve", workspace: "other" });
    const foreign = await others.expecting(201, "POST", "/customers", { name: "Fremd AG" });
    const { replica } = await caughtUp({ token: await tokenOf("admin", "other") });
    expect([...replica.cards.keys()]).toContain(foreign.id);
    expect(replica.cards.size).toBe(2);
    const mine = await caughtUp();
    await others.expecting(200, "PATCH", `/customers/${foreign.id}`, { city: "Zug" });
    await newCard({ name: "Zuletzt AG" });
    await mine.until(() => [...mine.replica.cards.keys()].length > 0 && mine.isCaughtUp);
    expect([...mine.replica.cards.keys()]).not.toContain(foreign.id);
    expect([...mine.replica.documents.keys()]).not.toContain(foreign.documentId);
  });

  test("[SY7] a cursor of another epoch, of beyond the log or of nobody begins anew and says why", async () => {
    const { replica } = await caughtUp({ role: "viewer" });
    const starts = async (change: (replica: SyncReplica) => void): Promise<number> => {
      const copy = replica.copy();
      change(copy);
      const client = await caughtUp({ replica: copy });
      expect(copy.state()).toEqual((await caughtUp()).replica.state());
      return (await client.welcomed).start;
    };
    expect(await starts(() => undefined)).toBe(feedStarts.goesOn);
    expect(await starts((copy) => (copy.epoch = crypto.randomUUID()))).toBe(feedStarts.otherEpoch);
    expect(await starts((copy) => (copy.cursor = Uint8Array.of(1, 0xff, 0xff, 3, 0xff, 0xff, 3, 15)))).toBe(
      feedStarts.otherEpoch,
    );
    expect(await starts((copy) => (copy.cursor = Uint8Array.of(9, 9, 9)))).toBe(feedStarts.noCursor);
    expect(await starts((copy) => (copy.cursor = Uint8Array.of(1, 5, 5, 1)))).toBe(feedStarts.seesMore);
    expect(await starts((copy) => (copy.cursor = new Uint8Array()))).toBe(feedStarts.first);
  });

  test("[SY8] documents stay bytes: a first sync opens no room", async () => {
    const rooms = (): number => server.workspaces.stats().rooms;
    const before = rooms();
    await caughtUp();
    expect(rooms()).toBeLessThanOrEqual(before);
  });
});

describe("Commands over the connection", () => {
  const create = (fields: Record<string, string>): Command =>
    ({
      type: "create",
      id: crypto.randomUUID(),
      cardId: crypto.randomUUID(),
      kind: "customer",
      commonDocumentId: crypto.randomUUID(),
      cardDocumentId: crypto.randomUUID(),
      fields,
      contact: { cardId: crypto.randomUUID(), cardDocumentId: crypto.randomUUID(), relationId: crypto.randomUUID() },
    }) as unknown as Command;

  test("[SY9] a command is executed once, whichever way and however often it is sent", async () => {
    const client = await caughtUp({ role: "admin" });
    const command = create({ name: "Befehl AG" });
    const [first, second] = await Promise.all([client.command<Json>(command), client.command<Json>(command)]);
    expect([first.status, first.value.repeated, second.value.repeated]).toEqual([200, false, true]);
    expect(first.value.card.name).toBe("Befehl AG");
    const again = await ada.expecting(200, "POST", "/commands", command);
    expect(again).toEqual({ ...first.value, repeated: true });
    await client.until(() => client.replica.cards.has(first.value.cardIds[0]));
    expect(client.replica.values(first.value.cardIds[0])).toMatchObject({ name: "Befehl AG" });
  });

  test("[SY9] a refused command says why as over HTTP, in the language of the hello, and leaves nothing", async () => {
    const client = await caughtUp({ role: "sales", language: "fr-CH" });
    const command = { ...create({ name: "Nein AG" }), kind: "bankAccount" };
    const refused = await client.command<Json>(command);
    const caller = await createCaller(server, { sub: "sam", role: "sales" });
    const overHttp = await caller.call("POST", "/commands", command, { "accept-language": "fr" });
    expect([refused.status, refused.value]).toEqual([overHttp.status, overHttp.body]);
    expect(refused.status).toBe(403);
    for (const [json, code] of [
      ["nonsense", "body.json"],
      ["[]", "body.object"],
      ["{}", "command.invalid"],
      [`${"[".repeat(2_000)}${"]".repeat(2_000)}`, "body.json"],
    ] as const) {
      expect((await client.command<Json>(json)).value).toMatchObject({ code, status: 400 });
    }
    expect((await client.command<Json>({ ...create({ name: "Ja AG" }) })).status).toBe(200);
  });
});
