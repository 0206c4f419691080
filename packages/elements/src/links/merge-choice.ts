/**
 * Whose values hold when two contacts are joined: what fills a blank unless somebody chose otherwise, field by field.
 *
 * Shape    a set of the fields that come from the contact that goes. Pure.
 * Source   rule U2
 *
 * @module
 */
import type { MergePreview, MergePreviewRow } from "@couplet/engine";
import type { MergeSide } from "@couplet/model";

export const mergeDiffering = (preview: MergePreview): readonly MergePreviewRow[] =>
  preview.rows.filter((row) => !row.isSame);

/** As nobody has chosen yet. */
export const suggested = (preview: MergePreview): ReadonlySet<string> =>
  new Set(mergeDiffering(preview).flatMap(({ field, side }) => (side === "merged" ? [field] : [])));

/** What the engine is told: a side for each field that was seen to differ. */
export const toMergeSides = (
  preview: MergePreview,
  fromMerged: ReadonlySet<string>,
): Readonly<Record<string, MergeSide>> =>
  Object.fromEntries(
    mergeDiffering(preview).map(({ field }) => [field, fromMerged.has(field) ? "merged" : "kept"] as const),
  );
