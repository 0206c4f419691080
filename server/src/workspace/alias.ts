/**
 * Ids of contacts that were joined into others: each stands for the contact that was kept.
 *
 * Source   rule U2; docs/decisions/0009-merging-contacts.md
 *
 * @module
 */
import type { Card } from "@couplet/model";

/** @returns the card that the id stands for today, deleted ones included; `undefined` for an unknown id */
export async function cardToday(
  read: (id: string) => Promise<Card | undefined>,
  id: string,
): Promise<Card | undefined> {
  let card = await read(id);
  while (card?.mergedInto !== undefined && card.deletedAtMs !== undefined) card = await read(card.mergedInto);
  return card;
}
