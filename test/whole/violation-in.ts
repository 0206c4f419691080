/**
 * What a history of the whole violates; what is kept of those that failed.
 *
 * @module
 */
import { Failures, shorten, type Failure } from "../harness/failures.ts";
import { keepsBySeed, runHistory, type KeepsOf } from "./history.ts";
import { randomOperations, type Operation } from "./operations.ts";
import { soundParts, type Parts } from "./parts.ts";

export const keptFailures = new Failures(new URL("failures.jsonl", import.meta.url), { hasWorkspaces: true });

/** What a history violates, or what broke down in it. */
export async function violationIn(
  seed: number,
  operations: readonly Operation[],
  parts: Parts = soundParts,
  keeps: KeepsOf = keepsBySeed,
): Promise<string | undefined> {
  try {
    await runHistory(seed, operations, parts, undefined, keeps);
    return undefined;
  } catch (error) {
    const { message, cause } = error as Error;
    return cause instanceof Error ? `${message}: ${cause.stack ?? cause.message}` : message;
  }
}

/** What a failure of the past violates today. */
export const violationAgain = ({ seed, operations, hasWorkspaces }: Failure): Promise<string | undefined> =>
  violationIn(seed, operations, soundParts, hasWorkspaces ? keepsBySeed : () => "opened");

const mostTries = 60;

/** A shorter history of the seed that still violates something. */
export const failureOf = (seed: number): Promise<Failure> =>
  shorten({ seed, operations: randomOperations(seed) }, (operations) => violationIn(seed, operations), mostTries);
