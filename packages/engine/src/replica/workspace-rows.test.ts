import { parseCardId, parseDocumentId, type Card } from "@couplet/model";
import { feedStarts, type Chunk } from "@couplet/protocol";
import { expect, test } from "vitest";
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
const chunkOf = (rows: readonly Card[]): Chunk => ({
  type: "chunk",
  cursor: Uint8Array.of(1),
  isLast: true,
  left: 0,
  items: rows.map((row) => ({ type: "card", row: JSON.stringify(row) })),
});

test("[RP7] a row that the feed overtakes without a word, since it told of it before a restart, is told to look different once", async () => {
  let nowMs = 10_000;
  const store = new MemoryReplicaStore();
  const open = (): Promise<Replica> =>
    Replica.open(store, {
      name: `rows-${Math.random()}`,
      role: () => "editor",
      nowMs: () => nowMs,
      marker: { isSet: () => true, set: () => undefined },
      failed: () => undefined,
    });
  const before = await open();
  await before.began(feedStarts.first, "one", 1);
  await before.take(chunkOf([{ ...card, deletedAtMs: 1 }]));
  before.close();
  // As an open card had left it, and nothing came over that before the tab was gone.
  const kept: KeptCard = {
    id: card.id,
    kind: "contact",
    no: "CT1",
    documentId: card.commonDocumentId,
    cardDocumentId: card.cardDocumentId,
    values: {},
    notes: "",
    relations: [],
    asOfMs: 9_900,
  };
  nowMs = 11_000;
  const replica = await open();
  const register = new Register("rows", new MemoryStore());
  register.keepWorkspace(new WorkspaceRows(replica, () => nowMs));
  await register.putCards([kept]);
  expect(register.overtaken()).toEqual({ ids: [], isMore: false });
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  let heard = 0;
  replica.rows.observe(() => (heard += 1));
  nowMs = 12_000;
  await replica.take(chunkOf([]));
  expect(heard).toBe(1);
  expect(register.card(card.id)?.isDeleted).toBe(true);
  expect(register.overtaken()).toEqual({ ids: [card.id], isMore: false });
  expect(register.overtaken()).toEqual({ ids: [], isMore: false });
  // Just answered: for a moment it holds against whatever comes.
  await register.putCards([{ ...kept, asOfMs: 12_000 }]);
  nowMs = 12_001;
  await replica.take(chunkOf([{ ...card, deletedAtMs: 2 }]));
  expect(register.card(card.id)?.isDeleted).toBeUndefined();
  expect(register.overtaken()).toEqual({ ids: [], isMore: true });
  nowMs = 12_300;
  expect(register.overtaken()).toEqual({ ids: [card.id], isMore: false });
  replica.close();
});
