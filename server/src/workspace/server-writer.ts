/**
 * Writers of the server: what REST calls, imports and commands write through, one per user, card and document.
 *
 * Shape    `s` and 11 characters of base64url, derived, so that no table is needed and a restart changes nothing.
 * Know     one for all documents of a card would count what was written in the one as seen in the other, and a restore that
 *          merges them would lose the earlier value.
 * Not      the writers of clients, which are random.
 *
 * @module
 */
import type { Author, WriterClock } from "@couplet/crdt";
import { createHash } from "node:crypto";

const serverWriterId = (user: string, cardId: string, documentId: string): string =>
  `s${createHash("sha256").update(`${user}\n${cardId}\n${documentId}`).digest("base64url").slice(0, 11)}`;

/** The author that changes of `user` on `cardId` are written by in a document, when the server writes them. */
export const serverAuthor = (user: string, cardId: string, documentId: string, clock: WriterClock): Author => ({
  writer: serverWriterId(user, cardId, documentId),
  card: cardId,
  user,
  nextAt: (atLeast) => clock.next(atLeast),
});
