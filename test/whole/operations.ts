/**
 * What a history of the whole is made of: operations, each four small numbers that mean something in whatever state they meet.
 *
 * @module
 */
import { seeded } from "../harness/random.ts";

/** What to do, and three numbers that say with whom and what. */
export type Operation = readonly [number, number, number, number];

/** How often each kind of operation is met. */
const weights = {
  edit: 30,
  prose: 4,
  open: 8,
  shut: 2,
  choose: 3,
  undo: 3,
  create: 4,
  createFromContact: 4,
  contactFromCard: 2,
  link: 6,
  unlink: 4,
  remove: 4,
  restore: 4,
  offline: 7,
  line: 6,
  cut: 3,
  kill: 3,
  close: 2,
  wipe: 1,
  crash: 2,
  arrange: 5,
  weather: 3,
  attention: 3,
  wait: 4,
} as const;
export type Kind = keyof typeof weights;
const commandKinds = [
  "create",
  "createFromContact",
  "contactFromCard",
  "link",
  "unlink",
  "remove",
  "restore",
] as const satisfies readonly Kind[];
export type CommandKind = (typeof commandKinds)[number];
export const isCommandKind = (kind: Kind): kind is CommandKind => (commandKinds as readonly Kind[]).includes(kind);
export const kindsByNumber = (Object.keys(weights) as Kind[]).flatMap((kind) =>
  Array.from<Kind>({ length: weights[kind] }).fill(kind),
);

/** 30 to 90 operations. */
export function randomOperations(seed: number): Operation[] {
  const random = seeded(seed ^ 0x5eed);
  const number = (below: number): number => Math.floor(random() * below);
  return Array.from({ length: 30 + number(61) }, (): Operation => [
    number(kindsByNumber.length),
    number(256),
    number(256),
    number(256),
  ]);
}

/** Numbers that no random operation has, so that a history without them stays what it was. */
export const backUp = 1_000;
export const restore = 1_001;
export const erase = 1_002;

/** The same operations, with a backup somewhere in the first half, and with it restored once or twice after that. */
export function withRestores(seed: number, operations: readonly Operation[]): Operation[] {
  const random = seeded(seed ^ 0xbac);
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from));
  const { length } = operations;
  const at = between(1, length >> 1);
  const after = [between(at, length), ...(random() < 0.3 ? [between(at, length)] : [])].sort((a, b) => b - a);
  const all = [...operations];
  for (const index of after) all.splice(index, 0, [restore, 0, between(0, 2), 0]);
  all.splice(at, 0, [backUp, 0, 0, 0]);
  return all;
}

/** The same operations, with a card erased one to three times, anywhere. */
export function withErasures(seed: number, operations: readonly Operation[]): Operation[] {
  const random = seeded(seed ^ 0xe5a5e);
  const number = (below: number): number => Math.floor(random() * below);
  const all = [...operations];
  for (let left = 1 + number(3); left > 0; left--) {
    all.splice(1 + number(all.length), 0, [erase, 0, number(256), number(256)]);
  }
  return all;
}

/** The one that the dice says, if there is any. */
export const pick = <Item>(items: readonly Item[], dice: number): Item | undefined =>
  items.length === 0 ? undefined : items[dice % items.length];
