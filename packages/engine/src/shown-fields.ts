/**
 * What open cards showed of a card beyond what the server had said: laid over its row, field by field, until the server's word is newer.
 *
 * Shape    pure. Each field has the time it was shown at; what the card is related to, its number and its kind are never among them.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";
import type { CardRow } from "./card-row.ts";
import { notesField } from "./outstanding.ts";

interface ShownField {
  readonly value: Scalar;
  /** The card it is read from, where it is not the card's own. */
  readonly from?: string;
  /** In milliseconds since 1970. */
  readonly atMs: number;
}

export interface ShownFields {
  /** The common document it was shown of: what the card shows of another one is another matter. */
  readonly documentId: string;
  readonly fields: Readonly<Record<string, ShownField>>;
}

/** What a card shows now, and since when each field that tells something new does: one that shows what it showed before tells nothing. */
export interface ShownCard {
  readonly row: CardRow;
  readonly sinceMs: ReadonlyMap<string, number>;
}

/** Of each field what was shown last. `undefined`: nothing. */
export function shownFields({ row, sinceMs }: ShownCard, before: ShownFields | undefined): ShownFields | undefined {
  const { documentId, values, notes, inherited = {} } = row;
  const fields: Record<string, ShownField> = { ...(before?.documentId === documentId ? before.fields : {}) };
  for (const [field, atMs] of sinceMs) {
    const value = field === notesField ? notes : values[field];
    if (value === undefined || (fields[field]?.atMs ?? 0) > atMs) continue;
    const { [field]: from } = inherited;
    fields[field] = { value, atMs, ...(from !== undefined && { from }) };
  }
  return Object.keys(fields).length === 0 ? undefined : { documentId, fields };
}

/** The row with what is laid over it. @param holds whether what was shown at the time is newer than what the server has said */
export function withShown<Row extends CardRow>(
  row: Row,
  shown: ShownFields | undefined,
  holds: (atMs: number) => boolean,
): Row {
  if (shown?.documentId !== row.documentId) return row;
  const holding = Object.entries(shown.fields).filter(([, { atMs }]) => holds(atMs));
  if (holding.length === 0) return row;
  const values: Record<string, Scalar> = { ...row.values };
  const inherited: Record<string, string> = { ...row.inherited };
  let { notes } = row;
  for (const [field, { value, from }] of holding) {
    if (field === notesField) {
      notes = String(value);
      continue;
    }
    values[field] = value;
    if (from === undefined) delete inherited[field];
    else inherited[field] = from;
  }
  return { ...row, values, notes, inherited };
}

/** Those shown later than that. */
export function shownSince(shown: ShownFields | undefined, sinceMs: number): ShownFields | undefined {
  if (!shown) return undefined;
  const fields = Object.fromEntries(Object.entries(shown.fields).filter(([, { atMs }]) => atMs > sinceMs));
  return Object.keys(fields).length === 0 ? undefined : { ...shown, fields };
}

/** Fields, prose included, that one shows other than the other. */
export function changedFields(before: CardRow, now: CardRow): readonly string[] {
  const changed = Object.keys({ ...before.values, ...now.values }).filter(
    (field) => before.values[field] !== now.values[field] || before.inherited?.[field] !== now.inherited?.[field],
  );
  return before.notes === now.notes ? changed : [...changed, notesField];
}
