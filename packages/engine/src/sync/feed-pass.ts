/**
 * The feed of one socket on its way into the sink: in order, and told as taken once it is stored.
 *
 * Shape    one thing at a time. After something could not be stored nothing that came later is: it would lie beyond a gap.
 * Source   docs/PROTOCOL.md, "Flow control"
 *
 * @module
 */
import type { Chunk, FeedStart } from "@couplet/protocol";
import type { FeedSink } from "./feed-sink.ts";

export interface FeedPassHooks {
  /** So many chunks of this socket are stored. */
  taken(chunks: number): void;
  /** The sink could not store something; nothing more will be taken. */
  failed(error: unknown): void;
}

export class FeedPass {
  readonly #sink: FeedSink;
  readonly #hooks: FeedPassHooks;
  #last: Promise<void> = Promise.resolve();
  #taken = 0;
  #hasEnded = false;

  constructor(sink: FeedSink, hooks: FeedPassHooks) {
    this.#sink = sink;
    this.#hooks = hooks;
  }

  /** Resolves when what has come so far is stored, or given up. */
  get settled(): Promise<void> {
    return this.#last;
  }

  /** Takes nothing more. */
  stop(): void {
    this.#hasEnded = true;
  }

  begin(start: FeedStart, epoch: string, pending: number): void {
    this.#then(() => this.#sink.began(start, epoch, pending));
  }

  /** What is held is brought in step; `done` once it is. */
  reconcile(work: () => Promise<void>, done: () => void): void {
    this.#then(async () => {
      await work();
      if (!this.#hasEnded) done();
    });
  }

  take(chunk: Chunk): void {
    this.#then(async () => {
      await this.#sink.take(chunk);
      this.#taken += 1;
      this.#hooks.taken(this.#taken);
    });
  }

  #then(work: () => Promise<void>): void {
    this.#last = this.#last.then(async () => {
      if (this.#hasEnded) return;
      try {
        await work();
      } catch (error) {
        this.#hasEnded = true;
        this.#hooks.failed(error);
      }
    });
  }
}
