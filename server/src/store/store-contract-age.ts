/**
 * What every {@link Store} does with what has grown old, as tests: unused documents, and answers and outcomes that lose their bulk.
 *
 * Shape    part of `describeStore`, see `store-contract.ts`.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { contactOf, documentIdOf, logged, vendorOf, workspace } from "./store-rows.ts";
import type { Card, DeletionRecord } from "@couplet/model";
import { largeOutcomeLength, type Store, type Write } from "./store.ts";

const update = (seq: number, document: number, ...content: number[]): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(document),
  update: Uint8Array.from(content),
});

const common = (document: number): Write => ({
  workspace,
  type: "createDocument",
  document: { id: documentIdOf(document), role: "common" },
});

const retire = (document: number, atMs: number): Write => ({
  workspace,
  type: "retireDocument",
  documentId: documentIdOf(document),
  into: documentIdOf(9),
  seq: 1,
  atMs,
});

const forget = (seq: number, document: number): Write => ({
  ...logged(seq),
  type: "forgetDocument",
  documentId: documentIdOf(document),
});

const gone = (card: Card, deletedAtMs: number): DeletionRecord => ({ cardId: card.id, deletedAtMs, relations: [] });

export function describeAge(store: () => Store): void {
  const unused = async (beforeMs: number, limit = 10): Promise<string[]> =>
    (await store().unusedDocuments(workspace, { beforeMs, limit })).map(({ id }) => id);

  describe("what has grown old", () => {
    test("[ST40] a document is unused since it was retired, the longest first, within its workspace", async () => {
      await store().commit([common(1), common(2), common(3), retire(2, 50), retire(1, 70)]);
      expect(await unused(50)).toEqual([]);
      expect(await unused(51)).toEqual([documentIdOf(2)]);
      expect(await unused(100)).toEqual([documentIdOf(2), documentIdOf(1)]);
      expect(await unused(100, 1)).toEqual([documentIdOf(2)]);
      expect(await store().unusedDocuments("other", { beforeMs: 100, limit: 10 })).toEqual([]);
    });

    test("[ST41] both documents of a card are unused while the card is deleted, and in use again when it is restored", async () => {
      const card = vendorOf(1);
      const own: Write = {
        workspace,
        type: "createDocument",
        document: { id: card.cardDocumentId, role: "card", cardId: card.id },
      };
      await store().commit([common(1), own, { ...logged(1), type: "putCard", card }]);
      expect(await unused(1_000)).toEqual([]);
      await store().commit([
        { ...logged(2), type: "putCard", card: { ...card, deletedAtMs: 30 } },
        { workspace, type: "recordDeletion", record: gone(card, 30) },
      ]);
      expect((await unused(31)).sort()).toEqual([documentIdOf(1), card.cardDocumentId].sort());
      expect(await unused(30)).toEqual([]);
      await store().commit([
        { ...logged(3), type: "putCard", card },
        { workspace, type: "forgetDeletion", cardId: card.id },
      ]);
      expect(await unused(1_000)).toEqual([]);
      // A restored card that is linked again leaves its document for good.
      await store().commit([retire(1, 60), { workspace, type: "forgetDeletion", cardId: card.id }]);
      expect(await unused(1_000)).toEqual([documentIdOf(1)]);
    });

    test("[ST42] of a forgotten document nothing can be read but that it was, who held it, and its history", async () => {
      const id = documentIdOf(1);
      await store().commit([
        common(1),
        update(1, 1, 1),
        update(2, 2, 2),
        { workspace, type: "hold", documentId: id, cardId: "a", fromSeq: 1 },
        { workspace, type: "client", documentId: id, client: 7, user: "ada" },
        { workspace, type: "project", documentId: id, values: { name: "Muster" }, conflicts: [] },
        { workspace, type: "snapshot", documentId: id, state: Uint8Array.of(1), seq: 1 },
        {
          workspace,
          type: "history",
          seq: 1,
          documentId: id,
          cardId: "a",
          field: "name",
          new: "Muster",
          by: { sub: "ada", name: "Ada" },
          atMs: 1,
          entry: "w@1",
        },
        retire(1, 50),
      ]);
      await store().commit([forget(3, 1), { workspace, type: "purgeDocument", documentId: id, limit: 10 }]);
      expect(await store().document(workspace, id)).toMatchObject({
        id,
        retiredInto: documentIdOf(9),
        forgottenAtMs: 1_003,
      });
      expect(await store().loadDocument(workspace, id)).toEqual([]);
      expect(await store().values(workspace, [id])).toEqual(new Map());
      expect(await store().clients(workspace, id)).toEqual(new Map());
      expect(await store().holds(workspace, { documentId: id })).toHaveLength(1);
      expect(await store().history(workspace, { documents: [{ documentId: id }], limit: 5 })).toHaveLength(1);
      expect(await store().changes(workspace, 0, 10)).toEqual([
        { seq: 2, by: "ada", atMs: 1_002, type: "update", documentId: documentIdOf(2), update: Uint8Array.of(2) },
        { seq: 3, by: "ada", atMs: 1_003, type: "forgetDocument", documentId: id },
      ]);
      expect(await store().lastSeq(workspace)).toBe(3);
      await expect(store().commit([common(1)])).rejects.toThrow("document");
    });

    test("[ST43] a forgotten document is found until the last of its updates is out of the log", async () => {
      const id = documentIdOf(1);
      await store().commit([common(1), ...[1, 2, 3, 4, 5].map((seq) => update(seq, 1, seq)), retire(1, 50)]);
      await store().commit([forget(6, 1)]);
      const rounds: number[] = [];
      while ((await unused(100)).length > 0 && rounds.length < 10) {
        await store().commit([{ workspace, type: "purgeDocument", documentId: id, limit: 2 }]);
        rounds.push((await store().changes(workspace, 0, 10)).length);
      }
      expect(rounds).toEqual([4, 2, 1]);
      expect(await store().lastSeq(workspace)).toBe(6);
    });

    test("[ST44] a pruned answer still says that there was one, and to what; what is no request's answer is kept", async () => {
      const answer = (key: string, atMs: number, bodyHash = "h"): Write => ({
        workspace,
        type: "answer",
        user: "ada",
        key,
        bodyHash,
        status: 201,
        body: "{}",
        atMs,
      });
      await store().commit([answer("new", 90), answer("old", 10), answer("older", 5), answer("report", 1, "")]);
      const old = { beforeMs: 50, limit: 10 };
      expect((await store().wholeAnswers(workspace, old)).map(({ key }) => key)).toEqual(["older", "old"]);
      expect(await store().wholeAnswers(workspace, { ...old, limit: 1 })).toEqual([{ user: "ada", key: "older" }]);
      await store().commit([{ workspace, type: "pruneAnswer", user: "ada", key: "old" }]);
      expect(await store().answer(workspace, "ada", "old")).toEqual({ bodyHash: "h", status: 201 });
      expect(await store().answer(workspace, "ada", "new")).toEqual({ bodyHash: "h", status: 201, body: "{}" });
      expect((await store().wholeAnswers(workspace, old)).map(({ key }) => key)).toEqual(["older"]);
      await expect(store().commit([answer("old", 95)])).rejects.toThrow("answer");
      expect(await store().wholeAnswers("other", old)).toEqual([]);
    });

    test("[ST45] a large outcome can be made a small one, and stays the outcome of its command", async () => {
      const outcome = (commandId: string, length: number, atMs: number): Write => ({
        workspace,
        type: "commandOutcome",
        commandId,
        outcome: "x".repeat(length),
        atMs,
      });
      const large = largeOutcomeLength + 1;
      await store().commit([
        outcome("small", largeOutcomeLength, 1),
        outcome("old", large, 2),
        outcome("new", large, 90),
      ]);
      const old = { beforeMs: 50, limit: 10 };
      expect(await store().largeOutcomes(workspace, old)).toEqual([{ commandId: "old", outcome: "x".repeat(large) }]);
      await store().commit([{ workspace, type: "pruneOutcome", commandId: "old", outcome: "short" }]);
      expect(await store().commandOutcome(workspace, "old")).toBe("short");
      expect(await store().largeOutcomes(workspace, old)).toEqual([]);
      await expect(store().commit([outcome("old", 1, 99)])).rejects.toThrow("command");
    });

    test("[ST46] forgetting says nothing of cards: a deleted one keeps its number and its row", async () => {
      const card = { ...contactOf(1), deletedAtMs: 5 };
      await store().commit([
        common(1),
        { ...logged(1), type: "putCard", card },
        { workspace, type: "recordDeletion", record: gone(card, 5) },
      ]);
      await store().commit([forget(2, 1), { workspace, type: "purgeDocument", documentId: documentIdOf(1), limit: 5 }]);
      expect(await store().card(workspace, card.id)).toEqual(card);
      expect(await store().isNumberTaken(workspace, card.kind, card.no)).toBe(true);
    });
  });
}
