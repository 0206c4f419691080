/**
 * A card at any moment: made of its history, without asking anybody.
 *
 * Shape    pure. A moment is a time at which somebody set something; values at it are those set last until then. What no entry tells of
 *          is as it is now.
 * Source   rule F8
 *
 * @module
 */
import { type Scalar, fieldSpec, sameMeaning, type CardKind } from "@couplet/model";
import type { HistoryItem } from "@couplet/engine";

export type Values = Readonly<Record<string, Scalar>>;

export interface Moment {
  readonly atMs: number;
  /** What was set then, and by whom. */
  readonly items: readonly HistoryItem[];
}

/** Edits of one person that follow each other within this are one moment. */
const togetherMs = 60_000;

/** Oldest first. */
export function momentsOf(items: readonly HistoryItem[]): readonly Moment[] {
  const moments: { atMs: number; items: HistoryItem[] }[] = [];
  for (const item of items.toSorted((a, b) => a.atMs - b.atMs)) {
    const last = moments.at(-1);
    const isSame = last !== undefined && item.atMs - last.atMs <= togetherMs && last.items[0]?.by.sub === item.by.sub;
    if (isSame) {
      last.items.push(item);
      last.atMs = item.atMs;
    } else moments.push({ atMs: item.atMs, items: [item] });
  }
  return moments;
}

/** Values right after a moment; before the first one for a time before it. */
export function valuesAt(items: readonly HistoryItem[], atMs: number, now: Values): Values {
  const values: Record<string, Scalar> = { ...now };
  const byField = new Map<string, HistoryItem[]>();
  for (const item of items.toSorted((a, b) => a.atMs - b.atMs)) {
    const known = byField.get(item.field);
    if (known) known.push(item);
    else byField.set(item.field, [item]);
  }
  for (const [field, past] of byField) {
    const last = past.findLast((item) => item.atMs <= atMs);
    // Nothing is known of the time before the first entry but what it says was there.
    values[field] = last ? last.new : (past[0]?.old ?? (typeof now[field] === "boolean" ? false : ""));
  }
  return values;
}

export interface Difference {
  readonly field: string;
  readonly from: Scalar;
  readonly to: Scalar;
}

const empty = (value: Scalar | undefined): Scalar => (value === undefined || value === false ? "" : value);

/** In the order in which a card shows its fields. */
export function differences(
  kind: CardKind,
  fields: readonly string[],
  from: Values,
  to: Values,
): readonly Difference[] {
  return fields
    .filter((field) => fieldSpec(kind, field) && !sameMeaning(field, empty(from[field]), empty(to[field])))
    .map((field) => ({ field, from: from[field] ?? "", to: to[field] ?? "" }));
}
