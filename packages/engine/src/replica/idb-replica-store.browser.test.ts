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
