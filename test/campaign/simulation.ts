/**
 * `npm run campaign -- simulation [--histories=1000000] [--seed=1] [--workers=2]`: the random histories of record documents of the test
 * run, more of them. Failing ones are kept in `test/simulation/failures.jsonl`.
 *
 * @module
 */
import { addCounts, met, noCounts } from "../simulation/counts.ts";
import { runHistories } from "./histories.ts";

export const run = (options: Readonly<Record<string, string>>): Promise<void> =>
  runHistories(
    {
      name: "simulation",
      worker: new URL("../simulation/worker.ts", import.meta.url),
      histories: 1_000_000,
      chunkHistories: 2_000,
      counts: noCounts(),
      add: addCounts,
      never: (counts) => met(counts, "none"),
    },
    options,
  );
