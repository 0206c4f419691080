/**
 * A worker thread that runs histories: a chunk of seeds in, counts and failures out.
 *
 * @module
 */
import "./seeded-crypto.ts";
import { parentPort } from "node:worker_threads";
import type { Chunk, ChunkResult } from "../campaign/histories.ts";
import { noCounts, type Counts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { failureOf, keptFailures } from "./violation-of.ts";

async function runChunk({ seed, histories }: Chunk): Promise<ChunkResult<Counts>> {
  const counts = noCounts();
  const failures: string[] = [];
  for (let number = 0; number < histories; number++) {
    try {
      runHistory(seed + number, randomOperations(seed + number), undefined, counts);
    } catch (error) {
      failures.push(`seed ${seed + number}: ${String(error)}`);
      try {
        keptFailures.keep(await failureOf(seed + number, randomOperations(seed + number)));
      } catch {
        // It broke down instead of violating a rule; the line says how.
      }
    }
  }
  return { counts, failures };
}

parentPort?.on("message", (chunk: Chunk) => {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread has no origin; the rule means windows
  void runChunk(chunk).then((result) => parentPort?.postMessage(result));
});
