import { parseCardId, parseDocumentId, type Card } from "@couplet/model";
import { feedStarts, type Chunk } from "@couplet/protocol";
import { beforeEach, expect, test } from "vitest";
import { MemoryStore } from "../device-store.ts";
import { Register, type KeptCard } from "../register.ts";
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
