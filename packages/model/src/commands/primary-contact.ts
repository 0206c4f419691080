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
import { isCardId, type CardId } from "../id.ts";
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

/** Whether the card names a primary contact that is deleted, and does not come back along with it. */
export function namesDeleted(view: WorkspaceView, card: Card, restored: ReadonlySet<CardId>): boolean {
  const id = view.value(card.id, "primaryContactId");
  return isCardId(id) && !restored.has(id) && !findCard(view, id);
}

export const clearPrimary = (card: Card): Effect => ({
  type: "setFields",
  cardId: card.id,
  fields: { primaryContactId: "", contactName: "" },
});
