/**
 * Fields that point at a card which has been deleted meanwhile: taken out again, in the same commit (D5).
 *
 * Shape    for edits that came by a room or late, and were right when they were made. What points at a card nobody knows yet stays: it may
 *          be on its way.
 * Not      the judgement of an edit on entry, see `judgeReferences` of `@couplet/model`; nor what a deletion clears, that is decided with it.
 *
 * @module
 */
import { type CardId, isCardId, type Scalar } from "@couplet/model";
import { setFields } from "./effects.ts";
import type { By, Transaction } from "./transaction.ts";

/** What goes along when the field is cleared. */
const cleared: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  companyId: { companyId: "" },
  primaryContactId: { primaryContactId: "", contactName: "" },
};

export const isReference = (field: string): boolean => Object.hasOwn(cleared, field);

/** Clears the field on the card, where it shows one that is deleted. */
export async function settleReference(
  transaction: Transaction,
  place: { readonly cardId: CardId; readonly field: string },
  by: By,
): Promise<void> {
  const [card] = await transaction.rows.cardsById([place.cardId]);
  const blank = cleared[place.field];
  if (!card || card.deletedAtMs !== undefined || !blank) return;
  const room = await transaction.room(card.cardDocumentId);
  const value = room.record.value(place.field);
  if (!isCardId(value)) return;
  const [target] = await transaction.rows.cardsById([value]);
  if (target?.deletedAtMs === undefined) return;
  transaction.isChanging = true;
  setFields(transaction, card, blank, by);
  transaction.isChanging = false;
}
