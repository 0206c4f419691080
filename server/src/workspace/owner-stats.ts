/**
 * Counts of an owner since it began, for the server's metrics.
 *
 * @module
 */
import type { Store, Write } from "../store/store.ts";
import type { Meter } from "./meter.ts";

export interface OwnerStats {
  readonly rooms: number;
  readonly sessions: number;
  /** Frames and operations that wait for a commit to end. */
  readonly waiting: number;
  readonly connections: number;
  /** Connections whose feed stands still because the client takes nothing, and for how long the longest of them has. */
  readonly feedsHeldUp: number;
  readonly feedHeldUpSeconds: number;
  readonly commits: number;
  readonly writes: number;
  readonly updates: number;
  readonly refused: number;
  readonly carriedOver: number;
  readonly stranded: number;
  readonly failures: number;
}

export const noStats: OwnerStats = {
  rooms: 0,
  sessions: 0,
  waiting: 0,
  connections: 0,
  feedsHeldUp: 0,
  feedHeldUpSeconds: 0,
  commits: 0,
  writes: 0,
  updates: 0,
  refused: 0,
  carriedOver: 0,
  stranded: 0,
  failures: 0,
};

/** Of several workspaces; of what is longest, the longest. */
export function sumOfStats(all: readonly OwnerStats[]): OwnerStats {
  const sum: { -readonly [Name in keyof OwnerStats]: number } = { ...noStats };
  for (const stats of all) {
    for (const name of Object.keys(sum) as (keyof OwnerStats)[]) sum[name] += stats[name];
  }
  return { ...sum, feedHeldUpSeconds: Math.max(0, ...all.map(({ feedHeldUpSeconds }) => feedHeldUpSeconds)) };
}

/** What an owner counts, and its commits. */
export class OwnerCounts {
  commits = 0;
  writes = 0;
  carriedOver = 0;
  stranded = 0;
  failures = 0;
  readonly #meter: Meter;

  constructor(meter: Meter) {
    this.#meter = meter;
  }

  async commit(store: Pick<Store, "commit">, writes: readonly Write[]): Promise<void> {
    const startedMs = performance.now();
    await store.commit(writes);
    this.#meter.committed((performance.now() - startedMs) / 1000);
    this.commits += 1;
    this.writes += writes.length;
    for (const { type } of writes) if (type === "strand") this.stranded += 1;
  }

  values(): Pick<OwnerStats, "commits" | "writes" | "carriedOver" | "stranded" | "failures"> {
    const { commits, writes, carriedOver, stranded, failures } = this;
    return { commits, writes, carriedOver, stranded, failures };
  }
}
