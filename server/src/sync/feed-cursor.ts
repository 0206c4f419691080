/**
 * Cursors of the feed: where a reader stands, valid for ever in the same store.
 *
 * Shape    three numbers. A pass began at `since`; everything whose last change lies up to `after` has been told in it; `kinds` are those the
 *          reader saw. At the end of a pass the next one begins there. `logged` is what the log had last at `after`: a store that has something
 *          else there has gone another way since (an older copy was restored, and written to).
 * Know     `since` is what makes a cursor from the middle of a pass valid: a document that was not told yet has to be told from `since` on, not
 *          from `after` on.
 * Source   docs/PROTOCOL.md, "The feed"; docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { type CardKind, cardKinds, mayRead, type Role } from "@couplet/model";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import type { Logged } from "../store/changed.ts";

export interface FeedCursor {
  readonly since: number;
  readonly after: number;
  readonly kinds: KindSet;
  readonly logged?: Logged | undefined;
}

/** A bit per kind. */
export type KindSet = number;

const format = 1;

const bitOf = (kind: CardKind): KindSet => 1 << cardKinds.indexOf(kind);
export const hasKind = (kinds: KindSet, kind: CardKind): boolean => (kinds & bitOf(kind)) !== 0;
/** Whether `other` has a kind that `kinds` lacks. */
export const lacksSome = (kinds: KindSet, other: KindSet): boolean => (other & ~kinds) !== 0;

/** @param reads asked for each kind */
export const kindsOf = (role: Role, reads: typeof mayRead = mayRead): KindSet =>
  cardKinds.reduce((kinds, kind) => (reads(role, kind) ? kinds | bitOf(kind) : kinds), 0);

export const firstCursor = (kinds: KindSet): FeedCursor => ({ since: 0, after: 0, kinds });

export const encodeCursor = ({ since, after, kinds, logged }: FeedCursor): Uint8Array =>
  encoding.encode((encoder) => {
    const mark = logged ? [after - logged.seq, logged.atMs] : [];
    for (const number of [format, since, after, kinds, ...mark]) encoding.writeVarUint(encoder, number);
  });

/** `undefined` for bytes that are no cursor of ours. */
export function parseCursor(bytes: Uint8Array): FeedCursor | undefined {
  try {
    const decoder = decoding.createDecoder(bytes);
    if (decoding.readVarUint(decoder) !== format) return undefined;
    const since = decoding.readVarUint(decoder);
    const after = decoding.readVarUint(decoder);
    const kinds = decoding.readVarUint(decoder);
    const logged = decoding.hasContent(decoder) ? readLogged(decoder, after) : undefined;
    const isWhole = !decoding.hasContent(decoder) && since <= after && kinds < 1 << cardKinds.length;
    return isWhole ? { since, after, kinds, ...(logged && { logged }) } : undefined;
  } catch {
    return undefined;
  }
}

const readLogged = (decoder: decoding.Decoder, after: number): Logged => ({
  seq: after - decoding.readVarUint(decoder),
  atMs: decoding.readVarUint(decoder),
});
