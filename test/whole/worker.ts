/**
 * A worker thread that runs histories of the whole: a chunk of seeds in, counts and failures out.
 *
 * @module
 */
import "./place.ts";
import { parentPort } from "node:worker_threads";
import { noCounts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { failureOf, keptFailures } from "./violation-in.ts";
import type { Chunk, ChunkResult } from "../campaign/histories.ts";

async function runChunk({ seed, histories }: Chunk): Promise<ChunkResult> {
  const counts = noCounts();
  const failures: string[] = [];
  for (let number = 0; number < histories; number++) {
    try {
      await runHistory(seed + number, randomOperations(seed + number), undefined, counts);
    } catch (error) {
      failures.push(`seed ${seed + number}: ${String(error)}`);
      keptFailures.keep(await failureOf(seed + number));
    }
  }
  return { counts, failures };
}

parentPort?.on("message", (chunk: Chunk) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
  void runChunk(chunk).then((result) => parentPort?.postMessage(result));
});
