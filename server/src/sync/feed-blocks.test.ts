import type { Role } from "@couplet/model";
import { decodeToClient, type FeedItem } from "@couplet/protocol";
import * as fc from "fast-check";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import * as Y from "yjs";
import { openSqliteStore } from "../store/sqlite.ts";
import { documentIdOf, logged, vendorOf, workspace } from "../store/store-rows.ts";
import type { Store, Write } from "../store/store.ts";
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
        const blocks = new FeedBlocks({ directory });
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
    const blocks = new FeedBlocks({ directory });
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

  test("[SY22] the file has no name, is thrown away when it is old or large, and nobody needs it", async () => {
    let nowMs = 0;
    const aged = new FeedBlocks({ directory, nowMs: () => nowMs });
    const feed = open(aged);
    const wanted = told(await pass(feed, all));
    expect((await readdir(directory)).filter((name) => name.startsWith("feed-"))).toEqual([]);
    expect(aged.at(all, 0)).toBeDefined();
    nowMs = 25 * 60 * 60 * 1000;
    expect(aged.at(all, 0)).toBeUndefined();
    expect(told(await pass(feed, all))).toEqual(wanted);
    feed.close();
    const tight = new FeedBlocks({ directory, maxFileBytes: 1_000 });
    expect(told(await pass(open(tight), all))).toEqual(wanted);
    expect(told(await pass(open(tight), all))).toEqual(wanted);
    tight.close();
    const nowhere = new FeedBlocks({ directory: join(directory, "missing") });
    expect(told(await pass(open(nowhere), all))).toEqual(wanted);
    expect(nowhere.at(all, 0)).toBeUndefined();
  });
});
