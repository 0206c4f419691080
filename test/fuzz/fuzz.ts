/**
 * The fuzz: rounds in threads of their own, watched from outside.
 *
 * Shape    one seed gives all rounds theirs. What ends a thread (an exception nobody caught, a promise nobody looked at) is a finding with
 *          the seed of its round, and so is a thread in which an input does not end, and memory that grows from round to round.
 *
 * @module
 */
import { Worker } from "node:worker_threads";
import { addTally, noTally, type Tally } from "./tally.ts";

export interface FuzzOptions {
  readonly seed: number;
  readonly inputs: number;
  readonly workers: number;
  readonly onRound?: (tally: Tally) => void;
}

const inputsPerRound = 2_500;
/** Without a single input: against what hangs; a machine is never so slow. */
const hangMs = 180_000;
/** Beyond what the first rounds needed: what each round leaves would be more than this in no time. */
const maxGrowthMb = 60;
/** Until everything has been loaded, compiled and kept once. */
const roundsToWarm = 3;

export async function fuzz({ seed, inputs, workers, onRound }: FuzzOptions): Promise<Tally> {
  const sum = noTally();
  let [next, started] = [0, 0];
  const take = (): { readonly seed: number; readonly inputs: number } | undefined => {
    if (started >= inputs || sum.findings.length > 100) return undefined;
    const size = Math.min(inputsPerRound, inputs - started);
    started += size;
    return { seed: seed + next++, inputs: size };
  };
  const done = (tally: Tally): void => {
    addTally(sum, tally);
    onRound?.(sum);
  };
  const threads = Array.from({ length: workers }, () => thread(take, done));
  for (const findings of await Promise.all(threads)) sum.findings.push(...findings);
  return sum;
}

/** Rounds in one thread, until there are no more. Where one dies or hangs, another goes on with the next. @returns findings */
async function thread(
  take: () => { readonly seed: number; readonly inputs: number } | undefined,
  done: (tally: Tally) => void,
): Promise<readonly string[]> {
  const findings: string[] = [];
  let round = take();
  while (round) {
    const shared = new SharedArrayBuffer(12);
    const progress = new Int32Array(shared);
    const worker = new Worker(new URL("worker.ts", import.meta.url), { workerData: shared });
    const heaps: number[] = [];
    while (round) {
      const outcome = await oneRound(worker, round, progress);
      const { seed } = round;
      round = take();
      if (typeof outcome === "string") {
        findings.push(`seed ${seed}, in input ${progress[1]}: ${outcome}`);
        break;
      }
      done(outcome);
      heaps.push(outcome.heapMb);
    }
    await worker.terminate();
    const warm = Math.max(...heaps.slice(0, roundsToWarm));
    const last = heaps.at(-1) ?? 0;
    if (last > warm + maxGrowthMb)
      findings.push(`Memory has grown from ${warm} to ${last} MB in ${heaps.length} rounds`);
  }
  return findings;
}

/** @returns why the thread did not come to its end, where it did not */
function oneRound(worker: Worker, round: object, progress: Int32Array): Promise<Tally | string> {
  return new Promise((resolve) => {
    let [before, sinceMs] = [-1, Date.now()];
    const watch = setInterval(() => {
      const now = Atomics.load(progress, 2);
      if (now !== before) [before, sinceMs] = [now, Date.now()];
      else if (Date.now() - sinceMs > hangMs) finish("it does not end");
    }, 1_000);
    const told = (tally: Tally): void => finish(tally);
    const failed = (error: unknown): void =>
      finish(`the thread ended: ${error instanceof Error ? error.stack : String(error)}`);
    const ended = (code: number): void => finish(`the thread ended with ${code}`);
    const finish = (outcome: Tally | string): void => {
      clearInterval(watch);
      worker.off("message", told).off("error", failed).off("exit", ended);
      resolve(outcome);
    };
    worker.on("message", told).on("error", failed).on("exit", ended);
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
    worker.postMessage(round);
  });
}
