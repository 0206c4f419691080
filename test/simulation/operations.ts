/**
 * The operations of a history: which there are, how often each is met, and random sequences of them.
 *
 * Shape    four small numbers each, kept as they are in `failures.jsonl`.
 *
 * @module
 */
import { seeded } from "../harness/random.ts";

/** What to do, and three numbers that say with whom and what. */
export type Operation = readonly [number, number, number, number];

/** How often each kind of operation is met. */
const weights = {
  edit: 34,
  up: 14,
  down: 10,
  commit: 9,
  settle: 4,
  connection: 10,
  link: 8,
  unlink: 3,
  remove: 5,
  restore: 6,
  rest: 5,
  crash: 3,
  store: 4,
  deviceCrash: 3,
  duplicate: 3,
  hostile: 10,
  rights: 2,
  stranded: 3,
  close: 2,
  wait: 1,
  // New kinds come last: a history that once failed names its operations by number.
  undoLink: 3,
  merge: 3,
  undoMerge: 3,
} as const;
type Kind = keyof typeof weights;
const kindsByNumber = (Object.keys(weights) as Kind[]).flatMap((kind) =>
  Array.from<Kind>({ length: weights[kind] }).fill(kind),
);

export const kindOfOperation = (number: number): Kind => kindsByNumber[number % kindsByNumber.length]!;

export const operationKinds = kindsByNumber.length;

/** 30 to 90 operations. */
export function randomOperations(seed: number): Operation[] {
  const random = seeded(seed ^ 0x5eed);
  const number = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: 30 + number(61) }, (): Operation => [
    number(operationKinds),
    number(256),
    number(256),
    number(256),
  ]);
}
