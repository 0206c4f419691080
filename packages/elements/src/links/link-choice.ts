/**
 * Whose values hold when two cards are linked: the contact's unless somebody chose otherwise, field by field.
 *
 * Shape    a set of the fields that come from the card; everything else comes from the contact. Pure.
 * Source   rule L2: blank values count
 *
 * @module
 */
import type { LinkChoice, LinkPreview, LinkPreviewRow, Side } from "@couplet/engine";

export type FromCard = ReadonlySet<string>;

export const differing = (preview: LinkPreview): readonly LinkPreviewRow[] => preview.rows.filter((row) => !row.isSame);

export const sideOf = (fromCard: FromCard, field: string): Side => (fromCard.has(field) ? "card" : "contact");

export function choose(fromCard: FromCard, field: string, side: Side): FromCard {
  const next = new Set(fromCard);
  if (side === "card") next.add(field);
  else next.delete(field);
  return next;
}

export const chooseAll = (preview: LinkPreview, side: Side): FromCard =>
  new Set(side === "card" ? differing(preview).map((row) => row.field) : []);

/** What the engine is told: the side that most fields come from, and the exceptions. */
export function toLinkChoice(preview: LinkPreview, fromCard: FromCard): LinkChoice {
  const rows = differing(preview);
  const count = rows.filter((row) => fromCard.has(row.field)).length;
  if (count === 0) return { master: "contact" };
  if (count === rows.length) return { master: "card" };
  return { master: "contact", fields: Object.fromEntries([...fromCard].map((field) => [field, "card" as const])) };
}
