/**
 * Who set which field when, in the SQLite file: in the row of the update that did it.
 *
 * Shape    {@link encodeSets} makes the text of such a row. What has no row of its own in the log (its update was taken out with a forgotten document,
 *          or it is from before history lay there) stands in the table `history`; a page is merged from both.
 * Source   docs/decisions/0022-indexes-follow-the-log.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { compareNewestFirst } from "./history-order.ts";
import type { Chain, Linked } from "./sqlite-chain.ts";
import { type HistoryColumns, toHistoryRow } from "./sqlite-columns.ts";
import type { Tails } from "./sqlite-tail.ts";
import { prepare } from "./statement.ts";
import type { HistoryCursor, HistoryQuery, HistoryRow } from "./store.ts";

/** One field: `[entry, field, card, name of the user, new value]`, and the old value where there was one. */
type SetJson = readonly [string, string, string, string, HistoryRow["new"], HistoryRow["new"]?];

interface SetsColumns {
  readonly seq: number;
  readonly sets: string;
  readonly by: string;
  readonly at_ms: number;
}

type KeptColumns = HistoryColumns & {
  readonly nth: number;
  readonly salt: Uint8Array;
  readonly link: Uint8Array | null;
};

/** Greater than any entry id or field name. */
const last = "\u{10FFFF}";

export interface LogPlace {
  readonly workspace: number;
  readonly document: number;
}

type SetRow = Pick<HistoryRow, "entry" | "field" | "cardId" | "by" | "new" | "old">;

export function encodeSets(rows: readonly SetRow[]): string {
  if (rows.length < 2) return JSON.stringify(rows.map(toSetJson));
  // An entry's field is there once: the later row is the one that counts.
  const unique = new Map(rows.map((row) => [`${row.entry} ${row.field}`, row]));
  return JSON.stringify(Array.from(unique.values(), toSetJson));
}

const toSetJson = ({ entry, field, cardId, by, new: value, old }: SetRow): SetJson =>
  old === undefined ? [entry, field, cardId, by.name, value] : [entry, field, cardId, by.name, value, old];

function* decodeSets(documentId: string, row: SetsColumns): Iterable<HistoryRow> {
  for (const [entry, field, cardId, name, value, old] of JSON.parse(row.sets) as readonly SetJson[]) {
    const by = { sub: row.by, name };
    const rest = { new: value, by, atMs: row.at_ms, entry };
    yield { seq: row.seq, documentId, cardId, field, ...(old !== undefined && { old }), ...rest };
  }
}

const inRange = "sets IS NOT NULL AND (?4 IS NULL OR instr(sets, ?4) > 0)";

export class SqliteHistory {
  readonly #tails: Tails;
  readonly #keep;
  readonly #one;
  readonly #all;
  readonly #remove;
  readonly #seal;
  readonly #kept;
  readonly #indexed;
  readonly #logged;
  readonly #edited;

  constructor(database: DatabaseSync, tails: Tails) {
    this.#tails = tails;
    this.#keep = database.prepare(
      `INSERT OR REPLACE INTO history (document, seq, entry, field, card_id, old, new, sub, name, at_ms, nth, salt)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#one = prepare<KeptColumns>(
      database,
      `SELECT seq, entry, field, card_id, old, new, sub, name, at_ms, nth, salt, link FROM history
       WHERE document = ? AND seq = ? AND entry = ? AND field = ?`,
    );
    this.#all = prepare<HistoryColumns>(
      database,
      "SELECT seq, entry, field, card_id, old, new, sub, name, at_ms FROM history WHERE document = ? LIMIT ?",
    );
    this.#remove = database.prepare("DELETE FROM history WHERE document = ? AND seq = ? AND entry = ? AND field = ?");
    this.#seal = database.prepare(
      "UPDATE history SET link = ? WHERE document = ? AND seq = ? AND entry = ? AND field = ?",
    );
    this.#kept = prepare<HistoryColumns>(
      database,
      `SELECT seq, entry, field, card_id, old, new, sub, name, at_ms FROM history
       WHERE document = ? AND seq <= ? AND (seq, entry, field) < (?, ?, ?) AND field = coalesce(?, field)
       ORDER BY seq DESC, entry DESC, field DESC LIMIT ?`,
    );
    this.#indexed = prepare<SetsColumns>(
      database,
      `SELECT log.seq, sets, by, at_ms FROM document_log JOIN log ON log.workspace = ?1 AND log.seq = document_log.seq
       WHERE document_log.document = ?2 AND document_log.seq <= ?3 AND ${inRange} ORDER BY document_log.seq DESC`,
    );
    this.#logged = prepare<SetsColumns>(
      database,
      `SELECT seq, sets, by, at_ms FROM log WHERE workspace = ?1 AND document = ?2 AND seq = ?3 AND ${inRange}`,
    );
    this.#edited = prepare<{ since: number; found: number }>(
      database,
      `SELECT since, EXISTS (SELECT 1 FROM history WHERE document = ?2 AND seq >= since)
         OR EXISTS (SELECT 1 FROM document_log JOIN log ON log.workspace = ?1 AND log.seq = document_log.seq
           WHERE document_log.document = ?2 AND document_log.seq >= since AND sets IS NOT NULL) AS found
       FROM (SELECT max(from_seq) AS since FROM hold WHERE document = ?2 AND card_id = ?3 AND until_seq IS NULL)
       WHERE since IS NOT NULL`,
    );
  }

  /** Keeps a row that has no update to stand with. */
  keep(document: number, row: HistoryRow, { nth, salt }: Linked): void {
    const { seq, entry, field, cardId, old, by, atMs } = row;
    const [before, after] = [old === undefined ? null : JSON.stringify(old), JSON.stringify(row.new)];
    this.#keep.run(document, seq, entry, field, cardId, before, after, by.sub, by.name, atMs, nth, salt);
  }

  /** A row is about to be replaced: what it said goes, that it was stays in the chain. */
  replace(chain: Chain, { workspace, document }: LogPlace, { seq, entry, field }: HistoryRow): void {
    const row = this.#one.get(document, seq, entry, field);
    if (!row) return;
    const whole = { ...row, type: "history", document, by: row.sub, atMs: row.at_ms };
    chain.purge(workspace, whole, { body: encodeSets([toHistoryRow("", row)]) });
  }

  /** Takes rows that stand by themselves out. @returns how many there were */
  purge(chain: Chain, { workspace, document }: LogPlace, limit: number): number {
    const rows = this.#all.all(document, limit);
    for (const row of rows) {
      this.replace(chain, { workspace, document }, toHistoryRow("", row));
      this.#remove.run(document, row.seq, row.entry, row.field);
    }
    return rows.length;
  }

  /** The row is the last of a commit. */
  seal(link: Uint8Array, document: number, { seq, entry, field }: HistoryRow): void {
    this.#seal.run(link, document, seq, entry, field);
  }

  /** What stands with an update that is about to leave the log. */
  setsOf({ workspace, document }: LogPlace, documentId: string, seq: number): HistoryRow[] {
    const row = this.#logged.get(workspace, document, seq, null);
    return row ? [...decodeSets(documentId, row)] : [];
  }

  /** Of one document, newest first. */
  page(place: LogPlace, documentId: string, untilSeq: number, query: Omit<HistoryQuery, "documents">): HistoryRow[] {
    const { field, limit, before } = query;
    const { workspace, document } = place;
    const end = Math.min(untilSeq, before?.seq ?? Number.MAX_SAFE_INTEGER);
    const cursor = [before?.seq ?? end, before?.entry ?? last, before?.field ?? last];
    const rows = this.#kept
      .all(document, end, ...cursor, field ?? null, limit)
      .map((row) => toHistoryRow(documentId, row));
    let found = 0;
    const take = (logged: SetsColumns): void => {
      for (const row of decodeSets(documentId, logged)) {
        if ((field !== undefined && row.field !== field) || !isBefore(row, before)) continue;
        rows.push(row);
        found += 1;
      }
    };
    const quoted = field === undefined ? null : JSON.stringify(field);
    for (const seq of this.#tails.seqs(workspace, document).toReversed()) {
      if (found >= limit) break;
      const logged = seq <= end ? this.#logged.get(workspace, document, seq, quoted) : undefined;
      if (logged) take(logged);
    }
    if (found < limit) {
      for (const logged of this.#indexed.iterate(workspace, document, end, quoted)) {
        take(logged);
        if (found >= limit) break;
      }
    }
    return rows.sort(compareNewestFirst).slice(0, limit);
  }

  /** Whether a field was set since the card came to hold the document; false where it does not hold it. */
  isEditedSinceHeld({ workspace, document }: LogPlace, cardId: string): boolean {
    const row = this.#edited.get(workspace, document, cardId);
    if (!row || row.found === 1) return row !== undefined;
    return this.#tails
      .seqs(workspace, document)
      .some((seq) => seq >= row.since && this.#logged.get(workspace, document, seq, null) !== undefined);
  }
}

const isBefore = (row: HistoryRow, cursor: HistoryCursor | undefined): boolean =>
  cursor === undefined || compareNewestFirst(row, cursor) > 0;
