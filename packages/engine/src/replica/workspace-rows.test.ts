import { parseCardId, parseDocumentId, type Card } from "@couplet/model";
import { feedStarts, type Chunk } from "@couplet/protocol";
import { beforeEach, expect, test, vi } from "vitest";
import type { CardRow } from "../card-row.ts";
import { MemoryStore } from "../device-store.ts";
import { Cell } from "../readable.ts";
import { Register, type KeptCard } from "../register.ts";
import type { ShownCard } from "../shown-fields.ts";
import { FeedNews } from "./feed-news.ts";
import { MemoryReplicaStore } from "./memory-replica-store.ts";
import { Replica } from "./replica.ts";
import { WorkspaceRows } from "./workspace-rows.ts";

const card: Card = {
  id: parseCardId("0198c0de-0001-7000-8000-000000000001"),
  kind: "contact",
  no: "CT1",
  type: "company",
  commonDocumentId: parseDocumentId("0198c0de-0001-7000-8000-000000000002"),
  cardDocumentId: parseDocumentId("0198c0de-0001-7000-8000-000000000003"),
  createdAtMs: 1,
};
/** As an open card had left it. */
const kept: KeptCard = {
  id: card.id,
  kind: "contact",
  no: "CT1",
  documentId: card.commonDocumentId,
  cardDocumentId: card.cardDocumentId,
  values: {},
  notes: "",
  relations: [],
  asOfMs: 10_100,
};
const chunkOf = (rows: readonly Card[]): Chunk => ({
  type: "chunk",
  cursor: Uint8Array.of(1),
  isLast: true,
  left: 0,
  items: rows.map((row) => ({ type: "card", row: JSON.stringify(row) })),
});

let nowMs = 10_000;
beforeEach(() => {
  nowMs = 10_000;
});

const open = (store: MemoryReplicaStore): Promise<Replica> =>
  Replica.open(store, {
    name: `rows-${Math.random()}`,
    role: () => "editor",
    nowMs: () => nowMs,
    marker: { isSet: () => true, set: () => undefined },
    failed: () => undefined,
  });

/** A replica that was told the card is deleted, before a restart. */
async function storeWithDeletedCard(): Promise<MemoryReplicaStore> {
  const store = new MemoryReplicaStore();
  const before = await open(store);
  await before.began(feedStarts.first, "one", 1);
  await before.take(chunkOf([{ ...card, deletedAtMs: 1 }]));
  before.close();
  return store;
}

const registerOver = (replica: Replica): Register => {
  const register = new Register("rows", new MemoryStore());
  register.keepWorkspace(new WorkspaceRows(replica, () => nowMs));
  return register;
};

test("[RP7] what the feed had told before a restart is not hidden by what a card had shown just before it told that", async () => {
  const store = await storeWithDeletedCard();
  nowMs = 11_000;
  const replica = await open(store);
  const register = registerOver(replica);
  await register.putCards([{ ...kept, asOfMs: 9_900 }]);
  expect(register.card(card.id)?.isDeleted).toBe(true);
  expect(register.overtaken()).toEqual({ ids: [card.id], isMore: false });
  // What was shown, or answered, after that.
  await register.putCards([kept]);
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  replica.close();
});

test("[RP7] a deletion that was told of before the feed told that the card is there again does not hide it, however late it is noted", async () => {
  const replica = await open(new MemoryReplicaStore());
  await replica.began(feedStarts.first, "one", 1);
  await replica.take(chunkOf([card]));
  const register = registerOver(replica);
  nowMs = 30_000;
  await replica.take(chunkOf([{ ...card, no: "CT2" }]));
  nowMs = 40_000;
  await register.markDeleted(card.id, 20_000);
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  await register.markDeleted(card.id, 39_000);
  expect(register.card(card.id)?.isDeleted).toBe(true);
  replica.close();
});

test("[RP7] a row that the feed overtakes without a word, since it told of it before a restart, is told to look different once", async () => {
  const store = await storeWithDeletedCard();
  // Nothing came over what is kept before the tab was gone.
  nowMs = 11_000;
  const replica = await open(store);
  const register = registerOver(replica);
  await register.putCards([kept]);
  expect(register.overtaken()).toEqual({ ids: [], isMore: false });
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  let heard = 0;
  replica.rows.observe(() => (heard += 1));
  nowMs = 12_200;
  await replica.take(chunkOf([]));
  expect(heard).toBe(1);
  expect(register.card(card.id)?.isDeleted).toBe(true);
  expect(register.overtaken()).toEqual({ ids: [card.id], isMore: false });
  expect(register.overtaken()).toEqual({ ids: [], isMore: false });
  // Just answered: for a moment it holds against whatever comes.
  await register.putCards([{ ...kept, asOfMs: 12_200 }]);
  nowMs = 12_201;
  await replica.take(chunkOf([{ ...card, deletedAtMs: 2 }]));
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  expect(register.overtaken()).toEqual({ ids: [], isMore: true });
  nowMs = 12_500;
  expect(register.overtaken()).toEqual({ ids: [card.id], isMore: false });
  replica.close();
});

const shown = (row: CardRow, sinceMs: Readonly<Record<string, number>>): ShownCard => ({
  row,
  sinceMs: new Map(Object.entries(sinceMs)),
});

test("[RP7] what an open card shows is kept field by field: what it shows as before hides nothing that the feed has told", async () => {
  const replica = await open(new MemoryReplicaStore());
  await replica.began(feedStarts.first, "one", 1);
  await replica.take(chunkOf([card]));
  const register = registerOver(replica);
  nowMs = 20_000;
  await register.keepShown([shown({ ...kept, values: { city: "Bern" }, notes: "Old." }, { city: 19_000 })]);
  expect(register.card(card.id)).toMatchObject({ values: { city: "Bern" }, notes: "" });
  // Told of again, and only then the card shows something else; its room has not told it yet what the feed has.
  nowMs = 20_500;
  await replica.take(chunkOf([{ ...card, no: "CT2" }]));
  nowMs = 21_000;
  const row = { ...kept, values: { city: "Bern", phoneNo: "1" }, notes: "Old." };
  await register.keepShown([shown(row, { phoneNo: 20_900 })]);
  const known = register.card(card.id);
  expect(known).toMatchObject({ no: "CT2", values: { phoneNo: "1" }, notes: "" });
  expect(known?.values).not.toHaveProperty("city", "Bern");
  expect(known).not.toHaveProperty("shown");
  replica.close();
});

test("[RP7] what an open card shows makes the answer below it no newer, and outlives an answer that was asked for before it", async () => {
  const replica = await open(new MemoryReplicaStore());
  await replica.began(feedStarts.first, "one", 1);
  await replica.take(chunkOf([card]));
  const register = registerOver(replica);
  nowMs = 20_000;
  await register.putCards([{ ...kept, no: "CT1", asOfMs: 20_000 }]);
  nowMs = 20_010;
  await replica.take(chunkOf([{ ...card, no: "CT2" }]));
  nowMs = 20_100;
  // The answer is held against the feed for a moment; the card is kept just then.
  await register.keepShown([shown({ ...kept, values: { city: "Bern" } }, { city: 20_050 })]);
  nowMs = 20_400;
  expect(register.card(card.id)).toMatchObject({ no: "CT2", values: { city: "Bern" } });
  await register.putCards([{ ...kept, no: "CT2", values: { city: "Chur" }, asOfMs: 20_040 }]);
  expect(register.card(card.id)).toMatchObject({ no: "CT2", values: { city: "Bern" } });
  await register.putCards([{ ...kept, no: "CT2", values: { city: "Chur" }, asOfMs: 20_060 }]);
  expect(register.card(card.id)).toMatchObject({ values: { city: "Chur" } });
  replica.close();
});

test("[RP7] what a card that moves shows of the document it leaves is not kept over what the feed has told", async () => {
  const replica = await open(new MemoryReplicaStore());
  await replica.began(feedStarts.first, "one", 1);
  const moved = { ...card, commonDocumentId: parseDocumentId("0198c0de-0001-7000-8000-000000000004") };
  nowMs = 20_000;
  await replica.take(chunkOf([moved]));
  const register = registerOver(replica);
  nowMs = 30_000;
  await register.keepShown([shown({ ...kept, values: { city: "Bern" }, asOfMs: 19_000 }, { city: 29_900 })]);
  expect(register.card(card.id)).toMatchObject({ documentId: moved.commonDocumentId });
  expect(register.card(card.id)?.values["city"]).not.toBe("Bern");
  replica.close();
});

test("[RP7] an answer that is held against the feed for a moment is let go, and that is told, though nothing else comes", async () => {
  vi.useFakeTimers({ now: 20_000 });
  try {
    nowMs = 20_000;
    const replica = await open(new MemoryReplicaStore());
    await replica.began(feedStarts.first, "one", 1);
    await replica.take(chunkOf([{ ...card, no: "CT2" }]));
    const register = registerOver(replica);
    const [news, told] = [[] as string[], [] as (string | undefined)[]];
    register.observeChanged((ids) => {
      for (const id of ids) told.push(register.card(id)?.no);
    });
    const lists = {
      prepare: () => new Promise<void>(() => undefined),
      unkept: 0,
      keep: () => Promise.reject(new Error()),
    };
    const context = { open: [], register, lists, rows: { isComplete: new Cell(false) }, setupChanged: () => undefined };
    const feed = new FeedNews(replica, { ...context, changed: (ids) => news.push(...ids) });
    // Whatever was told is long told when the answer comes.
    await vi.advanceTimersByTimeAsync(2_000);
    nowMs = 20_100;
    await register.putCards([{ ...kept, no: "CT1", asOfMs: 19_990 }]);
    expect(told).toEqual(["CT1"]);
    nowMs = 20_500;
    await vi.advanceTimersByTimeAsync(1_000);
    expect(told).toEqual(["CT1", "CT2"]);
    expect(news).toEqual([card.id]);
    feed.close();
    replica.close();
  } finally {
    vi.useRealTimers();
  }
});
