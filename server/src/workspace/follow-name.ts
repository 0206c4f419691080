/**
 * A search name that only repeats the name follows a new one also where whoever set the name knows nothing of it: in a room, or late.
 *
 * Shape    in the same commit as the name, as an edit of whoever set it; where it was given along it stays as given.
 * Not      edits over REST and by the engine: those say so themselves, see `withSearchName` of `@couplet/model`.
 *
 * @module
 */
import { type CardId, isEmptyValue, type Scalar, searchNameOf } from "@couplet/model";
import { setFields } from "./effects.ts";
import type { By, Transaction } from "./transaction.ts";

/** @param old the name that was shown before */
export async function followName(
  transaction: Transaction,
  renamed: { readonly cardId: CardId; readonly old: Scalar },
  by: By,
): Promise<void> {
  const card = await transaction.cardToday(renamed.cardId);
  if (!card || card.deletedAtMs !== undefined) return;
  const { record } = await transaction.room(card.commonDocumentId);
  const stored = record.value("searchName");
  const isRepeated = stored !== undefined && !isEmptyValue(stored) && stored === searchNameOf(renamed.old);
  if (!isRepeated || record.value("name") === renamed.old) return;
  transaction.isChanging = true;
  setFields(transaction, card, { searchName: "" }, by);
  transaction.isChanging = false;
}
