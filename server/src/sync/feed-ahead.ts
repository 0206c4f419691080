/**
 * Puts together what the next first sync needs before somebody asks, a page at a time, while there is little else to do.
 *
 * Shape    a pass begins a moment after the workspace was opened, and again when it has been changed and that pass is long ago. Between two pages
 *          there is a pause, longer after a commit: those who edit do not wait for it.
 * Not      for every role: for whoever sees all. Others' first syncs are kept as they are made.
 * Source   docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { kindsOf } from "./feed-cursor.ts";
import type { Feed } from "./feed.ts";
import type { SyncLimits } from "./sync-limits.ts";

type AheadLimits = Pick<SyncLimits, "aheadAfterMs" | "aheadPauseMs" | "aheadBusyMs" | "aheadAgainMs">;

export class FeedAhead {
  readonly #feed: Pick<Feed, "keepAhead">;
  readonly #limits: AheadLimits;
  readonly #failed: (error: unknown) => void;
  #timer: NodeJS.Timeout | undefined;
  /** Where the pass is; `undefined` between two. */
  #after: number | undefined = 0;
  #hasMoved = false;
  #isBusy = false;
  #isStopped = false;

  constructor(feed: Pick<Feed, "keepAhead">, limits: AheadLimits, failed: (error: unknown) => void) {
    this.#feed = feed;
    this.#limits = limits;
    this.#failed = failed;
    this.#wait(limits.aheadAfterMs);
  }

  /** Something was committed. */
  moved(): void {
    this.#isBusy = true;
    this.#hasMoved = true;
    if (this.#timer === undefined && this.#after === undefined) this.#beginLater();
  }

  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #beginLater(): void {
    this.#after = 0;
    this.#hasMoved = false;
    this.#wait(this.#limits.aheadAgainMs);
  }

  #wait(ms: number): void {
    if (this.#isStopped) return;
    this.#timer = setTimeout(() => void this.#step(), ms).unref();
  }

  /** Never rejects. */
  async #step(): Promise<void> {
    const { aheadPauseMs, aheadBusyMs } = this.#limits;
    if (this.#isBusy || this.#after === undefined) {
      this.#isBusy = false;
      this.#wait(aheadBusyMs);
      return;
    }
    try {
      this.#after = await this.#feed.keepAhead(kindsOf("admin"), this.#after);
    } catch (error) {
      if (this.#isStopped) return;
      this.#after = undefined;
      this.#failed(error);
    }
    this.#timer = undefined;
    if (this.#after !== undefined) this.#wait(aheadPauseMs);
    else if (this.#hasMoved) this.#beginLater();
  }
}
