/**
 * Writers of the server: what REST calls, imports and commands write through, one per user and card.
 *
 * Shape    `s` and 11 characters of base64url, derived, so that no table is needed and a restart changes nothing.
 * Not      the writers of clients, which are random.
 *
 * @module
 */
import type { Author, WriterClock } from "@couplet/crdt";
import { createHash } from "node:crypto";

const serverWriterId = (user: string, cardId: string): string =>
  `s${createHash("sha256").update(`${user}\n${cardId}`).digest("base64url").slice(0, 11)}`;

/** The author that changes of `user` on `cardId` are written by, when the server writes them. */
export const serverAuthor = (user: string, cardId: string, clock: WriterClock): Author => ({
  writer: serverWriterId(user, cardId),
  card: cardId,
  user,
  nextAt: (atLeast) => clock.next(atLeast),
});
