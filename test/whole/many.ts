/**
 * Many histories, one after the other, for a test run: those of the seed and those after it.
 *
 * Shape    always the same ones, so that a change is judged by its own faults; `WHOLE_SEED` and `WHOLE_HISTORIES` choose others, and the
 *          campaign new ones each time. Two files share them, one per core.
 *
 * @module
 */
import { neverMet, noCounts, type Counts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { failureOf, keptFailures } from "./violation-in.ts";

const usualSeed = 20_261_122;

const firstSeed = (half: number): number => Number(process.env["WHOLE_SEED"] ?? usualSeed) + half * 2 ** 29;

/** @returns what they met. @throws with the shortened history that failed */
export async function runMany(half: 0 | 1): Promise<{ readonly counts: Counts; readonly never: readonly string[] }> {
  const seed = firstSeed(half);
  const count = Math.ceil(Number(process.env["WHOLE_HISTORIES"] ?? 2_000) / 2);
  const counts = noCounts();
  for (let number = 0; number < count; number++) {
    try {
      await runHistory(seed + number, randomOperations(seed + number), undefined, counts);
    } catch (error) {
      const failure = await failureOf(seed + number);
      keptFailures.keep(failure);
      const { message } = error as Error;
      throw new Error(`seed ${seed + number}: ${message}\nshortened: ${JSON.stringify(failure)}`, { cause: error });
    }
  }
  process.stdout.write(`${JSON.stringify({ simulation: "whole", seed, ...counts })}\n`);
  return { counts, never: count >= 1_000 ? neverMet(counts) : [] };
}
