/**
 * Whoever lives along with an owner: told after every commit, whether or not it was its own, and of the time.
 *
 * @module
 */
import type { OwnerStats } from "./owner-stats.ts";

export type FeedStats = Pick<OwnerStats, "connections" | "feedsHeldUp" | "feedHeldUpSeconds">;

export const noFeeds: FeedStats = { connections: 0, feedsHeldUp: 0, feedHeldUpSeconds: 0 };

export interface Companion {
  stats(): FeedStats;
  committed(): void;
  sweep(isPingDue: boolean): void;
  close(): void;
}
