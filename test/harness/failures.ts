/**
 * Histories of a simulation that failed: made shorter, kept in a file, run first the next time.
 *
 * Shape    `failures.jsonl`: seed, operations and what they violated. The operations are kept, not only the seed, since a seed means
 *          other operations once the generator has changed.
 *
 * @module
 */
import { appendFileSync, readFileSync } from "node:fs";

/** What to do, and numbers that say with whom and what. */
type Operation = readonly [number, number, number, number];

export interface Failure {
  readonly violated: string;
  readonly seed: number;
  readonly operations: readonly Operation[];
  /** Some of its devices keep the whole workspace, as the seed says; absent in those from before there were any. */
  readonly hasWorkspaces?: true;
}

export class Failures {
  readonly #file: URL;
  readonly #also: Pick<Failure, "hasWorkspaces">;

  /** @param also what those that are kept from now on are like */
  constructor(file: URL, also: Pick<Failure, "hasWorkspaces"> = {}) {
    this.#file = file;
    this.#also = also;
  }

  past(): readonly Failure[] {
    return readFileSync(this.#file, "utf8")
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Failure);
  }

  /** Keeps a failure for the next run. */
  keep({ violated, seed, operations }: Failure): void {
    appendFileSync(this.#file, `${JSON.stringify({ violated, seed, operations, ...this.#also })}\n`);
  }
}

const mostText = 400;

/** Leaves out, from the largest parts to the smallest, whatever the failure does not need. */
export async function shorten(
  { seed, operations }: Pick<Failure, "seed" | "operations">,
  violationIn: (operations: readonly Operation[]) => string | undefined | Promise<string | undefined>,
  mostTries = Number.POSITIVE_INFINITY,
): Promise<Failure> {
  let kept = [...operations];
  let violated = (await violationIn(kept)) ?? "";
  let tries = 0;
  for (let size = kept.length >> 1; size >= 1; size >>= 1) {
    for (let start = 0; start + size <= kept.length && tries < mostTries; tries++) {
      const rest = kept.toSpliced(start, size);
      const found = await violationIn(rest);
      if (found === undefined) start += size;
      else {
        kept = rest;
        violated = found;
      }
    }
  }
  return { violated: violated.slice(0, mostText), seed, operations: kept };
}
