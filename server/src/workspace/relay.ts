/**
 * What a commit has changed in a room, on its way to the sessions in it: one frame for each, however many edits that are.
 *
 * Shape    all changes of a commit merged; an author is not told again what is mostly their own.
 * Know     nothing waits for it: a single edit is a commit and a frame of its own. What comes while others are being committed is
 *          the next commit, and that is what is merged.
 *          Whoever does not read is not told: where they stopped is remembered, and told from there once they read again.
 * Not      acknowledgements: each edit has its own, see `session.ts`.
 * Source   docs/decisions/0032-one-frame-per-commit-and-reader.md
 *
 * @module
 */
import * as Y from "yjs";
import { updateFrame } from "./frames.ts";

/** A session, as far as it is told. */
export interface Reader {
  /** @param gathers more is to follow in this turn */
  relay(relayed: Relayed, gathers: boolean): void;
}

/** A change as it is told. */
export class Relayed {
  readonly frame: Uint8Array;
  readonly #update: Uint8Array;
  #from: ReadonlyMap<number, number> | undefined;

  constructor(update: Uint8Array) {
    this.#update = update;
    this.frame = updateFrame(update);
  }

  /** By client of the document, where it begins: whoever is not told of it misses what is from there on. */
  get from(): ReadonlyMap<number, number> {
    return (this.#from ??= Y.parseUpdateMeta(this.#update).from);
  }
}

/** One committed change of a room. */
export interface RoomChange {
  readonly update: Uint8Array;
  /** Who made it and has nothing to learn from it. */
  readonly except: Reader | undefined;
}

/** Yjs looks at every update it merges again for each thing in them: many are merged some at a time. */
const mergedAtOnce = 16;

/** Tells everybody in the room of the changes. */
export function relayChanges(sessions: Iterable<Reader>, changes: readonly RoomChange[], gathers: boolean): void {
  const frames = mergedFrames(changes);
  const own = new Map<Reader, readonly Relayed[]>();
  for (const author of mainAuthors(changes))
    own.set(author, mergedFrames(changes.filter(({ except }) => except !== author)));
  for (const session of sessions) for (const relayed of own.get(session) ?? frames) session.relay(relayed, gathers);
}

/** Who wrote half of it or more: what is left for them is small. For all others the common frame is cheaper than one of their own. */
function mainAuthors(changes: readonly RoomChange[]): Reader[] {
  const bytesByAuthor = new Map<Reader, number>();
  let all = 0;
  for (const { update, except } of changes) {
    all += update.byteLength;
    if (except) bytesByAuthor.set(except, (bytesByAuthor.get(except) ?? 0) + update.byteLength);
  }
  return [...bytesByAuthor].flatMap(([author, bytes]) => (bytes * 2 >= all ? [author] : []));
}

function mergedFrames(changes: readonly RoomChange[]): readonly Relayed[] {
  const updates = changes.map(({ update }) => update);
  if (updates.length === 0) return [];
  try {
    return [new Relayed(mergeAll(updates))];
  } catch {
    // What cannot be merged has been integrated all the same, and nobody may miss it.
    return updates.map((update) => new Relayed(update));
  }
}

function mergeAll(updates: readonly Uint8Array[]): Uint8Array {
  const [first = new Uint8Array()] = updates;
  if (updates.length <= 1) return first;
  const merged: Uint8Array[] = [];
  for (let from = 0; from < updates.length; from += mergedAtOnce) {
    const some = updates.slice(from, from + mergedAtOnce);
    merged.push(some.length > 1 ? Y.mergeUpdates(some) : mergeAll(some));
  }
  return mergeAll(merged);
}
