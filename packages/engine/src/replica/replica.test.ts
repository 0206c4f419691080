import { createWriterId, RecordDocument } from "@couplet/crdt";
import { parseCardId, parseDocumentId, parseRelationId, type Card, type Relation } from "@couplet/model";
import { feedStarts, type Chunk, type FeedItem } from "@couplet/protocol";
import * as Y from "yjs";
import { describe, expect, test } from "vitest";
import { MemoryReplicaStore } from "./memory-replica-store.ts";
import type { ReplicaContext } from "./replica-context.ts";
import { Replica } from "./replica.ts";
import { ReplicaEmptiedError, ReplicaMovedOnError } from "./replica-error.ts";
import { ReplicaFullError, type ReplicaStore } from "./replica-store.ts";

let count = 0;
const newId = (): string => {
  count += 1;
  return `0198c0de-0001-7000-8000-${count.toString(16).padStart(12, "0")}`;
};

function cardOf(over: Partial<Card> = {}): Card {
  return {
    id: parseCardId(newId()),
    kind: "contact",
    no: `CT${count}`,
    type: "company",
    commonDocumentId: parseDocumentId(newId()),
    cardDocumentId: parseDocumentId(newId()),
    createdAtMs: 1,
    ...over,
  };
}

/** A document somebody edits elsewhere. */
class Elsewhere {
  readonly record = new RecordDocument(new Y.Doc());
  readonly #writer = createWriterId();
  #at = 1;

  set(field: string, value: string): Uint8Array {
    this.#at += 1;
    const before = Y.encodeStateVector(this.record.doc);
    this.record.set(field, value, { writer: this.#writer, at: this.#at });
    return Y.encodeStateAsUpdate(this.record.doc, before);
  }
}

let cursor = 0;
const chunkOf = (items: readonly FeedItem[], isLast = true): Chunk => {
  cursor += 1;
  return { type: "chunk", cursor: Uint8Array.of(cursor), isLast, left: isLast ? 0 : 5, items };
};
const row = (type: "card" | "relation", of: Card | Relation): FeedItem => ({ type, row: JSON.stringify(of) });
const edit = (documentId: string, update: Uint8Array): FeedItem => ({ type: "document", documentId, update });

/** A device: what is marked there outlives its stores. */
function deviceOf(over: Partial<ReplicaContext> = {}) {
  const device = { isMarked: false, failures: 0 };
  const name = newId();
  const open = (store: ReplicaStore, more: Partial<ReplicaContext> = {}): Promise<Replica> =>
    Replica.open(store, {
      name,
      role: () => "editor",
      nowMs: () => 1_000,
      marker: { isSet: () => device.isMarked, set: () => (device.isMarked = true) },
      failed: () => (device.failures += 1),
      ...over,
      ...more,
    });
  return { device, open };
}

const name = (replica: Replica, card: Card): unknown => replica.rows.row(card.id)?.values["name"];

describe("A replica", () => {
  test("[RP7] has after a restart what it had: rows, documents, and the place in the feed", async () => {
    const store = new MemoryReplicaStore();
    const { open } = deviceOf();
    const replica = await open(store);
    expect(await replica.position()).toEqual({ epoch: "", cursor: new Uint8Array() });
    await replica.began(feedStarts.first, "one", 7);
    expect(replica.progress.value).toMatchObject({ isComplete: false, left: 7, pending: 7 });
    const [card, there] = [cardOf(), new Elsewhere()];
    await replica.take(chunkOf([row("card", card), edit(card.commonDocumentId, there.set("name", "Muster"))], false));
    expect(replica.progress.value).toMatchObject({ isComplete: false, left: 5, pending: 7 });
    await replica.take(chunkOf([edit(card.commonDocumentId, there.set("city", "Bern"))]));
    expect(replica.progress.value).toMatchObject({ isComplete: true, left: 0, wasEmptied: false });
    const again = await open(store);
    expect(again.rows.row(card.id)).toEqual(replica.rows.row(card.id));
    expect(again.rows.row(card.id)?.values).toMatchObject({ name: "Muster", city: "Bern", searchName: "MUSTER" });
    expect(await again.position()).toEqual({ epoch: "one", cursor: Uint8Array.of(cursor) });
    expect(again.asOfMs).toBe(1_000);
    const doc = new Y.Doc();
    Y.applyUpdate(doc, (await again.document(card.commonDocumentId)) ?? new Uint8Array());
    expect(new RecordDocument(doc).value("city")).toBe("Bern");
  });

  test("[RP7] tells which cards look other than before, those that show something of what changed too", async () => {
    const { open } = deviceOf();
    const replica = await open(new MemoryReplicaStore());
    await replica.began(feedStarts.first, "one", 9);
    const company = cardOf();
    const person = cardOf({ type: "person", companyId: company.id });
    const customer = cardOf({ kind: "customer", commonDocumentId: company.commonDocumentId });
    const [stranger, vendor] = [cardOf(), cardOf({ kind: "vendor" })];
    const link: Relation = {
      id: parseRelationId(newId()),
      contactId: company.id,
      cardId: customer.id,
      kind: "customer",
      code: "CUST",
    };
    await replica.take(chunkOf([company, person, customer, stranger, vendor].map((card) => row("card", card))));
    await replica.take(chunkOf([edit(vendor.cardDocumentId, new Elsewhere().set("primaryContactId", company.id))]));
    const heard: string[][] = [];
    replica.rows.observe((changed) => heard.push([...changed].sort()));
    await replica.take(chunkOf([row("relation", link)]));
    await replica.take(chunkOf([edit(company.commonDocumentId, new Elsewhere().set("name", "Haus"))]));
    await replica.take(chunkOf([{ type: "relationRemoved", relationId: link.id }]));
    const all = [company.id, person.id, customer.id, vendor.id].sort();
    expect(heard).toEqual([all, all, all]);
    expect(replica.rows.row(customer.id)?.relations).toEqual([]);
  });

  test("[RP8] a tab that does not take the feed reads what another one has taken, in order and whole", async () => {
    const store = new MemoryReplicaStore();
    const { open } = deviceOf();
    const [leader, other] = [await open(store), await open(store)];
    await leader.began(feedStarts.first, "one", 3);
    const [card, there] = [cardOf(), new Elsewhere()];
    await leader.take(chunkOf([row("card", card)]));
    for (let index = 0; index < 200; index += 1) {
      await leader.take(chunkOf([edit(card.commonDocumentId, there.set("name", `Name ${index}`))]));
    }
    await expect.poll(() => name(other, card)).toBe("Name 199");
    const { segments } = await store.load(0);
    expect(segments.length).toBeLessThan(70);
    // It takes over.
    leader.close();
    expect((await other.position()).cursor).toEqual(Uint8Array.of(cursor & 255));
    await other.take(chunkOf([edit(card.commonDocumentId, there.set("name", "After"))]));
    expect(name(await open(store), card)).toBe("After");
  });

  test("[RP8] a tab that was frozen while another one took the feed stores nothing more of what it had been sent", async () => {
    const store = new MemoryReplicaStore();
    const { device, open } = deviceOf();
    const [frozen, other] = [await open(store), await open(store)];
    const [card, there] = [cardOf(), new Elsewhere()];
    await frozen.position();
    await frozen.began(feedStarts.first, "one", 9);
    await frozen.take(chunkOf([row("card", card), edit(card.commonDocumentId, there.set("name", "First"))]));
    const late = [chunkOf([edit(card.commonDocumentId, there.set("name", "Second"))]), chunkOf([])] as const;
    const heard: unknown[] = [];
    frozen.rows.observe((ids) => heard.push(...[...ids].map(() => name(frozen, card))));
    await other.position();
    await other.take(late[0]);
    await other.take(chunkOf([edit(card.commonDocumentId, there.set("name", "Third"))]));
    const stored = await store.load(0);
    // Whether or not it has heard of what the other one has stored.
    await expect(frozen.take(late[0])).rejects.toThrow(ReplicaMovedOnError);
    // What it read of the other one's on the way is told, though its own came to nothing.
    await expect.poll(() => heard.at(-1)).toBe("Third");
    for (const chunk of late) await expect(frozen.take(chunk)).rejects.toThrow(ReplicaMovedOnError);
    await expect(frozen.began(feedStarts.otherEpoch, "two", 1)).rejects.toThrow(ReplicaMovedOnError);
    expect(await store.load(0)).toEqual(stored);
    expect(device.failures, "the device is told to be full or broken").toBe(0);
    // It asks where to go on from, and then it does.
    expect((await frozen.position()).cursor).toEqual(stored.position?.cursor);
    await frozen.take(chunkOf([edit(card.commonDocumentId, there.set("name", "Fourth"))]));
    expect(name(await open(store), card)).toBe("Fourth");
  });

  test("[RP9] what a working copy came to hold is folded in, also by a tab that does not take the feed", async () => {
    const store = new MemoryReplicaStore();
    const { open } = deviceOf();
    const [leader, other] = [await open(store), await open(store)];
    await leader.began(feedStarts.first, "one", 2);
    const [card, there] = [cardOf(), new Elsewhere()];
    await leader.take(chunkOf([row("card", card), edit(card.commonDocumentId, there.set("name", "Before"))]));
    await other.position();
    there.set("name", "After");
    expect(await other.fold(card.commonDocumentId, Y.encodeStateAsUpdate(there.record.doc))).toBe(true);
    expect(name(other, card)).toBe("After");
    await expect.poll(() => name(leader, card)).toBe("After");
    // The feed brings the same, and goes on.
    await leader.take(chunkOf([edit(card.commonDocumentId, Y.encodeStateAsUpdate(there.record.doc))]));
    expect(name(await open(store), card)).toBe("After");
    expect(await other.fold(newId(), Y.encodeStateAsUpdate(there.record.doc))).toBe(false);
  });

  test("[RP10] another epoch, or a cursor that is none, begins from nothing; a role that sees more goes on from what is here", async () => {
    const { open } = deviceOf();
    const replica = await open(new MemoryReplicaStore());
    const [card, there] = [cardOf(), new Elsewhere()];
    await replica.began(feedStarts.first, "one", 2);
    await replica.take(chunkOf([row("card", card), edit(card.commonDocumentId, there.set("name", "Old"))]));
    await replica.began(feedStarts.seesMore, "one", 2);
    expect(name(replica, card)).toBe("Old");
    const heard: string[] = [];
    replica.rows.observe((changed) => heard.push(...changed));
    for (const start of [feedStarts.otherEpoch, feedStarts.noCursor]) {
      await replica.began(start, "two", 2);
      expect(replica.rows.row(card.id)).toBeUndefined();
      expect(await replica.document(card.commonDocumentId)).toBeUndefined();
      expect(await replica.position()).toEqual({ epoch: "two", cursor: new Uint8Array() });
      await replica.take(chunkOf([row("card", card)]));
      expect(replica.rows.row(card.id)?.values["name"]).toBe("");
    }
    expect(heard).toContain(card.id);
  });

  test("[RP11] a store that was emptied is noticed, said, and filled anew", async () => {
    const { device, open } = deviceOf();
    const store = new MemoryReplicaStore();
    const replica = await open(store);
    const card = cardOf();
    await replica.began(feedStarts.first, "one", 1);
    await replica.take(chunkOf([row("card", card)]));
    await store.write(false, async (transaction) => {
      transaction.clear();
      return await Promise.resolve();
    });
    await expect(replica.take(chunkOf([row("card", cardOf())]))).rejects.toThrow(ReplicaEmptiedError);
    expect(device.failures).toBe(1);
    expect(replica.progress.value).toMatchObject({ isComplete: false, wasEmptied: true });
    expect((await replica.position()).cursor).toHaveLength(0);
    await replica.began(feedStarts.first, "one", 1);
    await replica.take(chunkOf([row("card", card)]));
    expect(replica.rows.row(card.id)).toBeDefined();
    // Emptied while nobody was there.
    expect((await open(new MemoryReplicaStore())).progress.value.wasEmptied).toBe(true);
    device.isMarked = false;
    expect((await open(new MemoryReplicaStore())).progress.value.wasEmptied).toBe(false);
  });

  test("[RP12] where the device is full nothing of the chunk is there, it is said, and what was there goes on", async () => {
    const { device, open } = deviceOf();
    const memory = new MemoryReplicaStore();
    let isFull = false;
    const store: ReplicaStore = {
      load: (after) => memory.load(after),
      loadAll: (take) => memory.loadAll(take),
      listsUpTo: () => memory.listsUpTo(),
      lists: () => memory.lists(),
      putLists: (lists) => memory.putLists(lists),
      document: (id) => memory.document(id),
      write: (isStrict, work) =>
        memory.write(isStrict, async (transaction) => {
          const result = await work(transaction);
          if (isFull) throw new ReplicaFullError();
          return result;
        }),
      close: () => memory.close(),
    };
    const replica = await open(store);
    const [card, there] = [cardOf(), new Elsewhere()];
    await replica.began(feedStarts.first, "one", 2);
    await replica.take(chunkOf([row("card", card), edit(card.commonDocumentId, there.set("name", "Kept"))]));
    const before = await replica.position();
    isFull = true;
    const update = there.set("name", "Lost?");
    await expect(replica.take(chunkOf([edit(card.commonDocumentId, update)]))).rejects.toThrow(ReplicaFullError);
    expect([device.failures, name(replica, card)]).toEqual([1, "Kept"]);
    expect(await replica.position()).toEqual(before);
    isFull = false;
    await replica.take(chunkOf([edit(card.commonDocumentId, update)]));
    expect(name(replica, card)).toBe("Lost?");
  });

  test("[X2] what the role does not read any more does not stay on the device", async () => {
    let role: "editor" | "sales" = "editor";
    const { open } = deviceOf({ role: () => role });
    const store = new MemoryReplicaStore();
    const replica = await open(store);
    const [contact, bank, there] = [cardOf(), cardOf({ kind: "bankAccount" }), new Elsewhere()];
    const undo = {
      linkedAtMs: 5,
      documentId: parseDocumentId(newId()),
      contact: {},
      card: { iban: "CH93 0076 2011 6238 5295 7" },
    };
    const link = { id: parseRelationId(newId()), contactId: contact.id, cardId: bank.id, code: "BANK", undo };
    await replica.began(feedStarts.first, "one", 2);
    await replica.take(
      chunkOf([
        row("card", contact),
        row("card", bank),
        row("relation", { ...link, kind: "bankAccount" }),
        edit(bank.commonDocumentId, new Elsewhere().set("name", "Bank AG")),
        edit(bank.cardDocumentId, there.set("iban", "CH9300762011623852957")),
      ]),
    );
    expect(replica.rows.row(bank.id)).toMatchObject({ values: { iban: "CH9300762011623852957" } });
    role = "sales";
    expect(replica.rows.row(bank.id)?.values).not.toHaveProperty("iban");
    await replica.forgetUnreadable();
    expect(await store.document(bank.cardDocumentId)).toBeUndefined();
    expect(JSON.stringify(await store.load(0))).not.toMatch(/CH93/);
    expect(replica.rows.row(bank.id)).toMatchObject({ values: { name: "Bank AG" }, cardDocumentId: "" });
  });
});
