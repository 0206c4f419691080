/**
 * A backup was restored: a client that has more than the server compares, fetches what differs, and knows what to offer again.
 *
 * @module
 */
import { atOfMs } from "@couplet/crdt";
import type { Role } from "@couplet/model";
import { feedStarts, highestId, lowestId } from "@couplet/protocol";
import { restore as restoreBackup, type RunningServer, signToken, startServer } from "@couplet/server";
import { copyFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { SyncClient, type SyncClientOptions } from "../harness/sync-client.ts";
import { reconcileWith } from "../harness/sync-holdings.ts";
import type { SyncReplica } from "../harness/sync-replica.ts";
import { type Caller, createCaller, type Json, secret } from "./rest-client.ts";

let dataDir: string;
let server: RunningServer;
let ada: Caller;
let bob: Caller;
const clients = new Set<SyncClient>();
const cards: Json[] = [];

const file = (name: string): string => join(dataDir, name);
async function start(): Promise<void> {
  server = await startServer({ dataDir, auth: { kind: "secret", secret } });
  [ada, bob] = [await createCaller(server), await createCaller(server, { sub: "bob", name: "Bob" })];
}
async function restore(): Promise<void> {
  await server.close();
  restoreBackup({ dataDir, file: file("backup") });
  await start();
}

/** A hundred customers with their contacts, of which a backup is made. */
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-epoch-"));
  await start();
  cards.length = 0;
  for (let from = 0; from < 100; from += 20) {
    const made = Array.from({ length: 20 }, (_, index) =>
      ada.expecting(201, "POST", "/customers", { name: `Kunde ${from + index}`, city: "Bern" }),
    );
    cards.push(...(await Promise.all(made)));
  }
  await server.close();
  await copyFile(file("couplet.db"), file("backup"));
  await start();
});
afterEach(async () => {
  for (const client of clients) client.end();
  clients.clear();
  await server.close();
  await rm(dataDir, { recursive: true });
});

async function connect(options: Partial<SyncClientOptions> & { readonly role?: Role } = {}): Promise<SyncClient> {
  const claims = { sub: "ada", name: "Ada", workspace: "acme", role: options.role ?? ("admin" as const) };
  const token = await signToken(secret, claims, Date.now() + 3_600_000);
  const client = new SyncClient({ url: server.url, ...options, token });
  clients.add(client);
  return client;
}
async function everything(): Promise<SyncReplica> {
  const client = await connect();
  await client.caughtUp();
  client.end();
  return client.replica;
}

const setCity = (caller: Caller, index: number, city: string): Promise<Json> =>
  caller.expecting(200, "PATCH", `/customers/${cards[index].id}`, { city });

/** What the server is to lose: edits of two people, a card, a deletion. @returns what a client had of all that */
async function afterTheBackup(): Promise<{ readonly replica: SyncReplica; readonly lost: Json }> {
  for (const index of [3, 40, 77]) await setCity(ada, index, "Genf");
  for (const index of [5, 41]) await setCity(bob, index, "Zug");
  const lost = await ada.expecting(201, "POST", "/customers", { name: "Verloren AG" });
  await ada.expecting(204, "DELETE", `/customers/${cards[9].id}`);
  return { replica: await everything(), lost };
}

describe("After a backup was restored", () => {
  test("[SY31] only what differs is fetched, and the client then has what the server has", async () => {
    const { replica, lost } = await afterTheBackup();
    await restore();
    await setCity(ada, 60, "Chur");
    const client = await connect({ replica, holds: true });
    expect(await client.welcomed).toMatchObject({ start: feedStarts.otherEpoch });
    const compared = await reconcileWith(client);
    expect(client.chunks, "no feed before go").toBe(0);
    await setCity(ada, 61, "Sion");
    await client.until(() => replica.values(cards[61].id)["city"] === "Sion");
    expect(compared?.fetched).toBeLessThan(20);
    expect(client.bytes).toBeLessThan(30_000);
    // What the server never heard of is told, and left to the client.
    const ofLost = [lost.id, lost.relations[0].cardId];
    expect(new Set(compared?.absent.card)).toEqual(new Set(ofLost));
    expect(compared?.absent.document).toContain(lost.documentId);
    for (const id of ofLost) replica.cards.delete(id);
    for (const id of compared?.absent.document ?? []) replica.documents.delete(id);
    expect(replica.state()).toEqual((await everything()).state());
    expect(replica.values(cards[3].id)).toMatchObject({ city: "Genf" });
    // From here on it is a client like any other.
    client.end();
    const later = await connect({ replica });
    expect(await later.welcomed).toMatchObject({ start: feedStarts.goesOn });
  });

  test("[SY32] what the server lost comes back from whoever has it, as it was made, and the history says through whom", async () => {
    const { replica } = await afterTheBackup();
    await restore();
    const client = await connect({ replica, holds: true });
    await reconcileWith(client);
    for (const index of [3, 40, 77]) expect(replica.values(cards[index].id)).toMatchObject({ city: "Genf" });
    for (const index of [5, 41]) {
      const { id } = cards[index];
      expect(replica.values(id)).toMatchObject({ city: "Zug" });
      expect(await ada.expecting(200, "GET", `/customers/${id}`)).toMatchObject({ city: "Zug" });
      const [entry] = replica.record(cards[index].documentId).candidates("city");
      expect(replica.record(cards[index].documentId).writer(entry?.writer ?? "")).toMatchObject({ user: "bob" });
      const { items } = await ada.expecting(200, "GET", `/customers/${id}/history?field=city`);
      expect(items[0]).toMatchObject({ new: "Zug", by: { sub: "ada" } });
    }
  });

  test("[SY32] the later of two values that replaced each other stands, whoever brings which first", async () => {
    await setCity(ada, 3, "Genf");
    const earlier = await everything();
    await setCity(bob, 3, "Zug");
    const later = await everything();
    for (const order of [
      [earlier, later],
      [later, earlier],
    ]) {
      await restore();
      for (const replica of order) await reconcileWith(await connect({ replica: replica.copy(), holds: true }));
      expect(await ada.expecting(200, "GET", `/customers/${cards[3].id}`)).toMatchObject({ city: "Zug" });
      expect((await ada.expecting(200, "GET", `/customers/${cards[3].id}/conflicts`)).items).toEqual([]);
    }
  });

  test("[SY38] nobody speaks for others of what was made after the restore, nor beyond their rights, nor where nothing was restored", async () => {
    const { replica } = await afterTheBackup();
    const entry = {
      field: "city",
      writer: "wforged",
      card: cards[3].id,
      user: "bob",
      at: atOfMs(Date.now()),
      value: "Basel",
      seen: {},
      seenWriters: {},
    };
    const give = async (role: Role, entries: readonly object[]): Promise<readonly unknown[]> => {
      const client = await connect({ replica: replica.copy(), holds: true, role });
      await client.welcomed;
      const documentId = cards[3].documentId;
      const { refused } = await client.ask({ type: "recover", documentId, json: JSON.stringify({ entries }) });
      client.end();
      return refused.map(({ code }) => code);
    };
    await server.close();
    await copyFile(file("backup"), file("couplet.db"));
    await start();
    expect(await give("admin", [entry])).toEqual(["recovery.over"]);
    await restore();
    expect(await give("admin", [{ ...entry, at: atOfMs(Date.now() + 60_000) }])).toEqual(["recovery.over"]);
    expect(await give("viewer", [entry])).toEqual(["perm.kind"]);
    expect(await give("admin", [{ ...entry, field: "nonsense" }])).toEqual(["card.elsewhere"]);
    expect(await give("admin", [{ ...entry, value: "x".repeat(31) }])).toEqual(["text.tooLong"]);
    expect(await ada.expecting(200, "GET", `/customers/${cards[3].id}`)).toMatchObject({ city: "Bern" });
    // What is claimed to have been seen swallows nothing that is made from now on.
    await setCity(bob, 3, "Olten");
    const [olten] = (await everything()).record(cards[3].documentId).candidates("city");
    const of = olten?.writer ?? "";
    const greedy = {
      ...entry,
      seen: { [of]: atOfMs(Date.now() + 60_000) },
      seenWriters: { [of]: [cards[3].id, "bob"] },
    };
    expect(await give("admin", [greedy])).toEqual([]);
    await setCity(bob, 3, "Sion");
    expect(await ada.expecting(200, "GET", `/customers/${cards[3].id}`)).toMatchObject({ city: "Sion" });
  });

  test("[SY38] [C5] nobody gets at a document through a card that has left it, nor fills it with writers", async () => {
    // It shares the contact's document until it is unlinked.
    const account = await ada.expecting(201, "POST", "/bank-accounts", { name: "Hausbank", city: "Bern" });
    const [{ id: relationId, cardId: contactId }] = account.relations;
    const { documentId } = account;
    await ada.expecting(200, "POST", "/commands", { type: "unlink", id: crypto.randomUUID(), relationId });
    const { replica } = await afterTheBackup();
    replica.epoch = "of another store";
    // Each with so many others that it claims to have seen.
    const give = async (role: Role, writers: readonly string[], count = 0): Promise<readonly unknown[]> => {
      const client = await connect({ replica: replica.copy(), holds: true, role });
      await client.welcomed;
      const entries = writers.map((writer) => {
        const others = Array.from({ length: count }, (_, index) => `${writer}-${index}`);
        const seen = Object.fromEntries(others.map((id) => [id, 1]));
        const seenWriters = Object.fromEntries(others.map((id) => [id, [account.id, "ada"]]));
        const of = { field: "city", writer, card: account.id, user: "ada", at: atOfMs(Date.now()), value: "Basel" };
        return { ...of, seen, seenWriters };
      });
      const { refused } = await client.ask({ type: "recover", documentId, json: JSON.stringify({ entries }) });
      client.end();
      return refused.map(({ code }) => code);
    };
    const city = async (): Promise<unknown> =>
      (await ada.expecting(200, "GET", `/contacts/${contactId}`))["city"] as unknown;
    // May edit bank accounts, but no contacts.
    expect(await give("finance", ["wfinance"])).toEqual(["perm.kind"]);
    expect(await city()).toBe("Bern");
    // One's own goes in where one may edit, from so many devices.
    expect(await give("sales", ["wsales"])).toEqual([]);
    expect(await city()).toBe("Basel");
    expect(await give("sales", ["wa", "wb"], 1_000)).toEqual(["writer.tooMany"]);
  });

  test("[SY33] a store that went another way is found out though it has as many changes by now", async () => {
    const { replica } = await afterTheBackup();
    await restore();
    for (let index = 0; index < 30; index += 1) await setCity(ada, index, "Basel");
    const client = await connect({ replica, holds: true });
    expect(await client.welcomed).toMatchObject({ start: feedStarts.otherEpoch });
    await reconcileWith(client);
    await client.caughtUp();
    const now = await everything();
    for (const { id } of cards) expect(replica.values(id)).toEqual(now.values(id));
  });

  test("[SY34] a comparison that is cut at any answer begins again, and ends as one that was not", async () => {
    const { replica } = await afterTheBackup();
    await restore();
    const whole = await connect({ replica: replica.copy(), holds: true });
    await reconcileWith(whole);
    await whole.caughtUp();
    const frames = whole.frames.filter(({ type }) => type !== "chunk").length;
    expect(frames).toBeGreaterThan(8);
    for (let cutAfter = 1; cutAfter < frames; cutAfter += 1) {
      // Else the one before has given back what this one would.
      await restore();
      const copy = replica.copy();
      const cut = await connect({ replica: copy, holds: true, cutAfter });
      expect(await reconcileWith(cut), `cut after ${cutAfter}`).toBeUndefined();
      const again = await connect({ replica: copy, holds: true });
      await reconcileWith(again);
      await again.caughtUp();
      expect(copy.state(), `cut after ${cutAfter}`).toEqual(whole.replica.state());
      again.end();
    }
  });

  test("[SY35] nothing is told, by digest or otherwise, of what the role does not read", async () => {
    const { replica } = await afterTheBackup();
    await ada.expecting(200, "PATCH", `/customers/${cards[1].id}`, { paymentTermsCode: "30T" });
    await restore();
    await ada.expecting(200, "PATCH", `/customers/${cards[2].id}`, { paymentTermsCode: "60T" });
    const own = cards[2].cardDocumentId;
    const all = { type: "compare", thing: "document", from: lowestId, to: highestId } as const;
    const sees = async (role: Role): Promise<unknown[]> => {
      const client = await connect({ replica: replica.copy(), holds: true, role });
      expect(await client.welcomed).toMatchObject({ start: feedStarts.otherEpoch });
      const about = { ...all, from: own, to: own };
      const { marks } = await client.ask({ ...about, by: "thing" });
      const stretches = await client.ask({ ...about, by: "stretch" });
      const wants = [{ id: own, stateVector: new Uint8Array() }];
      const { items } = await client.ask({ type: "want", thing: "document", wants });
      client.end();
      return [marks.length, stretches.marks[0]?.digest.join(), items[0]?.type];
    };
    const [marks, empty, item] = await sees("purchasing");
    expect([marks, item]).toEqual([0, undefined]);
    const [seen, digest, given] = await sees("sales");
    expect([seen, given]).toEqual([1, "document"]);
    expect(digest).not.toBe(empty);
  });

  test("[SY36] questions where the epoch is the same, and state vectors that are none, end the connection", async () => {
    const { replica } = await afterTheBackup();
    const question = { type: "compare", thing: "card", by: "stretch", from: lowestId, to: highestId } as const;
    const same = await connect({ replica: replica.copy(), holds: true });
    await same.welcomed;
    same.send(question);
    expect(await same.closed).toMatchObject({ code: 4400 });
    await restore();
    const other = await connect({ replica, holds: true });
    const wants = [{ id: cards[0].documentId, stateVector: Uint8Array.of(255, 255, 255) }];
    await other.welcomed;
    other.send({ type: "want", thing: "document", wants });
    expect(await other.closed).toMatchObject({ code: 4400 });
  });
});
