/**
 * Many random histories on all cores, for the campaigns of the two simulations.
 *
 * Shape    one worker thread per core, each with its share of the seeds; prints progress on stderr and the counts at the end. A failing
 *          history is shortened and kept by the worker that met it, and the campaign goes on to the end.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";

export interface Chunk {
  readonly seed: number;
  readonly histories: number;
}

export interface ChunkResult<Counts extends Record<string, number> = Record<string, number>> {
  readonly counts: Counts;
  /** One line each. */
  readonly failures: readonly string[];
}

export interface HistoriesCampaign<Counts extends Record<string, number>> {
  readonly name: string;
  readonly worker: URL;
  readonly histories: number;
  readonly chunkHistories: number;
  readonly counts: Counts;
  add(into: Counts, more: Counts): void;
  never(counts: Counts): readonly string[];
}

export async function runHistories<Counts extends Record<string, number>>(
  campaign: HistoriesCampaign<Counts>,
  options: Readonly<Record<string, string>>,
): Promise<void> {
  const { name, counts, chunkHistories } = campaign;
  const histories = Number(options["histories"] ?? campaign.histories);
  const seed = Number(options["seed"] ?? Math.floor(Math.random() * 2 ** 30));
  const workers = Number(options["workers"] ?? availableParallelism());
  console.error(`${name}: seed ${seed}, ${histories} histories, ${workers} workers`);
  const startedMs = Date.now();
  const seconds = (): number => (Date.now() - startedMs) / 1000;
  const failures: string[] = [];
  let next = 0;
  let chunks = 0;
  const takeChunk = (): Chunk | undefined => {
    if (next >= histories) return undefined;
    const chunk = { seed: seed + next, histories: Math.min(chunkHistories, histories - next) };
    next += chunk.histories;
    return chunk;
  };
  const onResult = (result: ChunkResult<Counts>): void => {
    campaign.add(counts, result.counts);
    failures.push(...result.failures);
    chunks++;
    const done = Math.min(histories, chunks * chunkHistories);
    if (chunks % 10 === 0) console.error(`${done} histories, ${failures.length} failed, ${seconds().toFixed(0)} s`);
  };
  await Promise.all(Array.from({ length: workers }, () => work(campaign.worker, takeChunk, onResult)));
  const never = campaign.never(counts);
  console.log(JSON.stringify({ campaign: name, seed, seconds: seconds(), ...counts, failures, never }));
  if (failures.length > 0 || never.length > 0) process.exit(1);
}

/** Keeps one worker busy until there is nothing left. */
function work<Counts extends Record<string, number>>(
  url: URL,
  takeChunk: () => Chunk | undefined,
  onResult: (result: ChunkResult<Counts>) => void,
): Promise<void> {
  const worker = new Worker(url);
  return new Promise((resolve, reject) => {
    const give = (): void => {
      const chunk = takeChunk();
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
      if (chunk) worker.postMessage(chunk);
      else void worker.terminate().then(() => resolve(), reject);
    };
    worker.on("message", (result: ChunkResult<Counts>) => {
      onResult(result);
      give();
    });
    worker.on("error", reject);
    give();
  });
}
