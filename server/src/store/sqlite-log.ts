/**
 * The log in the SQLite file: what a commit of edits writes, and all of it that has to be durable.
 *
 * Shape    a row per item. An update's row waits for what the same commit says that it set, so that history is written with it. The index of
 *          documents and `latest` follow once the tail is long, see `sqlite-tail.ts`; nothing that is read can tell the difference.
 * Not      a transaction of its own: the caller has begun one, and calls {@link SqliteLog.flush} before it commits.
 * Source   docs/decisions/0022-indexes-follow-the-log.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { encodeSets, type LogPlace, type SqliteHistory } from "./sqlite-history.ts";
import type { SqliteLatest } from "./sqlite-latest.ts";
import type { Tails } from "./sqlite-tail.ts";
import { prepare } from "./statement.ts";
import type { HistoryRow, LogItem } from "./store.ts";

type Update = LogItem & { readonly type: "update" };

/** An update that is not written yet. */
interface OpenUpdate extends LogPlace {
  readonly item: Update;
  readonly sets: HistoryRow[];
}

export class SqliteLog {
  readonly #tails: Tails;
  readonly #latest: SqliteLatest;
  readonly #history: SqliteHistory;
  readonly #insert;
  readonly #insertUpdate;
  readonly #seqs;
  readonly #remove;
  readonly #removeIndex;
  #open: OpenUpdate | undefined;
  /** Workspaces whose tail has grown long. */
  readonly #long = new Set<number>();

  constructor(database: DatabaseSync, tails: Tails, latest: SqliteLatest, history: SqliteHistory) {
    this.#tails = tails;
    this.#latest = latest;
    this.#history = history;
    this.#insert = database.prepare(
      "INSERT INTO log (workspace, seq, type, body, by, at_ms) VALUES (?, ?, ?, ?, ?, ?)",
    );
    this.#insertUpdate = database.prepare(
      "INSERT INTO log (workspace, seq, type, document, body, by, at_ms, sets) VALUES (?, ?, 'update', ?, ?, ?, ?, ?)",
    );
    this.#seqs = prepare<{ seq: number }>(
      database,
      "SELECT seq FROM document_log WHERE document = ? ORDER BY seq LIMIT ?",
    );
    this.#remove = database.prepare("DELETE FROM log WHERE workspace = ? AND seq = ?");
    this.#removeIndex = database.prepare("DELETE FROM document_log WHERE document = ? AND seq = ?");
  }

  append(workspace: number, item: LogItem, body: string): void {
    this.#close();
    this.#insert.run(workspace, item.seq, item.type, body, item.by, item.atMs);
  }

  appendUpdate(workspace: number, document: number, item: Update): void {
    this.#close();
    this.#open = { workspace, document, item, sets: [] };
  }

  /** Somebody set a field; after the update that did it. */
  note(document: number, row: HistoryRow): void {
    const open = this.#open;
    const isOf = open?.document === document && open.item.seq === row.seq;
    if (isOf && open.item.by === row.by.sub && open.item.atMs === row.atMs) open.sets.push(row);
    else this.#history.keep(document, row);
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { workspace, document, item, sets } = open;
    const { seq, update } = item;
    const text = sets.length === 0 ? null : encodeSets(sets);
    this.#insertUpdate.run(workspace, seq, document, update, item.by, item.atMs, text);
    if (this.#tails.add(workspace, document, seq, update.byteLength)) this.#long.add(workspace);
  }

  /** Brings the indexes up to date. */
  fold(workspace: number): void {
    this.#close();
    this.#long.delete(workspace);
    this.#tails.fold(workspace, (document, seq) => this.#latest.note(workspace, "document", document, seq));
  }

  /** Takes the first `limit` updates of a document out; what they set is kept. @returns how many there were */
  purge({ workspace, document }: LogPlace, limit: number): number {
    this.fold(workspace);
    const found = this.#seqs.all(document, limit);
    for (const { seq } of found) {
      this.#history.keepSetsOf({ workspace, document }, seq);
      this.#remove.run(workspace, seq);
      this.#removeIndex.run(document, seq);
    }
    return found.length;
  }

  /** Before the transaction commits. */
  flush(): void {
    this.#close();
    for (const workspace of this.#long) this.fold(workspace);
    this.#latest.flush();
    this.#tails.trim();
  }

  /** After a rollback. */
  forget(): void {
    this.#open = undefined;
    this.#long.clear();
    this.#tails.forget();
    this.#latest.forget();
  }
}
