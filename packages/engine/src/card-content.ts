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
  defaultSetup,
  documentRole,
  emptyValue,
  fieldsOfKind,
  hints,
  inheritedValues,
  isEmptyValue,
  searchNameOf,
  type CardKind,
  type FieldProblem,
  type FieldSpec,
  type InheritanceSwitches,
  type Scalar,
} from "@couplet/model";
import type { CardRow } from "./card-row.ts";
import type { ConflictCandidate, FieldConflict, FieldSource, InheritedFrom } from "./card-session.ts";
import type { NamedUser } from "./people.ts";

export interface CardContent {
  readonly values: Readonly<Record<string, Scalar>>;
  readonly inherited: Readonly<Record<string, InheritedFrom>>;
  readonly conflicts: Readonly<Record<string, FieldConflict>>;
  readonly sources: Readonly<Record<string, FieldSource>>;
  readonly hints: readonly FieldProblem[];
  /** Users met whose names may not be known. */
  readonly users: ReadonlySet<string>;
}

/** The company a person inherits from, as far as it is known here. */
export interface Ancestor {
  readonly id: string;
  /** `undefined`: neither its document nor its row is here. */
  readonly row: CardRow | undefined;
  readonly record: RecordDocument | undefined;
  readonly switches: InheritanceSwitches | undefined;
  /** What it shows, forecasts included. */
  value(field: string): Scalar | undefined;
}

/** The primary contact of a customer or vendor, as far as it is known here. */
export type PrimaryContact = Omit<Ancestor, "switches">;

/** What the entries alone do not tell. */
export interface ContentContext {
  readonly ancestor: Ancestor | undefined;
  readonly primary: PrimaryContact | undefined;
  readonly ownSub: string;
  named(sub: string): NamedUser;
  /** The kind and number of a card this device has seen. */
  cardNamed(id: string): { readonly kind: CardKind; readonly no: string } | undefined;
}

/** Nobody has set a search name: it follows the name. */
function withDerived(kind: CardKind, values: Record<string, Scalar>): Record<string, Scalar> {
  const hasSearchName = documentRole(kind, "searchName") !== undefined;
  if (!hasSearchName || !isEmptyValue(values["searchName"])) return values;
  return { ...values, searchName: searchNameOf(values["name"]) };
}

/** Without the kind's own where the role does not read them: a blank would look as if nothing were there. */
const readableFields = ({ kind, cardDocumentId }: CardRow): readonly FieldSpec[] =>
  fieldsOfKind(kind).filter(({ scope }) => scope === "common" || cardDocumentId !== "");

/** From the row alone, while the documents are not here. */
export function contentOfRow(row: CardRow): CardContent {
  const values: Record<string, Scalar> = {};
  for (const spec of readableFields(row)) values[spec.name] = row.values[spec.name] ?? emptyValue(spec);
  const shown = withDerived(row.kind, values);
  const named = (cardId: string): InheritedFrom => ({ cardId, no: "", name: "" });
  const inherited = Object.fromEntries(Object.entries(row.inherited ?? {}).map(([field, id]) => [field, named(id)]));
  return { values: shown, inherited, conflicts: {}, sources: {}, hints: hints(row.kind, shown), users: new Set() };
}

/** The values read from the company: live where it is known, else those the server said, which had looked at the switches. */
function valuesOf(ancestor: Ancestor, row: CardRow, own: Readonly<Record<string, Scalar>>) {
  const { record, switches } = ancestor;
  const isKnown = switches !== undefined && (record !== undefined || ancestor.row !== undefined);
  const said = (field: string): Scalar | undefined =>
    row.inherited?.[field] === ancestor.id ? row.values[field] : undefined;
  return inheritedValues({
    own: (field) => own[field],
    company: isKnown ? (field) => ancestor.value(field) : said,
    switches: isKnown ? switches : defaultSetup().inheritance,
  });
}

/** What the person reads from its company: the values, from whom, and who set them there. */
function readAncestor(
  ancestor: Ancestor,
  row: CardRow,
  own: Readonly<Record<string, Scalar>>,
  context: ContentContext,
): ReadElsewhere {
  const { record } = ancestor;
  const values = valuesOf(ancestor, row, own);
  const name = ancestor.value("name") ?? "";
  const from: InheritedFrom = { cardId: ancestor.id, no: ancestor.row?.no ?? "", name: String(name) };
  const sources: Record<string, FieldSource> = {};
  for (const field of Object.keys(values)) {
    const [entry] = record?.candidates(field) ?? [];
    if (record && entry) sources[field] = sourceOf(entry, record, context);
  }
  return { values, inherited: Object.fromEntries(Object.keys(values).map((field) => [field, from])), sources };
}

type ReadElsewhere = Pick<CardContent, "values" | "inherited" | "sources">;

/** The name of the primary contact, which is the contact name; what the server said of it where it is not known here. */
function readPrimary(primary: PrimaryContact, row: CardRow, context: ContentContext): ReadElsewhere {
  const { id, record } = primary;
  const said = row.inherited?.["contactName"] === id ? row.values["contactName"] : undefined;
  const name = primary.value("name") ?? (record ? "" : said);
  if (typeof name !== "string") return nothingRead;
  const [entry] = record?.candidates("name") ?? [];
  return {
    values: { contactName: name },
    inherited: { contactName: { cardId: id, no: primary.row?.no ?? "", name } },
    sources: record && entry ? { contactName: sourceOf(entry, record, context) } : {},
  };
}

const nothingRead: ReadElsewhere = { values: {}, inherited: {}, sources: {} };

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
  for (const spec of readableFields(row)) {
    const field = spec.name;
    const record = spec.scope === "common" ? records.common : records.card;
    const [shown] = record?.candidates(field) ?? [];
    const forecast = forecastOf(row, field, shown);
    if (forecast !== undefined) {
      values[field] = forecast;
      continue;
    }
    const kept = row.inherited?.[field] === undefined ? row.values[field] : undefined;
    values[field] = (record ? shown?.value : kept) ?? emptyValue(spec);
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
  const { inherited, ...read } = context.ancestor
    ? readAncestor(context.ancestor, row, values, context)
    : context.primary && values["contactName"] !== undefined
      ? readPrimary(context.primary, row, context)
      : nothingRead;
  // What the card has of its own lies under the name that is read, rivals and all.
  if (inherited["contactName"]) delete conflicts["contactName"];
  const shown = withDerived(row.kind, { ...values, ...read.values });
  for (const field of Object.keys(read.values)) delete sources[field];
  Object.assign(sources, read.sources);
  for (const { by } of Object.values(read.sources)) users.add(by.sub);
  return { values: shown, inherited, conflicts, sources, hints: hints(row.kind, shown), users };
}

function sourceOf(entry: Entry, record: RecordDocument, context: ContentContext): FieldSource {
  const writer = record.writer(entry.writer);
  const sub = writer?.user ?? "";
  const id = writer?.card ?? "";
  const card = context.cardNamed(id);
  return {
    entry: entryId(entry),
    by: context.named(sub),
    isMine: sub === context.ownSub,
    atMs: msOfAt(entry.at),
    card: { id, ...(card && { kind: card.kind, no: card.no }) },
  };
}
