/**
 * Parting: a card leaves the document it shares with a copy of its own.
 *
 * Shape    relation removed, fork made, holds moved; the row of the card is the caller's to put.
 * Not      a change of any value: both sides keep what they show.
 * Source   rules L12, D1; design section 2, unlink
 *
 * @module
 */
import type { Card, Relation } from "../card.ts";
import type { Effect } from "../effect.ts";
import { forkDocumentId, type CommandId } from "../id.ts";
import { commonFieldsOfKind } from "../schema.ts";

/** @returns the card as it is afterwards, and what brings it there */
export function part(
  commandId: CommandId,
  relation: Relation,
  card: Card,
): { readonly card: Card; readonly effects: readonly Effect[] } {
  const from = card.commonDocumentId;
  const to = forkDocumentId(commandId, card.id);
  return {
    card: { ...card, commonDocumentId: to },
    effects: [
      { type: "removeRelation", relation },
      { type: "fork", from, to, cardId: card.id, keep: commonFieldsOfKind(card.kind) },
      { type: "release", documentId: from, cardId: card.id },
      { type: "hold", documentId: to, cardId: card.id },
    ],
  };
}
