/**
 * The oracle bites: each fault put into the simulated server is noticed within a few hundred histories.
 *
 * @module
 */
import "./seeded-crypto.ts";
import { describe, expect, test } from "vitest";
import { randomOperations } from "./operations.ts";
import { mutations } from "./mutations.ts";
import { soundParts, type Parts } from "./parts.ts";
import { failureOf, keptFailures, violationOf } from "./violation-of.ts";

const most = 400;

/** Of random histories, then of those kept: what one in ten thousand meets is found there. */
function firstViolation(parts: Parts): { readonly seed: number; readonly rule: string } | undefined {
  for (let seed = 1; seed <= most; seed++) {
    const violation = violationOf(seed, randomOperations(seed), parts);
    if (violation) return { seed, rule: violation.rule };
  }
  for (const { seed, operations } of keptFailures.past()) {
    const violation = violationOf(seed, operations, parts);
    if (violation) return { seed, rule: violation.rule };
  }
  return undefined;
}

describe("the oracle", () => {
  test.each(Object.entries(mutations))("[C2] notices that %s", (_name, mutation) => {
    expect(firstViolation({ ...soundParts, ...mutation })).toBeDefined();
  });

  test("[C2] a failing history is made short", async () => {
    const parts = { ...soundParts, ...mutations["late edits are not carried over"] };
    const found = firstViolation(parts);
    const operations = randomOperations(found?.seed ?? 0);
    const failure = await failureOf(found?.seed ?? 0, operations, parts);
    expect(failure.violated).toContain("C2");
    expect(failure.operations.length).toBeLessThan(Math.min(12, operations.length));
  });

  test("[C1] the same seed is the same history", () => {
    const parts = { ...soundParts, ...mutations["no steward at all"] };
    const [once, again] = [1, 2].map(() => violationOf(7, randomOperations(7), parts)?.message);
    expect(once).toBe(again);
  });
});
