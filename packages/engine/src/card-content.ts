/**
 * What a card shows, read from its two documents: values, conflicts, where values came from, what is doubtful.
 *
 * Shape    plain values, made anew when the documents change.
 * Not      saved states and rights: those change without the documents, see `live-card.ts`.
 *
 * @module
 */
import { entryId, msOfAt, type Entry, type RecordDocument } from "@couplet/crdt";
import {
  documentRole,
  emptyValue,
  fieldsOfKind,
  hints,
  isEmptyValue,
  type CardKind,
  type FieldProblem,
  type Scalar,
} from "@couplet/model";
import type { CardRow } from "./card-row.ts";
import type { ConflictCandidate, FieldConflict, FieldSource } from "./card-session.ts";
import type { NamedUser } from "./people.ts";

export interface CardContent {
  readonly values: Readonly<Record<string, Scalar>>;
  readonly conflicts: Readonly<Record<string, FieldConflict>>;
  readonly sources: Readonly<Record<string, FieldSource>>;
  readonly hints: readonly FieldProblem[];
  /** Users met whose names may not be known. */
  readonly users: ReadonlySet<string>;
}

/** What the entries alone do not tell. */
export interface ContentContext {
  readonly ownSub: string;
  named(sub: string): NamedUser;
  /** The kind and number of a card this device has seen. */
  cardNamed(id: string): { readonly kind: CardKind; readonly no: string } | undefined;
}

const searchNameMax = 100;

/** Of a card whose search name nobody has set. */
export const searchNameOf = ({ name }: Readonly<Record<string, Scalar>>): string =>
  typeof name === "string" ? name.toUpperCase().slice(0, searchNameMax) : "";

/** Nobody has set a search name: it follows the name. */
function withDerived(kind: CardKind, values: Record<string, Scalar>): Record<string, Scalar> {
  const hasSearchName = documentRole(kind, "searchName") !== undefined;
  if (!hasSearchName || !isEmptyValue(values["searchName"])) return values;
  return { ...values, searchName: searchNameOf(values) };
}

/** From the row alone, while the documents are not here. */
export function contentOfRow(row: CardRow): CardContent {
  const values: Record<string, Scalar> = {};
  for (const spec of fieldsOfKind(row.kind)) values[spec.name] = row.values[spec.name] ?? emptyValue(spec);
  const shown = withDerived(row.kind, values);
  return { values: shown, conflicts: {}, sources: {}, hints: hints(row.kind, shown), users: new Set() };
}

/** What a waiting command will make of the field, unless it was set after the command was given. */
export function forecastOf(row: CardRow, field: string, shown: Entry | undefined): Scalar | undefined {
  const forecast = row.forecast?.[field];
  return forecast && !(shown && msOfAt(shown.at) >= forecast.atMs) ? forecast.value : undefined;
}

/** A document that is not here yet lends its fields from the row. */
export function contentOf(
  row: CardRow,
  records: { readonly common: RecordDocument | undefined; readonly card: RecordDocument | undefined },
  context: ContentContext,
): CardContent {
  const values: Record<string, Scalar> = {};
  const conflicts: Record<string, FieldConflict> = {};
  const sources: Record<string, FieldSource> = {};
  const users = new Set<string>();
  for (const spec of fieldsOfKind(row.kind)) {
    const field = spec.name;
    const record = spec.scope === "common" ? records.common : records.card;
    const [shown] = record?.candidates(field) ?? [];
    const forecast = forecastOf(row, field, shown);
    if (forecast !== undefined) {
      values[field] = forecast;
      continue;
    }
    values[field] = (record ? shown?.value : row.values[field]) ?? emptyValue(spec);
    if (!record || !shown) continue;
    const source = sourceOf(shown, record, context);
    users.add(source.by.sub);
    sources[field] = source;
    const rivals = record.conflict(field);
    if (rivals.length === 0) continue;
    const candidates = rivals.map((entry): ConflictCandidate => {
      const { by, isMine, atMs, card } = sourceOf(entry, record, context);
      users.add(by.sub);
      return { entry: entryId(entry), value: entry.value, by, isMine, atMs, card };
    });
    conflicts[field] = { severity: spec.conflict, candidates };
  }
  const shown = withDerived(row.kind, values);
  return { values: shown, conflicts, sources, hints: hints(row.kind, shown), users };
}

function sourceOf(entry: Entry, record: RecordDocument, context: ContentContext): FieldSource {
  const writer = record.writer(entry.writer);
  const sub = writer?.user ?? "";
  const id = writer?.card ?? "";
  return {
    by: context.named(sub),
    isMine: sub === context.ownSub,
    atMs: msOfAt(entry.at),
    card: { id, ...context.cardNamed(id) },
  };
}
