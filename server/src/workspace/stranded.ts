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

/** Cards that were related to a deleted one when it was deleted, and are still there. */
async function relatedBefore(source: RelatedSource, card: Card): Promise<Card[]> {
  const record = await source.deletion(card.id);
  const ids = (record?.relations ?? []).map((relation) =>
    relation.contactId === card.id ? relation.cardId : relation.contactId,
  );
  return (await source.cardsById(ids)).filter((other) => other.deletedAtMs === undefined);
}

/** Whether a common field of one of two related cards is one of the other's, too. */
const shares = (kind: CardKind, other: CardKind, field: string): boolean =>
  documentRole(kind, field) === "common" && documentRole(other, field) === "common";

/** Those of them that have the field in common with the card. */
export const relatedWithField = async (source: RelatedSource, card: Card, field: string): Promise<Card[]> =>
  (await relatedBefore(source, card)).filter((other) => shares(card.kind, other.kind, field));

/** What there is to know of a card that edits arrived for, however many they are. */
interface Addressee {
  readonly label: CardLabel;
  readonly isThere: boolean;
  readonly isRestorable: boolean;
  readonly related: readonly CardLabel[];
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
  const read = async (cardId: string): Promise<Addressee | undefined> => {
    const [card] = await source.cardsById([cardId]);
    if (!card) return undefined;
    const { deletedAtMs } = card;
    const related = deletedAtMs === undefined ? [] : await relatedBefore(source, card);
    return {
      label: await labelOf(card),
      isThere: deletedAtMs === undefined,
      isRestorable: deletedAtMs !== undefined && nowMs - deletedAtMs <= restorableMs,
      related: await Promise.all(related.map(labelOf)),
    };
  };
  const addressees = new Map<string, Addressee | undefined>();
  const rows = await store.stranded(workspace, { user: actor.sub });
  for (const { cardId } of rows) if (!addressees.has(cardId)) addressees.set(cardId, await read(cardId));
  return rows.map((row) => offerOf(row, addressees.get(row.cardId), actor));
}

function offerOf(row: StrandedRow, card: Addressee | undefined, actor: Actor): StrandedOffer {
  if (!card) return { row, relatedCards: [], actions: ["discard"] };
  const { label, isThere, isRestorable } = card;
  const related = card.related.filter(({ kind }) => shares(label.kind, kind, row.field));
  const targets = isThere ? [label] : related;
  const isApplicable = targets.length > 0 && targets.every(({ kind }) => mayEdit(actor.role, kind));
  return {
    row,
    card: label,
    relatedCards: isApplicable ? related : [],
    actions: [
      ...(isRestorable && mayEdit(actor.role, label.kind) ? (["restore"] as const) : []),
      ...(isApplicable ? (["apply"] as const) : []),
      "discard",
    ],
  };
}
