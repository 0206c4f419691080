/**
 * The tail of the log: updates that are logged, but that the index of documents does not have yet.
 *
 * Shape    per workspace, in memory, as the file says it: what lies after `indexed_seq`. {@link Tails.fold} brings the index up to date; until
 *          then whoever asks for a document looks here as well.
 * Know     after a rollback nothing here holds: {@link Tails.forget}, and it is read again.
 * Source   docs/decisions/0022-indexes-follow-the-log.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { prepare } from "./statement.ts";

/** Beyond either, the tail is folded with the next commit: whoever reads it, and a start after a crash, stay quick. */
const maxRows = 512;
const maxBytes = 1024 * 1024;

/** Beyond it those of workspaces nobody uses go, too; they are read again when needed. */
const maxTails = 256;

interface Tail {
  /** Up to here everything is indexed; the last number met since. */
  indexedSeq: number;
  endSeq: number;
  rows: number;
  bytes: number;
  /** By key of the document, in order. */
  readonly documents: Map<number, number[]>;
}

const noSeqs: readonly number[] = [];

const emptyTail = (indexedSeq: number): Tail => ({
  indexedSeq,
  endSeq: indexedSeq,
  rows: 0,
  bytes: 0,
  documents: new Map(),
});

export const tailMigration = `
  -- what an update set: history that is one with its update; NULL where it set nothing
  ALTER TABLE log ADD COLUMN sets TEXT;

  -- which updates a document has, up to workspace.indexed_seq
  CREATE TABLE document_log (document INTEGER NOT NULL, seq INTEGER NOT NULL, PRIMARY KEY (document, seq)) WITHOUT ROWID;
  INSERT INTO document_log SELECT document, seq FROM log WHERE document IS NOT NULL ORDER BY document, seq;
  DROP INDEX log_of_document;
  ALTER TABLE workspace ADD COLUMN indexed_seq INTEGER NOT NULL DEFAULT 0;
  UPDATE workspace SET indexed_seq = coalesce((SELECT max(seq) FROM log WHERE log.workspace = workspace.key), 0);
`;

export class Tails {
  readonly #tails = new Map<number, Tail>();
  readonly #indexedSeq;
  readonly #rows;
  readonly #index;
  readonly #mark;

  constructor(database: DatabaseSync) {
    this.#indexedSeq = prepare<{ seq: number }>(database, "SELECT indexed_seq AS seq FROM workspace WHERE key = ?");
    this.#rows = prepare<{ document: number; seq: number; bytes: number }>(
      database,
      `SELECT document, seq, length(body) AS bytes FROM log
       WHERE workspace = ? AND seq > ? AND document IS NOT NULL ORDER BY seq`,
    );
    this.#index = database.prepare(
      `INSERT INTO document_log (document, seq)
       SELECT document, seq FROM log WHERE workspace = ? AND seq > ? AND document IS NOT NULL ORDER BY document, seq`,
    );
    this.#mark = database.prepare("UPDATE workspace SET indexed_seq = ? WHERE key = ?");
  }

  /** Numbers of the document's updates, in order. */
  seqs(workspace: number, document: number): readonly number[] {
    return this.#of(workspace).documents.get(document) ?? noSeqs;
  }

  /** The number of each document's last update, in no order. */
  *lastSeqs(workspace: number): Iterable<{ readonly document: number; readonly seq: number }> {
    for (const [document, seqs] of this.#of(workspace).documents) yield { document, seq: lastOf(seqs) };
  }

  lastSeq(workspace: number, document: number): number {
    return lastOf(this.seqs(workspace, document));
  }

  /** An update is in the log. @returns whether the tail is long now */
  add(workspace: number, document: number, seq: number, bytes: number): boolean {
    const tail = this.#of(workspace);
    const seqs = tail.documents.get(document);
    // Loaded just now, the tail has it already.
    if (lastOf(seqs) !== seq) {
      if (seq <= tail.endSeq) throw new RangeError(`Number ${seq} comes after ${tail.endSeq}`);
      tail.endSeq = seq;
      tail.rows += 1;
      tail.bytes += bytes;
      if (seqs) seqs.push(seq);
      else tail.documents.set(document, [seq]);
    }
    return tail.rows >= maxRows || tail.bytes >= maxBytes;
  }

  /** Brings the index up to date. @param each told every document, and its last update */
  fold(workspace: number, each: (document: number, seq: number) => void): void {
    const tail = this.#of(workspace);
    if (tail.rows === 0) return;
    this.#index.run(workspace, tail.indexedSeq);
    for (const [document, seqs] of tail.documents) each(document, lastOf(seqs));
    this.#mark.run(tail.endSeq, workspace);
    this.#tails.set(workspace, emptyTail(tail.endSeq));
  }

  forget(): void {
    this.#tails.clear();
  }

  /** Now and then. */
  trim(): void {
    if (this.#tails.size > maxTails) this.forget();
  }

  #of(workspace: number): Tail {
    const known = this.#tails.get(workspace);
    if (known) return known;
    const indexedSeq = this.#indexedSeq.get(workspace)?.seq;
    const tail = emptyTail(indexedSeq ?? 0);
    if (indexedSeq === undefined) return tail;
    this.#tails.set(workspace, tail);
    try {
      for (const { document, seq, bytes } of this.#rows.iterate(workspace, indexedSeq)) {
        this.add(workspace, document, seq, bytes);
      }
    } catch (error) {
      // Half of it would say that the rest was never logged.
      this.#tails.delete(workspace);
      throw error;
    }
    return tail;
  }
}

/** 0 where there is none. */
const lastOf = (seqs: readonly number[] | undefined): number => seqs?.[seqs.length - 1] ?? 0;
