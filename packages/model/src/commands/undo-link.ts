/**
 * Undo of a link: both sides get back what they had, as if the cards had never been linked.
 *
 * Shape    the card leaves with a copy of the document it came with, which was kept when it moved in; the contact is given the values
 *          that had given way to the card's, and with it the other cards that share them (L3).
 * Not      unlinking: there both keep what they show. That is the way once somebody has edited the shared document, or the one that the
 *          card came with has been forgotten.
 * Source   rule L2; docs/decisions/0008-undoing-a-link.md
 *
 * @module
 */
import type { UndoLinkCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import { forkDocumentId } from "../id.ts";
import { mayLink } from "../role.ts";
import { commonFieldsOfKind } from "../schema.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { cardLabel, findCard, isRefusal, liveCard, liveCardOfKind, textValue } from "./refusal.ts";

export function decideUndoLink(view: WorkspaceView, command: UndoLinkCommand, actor: Actor): Decision {
  const relation = view.relation(command.relationId);
  if (!relation) return refuse(404, "relation.notFound");
  const { kind, undo } = relation;
  if (!mayLink(actor.role, kind)) return refuse(403, "perm.link", { params: { kind } });
  const card = liveCard(view, relation.cardId, "cardId");
  if (isRefusal(card)) return card;
  const contact = liveCardOfKind(view, relation.contactId, "contact", "contactId");
  if (isRefusal(contact)) return contact;
  if (!undo) return refuse(409, "undoLink.none");
  if (view.isForgotten(undo.documentId))
    return refuse(410, "undoLink.forgotten", { params: { a: cardLabel(view, contact), b: cardLabel(view, card) } });
  if (view.isEditedSinceLink(relation))
    return refuse(409, "undoLink.edited", { params: { a: cardLabel(view, contact), b: cardLabel(view, card) } });

  const leaves = card.commonDocumentId;
  const to = forkDocumentId(command.id, card.id);
  const keep = commonFieldsOfKind(card.kind);
  const { contactName, primaryContactId: before } = undo;
  // Who was the primary contact before may have gone since (D5).
  const primaryContactId = before !== undefined && findCard(view, before) ? before : "";
  const isPrimary = view.value(card.id, "primaryContactId") === contact.id;
  const isKept = contactName === textValue(view.value(card.id, "contactName"));
  const own =
    isPrimary && contactName !== undefined ? { primaryContactId, ...(!isKept && { contactName }) } : undefined;
  const { type: _contacts, ...row } = card;
  const effects: readonly Effect[] = [
    { type: "removeRelation", relation },
    { type: "fork", from: undo.documentId, to, cardId: card.id, keep, back: { leaves, values: undo.card } },
    { type: "release", documentId: leaves, cardId: card.id },
    { type: "hold", documentId: to, cardId: card.id },
    {
      type: "putCard",
      card: { ...row, ...(undo.type !== undefined && { type: undo.type }), commonDocumentId: to },
    },
    ...(Object.keys(undo.contact).length > 0
      ? [{ type: "setFields", cardId: contact.id, fields: undo.contact } as const]
      : []),
    ...(own ? [{ type: "setFields", cardId: card.id, fields: own } as const] : []),
  ];
  return { ok: true, effects };
}
