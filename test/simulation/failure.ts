/**
 * Histories that failed: made short with fast-check, kept in a file, run first the next time.
 *
 * Shape    `failures.jsonl`: seed, operations and what they violated. The operations are kept, not only the seed, since a seed means
 *          another history once the generator has changed.
 *
 * @module
 */
import { appendFileSync, readFileSync } from "node:fs";
import { array, check as checkProperty, nat, property, tuple, type Arbitrary } from "fast-check";
import { runHistory } from "./history.ts";
import { operationKinds, randomOperations, type Operation } from "./operations.ts";
import { Violation } from "./oracle.ts";
import { soundParts, type Parts } from "./parts.ts";

export interface Failure {
  readonly violated: string;
  readonly seed: number;
  readonly operations: readonly Operation[];
}

const file = new URL("failures.jsonl", import.meta.url);

export const pastFailures = (): readonly Failure[] =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Failure);

/** Keeps a failure for the next run. */
export function keepFailure({ violated, seed, operations }: Failure): void {
  appendFileSync(file, `${JSON.stringify({ violated, seed, operations })}\n`);
}

const number = (max: number): Arbitrary<number> => nat({ max });
const operation: Arbitrary<Operation> = tuple(number(operationKinds - 1), number(255), number(255), number(255));

/** Long ones: without `size: "max"` fast-check keeps arrays near ten elements. */
export const histories: Arbitrary<Operation[]> = array(operation, { minLength: 0, maxLength: 120, size: "max" });

/** What a history violates; anything else it throws is thrown. */
export function violationOf(
  seed: number,
  operations: readonly Operation[],
  parts: Parts = soundParts,
): Violation | undefined {
  try {
    runHistory(seed, operations, parts);
    return undefined;
  } catch (error) {
    if (error instanceof Violation) return error;
    throw new Error(`the history of seed ${seed} broke down`, { cause: error });
  }
}

/** The shortest history that fast-check finds from this one which still violates something. */
export function shorten(seed: number, operations: readonly Operation[], parts: Parts = soundParts): Failure {
  const fails = (history: readonly Operation[]): boolean => violationOf(seed, history, parts) !== undefined;
  const result = checkProperty(
    property(histories, (history) => !fails(history)),
    { examples: [[withoutIdle(operations, fails)]], numRuns: 1, endOnFailure: false },
  );
  const shortest = result.counterexample?.[0] ?? operations;
  return { violated: violationOf(seed, shortest, parts)?.message ?? "", seed, operations: shortest };
}

/** Leaves out, from the largest parts to the smallest, whatever the failure does not need; fast-check then shrinks what is left. */
function withoutIdle(operations: readonly Operation[], fails: (history: readonly Operation[]) => boolean): Operation[] {
  let kept = [...operations];
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    for (let start = 0; start + size <= kept.length;) {
      const rest = kept.toSpliced(start, size);
      if (fails(rest)) kept = rest;
      else start += size;
    }
  }
  return kept;
}

export const failureOf = (seed: number): Failure => shorten(seed, randomOperations(seed));
