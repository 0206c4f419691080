/**
 * A sink of the feed in memory, which takes its time and remembers what it was told.
 *
 * @module
 */
import type { FeedSink } from "@couplet/engine/sync";
import type { Chunk, FeedStart } from "@couplet/protocol";
import { SyncReplica } from "./sync-replica.ts";

export class MemorySink implements FeedSink {
  replica = new SyncReplica();
  /** From where the server began, each time it did. */
  readonly starts: FeedStart[] = [];
  chunks = 0;
  /** Nothing was left when the last chunk came. */
  isCaughtUp = false;
  /** How long storing takes; what it throws instead. */
  takesMs = 1;
  failure: Error | undefined;
  #isTaking = false;

  position(): Promise<{ readonly epoch: string; readonly cursor: Uint8Array }> {
    const { epoch, cursor } = this.replica;
    return Promise.resolve({ epoch, cursor });
  }

  async began(start: FeedStart, epoch: string): Promise<void> {
    this.#alone();
    this.starts.push(start);
    this.isCaughtUp = false;
    // Another store: what it had is another's.
    if (start === 2) this.replica = new SyncReplica();
    this.replica.epoch = epoch;
    await Promise.resolve();
  }

  async take(chunk: Chunk): Promise<void> {
    this.#alone();
    this.#isTaking = true;
    await new Promise((resolve) => setTimeout(resolve, this.takesMs));
    this.#isTaking = false;
    if (this.failure) throw this.failure;
    this.replica.apply(chunk);
    this.chunks += 1;
    this.isCaughtUp = chunk.isLast;
  }

  #alone(): void {
    if (this.#isTaking) throw new Error("Two things at a time");
  }
}
