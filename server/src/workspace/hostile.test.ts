/**
 * Rooms against clients that are signed in and mean harm: to others' edits, to the server's memory and time.
 *
 * @module
 */
import * as encoding from "lib0/encoding";
import { afterEach, describe, expect, test } from "vitest";
import * as Y from "yjs";
import { awarenessFrame, step1Frame, updateFrame } from "./frames.ts";
import type { Limits } from "./limits.ts";
import {
  actorOf,
  ada,
  aMoment,
  ben,
  type ConnectOptions,
  type Fixture,
  openFixture,
  type TestClient,
  until,
} from "./workspace-fixture.ts";

let fixture: Fixture;
afterEach(() => fixture.close());

const mallory = actorOf("mallory");

async function joined(documentId: string, options: ConnectOptions = {}): Promise<TestClient> {
  const client = fixture.connect(documentId, options);
  await until(() => client.isSynced, "the session is synced");
  return client;
}

const customerIn = async (
  limits: Partial<Limits> = {},
): Promise<{ readonly id: string; readonly documentId: string }> => {
  fixture = await openFixture({ limits });
  return await fixture.create("customer", { name: "Muster AG" });
};

/** Text under a client id of one's choice: `clock` is the first one the document has not had of it. */
function spokenFor(client: number, clock: number, root = "writers", key = "m"): Uint8Array {
  const encoder = encoding.createEncoder();
  for (const number of [1, 1, client, clock]) encoding.writeVarUint(encoder, number);
  encoding.writeUint8(encoder, 8 | 32);
  encoding.writeVarUint(encoder, 1);
  encoding.writeVarString(encoder, root);
  encoding.writeVarString(encoder, `${key}${clock}`);
  encoding.writeVarUint(encoder, 1);
  encoding.writeAny(encoder, ["card", "mallory"]);
  encoding.writeVarUint(encoder, 0);
  return encoding.toUint8Array(encoder);
}

describe("somebody who writes under another's Yjs client id", () => {
  test("[C2] [C1] is closed with 4400, and the edit it would have taken the place of arrives", async () => {
    const card = await customerIn();
    const author = await joined(card.documentId, { card: card.id });
    author.set("city", "Bern");
    await until(() => author.isSettled);
    const hostile = await joined(card.documentId, { card: card.id, actor: mallory });
    const next = Y.getState(author.doc.store, author.doc.clientID);
    hostile.send(updateFrame(spokenFor(author.doc.clientID, next)));
    expect(await hostile.closed).toBe(4400);
    author.set("city", "Chur");
    await until(() => author.isSettled);
    expect(author.refusals).toEqual([]);
    expect((await fixture.read(card.id))["city"]).toBe("Chur");
    const fresh = await joined(card.documentId, { actor: ada });
    expect(fresh.record.value("city")).toBe("Chur");
  });

  test("[C2] neither after everybody left and the server was started again, nor under the server's own id", async () => {
    const card = await customerIn();
    const author = await joined(card.documentId, { card: card.id });
    author.set("city", "Bern");
    await until(() => author.isSettled);
    author.end();
    author.set("city", "Chur");
    const workspace = await fixture.reopen();
    const hostile = await joined(card.documentId, { card: card.id, actor: mallory, workspace });
    const own = [...Y.decodeStateVector(Y.encodeStateVector(hostile.doc))].find(([id]) => id !== author.doc.clientID);
    hostile.send(updateFrame(spokenFor(author.doc.clientID, Y.getState(hostile.doc.store, author.doc.clientID))));
    expect(await hostile.closed).toBe(4400);
    const again = await joined(card.documentId, { card: card.id, actor: mallory, workspace });
    again.send(updateFrame(spokenFor(own?.[0] ?? 0, own?.[1] ?? 0)));
    expect(await again.closed).toBe(4400);
    const back = await joined(card.documentId, { card: card.id, doc: author.doc, workspace });
    await until(() => back.isSettled);
    expect((await workspace.readCard(card.id))?.["city"]).toBe("Chur");
  });

  test("[C2] presence does not tell others the id before the first edit", async () => {
    const card = await customerIn();
    const author = await joined(card.documentId, { card: card.id });
    const hostile = await joined(card.documentId, { actor: mallory });
    const state = JSON.stringify({ user: { sub: "ben", name: "Ben" }, field: "city" });
    const frame = awarenessFrame([{ clientId: author.doc.clientID, clock: 1, state }]);
    author.sendRaw(frame);
    await until(() => hostile.awareness.length > 0 && author.awareness.length > 0);
    const id = encoding.encode((encoder) => encoding.writeVarUint(encoder, author.doc.clientID));
    const tells = (update: Uint8Array): boolean => Buffer.from(update).includes(Buffer.from(id));
    expect(author.awareness.some(tells)).toBe(true);
    const late = await joined(card.documentId, { actor: mallory });
    await until(() => late.awareness.length > 0);
    expect([...hostile.awareness, ...late.awareness].some(tells)).toBe(false);
    author.end();
    await until(() => hostile.awareness.length > 1);
    // Gone is the one that was there, and not somebody else.
    const [there, gone] = hostile.awareness.map((update) => Buffer.from(update).subarray(1, 8).toString("hex"));
    expect(gone).toBe(there);
    expect(hostile.awareness.some(tells)).toBe(false);
  });

  test("[G3] a presence that counts beyond what others can count is dropped", async () => {
    const card = await customerIn();
    const hostile = await joined(card.documentId, { actor: mallory });
    const other = await joined(card.documentId, { actor: ada });
    hostile.sendRaw(awarenessFrame([{ clientId: 7, clock: Number.MAX_SAFE_INTEGER, state: '{"at":"far"}' }]));
    hostile.sendRaw(awarenessFrame([{ clientId: 8, clock: 1, state: '{"at":"near"}' }]));
    await until(() => other.awareness.some((update) => Buffer.from(update).includes("near")));
    expect(other.awareness.some((update) => Buffer.from(update).includes("far"))).toBe(false);
  });
});

describe("what one socket may keep waiting", () => {
  test("[G3] of state vectors asked during a commit one is answered; more than the bound close with 4429", async () => {
    const card = await customerIn({ step1sBurst: 20, step1sPerSecond: 1 });
    const client = await joined(card.documentId, { card: card.id });
    await until(() => client.isSettled);
    fixture.gate.close();
    client.set("city", "Bern");
    await until(() => fixture.gate.arrived > 0);
    const other = fixture.connect(card.documentId, { actor: ada });
    await aMoment();
    const before = other.updates;
    for (let count = 0; count < 15; count += 1) other.sendRaw(step1Frame(new Uint8Array([0])));
    await aMoment();
    expect(other.isSynced).toBe(false);
    let answers = 0;
    other.doc.on("update", () => (answers += 1));
    fixture.gate.open();
    await until(() => other.isSynced && client.isSettled);
    await aMoment();
    expect(answers + other.updates - before).toBeLessThan(4);
    for (let count = 0; count < 30; count += 1) other.sendRaw(step1Frame(new Uint8Array([0])));
    expect(await other.closed).toBe(4429);
  });

  test("[G3] a socket whose frames wait is not read beyond so many bytes, and loses none of them", async () => {
    const card = await customerIn({ maxWaitingBytes: 100_000 });
    const documentId = (await fixture.read(card.id)).cardDocumentId;
    const client = await joined(documentId, { card: card.id });
    await until(() => client.isSettled);
    fixture.gate.close();
    const notes = client.doc.getText("notes");
    for (let count = 0; count < 60; count += 1) {
      notes.insert(0, "x".repeat(200_000));
      notes.delete(0, 200_000);
    }
    await aMoment(300);
    expect(client.bufferedBytes).toBeGreaterThan(0);
    fixture.gate.open();
    notes.insert(0, "All of it");
    await until(() => client.isSettled, "all frames are settled", 20_000);
    expect((await fixture.read(card.id)).notes).toBe("All of it");
  }, 30_000);

  test("[G3] pings count as frames", async () => {
    const card = await customerIn({ framesBurst: 50, framesPerSecond: 1 });
    const client = await joined(card.documentId);
    for (let count = 0; count < 80; count += 1) client.ping();
    expect(await client.closed).toBe(4429);
  });

  test("[G3] a user's rooms are bounded; another user's are not", async () => {
    const card = await customerIn({ maxSessionsPerUser: 5 });
    const clients = await Promise.all(Array.from({ length: 5 }, () => joined(card.documentId, { actor: mallory })));
    expect(await fixture.connect(card.documentId, { actor: mallory }).closed).toBe(4429);
    await joined(card.documentId, { actor: ben });
    clients[0]?.end();
    await aMoment();
    await joined(card.documentId, { actor: mallory });
  });

  test("[G3] whoever may only read sends no more updates than the bound, known ones included", async () => {
    const card = await customerIn({ maxReadOnlyUpdates: 20 });
    const viewer = await joined(card.documentId, { actor: actorOf("vera", "viewer") });
    const known = updateFrame(Y.encodeStateAsUpdate(viewer.doc));
    for (let count = 0; count < 30; count += 1) viewer.send(known);
    expect(await viewer.closed).toBe(4403);
    expect(viewer.refusals).toEqual([]);
  });
});

describe("documents", () => {
  test("[G3] one that is full can be emptied", async () => {
    const card = await customerIn({ maxDocumentBytes: 6_000 });
    const { cardDocumentId } = await fixture.read(card.id);
    for (const length of [5_800, 100, 50, 20, 10, 5, 2, 1, 1]) {
      const hostile = await joined(cardDocumentId, { card: card.id, actor: mallory });
      hostile.doc.getText("notes").insert(0, "x".repeat(length));
      await Promise.race([hostile.closed, until(() => hostile.isSettled)]);
      hostile.end();
    }
    const { length } = (await fixture.read(card.id)).notes;
    const full = await joined(cardDocumentId, { card: card.id });
    full.set("postingGroup", "LOCAL");
    expect(await full.closed).toBe(4413);
    const tidy = await joined(cardDocumentId, { card: card.id });
    tidy.doc.getText("notes").delete(0, 5_000);
    await until(() => tidy.isSettled);
    tidy.set("postingGroup", "LOCAL");
    await until(() => tidy.isSettled);
    expect(await fixture.read(card.id)).toMatchObject({ postingGroup: "LOCAL", notes: "x".repeat(length - 5_000) });
  });

  test("[D1] a company does not come to belong to another company through a room, and is not deleted along with it", async () => {
    fixture = await openFixture();
    const company = await fixture.create("contact", { name: "Muster AG" });
    const other = await fixture.create("contact", { name: "Beispiel GmbH" });
    const hostile = await joined(company.cardDocumentId, { card: company.id, actor: mallory });
    hostile.set("companyId", other.id);
    await until(() => hostile.isSettled);
    expect(hostile.refusals).toMatchObject([{ code: "company.type", field: "companyId" }]);
    await fixture.delete(other.id);
    expect(await fixture.read(company.id)).toMatchObject({ companyId: "", name: "Muster AG" });
  });

  test("[C2] a client that is slow to push into a retired document is told to come again, not that all was taken", async () => {
    fixture = await openFixture({ limits: { drainMs: 60 } });
    const customer = await fixture.create("customer", { name: "Muster AG" });
    await fixture.unlink(customer);
    const { documentId } = await fixture.read(customer.id);
    const [contact] = (await fixture.workspace.listCards("contact", { limit: 1 })).items;
    const client = await joined(documentId, { card: customer.id });
    client.isMute = true;
    await fixture.link(contact?.id ?? "", customer.id);
    expect(await client.closed).toBe(1013);
    const again = await joined(documentId, { card: customer.id });
    expect(await again.closed).toBe(4410);
  });
});

describe("a store that takes time to come back", () => {
  test("[G1] what arrives while the end of the log is unknown is numbered after it", async () => {
    const card = await customerIn();
    const spared = await fixture.create("vendor", { name: "Beispiel GmbH" });
    const author = await joined(card.documentId, { card: card.id });
    const away = await joined(spared.documentId, { card: spared.id });
    await until(() => author.isSettled && away.isSettled);
    let hasFailed = false;
    fixture.gate.judge = () => {
      if (hasFailed) return;
      hasFailed = true;
      fixture.gate.answerDelayMs = 60;
      throw new Error("disk full");
    };
    author.set("city", "Bern");
    expect(await author.closed).toBe(1013);
    for (let count = 0; count < 10; count += 1) {
      away.set("city", `City ${count}`);
      await aMoment(10);
    }
    fixture.gate.answerDelayMs = 0;
    await until(() => away.isSettled);
    expect(fixture.gate.failures).toEqual(["disk full"]);
    const { items } = await fixture.workspace.changes(0, 1_000);
    const seqs = items.map(({ seq }) => seq);
    expect(seqs).toEqual(Array.from({ length: seqs.length }, (_, index) => index + 1));
    expect((await fixture.read(spared.id))["city"]).toBe("City 9");
  });
});
