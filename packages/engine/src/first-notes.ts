/**
 * The first prose of a card that is made on this device.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { WorkingCopies } from "./working-copies.ts";

/** Resolves once it is on the device, or cannot be. */
export async function writeFirstNotes(
  copies: WorkingCopies,
  documentId: string,
  { cardId, kind }: { readonly cardId: string; readonly kind: CardKind },
  text: string,
): Promise<void> {
  const copy = copies.acquire(documentId, "card");
  const seat = await copy.takeSeat(cardId, kind);
  copy.connect();
  copy.editNotes(seat, () => copy.doc.transact(() => copy.record.notes().insert(0, text), copy));
  // Where the device keeps nothing now the status says so; the card is made all the same.
  await copy.written().catch(() => undefined);
  copies.release(copy);
}
