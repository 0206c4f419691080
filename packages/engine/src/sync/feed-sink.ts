/**
 * What the connection asks of whoever keeps the feed.
 *
 * Source   docs/PROTOCOL.md, "The feed"
 *
 * @module
 */
import type { Chunk, FeedStart } from "@couplet/protocol";
import type { Questions } from "./reconcile.ts";

export interface FeedSink {
  /** True: it wants to hear of another epoch, but neither the feed nor a connection for its own sake. */
  readonly isSilent?: boolean;
  /** Calls `listener` when what was kept is found to be gone, and is to be filled from the beginning, until the returned function is called. */
  observeLoss?(listener: () => void): () => void;
  /** Where to go on from; both empty at the first time. */
  position(): Promise<{ readonly epoch: string; readonly cursor: Uint8Array }>;
  /** The server has answered: from where it begins, and how many items are to come. Again on the same connection where it begins anew. */
  began(start: FeedStart, epoch: string, pending: number): Promise<void>;
  /**
   * What is held came from another store: it is brought in step with this one. Resolves once the feed may go on from the welcome and rooms may be
   * joined; where the way is lost before that it is called again, and begins again. Absent: everything is fetched anew.
   */
  reconcile?(questions: Questions, epoch: string): Promise<void>;
  /**
   * Stores items and cursor in one transaction; durable once resolved: only then is the chunk named in `taken`. What it keeps of the
   * chunk it copies: those are views. Where several tabs may write, it rejects a chunk once another one has stored past the cursor this one
   * stored last (or went on from): a tab that was frozen may take one more before it hears that it leads no longer.
   */
  take(chunk: Chunk): Promise<void>;
}
