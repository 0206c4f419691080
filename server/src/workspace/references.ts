/**
 * Fields that point at a card which has been deleted meanwhile: taken out again, in the same commit (D5).
 *
 * Shape    for edits that came by a room or late, and were right when they were made. What points at a card nobody knows yet stays: it may
 *          be on its way.
 * Not      the judgement of an edit on entry, see `judgeReferences` of `@couplet/model`; nor what a deletion clears, that is decided with it.
 *
 * @module
 */
import { msOfAt } from "@couplet/crdt";
import {
  type Card,
  type CardId,
  hubOf,
  isCardId,
  isEmptyValue,
  judgeReferences,
  primaryByType,
  type Scalar,
} from "@couplet/model";
import { alongMs } from "./company.ts";
import { setFields } from "./effects.ts";
import type { Room } from "./room.ts";
import { decideWith } from "./rows.ts";
import type { By, Transaction } from "./transaction.ts";

/** What goes along when the field is cleared. */
const cleared: Readonly<Record<string, Readonly<Record<string, Scalar>>>> = {
  companyId: { companyId: "" },
  primaryContactId: { primaryContactId: "", contactName: "" },
};

export const isReference = (field: string): boolean => Object.hasOwn(cleared, field);

/** Nobody is no card that could have gone; but some cards have to name one (K1). */
export const mayNeedSettling = (field: string, value: Scalar): boolean =>
  isReference(field) && (value !== "" || field === "primaryContactId");

/**
 * Clears the field on the card where it shows one that is deleted; one that was joined into another contact stands for that one. A
 * customer that is a person has its contact back as the primary one (K1).
 */
export async function settleReference(
  transaction: Transaction,
  place: { readonly cardId: CardId; readonly field: string; /** Some card, until now. */ readonly wasNamed: boolean },
  by: By,
): Promise<void> {
  const [card] = await transaction.rows.cardsById([place.cardId]);
  const blank = cleared[place.field];
  if (!card || card.deletedAtMs !== undefined || !blank) return;
  const room = await transaction.room(card.cardDocumentId);
  const value = room.record.value(place.field);
  const { rows } = transaction;
  const byType =
    place.field === "primaryContactId" ? await decideWith(() => primaryByType(card, hubOf(rows, card))) : undefined;
  if (byType !== undefined && byType !== value) {
    change(transaction, card, { primaryContactId: byType }, by);
    return;
  }
  if (place.field === "primaryContactId" && value === "" && place.wasNamed) clearName(transaction, card, room, by);
  if (!isCardId(value)) return;
  const target = await transaction.cardToday(value);
  if (!target || (target.id === value && target.deletedAtMs === undefined)) return;
  const today = { [place.field]: target.id };
  const isWrong = (await decideWith(() => judgeReferences(rows, card, today))) !== undefined;
  change(transaction, card, isWrong ? blank : today, by);
}

/** Who is primary no more takes the contact name along (H4), unless another was given with it or since. */
function clearName(transaction: Transaction, card: Card, { record }: Room, by: By): void {
  const [name] = record.candidates("contactName");
  const [cleared] = record.candidates("primaryContactId");
  if (!name || isEmptyValue(name.value) || !cleared || msOfAt(name.at) >= msOfAt(cleared.at) - alongMs) return;
  change(transaction, card, { contactName: "" }, by);
}

function change(transaction: Transaction, card: Card, fields: Readonly<Record<string, Scalar>>, by: By): void {
  transaction.isChanging = true;
  setFields(transaction, card, fields, by);
  transaction.isChanging = false;
}
