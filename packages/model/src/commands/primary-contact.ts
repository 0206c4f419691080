/**
 * Primary contacts that come and go with a command.
 *
 * Shape    effects on the customer's or vendor's own fields.
 * Not      choosing one by hand: that is an edit, judged by `reference.ts`.
 * Source   rules K1, H4, D3, D5
 *
 * @module
 */
import type { Card, LinkUndo } from "../card.ts";
import type { Effect } from "../effect.ts";
import { isCardId, type CardId } from "../id.ts";
import { fieldSpec } from "../schema.ts";
import { isEmptyValue } from "../value.ts";
import type { WorkspaceView } from "../view.ts";
import { cardToday, findCard, textValue } from "./refusal.ts";

/** Makes the contact primary where the card has none yet; a customer that is a person names its own, whoever it named before (K1). */
export function primaryEffects(
  view: WorkspaceView,
  card: Card,
  contactId: CardId,
  isOwnOfPerson = false,
): readonly Effect[] {
  if (!fieldSpec(card.kind, "primaryContactId")) return [];
  const named = view.value(card.id, "primaryContactId");
  if (named === contactId || !(isOwnOfPerson || isEmptyValue(named))) return [];
  return [{ type: "setFields", cardId: card.id, fields: { primaryContactId: contactId } }];
}

/** What undoing a link that made a contact the primary one brings back. */
export function primaryBefore(view: WorkspaceView, card: Card): Pick<LinkUndo, "contactName" | "primaryContactId"> {
  const named = view.value(card.id, "primaryContactId");
  const contactName = textValue(view.value(card.id, "contactName"));
  return { contactName, ...(isCardId(named) && { primaryContactId: named }) };
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

/** Who named a contact that was joined into another names that one, where it belongs to the card; else nobody (H4). */
export function repointed(card: Card, hubId: CardId | undefined, kept: Card): Effect {
  if (hubId === undefined || (hubId !== kept.id && hubId !== kept.companyId)) return clearPrimary(card);
  return { type: "setFields", cardId: card.id, fields: { primaryContactId: kept.id } };
}

/** A card that comes back names a contact that has gone meanwhile: the one that took its place, or nobody. */
export function primaryToday(view: WorkspaceView, card: Card, hubId: CardId | undefined): Effect {
  const named = view.value(card.id, "primaryContactId");
  const today = isCardId(named) ? cardToday(view, named) : undefined;
  if (!today || today.deletedAtMs !== undefined) return clearPrimary(card);
  return repointed(card, hubId, today);
}
