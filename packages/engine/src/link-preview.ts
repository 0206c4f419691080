/**
 * What a link would do, before it is made: both sides' values, field by field (L2).
 *
 * Shape    one row per common field of the card's kind, in display order.
 *
 * @module
 */
import { emptyValue, fieldsOfKind, sameMeaning, type CardKind, type Scalar } from "@couplet/model";
import type { CardRow } from "./card-row.ts";
import { CardNotFoundError } from "./engine-error.ts";

export interface LinkPreviewRow {
  readonly field: string;
  readonly contact: Scalar;
  readonly card: Scalar;
  readonly isSame: boolean;
}

export interface LinkPreview {
  readonly contact: CardRow;
  readonly card: CardRow;
  readonly rows: readonly LinkPreviewRow[];
}

/** Pure. Blank on both sides is left out. */
export function linkPreviewOf(contact: CardRow, card: CardRow): LinkPreview {
  const rows = fieldsOfKind(card.kind)
    .filter((spec) => spec.scope === "common")
    .map((spec) => {
      const empty = emptyValue(spec);
      const left = contact.values[spec.name] ?? empty;
      const right = card.values[spec.name] ?? empty;
      return {
        row: { field: spec.name, contact: left, card: right, isSame: sameMeaning(spec.name, left, right) },
        empty,
      };
    })
    .filter(({ row, empty }) => row.contact !== empty || row.card !== empty)
    .map(({ row }) => row);
  return { contact, card, rows };
}

/** @throws {CardNotFoundError} @throws {OfflineError} */
export async function readLinkPreview(
  read: (kind: CardKind, id: string) => Promise<CardRow | undefined>,
  contactId: string,
  kind: CardKind,
  cardId: string,
): Promise<LinkPreview> {
  const [contact, card] = await Promise.all([read("contact", contactId), read(kind, cardId)]);
  if (!contact) throw new CardNotFoundError(contactId);
  if (!card) throw new CardNotFoundError(cardId);
  return linkPreviewOf(contact, card);
}
