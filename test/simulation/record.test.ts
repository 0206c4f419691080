/**
 * Ten thousand random histories against the oracle, always the same ones, and those that once failed first.
 *
 * Shape    `SIMULATION_SEED` and `SIMULATION_HISTORIES` choose others; the seed is printed. A failing history is shortened and
 *          added to `failures.jsonl`. A million: `npm run campaign -- simulation`.
 *
 * @module
 */
import "./seeded-crypto.ts";
import { assert, asyncProperty, nat } from "fast-check";
import { expect, test } from "vitest";
import { met, noCounts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { failureOf, histories, keptFailures, violationOf } from "./violation-of.ts";
import { Violation } from "../harness/violation.ts";

// The same every time: what one run in a hundred finds is for a campaign to find, not for whoever tests another change.
const seed = Number(process.env["SIMULATION_SEED"] ?? 20_261_122);
const count = Number(process.env["SIMULATION_HISTORIES"] ?? 10_000);

test("[C1] histories that once failed hold", () => {
  for (const failure of keptFailures.past()) {
    expect(violationOf(failure.seed, failure.operations)?.message, failure.violated).toBeUndefined();
  }
});

test("[C1] [C2] [C3] [C4] [C5] [G1] long random histories keep every edit, in its document, on every replica", async () => {
  const counts = noCounts();
  for (let number = 0; number < count; number++) {
    try {
      runHistory(seed + number, randomOperations(seed + number), undefined, counts);
    } catch (error) {
      if (!(error instanceof Violation)) throw error;
      const failure = await failureOf(seed + number, randomOperations(seed + number));
      keptFailures.keep(failure);
      throw new Error(`seed ${seed + number}: ${error.message}\nshortened: ${JSON.stringify(failure)}`, {
        cause: error,
      });
    }
  }
  process.stdout.write(`${JSON.stringify({ simulation: "record", seed, ...counts })}\n`);
  expect(met(counts, "none")).toEqual([]);
  expect(counts.operations / counts.histories).toBeGreaterThan(40);
});

test("[C1] histories that fast-check makes up hold too", async () => {
  await assert(
    asyncProperty(nat(), histories, async (seed, operations) => {
      const violation = violationOf(seed, operations);
      if (violation) keptFailures.keep(await failureOf(seed, operations));
      expect(violation?.message).toBeUndefined();
    }),
    { seed, numRuns: Math.min(300, count), endOnFailure: true },
  );
});
