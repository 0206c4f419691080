/**
 * Where the feed of a connection begins, and why: after the client's hello, and once its reader has another role.
 *
 * Source   docs/PROTOCOL.md, "The feed"
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import { type FeedStart, feedStarts, type Hello } from "@couplet/protocol";
import { type FeedCursor, firstCursor, kindsOf, lacksSome, parseCursor } from "./feed-cursor.ts";
import type { Feed } from "./feed.ts";

export interface Beginning {
  readonly start: FeedStart;
  readonly cursor: FeedCursor;
}

export async function beginningOf(hello: Hello, epoch: string, feed: Feed, actor: Actor): Promise<Beginning> {
  const kinds = kindsOf(actor.role);
  const anew = (start: FeedStart): Beginning => ({ start, cursor: firstCursor(kinds) });
  // Without a chunk there may be documents that were opened.
  if (hello.epoch !== "" && hello.epoch !== epoch) return anew(feedStarts.otherEpoch);
  if (hello.cursor.byteLength === 0) return anew(feedStarts.first);
  if (hello.epoch !== epoch) return anew(feedStarts.otherEpoch);
  const cursor = parseCursor(hello.cursor);
  if (!cursor) return anew(feedStarts.noCursor);
  if (await feed.isElsewhere(cursor)) return anew(feedStarts.otherEpoch);
  if (lacksSome(cursor.kinds, kinds)) return anew(feedStarts.seesMore);
  return { start: feedStarts.goesOn, cursor: { ...cursor, kinds } };
}

/** @param cursor how far the reader had been told in the role before */
export function beginningAgain(cursor: FeedCursor | undefined, { role }: Actor): Beginning {
  const kinds = kindsOf(role);
  if (!cursor || lacksSome(cursor.kinds, kinds)) return { start: feedStarts.seesMore, cursor: firstCursor(kinds) };
  return { start: feedStarts.goesOn, cursor: { ...cursor, kinds } };
}
