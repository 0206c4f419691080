/**
 * Histories that failed: made shorter, kept in a file, run first the next time.
 *
 * Shape    `failures.jsonl`: seed, operations and what they violated. The operations are kept, not only the seed, since a seed means
 *          other operations once the generator has changed.
 *
 * @module
 */
import { appendFileSync, existsSync, readFileSync } from "node:fs";
import { keepsBySeed, randomOperations, runHistory, type KeepsOf, type Operation } from "./history.ts";
import { soundParts, type Parts } from "./parts.ts";

export interface Failure {
  readonly violated: string;
  readonly seed: number;
  readonly operations: readonly Operation[];
  /** Some of its devices keep the whole workspace, as the seed says; absent in those from before there were any. */
  readonly hasWorkspaces?: true;
}

const file = new URL("failures.jsonl", import.meta.url);

export const pastFailures = (): readonly Failure[] =>
  existsSync(file)
    ? readFileSync(file, "utf8")
        .split("\n")
        .filter((line) => line !== "")
        .map((line) => JSON.parse(line) as Failure)
    : [];

/** Keeps a failure for the next run. */
export function keepFailure({ violated, seed, operations }: Failure): void {
  appendFileSync(file, `${JSON.stringify({ violated, seed, operations, hasWorkspaces: true })}\n`);
}

/** What a history violates, or what broke down in it. */
export async function failureIn(
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
export const failureAgain = ({ seed, operations, hasWorkspaces }: Failure): Promise<string | undefined> =>
  failureIn(seed, operations, soundParts, hasWorkspaces ? keepsBySeed : () => "opened");

const mostTries = 60;

/** Leaves out, from the largest parts to the smallest, whatever the failure does not need. */
async function shorten(seed: number, operations: readonly Operation[], parts: Parts = soundParts): Promise<Failure> {
  let kept = [...operations];
  let violated = (await failureIn(seed, kept, parts)) ?? "";
  let tries = 0;
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    for (let start = 0; start + size <= kept.length && tries < mostTries; tries++) {
      const rest = kept.toSpliced(start, size);
      const found = await failureIn(seed, rest, parts);
      if (found === undefined) start += size;
      else {
        kept = rest;
        violated = found;
      }
    }
  }
  return { violated: violated.slice(0, 400), seed, operations: kept };
}

export const failureOf = (seed: number): Promise<Failure> => shorten(seed, randomOperations(seed));
