/**
 * Edits that arrived for a deleted card, as they are offered to their author: with what can be done with each of them now.
 *
 * Shape    restore the card, where it is not deleted for too long; apply the value to the cards that were related to it, where there
 *          are some with the field; or discard.
 * Not      the doing: see `late.ts`, which judges again.
 * Source   rule D4
 *
 * @module
 */
import { type Actor, type Card, type CardKind, documentRole, mayEdit, restorableDays } from "@couplet/model";
import type { Store, StrandedRow } from "../store/store.ts";
import type { CardLabel, StrandedOffer } from "./workspace.ts";

const restorableMs = restorableDays * 24 * 60 * 60 * 1000;

/** What the cards related to a deleted one are read from: the store, or a batch that has changed some. */
export interface RelatedSource {
  deletion(cardId: string): ReturnType<Store["deletion"]>;
  cardsById(ids: readonly string[]): Promise<Card[]>;
}

/** Cards that were related to a deleted one when it was deleted, and are still there, if they have the field. */
export async function relatedWithField(source: RelatedSource, card: Card, field: string): Promise<Card[]> {
  const isShared = (kind: CardKind): boolean => documentRole(kind, field) === "common";
  if (!isShared(card.kind)) return [];
  const record = await source.deletion(card.id);
  const ids = (record?.relations ?? []).map((relation) =>
    relation.contactId === card.id ? relation.cardId : relation.contactId,
  );
  return (await source.cardsById(ids)).filter((other) => other.deletedAtMs === undefined && isShared(other.kind));
}

/** The edits of the actor, oldest first. */
export async function strandedOffers(
  store: Store,
  workspace: string,
  actor: Actor,
  nowMs: number,
): Promise<readonly StrandedOffer[]> {
  const source: RelatedSource = {
    deletion: (cardId) => store.deletion(workspace, cardId),
    cardsById: (ids) => store.cardsById(workspace, ids),
  };
  const labelOf = async ({ id, kind, no, commonDocumentId }: Card): Promise<CardLabel> => {
    const shown = (await store.values(workspace, [commonDocumentId])).get(commonDocumentId);
    return { id, kind, no, name: String(shown?.values["name"] ?? "") };
  };
  const offer = async (row: StrandedRow): Promise<StrandedOffer> => {
    const [card] = await source.cardsById([row.cardId]);
    const record = card && (await source.deletion(card.id));
    const isThere = card !== undefined && card.deletedAtMs === undefined;
    const isRestorable = record !== undefined && nowMs - record.deletedAtMs <= restorableMs;
    const related = card && !isThere ? await relatedWithField(source, card, row.field) : [];
    const targets = isThere ? [card] : related;
    const mayAll = targets.length > 0 && targets.every(({ kind }) => mayEdit(actor.role, kind));
    return {
      row,
      ...(card && { card: await labelOf(card) }),
      relatedCards: await Promise.all((mayAll ? related : []).map(labelOf)),
      actions: [
        ...(card && !isThere && isRestorable && mayEdit(actor.role, card.kind) ? (["restore"] as const) : []),
        ...(mayAll ? (["apply"] as const) : []),
        "discard",
      ],
    };
  };
  const offers: StrandedOffer[] = [];
  for (const row of await store.stranded(workspace, { user: actor.sub })) offers.push(await offer(row));
  return offers;
}
