/**
 * Whether the server can do its work right now: proven by a real write.
 *
 * Shape    one write at a time and at most one a second, however often somebody asks.
 *
 * @module
 */
import type { Log } from "../log.ts";

/** Writes something small, durably. @throws where that fails */
export type CheckStore = () => Promise<void>;

const freshMs = 1000;
const patienceMs = 2000;

export function createReadiness(check: CheckStore, log: Log, nowMs: () => number): () => Promise<boolean> {
  let running: Promise<boolean> | undefined;
  let last: { readonly atMs: number; readonly ready: boolean } | undefined;

  const ask = async (): Promise<boolean> => {
    try {
      await withPatience(check());
      return true;
    } catch (error) {
      log.error({ err: error }, "store is not ready");
      return false;
    }
  };
  return async () => {
    if (last && nowMs() - last.atMs < freshMs) return last.ready;
    running ??= ask().then((ready) => {
      last = { atMs: nowMs(), ready };
      running = undefined;
      return ready;
    });
    return running;
  };
}

function withPatience(work: Promise<void>): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`No answer within ${patienceMs} ms`)), patienceMs);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
