/**
 * What every {@link Store} keeps of a log that has grown long, as tests: who set what, updates, what has changed.
 *
 * Shape    `describeLog(current, reopen)`; part of `store-contract.ts`. A store may write what follows from the log later than the log:
 *          nobody who reads can tell, wherever in the log they ask and however often it was opened since.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { ChangedQuery } from "./changed.ts";
import { documentIdOf, historyRow, logged, workspace } from "./store-rows.ts";
import type { HistoryRow, Store, Write } from "./store.ts";

const documents = 7;
/** More than any store keeps waiting. */
const edits = 2_500;
const documentOf = (seq: number): number => (seq * seq) % documents;
const fieldOf = (seq: number): string => (seq % 3 === 0 ? "name" : "city");

const rowOf = (seq: number): HistoryRow => historyRow(seq, documentOf(seq), fieldOf(seq), `Value ${seq}`);
const bytesOf = (seq: number): Uint8Array => Uint8Array.of(seq >> 8, seq & 255);

const update = (seq: number): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(documentOf(seq)),
  update: bytesOf(seq),
});
const history = (row: HistoryRow): Write => ({ workspace, type: "history", ...row });

const seqsOf = (document: number, until = edits): number[] =>
  Array.from({ length: until }, (_, index) => index + 1).filter((seq) => documentOf(seq) === document);

/** An update and what it set, in commits of different size. */
async function fill(store: Store, from = 1, until = edits): Promise<void> {
  for (let seq = from; seq <= until;) {
    const writes: Write[] = [];
    for (let size = (seq % 17) + 1; size > 0 && seq <= until; size -= 1, seq += 1) {
      writes.push(update(seq), history(rowOf(seq)));
    }
    await store.commit(writes);
  }
}

export function describeLog(current: () => Store, reopen: () => Promise<Store>): void {
  const pageThrough = async (query: {
    readonly of: readonly number[];
    readonly field?: string;
    readonly limit: number;
  }): Promise<HistoryRow[]> => {
    const all: HistoryRow[] = [];
    const of = query.of.map((document) => ({ documentId: documentIdOf(document) }));
    for (;;) {
      const { field, limit } = query;
      const rows = await current().history(workspace, { documents: of, field, limit, before: all.at(-1) });
      if (rows.length === 0) return all;
      all.push(...rows);
    }
  };

  describe("a log that has grown long", () => {
    test(
      "[ST50] has its whole history, per document and field, in pages of any size",
      { timeout: 60_000 },
      async () => {
        await fill(current());
        for (const isReopened of [false, true]) {
          if (isReopened) await reopen();
          const newest = Array.from({ length: edits }, (_, index) => rowOf(edits - index));
          const of = Array.from({ length: documents }, (_, index) => index);
          expect(await pageThrough({ of, limit: 313 })).toEqual(newest);
          const some = newest.filter(({ seq, field }) => [0, 2].includes(documentOf(seq)) && field === "name");
          expect(await pageThrough({ of: [0, 2], field: "name", limit: 7 })).toEqual(some);
          const bounded = { documents: [{ documentId: documentIdOf(1), untilSeq: edits - 700 }], limit: 3 };
          const until = seqsOf(1, edits - 700)
            .slice(-3)
            .toReversed();
          expect((await current().history(workspace, bounded)).map(({ seq }) => seq)).toEqual(until);
        }
      },
    );

    test("[ST51] loads every document, from its snapshot on", { timeout: 60_000 }, async () => {
      await fill(current(), 1, edits - 300);
      const state = Uint8Array.of(255);
      const snapshot = (document: number, seq: number): Write => ({
        workspace,
        type: "snapshot",
        documentId: documentIdOf(document),
        state,
        seq,
      });
      await current().commit([snapshot(1, edits - 1_000), snapshot(2, edits - 310)]);
      await fill(current(), edits - 299);
      const loaded = (document: number) => current().loadDocument(workspace, documentIdOf(document));
      for (const isReopened of [false, true]) {
        if (isReopened) await reopen();
        expect(await loaded(0)).toEqual(seqsOf(0).map(bytesOf));
        const after = (document: number, from: number) =>
          seqsOf(document)
            .filter((seq) => seq > from)
            .map(bytesOf);
        expect(await loaded(1)).toEqual([state, ...after(1, edits - 1_000)]);
        expect(await loaded(2)).toEqual([state, ...after(2, edits - 310)]);
      }
    });

    test("[ST52] tells what has changed from any place in it", { timeout: 60_000 }, async () => {
      await current().commit(
        Array.from({ length: documents }, (_, index) => ({
          workspace,
          type: "createDocument",
          document: { id: documentIdOf(index), role: "common" },
        })),
      );
      await fill(current());
      const told = async (since: number, query: Partial<ChangedQuery>) => {
        const items: unknown[] = [];
        for (let after = since; ;) {
          const whole = { since, after, maxItems: 100, maxBytes: 100_000, ...query };
          const page = await current().changed(workspace, whole);
          items.push(...page.items);
          after = page.at;
          if (page.isLast) return items;
        }
      };
      for (const isReopened of [false, true]) {
        if (isReopened) await reopen();
        for (const since of [0, 1, edits - 1_200, edits - 200, edits - 3, edits]) {
          const wanted = Array.from({ length: documents }, (_, document) => seqsOf(document))
            .map((seqs) => seqs.filter((seq) => seq > since))
            .filter((seqs) => seqs.length > 0)
            .sort((a, b) => (a.at(-1) ?? 0) - (b.at(-1) ?? 0))
            .map((seqs) => ({
              seq: seqs.at(-1),
              type: "document",
              role: "common",
              documentId: documentIdOf(documentOf(seqs[0] ?? 0)),
              updates: seqs.map(bytesOf),
            }));
          for (const query of [{}, { maxItems: 2 }, { maxBytes: 1 }]) expect(await told(since, query)).toEqual(wanted);
          expect(await current().countChanged(workspace, since)).toBe(wanted.length);
        }
      }
    });

    test("[ST53] keeps what was set when its document is forgotten and its updates are taken out", async () => {
      await fill(current(), 1, 900);
      const documentId = documentIdOf(1);
      const before = await pageThrough({ of: [1], limit: 1_000 });
      await current().commit([
        { workspace, type: "createDocument", document: { id: documentId, role: "common" } },
        { ...logged(901), type: "forgetDocument", documentId },
      ]);
      for (let round = 0; round < 5; round += 1) {
        await current().commit([{ workspace, type: "purgeDocument", documentId, limit: 60 }]);
        expect(await pageThrough({ of: [1], limit: 10 })).toEqual(before);
      }
      const items = await current().changes(workspace, 0, 1_000);
      expect(items.some((item) => item.type === "update" && item.documentId === documentId)).toBe(false);
      expect(await current().loadDocument(workspace, documentId)).toEqual([]);
      await reopen();
      expect(await pageThrough({ of: [1], limit: 1_000 })).toEqual(before);
    });

    test("[ST54] of several fields set by one update each is there once, whatever they are and whoever set them", async () => {
      const row = (over: Partial<HistoryRow>): HistoryRow => ({ ...historyRow(1, 1, "city", "Chur"), ...over });
      const rows = [
        row({ field: "privacyBlocked", new: true, old: false }),
        row({ field: "name", new: 'A "city" \u{1F3D9}\n', old: "" }),
        row({ field: "creditLimit", new: 12.5 }),
        row({ entry: "v@7", new: "Bern", by: { sub: "ben", name: "Ben" } }),
        row({ entry: "v@8", new: "Genf", by: { sub: "ada", name: "Ada Frei" } }),
        row({ entry: "v@9", new: "Zug", atMs: 5 }),
      ];
      const given: Write = { ...logged(1), type: "update", documentId: documentIdOf(1), update: bytesOf(1) };
      await current().commit([given, history(row({ new: "before" })), ...[row({}), ...rows].map(history)]);
      const expected = [row({}), ...rows].sort(
        (a, b) => (a.entry < b.entry ? 1 : a.entry > b.entry ? -1 : 0) || (a.field < b.field ? 1 : -1),
      );
      expect(await pageThrough({ of: [1], limit: 2 })).toEqual(expected);
      const cities = expected.filter(({ field }) => field === "city");
      expect(await pageThrough({ of: [1], field: "city", limit: 9 })).toEqual(cities);
    });

    test("[ST55] knows whether a field was set since a card came to hold the document", async () => {
      const hold = (document: number, fromSeq: number): Write => ({
        workspace,
        type: "hold",
        documentId: documentIdOf(document),
        cardId: "a",
        fromSeq,
      });
      const isEdited = (document: number) => current().isEditedSinceHeld(workspace, documentIdOf(document), "a");
      const lastOf = (document: number, until: number) => seqsOf(document, until).at(-1) ?? 0;
      await fill(current(), 1, 400);
      await current().commit([hold(0, lastOf(0, 400)), hold(1, lastOf(1, 400) + 1)]);
      const check = async () =>
        expect([await isEdited(0), await isEdited(1), await isEdited(2)]).toEqual([true, false, false]);
      await check();
      const server = Array.from({ length: 600 }, (_, index) => update(edits + index)).filter(
        (write) => write.type === "update" && write.documentId !== documentIdOf(0),
      );
      await current().commit(server);
      await check();
      await reopen();
      await check();
    });

    test("[ST56] a commit that fails leaves what is asked afterwards as it was", async () => {
      await fill(current(), 1, 100);
      const before = await pageThrough({ of: [0, 1, 2, 3, 4, 5, 6], limit: 500 });
      const failing = Array.from({ length: 600 }, (_, index) => index + 101).flatMap((seq) => [
        update(seq),
        history(rowOf(seq)),
      ]);
      await expect(current().commit([...failing, update(1)])).rejects.toThrow("seq");
      expect(await pageThrough({ of: [0, 1, 2, 3, 4, 5, 6], limit: 500 })).toEqual(before);
      expect(await current().loadDocument(workspace, documentIdOf(1))).toEqual(seqsOf(1, 100).map(bytesOf));
      await fill(current(), 101, 120);
      expect(await current().loadDocument(workspace, documentIdOf(1))).toEqual(seqsOf(1, 120).map(bytesOf));
    });

    test("[ST31] a page of the log ends early where its items are large, and never without one", async () => {
      const large = new Uint8Array(3 * 1024 * 1024);
      await current().commit(
        [1, 2, 3].map((seq) => ({ ...logged(seq), type: "update", documentId: documentIdOf(1), update: large })),
      );
      expect((await current().changes(workspace, 0, 10)).map((item) => item.seq)).toEqual([1, 2]);
      expect((await current().changes(workspace, 2, 10)).map((item) => item.seq)).toEqual([3]);
    });
  });
}
