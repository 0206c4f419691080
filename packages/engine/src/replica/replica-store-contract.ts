/**
 * What every {@link ReplicaStore} must do.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import {
  emptySegment,
  type ReplicaPosition,
  type ReplicaStore,
  type ReplicaTransaction,
  type Segment,
  type StoredLists,
  type StoredSegment,
} from "./replica-store.ts";

const bytes = (...values: number[]): Uint8Array => Uint8Array.from(values);
const segmentOf = (card: string): Segment => ({ ...emptySegment, cards: [card] });
const position: ReplicaPosition = {
  epoch: "e",
  cursor: bytes(1, 2),
  generation: "g",
  pending: 9,
  left: 4,
  isComplete: false,
  asOfMs: 7,
};

export function describeReplicaStore(name: string, open: () => Promise<ReplicaStore>): void {
  describe(`${name} as a ReplicaStore`, () => {
    test("[RP1] has nothing at first, and then what was written", async () => {
      const store = await open();
      expect(await store.load(0)).toEqual({ position: undefined, segments: [] });
      expect(await store.document("d")).toBeUndefined();
      const number = await store.write(false, async (transaction) => {
        transaction.putPosition(position);
        transaction.putDocument("d", bytes(3));
        return await transaction.append(segmentOf("one"));
      });
      expect(await store.load(0)).toEqual({ position, segments: [{ number, segment: segmentOf("one") }] });
      expect(await store.load(number)).toEqual({ position, segments: [] });
      expect(await store.document("d")).toEqual(bytes(3));
      store.close();
    });

    test("[RP1] what was written together is there together or not at all", async () => {
      const store = await open();
      await store.write(true, async (transaction) => {
        transaction.putPosition(position);
        transaction.putDocument("kept", bytes(1));
        await transaction.append(segmentOf("kept"));
      });
      const before = await store.load(0);
      const failing = store.write(false, async (transaction) => {
        transaction.putPosition({ ...position, cursor: bytes(9) });
        transaction.putDocument("d", bytes(3));
        transaction.deleteDocument("kept");
        await transaction.append(segmentOf("two"));
        throw new Error("thought better of it");
      });
      await expect(failing).rejects.toThrow("thought better of it");
      expect(await store.load(0)).toEqual(before);
      expect(await store.document("d")).toBeUndefined();
      expect(await store.document("kept")).toEqual(bytes(1));
      store.close();
    });

    test("[RP2] one write sees what the one before has done, however many are asked for at once", async () => {
      const store = await open();
      const add = (value: number): Promise<void> =>
        store.write(false, async (transaction) => {
          const [copy = bytes()] = await transaction.documents(["d"]);
          transaction.putDocument("d", bytes(...copy, value));
        });
      await Promise.all([1, 2, 3, 4].map(add));
      expect(await store.document("d")).toEqual(bytes(1, 2, 3, 4));
      store.close();
    });

    test("[RP3] segments come in the order of their numbers, which are never given twice", async () => {
      const store = await open();
      const append = (card: string): Promise<number> =>
        store.write(false, async (transaction) => await transaction.append(segmentOf(card)));
      const numbers = [await append("a"), await append("b"), await append("c"), await append("d")];
      expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
      const [first = 0, second = 0, third = 0] = numbers;
      const read = await store.write(false, async (transaction) => {
        const between = await transaction.segments(first, third);
        transaction.replace([second, third], segmentOf("bc"));
        return between.map(({ number }) => number);
      });
      expect(read).toEqual([second, third]);
      const { segments } = await store.load(0);
      expect(segments.map(({ number, segment }) => [number, segment.cards[0]])).toEqual([
        [first, "a"],
        [third, "bc"],
        [numbers[3], "d"],
      ]);
      await store.write(false, async (transaction) => {
        transaction.clear();
        return await Promise.resolve();
      });
      expect(await store.load(0)).toEqual({ position: undefined, segments: [] });
      expect(await append("e")).toBeGreaterThan(numbers[3] ?? 0);
      store.close();
    });

    test("[RP1] everything is given in order, one by one, with the position", async () => {
      const store = await open();
      for (let index = 0; index < 11; index += 1) {
        await store.write(false, async (transaction) => {
          transaction.putPosition({ ...position, left: index });
          return await transaction.append(segmentOf(`${index}`));
        });
      }
      const taken: StoredSegment[] = [];
      expect(await store.loadAll((segment) => taken.push(segment))).toEqual({ ...position, left: 10 });
      expect(taken).toEqual((await store.load(0)).segments);
      expect(taken).toHaveLength(11);
      store.close();
    });

    test("[RP13] lists are put where they were claimed, and dropped when a segment that they stand for is written anew", async () => {
      const store = await open();
      const write = (work: (transaction: ReplicaTransaction) => void): Promise<void> =>
        store.write(false, async (transaction) => {
          work(transaction);
          return await Promise.resolve();
        });
      const numbers: number[] = [];
      for (const card of ["a", "b", "c", "d"]) {
        numbers.push(await store.write(false, async (transaction) => await transaction.append(segmentOf(card))));
      }
      const [a = 0, b = 0, c = 0, d = 0] = numbers;
      const listsOf = (upTo: number): StoredLists => ({
        upTo,
        role: "editor",
        beside: ["x"],
        lists: { form: 1, language: "de", lists: [] },
      });
      expect([await store.listsUpTo(), await store.lists()]).toEqual([0, undefined]);
      expect(await store.putLists(listsOf(b)), "nobody has claimed it").toBe(false);
      await write((transaction) => transaction.claimLists(b));
      expect([await store.listsUpTo(), await store.lists()], "a claim is not a list").toEqual([0, undefined]);
      expect(await store.putLists(listsOf(b))).toBe(true);
      expect([await store.listsUpTo(), await store.lists()]).toEqual([b, listsOf(b)]);
      // Beyond what they stand for.
      await write((transaction) => transaction.replace([c, d], segmentOf("cd")));
      expect(await store.lists()).toEqual(listsOf(b));
      // What was there stays until something is put in its place.
      await write((transaction) => transaction.claimLists(d));
      expect(await store.lists()).toEqual(listsOf(b));
      expect(await store.putLists(listsOf(d))).toBe(true);
      expect(await store.putLists(listsOf(d)), "it was used").toBe(false);
      expect(await store.lists()).toEqual(listsOf(d));
      for (const drop of [
        (transaction: ReplicaTransaction) => transaction.replace([a], segmentOf("a")),
        (transaction: ReplicaTransaction) => transaction.dropLists(),
        (transaction: ReplicaTransaction) => transaction.clear(),
      ]) {
        await write((transaction) => transaction.claimLists(d));
        expect(await store.putLists(listsOf(d))).toBe(true);
        await write((transaction) => transaction.claimLists(d));
        await write(drop);
        expect([await store.listsUpTo(), await store.lists()]).toEqual([0, undefined]);
        expect(await store.putLists(listsOf(d)), "the claim has ended, too").toBe(false);
      }
      store.close();
    });

    test("[RP4] keeps bytes as they were when they were handed over", async () => {
      const store = await open();
      const frame = bytes(1, 2, 3, 4);
      await store.write(false, async (transaction) => {
        transaction.putDocument("d", frame.slice(1, 3));
        return await Promise.resolve();
      });
      frame.fill(0);
      expect(await store.document("d")).toEqual(bytes(2, 3));
      const found = await store.write(false, async (transaction) => {
        transaction.deleteDocument("d");
        return await transaction.documents(["d", "e"]);
      });
      expect(found).toEqual([undefined, undefined]);
      store.close();
    });
  });
}
