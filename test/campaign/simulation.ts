/**
 * `npm run campaign -- simulation [--histories=1000000] [--seed=1] [--workers=2]`: the random histories of the test run, more of them.
 *
 * Shape    one worker thread per core, each with its share of the seeds; prints progress on stderr and the counts at the end. A failing
 *          history is shortened and kept in `test/simulation/failures.jsonl`, and the campaign goes on to the end.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import { addCounts, met, noCounts, type Counts } from "../simulation/counts.ts";
import type { Chunk, ChunkResult } from "../simulation/worker.ts";

const chunkHistories = 2_000;

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const histories = Number(options["histories"] ?? 1_000_000);
  const seed = Number(options["seed"] ?? Math.floor(Math.random() * 2 ** 30));
  const workers = Number(options["workers"] ?? availableParallelism());
  console.error(`simulation: seed ${seed}, ${histories} histories, ${workers} workers`);
  const startedMs = Date.now();
  const counts = noCounts();
  const failures: string[] = [];
  let next = 0;
  let chunks = 0;
  const takeChunk = (): Chunk | undefined => {
    if (next >= histories) return undefined;
    const chunk = { seed: seed + next, histories: Math.min(chunkHistories, histories - next) };
    next += chunk.histories;
    return chunk;
  };
  const onResult = (result: ChunkResult): void => {
    addCounts(counts, result.counts);
    failures.push(...result.failures);
    chunks++;
    if (chunks % 10 === 0) console.error(progress(counts, failures, startedMs));
  };
  await Promise.all(Array.from({ length: workers }, () => work(takeChunk, onResult)));
  const never = met(counts, "none");
  console.log(
    JSON.stringify({
      campaign: "simulation",
      seed,
      seconds: (Date.now() - startedMs) / 1000,
      ...counts,
      failures,
      never,
    }),
  );
  if (failures.length > 0 || never.length > 0) process.exit(1);
}

const progress = (counts: Counts, failures: readonly string[], startedMs: number): string =>
  `${counts.histories} histories, ${failures.length} failed, ${((Date.now() - startedMs) / 1000).toFixed(0)} s`;

/** Keeps one worker busy until there is nothing left. */
function work(takeChunk: () => Chunk | undefined, onResult: (result: ChunkResult) => void): Promise<void> {
  const worker = new Worker(new URL("../simulation/worker.ts", import.meta.url));
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const chunk = takeChunk();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
      if (chunk) worker.postMessage(chunk);
      else void worker.terminate().then(() => resolve(), reject);
    };
    worker.on("message", (result: ChunkResult) => {
      onResult(result);
      give();
    });
    worker.on("error", reject);
    give();
  });
}
