import { openDB } from "idb";
import { describe, expect, test } from "vitest";
import { IdbReplicaStore } from "./idb-replica-store.ts";
import { describeReplicaStore } from "./replica-store-contract.ts";
import { DatabaseGoneError } from "../idb-database.ts";
import { emptySegment } from "./replica-store.ts";

const newName = (): string => `replica of ${crypto.randomUUID()}`;

describeReplicaStore("IdbReplicaStore", () => IdbReplicaStore.open(newName()));

describe("IdbReplicaStore", () => {
  test("[RP2] two tabs on one database append one after the other", async () => {
    const name = newName();
    const [one, other] = [await IdbReplicaStore.open(name), await IdbReplicaStore.open(name)];
    const append = (store: IdbReplicaStore, card: string): Promise<number> =>
      store.write(false, async (transaction) => {
        const { length } = await transaction.segments(0);
        return await transaction.append({ ...emptySegment, cards: [`${card}${length}`] });
      });
    await Promise.all([append(one, "a"), append(other, "b"), append(one, "c"), append(other, "d")]);
    const { segments } = await one.load(0);
    expect(segments.map(({ segment }) => segment.cards[0]?.slice(1))).toEqual(["0", "1", "2", "3"]);
    expect(await other.load(0)).toEqual(await one.load(0));
    one.close();
    other.close();
  });

  test("[RP13] what the version without lists has stored is there, and lists can be put beside it", async () => {
    const name = newName();
    const before = await openDB(name, 1, {
      upgrade: (db) => {
        db.createObjectStore("documents");
        db.createObjectStore("segments", { autoIncrement: true });
        db.createObjectStore("position");
      },
    });
    const position = { epoch: "e", generation: "g", pending: 0, left: 0, isComplete: true, asOfMs: 5 };
    await before.put("documents", Uint8Array.of(1, 2), "d");
    await before.add("segments", { ...emptySegment, cards: ["a"] });
    await before.add("segments", { ...emptySegment, cards: ["b"] });
    await before.put("position", { ...position, cursor: Uint8Array.of(7) }, 0);
    before.close();
    const store = await IdbReplicaStore.open(name);
    const loaded = await store.load(0);
    expect(loaded.position).toEqual({ ...position, cursor: Uint8Array.of(7) });
    expect(loaded.segments.map(({ number, segment }) => [number, segment.cards])).toEqual([
      [1, ["a"]],
      [2, ["b"]],
    ]);
    expect(await store.document("d")).toEqual(Uint8Array.of(1, 2));
    expect(await store.listsUpTo()).toBe(0);
    const lists = { upTo: 2, role: "editor", beside: [], lists: { form: 1, language: "de", lists: [] } } as const;
    await store.write(false, async (transaction) => {
      transaction.claimLists(2);
      return await Promise.resolve();
    });
    expect(await store.putLists(lists)).toBe(true);
    store.close();
    const again = await IdbReplicaStore.open(name);
    expect(await again.lists()).toEqual(lists);
    again.close();
  });

  test("[RP5] gives way to another tab that deletes the database, and does not bring it back", async () => {
    const name = newName();
    const store = await IdbReplicaStore.open(name);
    const deleted = new Promise<string>((resolve) => {
      const request = indexedDB.deleteDatabase(name);
      request.addEventListener("success", () => resolve("deleted"));
      request.addEventListener("blocked", () => resolve("blocked"));
    });
    expect(await deleted).toBe("deleted");
    await expect(store.load(0)).rejects.toThrow(DatabaseGoneError);
    await expect(store.write(false, async () => await Promise.resolve())).rejects.toThrow(DatabaseGoneError);
    expect((await indexedDB.databases()).some((database) => database.name === name)).toBe(false);
  });

  test("[RP1] a write that the database refuses leaves what was there", async () => {
    const store = await IdbReplicaStore.open(newName());
    const uncloneable = (() => undefined) as unknown as Uint8Array;
    await store.write(false, async (transaction) => await transaction.append(emptySegment));
    const failing = store.write(false, async (transaction) => {
      await transaction.append({ ...emptySegment, cards: ["lost"] });
      transaction.putDocument("d", uncloneable);
    });
    await expect(failing).rejects.toThrow();
    const { segments } = await store.load(0);
    expect(segments).toHaveLength(1);
    store.close();
  });
});
