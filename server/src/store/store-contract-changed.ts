/**
 * What every {@link Store} says of what has changed, as tests.
 *
 * Shape    `describeChanged(current)`; part of `store-contract.ts`.
 *
 * @module
 */
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { highestId, lowestId } from "@couplet/protocol";
import type { ChangedItem, ChangedPage, ChangedQuery, RangeQuery } from "./changed.ts";
import { contactOf, documentIdOf, logged, relationTo, vendorOf, workspace } from "./store-rows.ts";
import type { Store, Write } from "./store.ts";

const seed = Date.now() % 2 ** 31;
const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);

const update = (seq: number, document: number, of: string = workspace): Write => ({
  ...logged(seq, of),
  type: "update",
  documentId: documentIdOf(document),
  update: bytes(seq >> 8, seq & 255),
});
const makeDocument = (document: number, cardId?: string): Write => ({
  workspace,
  type: "createDocument",
  document: { id: documentIdOf(document), ...(cardId === undefined ? { role: "common" } : { role: "card", cardId }) },
});
const retire = (seq: number, document: number, into: number): Write => ({
  workspace,
  type: "retireDocument",
  documentId: documentIdOf(document),
  into: documentIdOf(into),
  seq,
  atMs: 1_000 + seq,
});
const snapshot = (seq: number, document: number): Write => ({
  workspace,
  type: "snapshot",
  documentId: documentIdOf(document),
  state: bytes(255, seq >> 8, seq & 255),
  seq,
});

/** What an item is about. */
function nameOf(item: ChangedItem): string {
  if (item.type === "document" || item.type === "retired" || item.type === "forgotten") return item.documentId;
  if (item.type === "relationRemoved") return item.relationId;
  return item.type === "setup" ? "setup" : (JSON.parse(item.row) as { id: string }).id;
}

/** A reader that has read to the end of a pass starts the next one there. */
const next = (page: ChangedPage, since: number): Pick<ChangedQuery, "since" | "after"> =>
  page.isLast ? { since: page.at, after: page.at } : { since, after: page.at };

export function describeChanged(current: () => Store): void {
  const changed = (since: number, query: Partial<ChangedQuery> = {}): Promise<ChangedPage> =>
    current().changed(workspace, { since, after: since, maxItems: 100, maxBytes: 1_000_000, ...query });
  const setup = (seq: number): Write => ({ ...logged(seq), type: "putSetup", setup: { at: seq } as never });

  describe(`what has changed (seed ${seed})`, () => {
    test("[ST40] each thing comes once in its latest form, in the order of its last change", async () => {
      const card = contactOf(1);
      const relation = relationTo(1, card, vendorOf(1));
      await current().commit([
        makeDocument(1),
        setup(1),
        { ...logged(2), type: "putCard", card },
        update(3, 1),
        { ...logged(4), type: "putRelation", relation },
      ]);
      await current().commit([{ ...logged(5), type: "putCard", card: { ...card, no: "CT9" } }, update(6, 1), setup(7)]);
      const { items, ...page } = await changed(0);
      expect(items).toEqual([
        { seq: 4, type: "relation", kind: "vendor", row: JSON.stringify(relation) },
        { seq: 5, type: "card", kind: "contact", row: JSON.stringify({ ...card, no: "CT9" }) },
        { seq: 6, type: "document", role: "common", documentId: documentIdOf(1), updates: [bytes(0, 3), bytes(0, 6)] },
        { seq: 7, type: "setup", row: JSON.stringify({ at: 7 }) },
      ]);
      expect(page).toEqual({ at: 7, isLast: true });
      expect(await current().countChanged(workspace, 5)).toBe(2);
      expect(await current().countChanged(workspace, 4, 6)).toBe(2);
      expect((await changed(5)).items.map(nameOf)).toEqual([documentIdOf(1), "setup"]);
      expect((await changed(7)).items).toEqual([]);
    });

    test("[ST41] a document tells what it got since the pass began, its snapshot where one was made since", async () => {
      await current().commit([makeDocument(1), update(1, 1), update(2, 1), update(3, 1)]);
      const updates = async (since: number) =>
        (await changed(since)).items.flatMap((item) => (item.type === "document" ? item.updates : []));
      expect(await updates(1)).toEqual([bytes(0, 2), bytes(0, 3)]);
      await current().commit([snapshot(2, 1)]);
      expect(await updates(0)).toEqual([bytes(255, 0, 2), bytes(0, 3)]);
      expect(await updates(1)).toEqual([bytes(255, 0, 2), bytes(0, 3)]);
      expect(await updates(2)).toEqual([bytes(0, 3)]);
      await current().commit([snapshot(3, 1)]);
      expect(await updates(2)).toEqual([bytes(255, 0, 3)]);
    });

    test("[ST42] a removed relation and a retired document are told, and whose a card document is", async () => {
      const relation = relationTo(1, contactOf(1), vendorOf(1));
      await current().commit([
        makeDocument(1),
        makeDocument(2, vendorOf(1).id),
        { ...logged(1), type: "putCard", card: vendorOf(1) },
        { ...logged(2), type: "putRelation", relation },
        update(3, 1),
        update(4, 2),
        { ...logged(5), type: "removeRelation", relation },
        retire(6, 1, 9),
      ]);
      expect((await changed(1)).items).toEqual([
        {
          seq: 4,
          type: "document",
          role: "card",
          cardKind: "vendor",
          documentId: documentIdOf(2),
          updates: [bytes(0, 4)],
        },
        { seq: 5, type: "relationRemoved", relationId: relation.id },
        { seq: 6, type: "retired", role: "common", documentId: documentIdOf(1), into: documentIdOf(9) },
      ]);
      expect(await current().lastSeq(workspace), "a retirement's number is not given out again").toBe(6);
    });

    test("[ST47] a forgotten document is told as forgotten, and nothing of it any more", async () => {
      await current().commit([makeDocument(1), update(1, 1), update(2, 1), snapshot(1, 1)]);
      await current().commit([{ ...logged(3), type: "forgetDocument", documentId: documentIdOf(1) }]);
      const forgotten = { seq: 3, type: "forgotten", role: "common", documentId: documentIdOf(1) };
      expect((await changed(0)).items).toEqual([forgotten]);
      await current().commit([{ workspace, type: "purgeDocument", documentId: documentIdOf(1), limit: 1 }]);
      expect((await changed(0)).items).toEqual([forgotten]);
      await current().commit([{ workspace, type: "purgeDocument", documentId: documentIdOf(1), limit: 9 }]);
      expect((await changed(1)).items).toEqual([forgotten]);
      expect((await changed(3)).items).toEqual([]);
    });

    test("[ST43] a document that is only mentioned is not told, nor is anything of another workspace", async () => {
      await current().commit([update(1, 1), update(1, 2, "other")]);
      expect(await changed(0)).toEqual({ items: [], at: 1, isLast: true });
      expect(await current().changed("none", { since: 0, after: 0, maxItems: 9, maxBytes: 9 })).toEqual({
        items: [],
        at: 0,
        isLast: true,
      });
    });

    test("[ST48] things are read by their ids, each in its latest form, page by page", async () => {
      const relation = relationTo(1, contactOf(1), vendorOf(1));
      await current().commit([
        ...[1, 2, 3, 4, 5].map((index) => makeDocument(index, index === 2 ? vendorOf(1).id : undefined)),
        ...[1, 2, 3, 4].map((index) => update(index, index)),
        update(5, 9),
        { ...logged(6), type: "putCard", card: vendorOf(1) },
        { ...logged(7), type: "putRelation", relation },
        setup(8),
        retire(9, 3, 1),
        { ...logged(10), type: "forgetDocument", documentId: documentIdOf(4) },
        update(11, 1),
      ]);
      const [from, to] = [lowestId, highestId];
      const read = (query: Partial<RangeQuery>) =>
        current().inRange(workspace, { thing: "document", from, to, maxItems: 9, maxBytes: 1_000, ...query });
      const whole = await read({});
      expect(whole.end).toBe(to);
      // The fifth was never written, the ninth only mentioned.
      expect(whole.items).toEqual([
        {
          id: documentIdOf(1),
          item: {
            type: "document",
            role: "common",
            documentId: documentIdOf(1),
            updates: [bytes(0, 1), bytes(0, 11)],
          },
        },
        {
          id: documentIdOf(2),
          item: {
            type: "document",
            role: "card",
            cardKind: "vendor",
            documentId: documentIdOf(2),
            updates: [bytes(0, 2)],
          },
        },
        {
          id: documentIdOf(3),
          item: { type: "retired", role: "common", documentId: documentIdOf(3), into: documentIdOf(1) },
        },
        { id: documentIdOf(4), item: { type: "forgotten", role: "common", documentId: documentIdOf(4) } },
      ]);
      const first = await read({ maxItems: 2 });
      expect([first.items.length, first.end]).toEqual([2, documentIdOf(2)]);
      expect((await read({ maxBytes: 1 })).end).toBe(documentIdOf(1));
      expect((await read({ from: documentIdOf(2), to: documentIdOf(3) })).items.map(({ id }) => id)).toEqual(
        [2, 3].map(documentIdOf),
      );
      expect((await read({ thing: "card" })).items.map(({ item }) => item)).toEqual([
        { type: "card", kind: "vendor", row: JSON.stringify(vendorOf(1)) },
      ]);
      expect((await read({ thing: "relation" })).items.map(({ item }) => item)).toEqual([
        { type: "relation", kind: "vendor", row: JSON.stringify(relation) },
      ]);
      expect((await read({ thing: "setup" })).items).toEqual([
        { id: lowestId, item: { type: "setup", row: JSON.stringify({ at: 8 }) } },
      ]);
      const none = await current().inRange("none", { thing: "card", from, to, maxItems: 9, maxBytes: 9 });
      expect(none).toEqual({ items: [], end: to });
    });

    test("[ST49] what was logged last up to a number is known by number and time", async () => {
      await current().commit([makeDocument(1), update(3, 1), update(5, 1), update(4, 2, "other")]);
      expect(await current().lastLogged(workspace, 2)).toBeUndefined();
      expect(await current().lastLogged(workspace, 4)).toEqual({ seq: 3, atMs: 1_003 });
      expect(await current().lastLogged(workspace, 9)).toEqual({ seq: 5, atMs: 1_005 });
    });

    test("[ST44] a page ends with the item that takes it beyond its bytes, and the next one goes on after it", async () => {
      await current().commit([1, 2, 3, 4, 5].flatMap((index) => [makeDocument(index), update(index, index)]));
      const first = await changed(0, { maxBytes: 3 });
      expect([first.items.length, first.at, first.isLast]).toEqual([2, 2, false]);
      const second = await changed(0, { after: first.at, maxItems: 2 });
      expect([second.items.length, second.at, second.isLast]).toEqual([2, 4, false]);
      const third = await changed(0, { after: second.at, maxItems: 2 });
      expect([third.items.length, third.at, third.isLast]).toEqual([1, 5, true]);
    });

    test("[ST45] a pass cut into pages, with commits in between, leaves its reader with everything", async () => {
      const documents = 6;
      const step = fc.oneof(
        fc.record({ do: fc.constant("edit" as const), document: fc.nat(documents - 1) }),
        fc.record({ do: fc.constant("snapshot" as const), document: fc.nat(documents - 1) }),
        fc.record({ do: fc.constant("page" as const), maxItems: fc.integer({ min: 1, max: 4 }) }),
      );
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 40, size: "max" }), async (steps) => {
          const store = current();
          const place = `histories-${(run += 1)}`;
          const inPlace = (writes: readonly Write[]) =>
            store.commit(writes.map((write) => ({ ...write, workspace: place })));
          await inPlace(Array.from({ length: documents }, (_, index) => makeDocument(index)));
          /** Numbers of the updates each document has, as it is and as the reader has it. */
          const wanted = new Map<string, Set<number>>();
          const has = new Map<string, Set<number>>();
          const of = (map: Map<string, Set<number>>, id: string): Set<number> => {
            const numbers = map.get(id) ?? new Set();
            map.set(id, numbers);
            return numbers;
          };
          let seq = 0;
          let cursor: Pick<ChangedQuery, "since" | "after"> = { since: 0, after: 0 };
          const read = async (maxItems: number): Promise<boolean> => {
            const page = await store.changed(place, { ...cursor, maxItems, maxBytes: 5 });
            for (const item of page.items) {
              if (item.type !== "document") continue;
              for (const [kind = 0, high = 0, low = 0] of item.updates) {
                const isSnapshot = kind === 255;
                const number = isSnapshot ? high * 256 + low : kind * 256 + high;
                const got = of(has, item.documentId);
                if (!isSnapshot) got.add(number);
                else for (const earlier of of(wanted, item.documentId)) if (earlier <= number) got.add(earlier);
              }
            }
            cursor = next(page, cursor.since);
            return page.isLast;
          };
          for (const move of steps) {
            if (move.do === "page") await read(move.maxItems);
            else if (move.do === "edit") {
              seq += 1;
              await inPlace([update(seq, move.document)]);
              of(wanted, documentIdOf(move.document)).add(seq);
            } else if (seq > 0) await inPlace([snapshot(seq, move.document)]);
          }
          while (!(await read(2)));
          expect(has).toEqual(wanted);
        }),
        { seed, numRuns: 12 },
      );
    }, 60_000);
  });
}
