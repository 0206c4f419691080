import type { Role } from "@couplet/model";
import { decodeToClient, type FeedItem } from "@couplet/protocol";
import * as fc from "fast-check";
import { copyFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { openSqliteStore } from "../store/sqlite.ts";
import { documentIdOf, logged, vendorOf, workspace } from "../store/store-rows.ts";
import type { Store, Write } from "../store/store.ts";
import { nameOfBlocks, removeOldBlocks } from "./feed-block-file.ts";
import { FeedBlocks } from "./feed-blocks.ts";
import { firstCursor, type KindSet, kindsOf } from "./feed-cursor.ts";
import { Feed } from "./feed.ts";
import { defaultSyncLimits } from "./sync-limits.ts";

const seed = Date.now() % 2 ** 31;
const limits = { ...defaultSyncLimits, chunkItems: 5, chunkBytes: 400 };
const all = kindsOf("viewer");
const nobodyElse = kindsOf("viewer", (_: Role, kind) => kind === "customer");
const documents = 30;

describe(`Chunks of a first sync that are kept (seed ${seed})`, () => {
  let directory: string;
  let store: Store;
  let seq: number;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "couplet-blocks-"));
    store = openSqliteStore(join(directory, "couplet.db"));
    seq = 0;
    const writes: Write[] = [{ ...logged((seq += 1)), type: "putCard", card: vendorOf(1) }];
    for (let index = 0; index < documents; index += 1) {
      const cardId = index % 4 === 0 ? { role: "card" as const, cardId: vendorOf(1).id } : { role: "common" as const };
      writes.push({ workspace, type: "createDocument", document: { id: documentIdOf(index), ...cardId } });
      writes.push(update(index));
    }
    await store.commit(writes);
  });
  afterEach(async () => {
    await store.close();
    await rm(directory, { recursive: true });
  });

  /** Sets something that no other update sets. */
  function update(index: number): Write {
    const doc = new Y.Doc();
    doc.getMap("fields").set(`name|w${(seq += 1)}`, "x".repeat(seq % 60));
    return { ...logged(seq), type: "update", documentId: documentIdOf(index), update: Y.encodeStateAsUpdate(doc) };
  }
  const open = (blocks?: FeedBlocks): Feed => new Feed({ store, workspace, limits, ...(blocks ? { blocks } : {}) });

  async function pass(feed: Feed, kinds: KindSet): Promise<FeedItem[]> {
    const items: FeedItem[] = [];
    for (let cursor = firstCursor(kinds), isLast = false; !isLast;) {
      const page = await feed.page(cursor);
      const { bytes, release } = page.frame({ cursor: new Uint8Array(), isLast: false, left: 0 });
      const frame = decodeToClient(bytes.slice());
      release();
      if (frame.type === "chunk") items.push(...frame.items);
      ({ next: cursor, isLast } = page);
    }
    return items;
  }
  /** In order; a document by what it says. */
  const told = (items: readonly FeedItem[]): unknown[] =>
    items.map((item) => {
      if (item.type !== "document") return item;
      const doc = new Y.Doc();
      Y.applyUpdate(doc, item.update);
      return [item.documentId, doc.getMap("fields").toJSON()];
    });

  test("[SY22] a first sync from kept chunks tells what one from the rows tells, whatever changed since", async () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant("edit" as const), document: fc.nat(documents - 1) }),
      fc.record({ do: fc.constant("forget" as const), document: fc.nat(documents - 1) }),
      fc.record({ do: fc.constant("read" as const), kinds: fc.constantFrom(all, nobodyElse) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: "max" }), async (steps) => {
        const blocks = new FeedBlocks({ directory, workspace });
        const [kept, plain] = [open(blocks), open()];
        const same = async (kinds: KindSet): Promise<void> =>
          expect(told(await pass(kept, kinds))).toEqual(told(await pass(plain, kinds)));
        for (const move of steps) {
          if (move.do === "read") await same(move.kinds);
          else if (move.do === "edit") await store.commit([update(move.document)]);
          else {
            const documentId = documentIdOf(move.document);
            await store.commit([{ ...logged((seq += 1)), type: "forgetDocument", documentId }]);
          }
          for (const feed of [kept, plain]) feed.moved();
        }
        await same(all);
        await same(all);
        kept.close();
      }),
      { seed, numRuns: 25 },
    );
  }, 60_000);

  test("[SY22] what nobody changed is not read from the rows again; what changed is, and only its stretch", async () => {
    const blocks = new FeedBlocks({ directory, workspace });
    const feed = open(blocks);
    await pass(feed, all);
    const changed = vi.spyOn(store, "changed");
    feed.moved();
    await pass(feed, all);
    expect(changed, "the last page").toHaveBeenCalledTimes(1);
    await store.commit([update(14)]);
    feed.moved();
    changed.mockClear();
    await pass(feed, all);
    expect(changed.mock.calls.length).toBeLessThanOrEqual(4);
    changed.mockClear();
    feed.moved();
    await pass(feed, all);
    expect(changed).toHaveBeenCalledTimes(1);
    feed.close();
  });

  test("[SY22] whether a kept chunk still holds is asked once between two commits, also where one comes while it is asked", async () => {
    const feed = open(new FeedBlocks({ directory, workspace }));
    await pass(feed, all);
    const counted = vi.spyOn(store, "countChanged");
    feed.moved();
    await pass(feed, all);
    expect(counted.mock.calls.length).toBeGreaterThan(4);
    counted.mockClear();
    await pass(feed, all);
    expect(counted).not.toHaveBeenCalled();
    feed.moved();
    const ask = store.lastLogged.bind(store);
    vi.spyOn(store, "lastLogged").mockImplementationOnce(async (...of) => {
      const logged = await ask(...of);
      await store.commit([update(1)]);
      feed.moved();
      return logged;
    });
    await pass(feed, all);
    expect(told(await pass(feed, all))).toEqual(told(await pass(open(), all)));
    feed.close();
  });

  test("[SY22] what was kept is there after a restart, and holds as long as it did before", async () => {
    const wanted = told(await pass(open(new FeedBlocks({ directory, workspace })), all));
    await expectRead(0, wanted);
    await store.commit([update(14)]);
    const changed = told(await pass(open(), all));
    await expectRead(4, changed);
    await expectRead(0, changed);
    // Somebody who sees less has blocks of their own.
    expect(told(await pass(open(new FeedBlocks({ directory, workspace })), nobodyElse))).toEqual(
      told(await pass(open(), nobodyElse)),
    );
    await expectRead(0, changed);
  });

  /** By a process that has just started: at most so many stretches from the rows, beside the last page. */
  async function expectRead(stretches: number, wanted: unknown): Promise<void> {
    const feed = open(new FeedBlocks({ directory, workspace }));
    const changed = vi.spyOn(store, "changed");
    expect(told(await pass(feed, all))).toEqual(wanted);
    expect(changed.mock.calls.length).toBeLessThanOrEqual(stretches + 1);
    changed.mockRestore();
    feed.close();
  }

  const path = (): string => join(directory, nameOfBlocks(workspace));

  test("[SY22] a file that was cut off anywhere, or is not what was written, gives nothing wrong", async () => {
    const wanted = told(await pass(open(new FeedBlocks({ directory, workspace })), all));
    const whole = await readFile(path());
    const random = (below: number): number => Math.floor(Math.random() * below);
    for (let round = 0; round < 40; round += 1) {
      const bytes = Buffer.from(whole.subarray(0, round % 2 === 0 ? random(whole.byteLength) : undefined));
      for (let spoilt = round % 4; spoilt > 0 && bytes.byteLength > 0; spoilt -= 1)
        bytes[random(bytes.byteLength)] = random(256);
      await writeFile(path(), bytes);
      const feed = open(new FeedBlocks({ directory, workspace }));
      for (let again = 0; again < 2; again += 1) expect(told(await pass(feed, all))).toEqual(wanted);
      feed.close();
    }
  });

  test("[SY22] blocks of another store are not taken over: of another epoch, or of one that went another way", async () => {
    await pass(open(new FeedBlocks({ directory, workspace })), all);
    const other = openSqliteStore(join(directory, "other.db"));
    const later = { ...logged(0), atMs: logged(0).atMs + 500_000 };
    const [, ...rest] = await store.changes(workspace, 0, 1_000);
    const writes: Write[] = [{ ...later, seq: 1, type: "putCard", card: vendorOf(1) }];
    for (let index = 0; index < documents; index += 1)
      writes.push({ workspace, type: "createDocument", document: { id: documentIdOf(index), role: "common" } });
    for (const item of rest) {
      const doc = new Y.Doc();
      doc.getMap("fields").set("name|other", "other");
      if (item.type === "update") writes.push({ ...item, ...later, seq: item.seq, update: Y.encodeStateAsUpdate(doc) });
    }
    await other.commit(writes);
    for (const epoch of [await other.epoch(), await store.epoch()]) {
      vi.spyOn(other, "epoch").mockResolvedValue(epoch);
      const feed = (blocks?: FeedBlocks): Feed =>
        new Feed({ store: other, workspace, limits, ...(blocks ? { blocks } : {}) });
      const wanted = told(await pass(feed(), all));
      await copyFile(path(), `${path()}.before`);
      expect(told(await pass(feed(new FeedBlocks({ directory, workspace })), all))).toEqual(wanted);
      await copyFile(`${path()}.before`, path());
    }
    await other.close();
  });

  test("[SY22] what nobody has asked for is kept ahead, and only what is not kept already", async () => {
    const feed = open(new FeedBlocks({ directory, workspace }));
    const changed = vi.spyOn(store, "changed");
    const ahead = async (): Promise<number> => {
      changed.mockClear();
      for (let after: number | undefined = 0; after !== undefined;) after = await feed.keepAhead(all, after);
      return changed.mock.calls.length;
    };
    expect(await ahead()).toBeGreaterThan(4);
    expect(await ahead()).toBe(1);
    await store.commit([update(3)]);
    feed.moved();
    expect(await ahead()).toBeLessThanOrEqual(3);
    changed.mockClear();
    expect(told(await pass(feed, all))).toEqual(told(await pass(open(), all)));
    feed.close();
  });

  test("[SY22] the file is its owner's, is thrown away when it is old or large, and nobody needs it", async () => {
    let nowMs = 0;
    const aged = new FeedBlocks({ directory, workspace, nowMs: () => nowMs });
    const feed = open(aged);
    const wanted = told(await pass(feed, all));
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(aged.at(all, 0)).toBeDefined();
    nowMs = 25 * 60 * 60 * 1000;
    feed.tidy();
    expect((await stat(path())).size, "nothing of it is left").toBeLessThan(200);
    expect(aged.at(all, 0)).toBeUndefined();
    expect(told(await pass(feed, all))).toEqual(wanted);
    feed.close();
    nowMs = 50 * 60 * 60 * 1000;
    const later = new FeedBlocks({ directory, workspace, nowMs: () => nowMs });
    later.open(await store.epoch());
    expect(later.at(all, 0), "it was old at a start").toBeUndefined();
    later.close();
    const tight = new FeedBlocks({ directory, workspace, maxFileBytes: 1_000 });
    expect(told(await pass(open(tight), all))).toEqual(wanted);
    expect(told(await pass(open(tight), all))).toEqual(wanted);
    tight.close();
    const nowhere = new FeedBlocks({ directory: join(directory, "missing"), workspace });
    expect(told(await pass(open(nowhere), all))).toEqual(wanted);
    expect(nowhere.at(all, 0)).toBeUndefined();
    await removeOldBlocks(directory, Date.now() - 1_000_000);
    expect(await readdir(directory)).toContain(nameOfBlocks(workspace));
    await removeOldBlocks(directory, Date.now() + 1_000_000);
    expect((await readdir(directory)).filter((name) => name.startsWith("feed-"))).toEqual([]);
  });
});
