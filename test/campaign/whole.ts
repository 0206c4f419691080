/**
 * `npm run campaign -- whole [--histories=100000] [--seed=1] [--workers=2]`: the random histories of the whole of the test run, more of
 * them. Failing ones are kept in `test/whole/failures.jsonl`.
 *
 * @module
 */
import { addCounts, neverMet, noCounts } from "../whole/counts.ts";
import { runHistories } from "./histories.ts";

export const run = (options: Readonly<Record<string, string>>): Promise<void> =>
  runHistories(
    {
      name: "whole",
      worker: new URL("../whole/worker.ts", import.meta.url),
      histories: 100_000,
      chunkHistories: 100,
      counts: noCounts(),
      add: addCounts,
      never: neverMet,
    },
    options,
  );
