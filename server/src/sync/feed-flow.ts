/**
 * The feed on its way to one connection: chunk after chunk, as fast as the client takes them.
 *
 * Shape    a position, not a queue. It goes on when the client has taken a chunk, the socket has drained, or something was committed; between
 *          two chunks everybody else gets their turn.
 * Not      the socket: it is lent one.
 * Source   docs/PROTOCOL.md, "Flow control"
 *
 * @module
 */
import { setImmediate as aTurn } from "node:timers/promises";
import { encodeCursor, type FeedCursor } from "./feed-cursor.ts";
import type { Feed, FeedPage } from "./feed.ts";
import type { SyncLimits } from "./sync-limits.ts";

/** The connection that a flow goes to. */
export interface FlowHost {
  readonly isOpen: boolean;
  readonly bufferedBytes: number;
  nowMs(): number;
  /** @param drained called once the frame has left the socket */
  sendChunk(frame: Uint8Array, drained: () => void): void;
  /** The store did not answer. */
  failed(error: unknown): void;
}

export class FeedFlow {
  readonly #host: FlowHost;
  readonly #feed: Feed;
  readonly #limits: SyncLimits;
  #stopListening: (() => void) | undefined;
  #cursor: FeedCursor | undefined;
  /** Grows with every new beginning: what was read before is not sent any more. */
  #beginning = 0;
  #pending = 0;
  #sent = 0;
  #taken = 0;
  #isTold = false;
  #isRunning = false;
  #isWoken = false;
  #heldUpSinceMs: number | undefined;

  constructor(host: FlowHost, feed: Feed, limits: SyncLimits) {
    this.#host = host;
    this.#feed = feed;
    this.#limits = limits;
  }

  /** The place everything so far has been sent up to. */
  get cursor(): FeedCursor | undefined {
    return this.#cursor;
  }

  /**
   * Begins there; nothing of what was read before is sent any more.
   *
   * @param pending how many things are to come
   */
  begin(cursor: FeedCursor, pending: number): void {
    this.#stopListening ??= this.#feed.listen(() => this.#wake());
    this.#cursor = cursor;
    this.#pending = pending;
    this.#beginning += 1;
    this.#isTold = false;
    this.#wake();
  }

  /** Nothing is sent until it begins again. */
  pause(): void {
    this.#beginning += 1;
    this.#cursor = undefined;
    this.#holdUp(undefined);
  }

  /** @returns false where that many were never sent */
  take(chunks: number): boolean {
    if (chunks > this.#sent || chunks < this.#taken) return false;
    this.#taken = chunks;
    this.#holdUp(undefined);
    this.#wake();
    return true;
  }

  /** The client takes nothing although it could. */
  isStalled(nowMs: number): boolean {
    return this.#heldUpSinceMs !== undefined && nowMs - this.#heldUpSinceMs > this.#limits.takeMs;
  }

  /** Called now and then: what else is in the socket drains without a word. */
  nudge(): void {
    if (this.#heldUpSinceMs !== undefined) this.#wake();
  }

  end(): void {
    this.pause();
    this.#stopListening?.();
  }

  #wake(): void {
    this.#isWoken = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    void this.#run();
  }

  /** Never rejects. */
  async #run(): Promise<void> {
    try {
      while (this.#isWoken && this.#host.isOpen) {
        this.#isWoken = false;
        while (await this.#step()) await aTurn();
      }
    } catch (error) {
      this.#host.failed(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** Sends one chunk. @returns whether another one may follow at once */
  async #step(): Promise<boolean> {
    const cursor = this.#cursor;
    if (!cursor || !this.#host.isOpen || this.#isHeldUp()) return false;
    const beginning = this.#beginning;
    const page = await this.#feed.page(cursor);
    // Another beginning wakes the flow by itself.
    if (beginning !== this.#beginning || !this.#host.isOpen) return false;
    this.#cursor = page.next;
    this.#pending = page.isLast ? 0 : Math.max(0, this.#pending - page.passed);
    if (page.passed > 0 || !page.isLast || !this.#isTold) this.#send(page);
    this.#isTold = page.isLast;
    return !page.isLast;
  }

  #send(page: FeedPage): void {
    const head = { cursor: encodeCursor(page.next), isLast: page.isLast, left: this.#pending };
    this.#sent += 1;
    const { bytes, release } = page.frame(head);
    this.#host.sendChunk(bytes, () => {
      release();
      if (this.#heldUpSinceMs !== undefined) this.#wake();
    });
  }

  #isHeldUp(): boolean {
    const { maxChunksAhead, maxChunkBufferedBytes } = this.#limits;
    const isHeldUp = this.#sent - this.#taken >= maxChunksAhead || this.#host.bufferedBytes > maxChunkBufferedBytes;
    this.#holdUp(isHeldUp ? (this.#heldUpSinceMs ?? this.#host.nowMs()) : undefined);
    return isHeldUp;
  }

  #holdUp(sinceMs: number | undefined): void {
    if (sinceMs === this.#heldUpSinceMs) return;
    this.#heldUpSinceMs = sinceMs;
    this.#feed.holdUp(this, sinceMs);
  }
}
