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
import type { Chain } from "./sqlite-chain.ts";
import { encodeSets, type LogPlace, type SqliteHistory } from "./sqlite-history.ts";
import type { SqliteLatest } from "./sqlite-latest.ts";
import type { Tails } from "./sqlite-tail.ts";
import { prepare } from "./statement.ts";
import type { HistoryRow, LogItem } from "./store.ts";

type Update = LogItem & { readonly type: "update" };

/** Something set that no update of the commit stands for. */
interface LoneSet extends LogPlace {
  readonly row: HistoryRow;
}

/** An update that is not written yet. */
interface OpenUpdate extends LogPlace {
  readonly item: Update;
  readonly sets: HistoryRow[];
}

export class SqliteLog {
  readonly #tails: Tails;
  readonly #latest: SqliteLatest;
  readonly #history: SqliteHistory;
  readonly #chain: Chain;
  readonly #insert;
  readonly #insertUpdate;
  readonly #end;
  readonly #seqs;
  readonly #remove;
  readonly #removeIndex;
  #open: OpenUpdate | undefined;
  /** By document, number, entry and field: the later row is the one that counts. */
  readonly #lone = new Map<string, LoneSet>();
  /** The last entry of the commit, by workspace: the number of an item. */
  readonly #ends = new Map<number, number | LoneSet>();
  /** Workspaces whose tail has grown long. */
  readonly #long = new Set<number>();

  constructor(database: DatabaseSync, tails: Tails, latest: SqliteLatest, history: SqliteHistory, chain: Chain) {
    this.#chain = chain;
    this.#tails = tails;
    this.#latest = latest;
    this.#history = history;
    this.#insert = database.prepare(
      "INSERT INTO log (workspace, seq, type, body, by, at_ms, nth, salt) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    );
    this.#insertUpdate = database.prepare(
      `INSERT INTO log (workspace, seq, type, document, body, by, at_ms, sets, nth, salt)
       VALUES (?, ?, 'update', ?, ?, ?, ?, ?, ?, ?)`,
    );
    this.#end = database.prepare("UPDATE log SET link = ? WHERE workspace = ? AND seq = ?");
    this.#seqs = prepare<{ seq: number }>(
      database,
      "SELECT seq FROM document_log WHERE document = ? ORDER BY seq LIMIT ?",
    );
    this.#remove = database.prepare("DELETE FROM log WHERE workspace = ? AND seq = ?");
    this.#removeIndex = database.prepare("DELETE FROM document_log WHERE document = ? AND seq = ?");
  }

  append(workspace: number, item: LogItem, body: string): void {
    this.#close();
    const { seq, type, by, atMs } = item;
    const { nth, salt } = this.#chain.append(workspace, { seq, type, documentId: "", by, atMs }, { body });
    this.#insert.run(workspace, seq, type, body, by, atMs, nth, salt);
    this.#ends.set(workspace, seq);
    this.#chain.mark(workspace);
  }

  appendUpdate(workspace: number, document: number, item: Update): void {
    this.#close();
    this.#open = { workspace, document, item, sets: [] };
  }

  /** Somebody set a field; after the update that did it. */
  note({ workspace, document }: LogPlace, row: HistoryRow): void {
    const open = this.#open;
    const isOf = open?.document === document && open.item.seq === row.seq;
    if (isOf && open.item.by === row.by.sub && open.item.atMs === row.atMs) open.sets.push(row);
    else this.#addLone({ workspace, document, row });
  }

  #addLone(lone: LoneSet): void {
    this.#lone.set(`${lone.document} ${lone.row.seq} ${lone.row.entry} ${lone.row.field}`, lone);
  }

  #keepLone(): void {
    for (const lone of this.#lone.values()) {
      const { workspace, document, row } = lone;
      const { seq, documentId, by, atMs } = row;
      this.#history.replace(this.#chain, { workspace, document }, row);
      const entry = { seq, type: "history", documentId, by: by.sub, atMs };
      this.#history.keep(document, row, this.#chain.append(workspace, entry, { body: encodeSets([row]) }));
      this.#ends.set(workspace, lone);
      this.#chain.mark(workspace);
    }
    this.#lone.clear();
  }

  /** The commit's entries get their link, in the row of the last one. */
  #seal(): void {
    for (const [workspace, end] of this.#ends) {
      const link = this.#chain.seal(workspace);
      if (typeof end !== "number") this.#history.seal(link, end.document, end.row);
      else if (this.#end.run(link, workspace, end).changes === 0) this.#chain.sealPurged(workspace, link);
    }
    this.#ends.clear();
  }

  #close(): void {
    const open = this.#open;
    if (!open) return;
    this.#open = undefined;
    const { workspace, document, item, sets } = open;
    const { seq, update, documentId, by, atMs } = item;
    const text = sets.length === 0 ? null : encodeSets(sets);
    const entry = { seq, type: "update", documentId, by, atMs };
    const { nth, salt } = this.#chain.append(workspace, entry, { body: update, sets: text });
    this.#insertUpdate.run(workspace, seq, document, update, by, atMs, text, nth, salt);
    this.#ends.set(workspace, seq);
    if (this.#tails.add(workspace, document, seq, update.byteLength)) this.#long.add(workspace);
  }

  /** Brings the indexes up to date. */
  fold(workspace: number): void {
    this.#close();
    this.#long.delete(workspace);
    this.#tails.fold(workspace, (document, seq) => this.#latest.note(workspace, "document", document, seq));
    this.#chain.mark(workspace);
  }

  /** Takes the first `limit` updates of a document out. @param documentId where what they set is kept @returns how many there were */
  purge(place: LogPlace, documentId: string | undefined, limit: number): number {
    const { workspace, document } = place;
    this.fold(workspace);
    const found = this.#seqs.all(document, limit);
    for (const { seq } of found) {
      if (documentId !== undefined)
        for (const row of this.#history.setsOf(place, documentId, seq)) this.#addLone({ ...place, row });
      this.#chain.purgeItem(workspace, seq);
      this.#remove.run(workspace, seq);
      this.#removeIndex.run(document, seq);
    }
    return found.length;
  }

  /** What an item that is no update says goes. */
  purgeItem(workspace: number, seq: number): void {
    this.#chain.purgeItem(workspace, seq);
    this.#remove.run(workspace, seq);
  }

  /** Takes the first `limit` rows out that stand by themselves. @returns how many there were */
  purgeHistory(place: LogPlace, limit: number): number {
    return this.#history.purge(this.#chain, place, limit);
  }

  /** Before the transaction commits. */
  flush(): void {
    this.#close();
    this.#keepLone();
    for (const workspace of this.#long) this.fold(workspace);
    this.#latest.flush();
    this.#seal();
    this.#chain.flush();
    this.#tails.trim();
  }

  /** After a rollback. */
  forget(): void {
    this.#open = undefined;
    this.#lone.clear();
    this.#ends.clear();
    this.#chain.forget();
    this.#long.clear();
    this.#tails.forget();
    this.#latest.forget();
  }
}
