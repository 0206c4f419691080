/**
 * What a history of record documents violates; what is kept of those that failed.
 *
 * @module
 */
import { array, nat, tuple, type Arbitrary } from "fast-check";
import { Failures, shorten, type Failure } from "../harness/failures.ts";
import { Violation } from "../harness/violation.ts";
import { runHistory } from "./history.ts";
import { operationKinds, type Operation } from "./operations.ts";
import { soundParts, type Parts } from "./parts.ts";

export const keptFailures = new Failures(new URL("failures.jsonl", import.meta.url));

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

/** A shorter history that still violates something. */
export const failureOf = (seed: number, operations: readonly Operation[], parts?: Parts): Promise<Failure> =>
  shorten({ seed, operations }, (some) => violationOf(seed, some, parts)?.message);
