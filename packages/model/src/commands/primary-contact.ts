/**
 * Primary contacts that come and go with a command.
 *
 * Shape    effects on the customer's or vendor's own fields.
 * Not      choosing one by hand: that is an edit, judged by `reference.ts`.
 * Source   rules K1, H4, D3, D5
 *
 * @module
 */
import type { Card } from "../card.ts";
import type { Effect } from "../effect.ts";
import type { CardId } from "../id.ts";
import { fieldSpec } from "../schema.ts";
import { isEmptyValue, type Scalar } from "../value.ts";
import type { WorkspaceView } from "../view.ts";
import { findCard } from "./refusal.ts";

/** Makes the contact primary where the card has none yet. */
export function primaryEffects(
  view: WorkspaceView,
  card: Card,
  contactId: CardId,
  name: Scalar | undefined,
): readonly Effect[] {
  if (!fieldSpec(card.kind, "primaryContactId") || !isEmptyValue(view.value(card.id, "primaryContactId"))) return [];
  const contactName = isEmptyValue(name) || name === undefined ? {} : { contactName: name };
  return [{ type: "setFields", cardId: card.id, fields: { primaryContactId: contactId, ...contactName } }];
}

/** Customers and vendors that name the contact as their primary one, among the cards of its hubs. */
export function cardsWithPrimary(view: WorkspaceView, contact: Card): readonly Card[] {
  const hubs = contact.companyId === undefined ? [contact.id] : [contact.id, contact.companyId];
  return hubs
    .flatMap((hub) => view.relationsOf(hub))
    .flatMap((relation) => findCard(view, relation.cardId) ?? [])
    .filter((card) => view.value(card.id, "primaryContactId") === contact.id);
}

export const clearPrimary = (card: Card): Effect => ({
  type: "setFields",
  cardId: card.id,
  fields: { primaryContactId: "", contactName: "" },
});
