/**
 * What every {@link Store} says of the chain over its log, as tests: part of `describeStore`.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { contactOf, documentIdOf, historyRow, logged, workspace } from "./store-rows.ts";
import type { Store, Write } from "./store.ts";

const update = (seq: number, ...content: number[]): Write => ({
  ...logged(seq),
  type: "update",
  documentId: documentIdOf(1),
  update: Uint8Array.from(content),
});
const set = (seq: number): Write => ({ workspace, type: "history", ...historyRow(seq, 1, "city", "Bern") });

export function describeChain(store: () => Store, reopen: () => Promise<Store>): void {
  describe("the chain over the log", () => {
    const head = () => store().chainHead(workspace);

    test("[ST60] every item moves the head, and so does what was set without one; nothing else does", async () => {
      expect(await head()).toBeUndefined();
      const heads = new Set<string | undefined>();
      const commits: Write[][] = [
        [{ ...logged(1), type: "putCard", card: contactOf(1) }],
        [update(2, 1, 2), set(2)],
        [update(3, 1, 2)],
        // An update that is committed already stands for nothing any more.
        [set(2), { workspace, type: "history", ...historyRow(3, 1, "name", "Muster") }],
        [{ ...logged(4), type: "forgetDocument", documentId: documentIdOf(1) }],
      ];
      for (const writes of commits) {
        await store().commit(writes);
        heads.add((await head())?.link);
      }
      expect([heads.size, (await head())?.entries]).toEqual([5, 6]);
      await store().commit([
        { workspace, type: "snapshot", documentId: documentIdOf(2), seq: 4, state: Uint8Array.of(1) },
      ]);
      await store().commit([{ workspace, type: "commandOutcome", commandId: "c", outcome: "{}", atMs: 1 }]);
      expect([...heads].at(-1)).toBe((await head())?.link);
    });

    test("[ST60] it goes on from where it was: after a commit that failed, after the store was opened again", async () => {
      await store().commit([update(1, 1), update(2, 2), set(2)]);
      const before = await head();
      expect(before).toMatchObject({ entries: 2, link: expect.stringMatching(/^[0-9a-f]{64}$/) });
      await expect(store().commit([update(3, 3), update(2, 3)])).rejects.toThrow();
      expect(await head()).toEqual(before);
      await reopen();
      expect(await head()).toEqual(before);
      await store().commit([update(3, 3)]);
      expect((await head())?.entries).toBe(3);
    });

    test("[ST60] what is taken out of the log leaves its place in the chain", async () => {
      for (let seq = 1; seq <= 5; seq += 1) await store().commit([update(seq, seq), set(seq)]);
      await store().commit([{ ...logged(6), type: "forgetDocument", documentId: documentIdOf(1) }]);
      const entries = (await head())?.entries ?? 0;
      await store().commit([{ workspace, type: "purgeDocument", documentId: documentIdOf(1), limit: 9 }]);
      // What the five had set stands by itself now.
      const after = await head();
      expect(after?.entries).toBe(entries + 5);
      await reopen();
      expect(await head()).toEqual(after);
      expect((await store().changes(workspace, 0, 9)).map(({ seq }) => seq)).toEqual([6]);
    });

    test("[ST60] workspaces have chains of their own, and no two are alike", async () => {
      const other = "other-ag";
      for (const of of [workspace, other])
        await store().commit([
          { ...update(1, 1), workspace: of },
          { ...set(1), workspace: of },
        ]);
      const [one, two] = [await head(), await store().chainHead(other)];
      expect([one?.entries, two?.entries]).toEqual([1, 1]);
      expect(one?.link).not.toBe(two?.link);
    });
  });
}
