/**
 * What was: the history of a card, the conflicts that stand in it, and the feed.
 *
 * Shape    a card's history is that of the documents it holds and once held, each up to when it left.
 *
 * @module
 */
import { entryId, msOfAt, type Entry, type RecordDocument } from "@couplet/crdt";
import { assertNever, type Card, type CardKind, fieldSpec, type FieldSpec } from "@couplet/model";
import { setImmediate as aTurn } from "node:timers/promises";
import { ProblemError } from "../problem.ts";
import type { HistoryCursor, HistoryRow, LogItem, Store } from "../store/store.ts";
import { decodeCursor, encodeCursor } from "./cursor.ts";
import type { CandidateJson, ChangeJson, ConflictJson, HistoryItem, HistoryPageQuery, Page } from "./workspace.ts";

const iso = (ms: number): string => new Date(ms).toISOString();

async function existing(store: Store, workspace: string, cardId: string): Promise<Card> {
  const card = await store.card(workspace, cardId);
  if (!card) throw new ProblemError(404, "card.notFound");
  return card;
}

/** Whether who asks may read what only that kind has. */
type ReadsOwn = (kind: CardKind) => boolean;

/** There may be any number of rows that a card does not show; others get their turn in between. */
const rowsAtATime = 200;

/** A page of the history ends here, also before its limit: pictures are long. */
const maxHistoryLength = 2 * 1024 * 1024;

const lengthOfRow = (row: HistoryRow): number => String(row.old ?? "").length + String(row.new).length;

/** As many as a page may have, at least one. */
function pageOf(rows: readonly HistoryRow[], limit: number): readonly HistoryRow[] {
  let length = 0;
  const end = rows.findIndex((row) => (length += lengthOfRow(row)) > maxHistoryLength);
  return rows.slice(0, end === -1 ? limit : Math.min(limit, Math.max(end, 1)));
}

/** Newest first; deleted cards have one, too. @throws {ProblemError} 404, 400 */
export async function historyOf(
  store: Store,
  workspace: string,
  cardId: string,
  query: HistoryPageQuery & { readonly readsOwn: ReadsOwn },
): Promise<Page<HistoryItem>> {
  const card = await existing(store, workspace, cardId);
  const isWhole = query.readsOwn(card.kind);
  const isShown = (spec: FieldSpec | undefined): boolean => spec !== undefined && (isWhole || spec.scope === "common");
  const holds = await store.holds(workspace, { cardId });
  const documents = [
    { documentId: card.cardDocumentId },
    ...holds.map(({ documentId, untilSeq }) =>
      untilSeq === undefined ? { documentId } : { documentId, untilSeq: untilSeq - 1 },
    ),
  ];
  const rows: HistoryRow[] = [];
  let page: readonly HistoryRow[] = rows;
  let before = query.cursor === undefined ? undefined : historyCursor(query.cursor);
  // Related cards have fields that this one has not: read on until the page is full.
  for (;;) {
    const read = await store.history(workspace, { documents, field: query.field, limit: rowsAtATime, before });
    rows.push(...read.filter(({ field }) => isShown(fieldSpec(card.kind, field))));
    before = read.at(-1);
    page = pageOf(rows, query.limit);
    if (read.length < rowsAtATime || rows.length > page.length) break;
    await aTurn();
  }
  const last = page.at(-1);
  const items = page.map(toItem);
  return rows.length > page.length && last
    ? { items, nextCursor: encodeCursor([last.seq, last.entry, last.field]) }
    : { items };
}

function historyCursor(cursor: string): HistoryCursor {
  const [seq, entry, field] = decodeCursor(cursor, ["number", "string", "string"]);
  return { seq: Number(seq), entry: String(entry), field: String(field) };
}

const toItem = (row: HistoryRow): HistoryItem => ({
  field: row.field,
  old: row.old ?? null,
  new: row.new,
  by: row.by,
  at: iso(row.atMs),
  cardId: row.cardId,
  entry: row.entry,
});

/** How many rows back the names of a conflict's authors are looked for. */
const namesWithin = 500;

/** Fields of the card with more than one candidate, in the documents given. */
export async function conflictsOf(
  store: Store,
  workspace: string,
  card: Card,
  records: readonly (readonly [documentId: string, record: RecordDocument])[],
): Promise<ConflictJson[]> {
  const found = records.flatMap(([documentId, record]) =>
    record
      .conflicts()
      .filter((field) => fieldSpec(card.kind, field))
      .map((field) => ({ documentId, record, field })),
  );
  if (found.length === 0) return [];
  const documents = [...new Set(found.map(({ documentId }) => documentId))].map((documentId) => ({ documentId }));
  const rows = await store.history(workspace, { documents, limit: namesWithin });
  const namesByEntry = new Map(rows.map((row) => [row.entry, row.by.name]));
  return found.map(({ record, field }) => ({
    field,
    severity: fieldSpec(card.kind, field)?.conflict ?? "quiet",
    candidates: record.conflict(field).map((entry) => toCandidate(entry, record, namesByEntry)),
  }));
}

function toCandidate(entry: Entry, record: RecordDocument, namesByEntry: ReadonlyMap<string, string>): CandidateJson {
  const id = entryId(entry);
  const standing = { entry: id, value: entry.value, at: iso(msOfAt(entry.at)) };
  const writer = record.writer(entry.writer);
  if (!writer) return standing;
  const name = namesByEntry.get(id);
  const by = name === undefined ? { sub: writer.user } : { sub: writer.user, name };
  return { ...standing, cardId: writer.card, by };
}

/** The log after `since`, less the updates of documents that who asks may not read. */
export async function changesSince(
  store: Store,
  workspace: string,
  query: { readonly since: number; readonly limit: number; readonly readsOwn: ReadsOwn },
): Promise<{ readonly items: readonly ChangeJson[]; readonly nextSince: number }> {
  const items = await store.changes(workspace, query.since, query.limit);
  const documents = new Set(items.flatMap((item) => (item.type === "update" ? [item.documentId] : [])));
  const closed = new Set<string>();
  for (const id of documents) if (!(await isReadable(store, workspace, id, query.readsOwn))) closed.add(id);
  const readable = items.filter((item) => item.type !== "update" || !closed.has(item.documentId));
  return { items: readable.map(toChange), nextSince: items.at(-1)?.seq ?? query.since };
}

async function isReadable(store: Store, workspace: string, documentId: string, readsOwn: ReadsOwn): Promise<boolean> {
  const document = await store.document(workspace, documentId);
  if (document?.role === "common") return true;
  const card = document?.cardId === undefined ? undefined : await store.card(workspace, document.cardId);
  return card !== undefined && readsOwn(card.kind);
}

function toChange(item: LogItem): ChangeJson {
  const { seq, by, type } = item;
  const head = { seq, type, by, at: iso(item.atMs) };
  switch (item.type) {
    case "update":
      return { ...head, documentId: item.documentId, update: Buffer.from(item.update).toString("base64") };
    case "putCard":
      return { ...head, card: item.card };
    case "putRelation":
    case "removeRelation":
      return { ...head, relation: item.relation };
    case "putSetup":
      return { ...head, setup: item.setup };
    case "forgetDocument":
      return { ...head, documentId: item.documentId };
    default:
      return assertNever(item);
  }
}
