/**
 * The feed of a workspace: pages of what changed, read from the store, encoded once for all who stand at the same place.
 *
 * Shape    `page(cursor)` for whoever reads; `moved()` after every commit, whereupon listeners are woken a moment later, so that several commits
 *          are told together. Documents stay bytes: no room is loaded and no Y.Doc is made.
 * Not      a queue: nothing is kept for anybody. What was not committed is not in the store and cannot be told.
 * Source   docs/PROTOCOL.md, "The feed"; docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { type ChunkHead, ChunkWriter, encodeChunk } from "@couplet/protocol";
import type { Store } from "../store/store.ts";
import { collectYoungGarbage } from "./collect-garbage.ts";
import type { Block } from "./feed-block-file.ts";
import type { FeedBlocks } from "./feed-blocks.ts";
import type { FeedCursor, KindSet } from "./feed-cursor.ts";
import { isSeen, toFeedItem } from "./feed-item.ts";
import type { SyncLimits } from "./sync-limits.ts";

/** A page as one chunk. */
interface Frame {
  readonly bytes: Uint8Array;
  /** Nobody reads the bytes any more: what they are in may be used again. */
  readonly release: () => void;
}

export interface FeedPage {
  /** Things looked at, those left out included. */
  readonly passed: number;
  readonly isLast: boolean;
  readonly next: FeedCursor;
  /** Called once per reader; a page in the middle of a pass has one reader. */
  frame(head: ChunkHead): Frame;
}

export interface FeedOptions {
  readonly store: Pick<Store, "changed" | "countChanged" | "epoch" | "lastLogged" | "lastSeq">;
  readonly workspace: string;
  readonly limits: SyncLimits;
  /** Where pages of a first sync are kept for those who come next. */
  readonly blocks?: FeedBlocks;
}

/** Pages kept between two commits, for readers who come at the same time. */
const maxKeptPages = 8;
/** Buffers that are kept for further chunks. */
const maxKeptBuffers = 16;
/** After so many bytes of a pass, what they were made from is collected. */
const collectAfterBytes = 2 * 1024 * 1024;

export class Feed {
  readonly #options: FeedOptions;
  /** Pages at the end of the log: everybody who is up to date reads the same one. */
  readonly #pages = new Map<string, FeedPage>();
  /** Kept chunks that were found to hold since the last commit. */
  readonly #sound = new Set<Block>();
  readonly #buffers: Uint8Array<ArrayBuffer>[] = [];
  readonly #listeners = new Set<() => void>();
  /** Since when flows stand still because their clients take nothing. */
  readonly #heldUp = new Map<object, number>();
  #generation = 0;
  #uncollectedBytes = 0;
  #timer: NodeJS.Timeout | undefined;
  #toldAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: FeedOptions) {
    this.#options = options;
  }

  /** @param sinceMs absent: the flow goes on */
  holdUp(flow: object, sinceMs: number | undefined): void {
    if (sinceMs === undefined) this.#heldUp.delete(flow);
    else this.#heldUp.set(flow, sinceMs);
  }

  /** Since when each of the flows that stand still does so. */
  heldUp(): readonly number[] {
    return [...this.#heldUp.values()];
  }

  /** What follows the cursor. */
  async page(cursor: FeedCursor): Promise<FeedPage> {
    const key = `${cursor.since}/${cursor.after}/${cursor.kinds}`;
    const kept = this.#pages.get(key);
    if (kept) return kept;
    const generation = this.#generation;
    const page = (await this.#readBlock(cursor)) ?? (await this.#read(cursor));
    if (page.isLast && generation === this.#generation && this.#pages.size < maxKeptPages) this.#pages.set(key, page);
    return page;
  }

  /**
   * Puts together, and keeps, what a first sync needs at that place, where it is not kept already.
   *
   * @returns the place to go on from; `undefined` at the end
   */
  async keepAhead(kinds: KindSet, after: number): Promise<number | undefined> {
    const cursor = { since: 0, after, kinds };
    const block = await this.#validBlock(cursor);
    if (block) return block.to;
    const page = await this.#read(cursor);
    page.frame({ cursor: new Uint8Array(), isLast: page.isLast, left: 0 }).release();
    return page.isLast ? undefined : page.next.after;
  }

  /** One of which nothing has changed since it was made, whoever made it. */
  async #validBlock({ since, after, kinds }: FeedCursor): Promise<Block | undefined> {
    const { store, workspace, blocks } = this.#options;
    if (!blocks || since !== 0) return undefined;
    const known = blocks.at(kinds, after);
    if (known && this.#sound.has(known)) return known;
    const generation = this.#generation;
    blocks.open(await store.epoch());
    const block = blocks.at(kinds, after);
    if (!block || (await store.countChanged(workspace, after, block.to)) !== block.passed) return undefined;
    const logged = await store.lastLogged(workspace, block.to);
    if (logged?.seq !== block.logged?.seq || logged?.atMs !== block.logged?.atMs) return undefined;
    if (generation === this.#generation) this.#sound.add(block);
    return block;
  }

  /** As it was once made, where nothing of it has changed since. */
  async #readBlock(cursor: FeedCursor): Promise<FeedPage | undefined> {
    const { blocks } = this.#options;
    const block = await this.#validBlock(cursor);
    if (!blocks || !block) return undefined;
    const { since, kinds } = cursor;
    const writer = this.#writer();
    let isRead = false;
    writer.fill(block.count, block.bytes, (into) => (isRead = blocks.read(block, into)));
    const release = (): void => this.#keep(writer.buffer);
    const next = { since, after: block.to, kinds, logged: block.logged };
    const page = { passed: block.passed, isLast: false, next };
    if (isRead) return { ...page, frame: (head) => ({ bytes: writer.frame(head), release }) };
    release();
    return undefined;
  }

  async #read({ since, after, kinds }: FeedCursor): Promise<FeedPage> {
    const { store, workspace, limits, blocks } = this.#options;
    const query = { since, after, maxItems: limits.chunkItems, maxBytes: limits.chunkBytes };
    const read = await store.changed(workspace, query);
    const { isLast } = read;
    const kept = since === 0 && !isLast ? blocks : undefined;
    const at = kept?.lastEnd(kinds, after, read.at) ?? read.at;
    const items = read.items.filter(({ seq }) => seq <= at);
    const writer = this.#writer();
    for (const item of items) if (isSeen(item, kinds)) writer.add(toFeedItem(item, kinds));
    const passed = items.length;
    const logged = await store.lastLogged(workspace, at);
    const page = { passed, isLast, next: { since: isLast ? at : since, after: at, kinds, logged } };
    const release = (): void => this.#keep(writer.buffer);
    // Otherwise something changed since it was read.
    if (kept && (await store.countChanged(workspace, after, at)) === passed)
      kept.keep({ kinds, after, to: at }, { passed, count: writer.count, logged }, writer.content);
    if (isLast) {
      const encoded = writer.items();
      release();
      return { ...page, frame: (head) => ({ bytes: encodeChunk(head, encoded), release: () => {} }) };
    }
    this.#uncollectedBytes += writer.bytes;
    if (this.#uncollectedBytes > collectAfterBytes) {
      this.#uncollectedBytes = 0;
      collectYoungGarbage();
    }
    return { ...page, frame: (head) => ({ bytes: writer.frame(head), release }) };
  }

  #writer(): ChunkWriter {
    return new ChunkWriter(this.#buffers.pop() ?? new Uint8Array(this.#options.limits.chunkBytes * 1.25));
  }

  /** Large ones were made for one large document. */
  #keep(buffer: Uint8Array<ArrayBuffer>): void {
    const isUsual = buffer.byteLength <= this.#options.limits.chunkBytes * 2.5;
    if (isUsual && this.#buffers.length < maxKeptBuffers) this.#buffers.push(buffer);
  }

  /** How many things are to come. */
  countAfter(cursor: FeedCursor): Promise<number> {
    return this.#options.store.countChanged(this.#options.workspace, cursor.after);
  }

  /** Whether the store has gone another way since the cursor was made: something else stands where it ended. */
  async isElsewhere({ after, logged }: FeedCursor): Promise<boolean> {
    const { store, workspace } = this.#options;
    if (after > (await this.end())) return true;
    const here = logged && (await store.lastLogged(workspace, logged.seq));
    // What was taken out of the log since says nothing.
    return here !== undefined && here.seq === logged?.seq && here.atMs !== logged.atMs;
  }

  end(): Promise<number> {
    return this.#options.store.lastSeq(this.#options.workspace);
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Something was committed. */
  moved(): void {
    this.#generation += 1;
    this.#pages.clear();
    this.#sound.clear();
    if (this.#listeners.size === 0) return;
    if (this.#timer) return;
    const { gatherMs, gatherMsEach } = this.#options.limits;
    const waitMs = Math.max(gatherMs, this.#toldAtMs + this.#listeners.size * gatherMsEach - performance.now());
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#toldAtMs = performance.now();
      for (const listener of this.#listeners) listener();
    }, waitMs);
  }

  /** Now and then: what was kept too long goes. */
  tidy(): void {
    this.#options.blocks?.tidy();
  }

  /** Nothing of what was kept stays: something of it was erased. */
  async forgetKept(): Promise<void> {
    const { store, blocks } = this.#options;
    blocks?.open(await store.epoch());
    blocks?.clear();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#pages.clear();
    this.#options.blocks?.close();
  }
}
