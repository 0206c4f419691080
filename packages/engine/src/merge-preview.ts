/**
 * What joining two contacts would do, before it is done: both sides' values, field by field, and whose would hold unless chosen (U2).
 *
 * Shape    one row per field of a contact, its own ones included, in display order.
 * Not      fields that point at cards: those follow the rule.
 *
 * @module
 */
import {
  emptyValue,
  fieldsOfKind,
  mergeSides,
  sameMeaning,
  searchNameOf,
  type MergeSide,
  type Scalar,
} from "@couplet/model";
import type { CardRow } from "./card-row.ts";
import { CardNotFoundError } from "./engine-error.ts";

export interface MergePreviewRow {
  readonly field: string;
  readonly kept: Scalar;
  readonly merged: Scalar;
  readonly isSame: boolean;
  /** Whose value holds unless somebody chooses. */
  readonly side: MergeSide;
}

export interface MergePreview {
  readonly kept: CardRow;
  readonly merged: CardRow;
  readonly rows: readonly MergePreviewRow[];
}

/** Pure. Blank on both sides is left out. */
export function mergePreviewOf(kept: CardRow, merged: CardRow): MergePreview {
  // What a person reads from its company, and a search name made of the name, are not its own to give.
  const ownOf = (row: CardRow) => (field: string) => {
    const isDerived = field === "searchName" && row.values[field] === searchNameOf(row.values["name"]);
    return isDerived || row.inherited?.[field] !== undefined ? "" : row.values[field];
  };
  const [here, there] = [ownOf(kept), ownOf(merged)];
  const sides = mergeSides(here, there);
  const rows = fieldsOfKind("contact")
    .filter(({ type }) => type !== "cardId")
    .flatMap((spec): readonly MergePreviewRow[] => {
      const field = spec.name;
      const empty = emptyValue(spec);
      const [left, right] = [here(field) ?? empty, there(field) ?? empty];
      if (left === empty && right === empty) return [];
      const isSame = sameMeaning(field, left, right);
      return [{ field, kept: left, merged: right, isSame, side: sides[field] ?? "kept" }];
    });
  return { kept, merged, rows };
}

/** @throws {CardNotFoundError} @throws {OfflineError} */
export async function readMergePreview(
  read: (id: string) => Promise<CardRow | undefined>,
  contactId: string,
  mergedId: string,
): Promise<MergePreview> {
  const [kept, merged] = await Promise.all([read(contactId), read(mergedId)]);
  if (!kept) throw new CardNotFoundError(contactId);
  if (!merged) throw new CardNotFoundError(mergedId);
  return mergePreviewOf(kept, merged);
}
