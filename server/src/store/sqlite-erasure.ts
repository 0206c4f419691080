/**
 * Taking what is kept of somebody out of the SQLite file, for good.
 *
 * Shape    what mentions cards beside their documents: what deletions keep, stranded edits, answers, refusals and reports. {@link SqliteErasure.scrub} leaves
 *          nothing of it in the bytes of the file either: what is deleted is overwritten (`secure_delete`), the write-ahead log is emptied, and a
 *          file from before it was overwritten is written anew once.
 * Not      updates and history: those are purged, piece by piece, see `sqlite-log.ts`.
 * Source   docs/decisions/0036-erasing.md
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { DeletionRecord, Relation } from "@couplet/model";
import type { JobItem } from "./job-row.ts";
import type { Tails } from "./sqlite-tail.ts";
import { type Keys, prepare } from "./statement.ts";
import type { RelationItems, RelationItemsQuery, Write } from "./store.ts";

export const erasureMigration = `
  -- its history goes with its updates
  ALTER TABLE document ADD COLUMN erased_at_ms INTEGER;
`;

/** Whether all that was ever deleted from the file was overwritten. */
export const markOverwritten = "INSERT OR REPLACE INTO meta (name, value) VALUES ('overwritten', '1')";

const mentions = (column: string): string => `instr(${column}, ?2) > 0`;

export class SqliteErasure {
  readonly #database: DatabaseSync;
  readonly #keys: Keys;
  readonly #tails: Tails;
  readonly #statements;
  readonly #reads;

  constructor(database: DatabaseSync, keys: Keys, tails: Tails) {
    this.#database = database;
    this.#keys = keys;
    this.#tails = tails;
    const run = (sql: string) => database.prepare(sql);
    this.#statements = {
      deletion: run("DELETE FROM deletion WHERE workspace = ? AND card_id = ?"),
      putDeletion: run("UPDATE deletion SET body = ? WHERE workspace = ? AND card_id = ?"),
      stranded: run("DELETE FROM stranded WHERE workspace = ? AND card_id = ?"),
      answers: run(
        `UPDATE answer SET body = '', is_pruned = 1 WHERE workspace = ?1 AND is_pruned = 0 AND body_hash <> '' AND ${mentions("body")}`,
      ),
      outcome: run("UPDATE command SET outcome = ? WHERE workspace = ? AND id = ?"),
      putReport: run("UPDATE job_report SET items = ? WHERE workspace = ? AND job = ? AND first = ?"),
    };
    this.#reads = {
      content: prepare<{ found: number }>(
        database,
        `SELECT EXISTS (SELECT 1 FROM document_log WHERE document = ?1)
           OR EXISTS (SELECT 1 FROM history WHERE document = ?1) AS found`,
      ),
      deletions: prepare<{ card_id: string; body: string }>(
        database,
        `SELECT card_id, body FROM deletion WHERE workspace = ?1 AND ${mentions("body")}`,
      ),
      refusals: prepare<{ id: string; outcome: string }>(
        database,
        `SELECT id, outcome FROM command WHERE workspace = ?1 AND outcome LIKE '{"refused"%' AND ${mentions("outcome")}`,
      ),
      reports: prepare<{ job: string; first: number; items: string }>(
        database,
        `SELECT job, first, items FROM job_report WHERE workspace = ?1 AND ${mentions("items")}`,
      ),
      relations: prepare<{ seq: number; type: string; body: string }>(
        database,
        `SELECT seq, type, CASE WHEN type IN ('putRelation', 'removeRelation') THEN body ELSE '' END AS body FROM log
         WHERE workspace = ? AND seq > ? ORDER BY seq LIMIT ?`,
      ),
      overwritten: prepare<{ value: string }>(database, "SELECT value FROM meta WHERE name = 'overwritten'"),
    };
  }

  apply(workspace: number, { cardIds, words }: Write & { readonly type: "eraseTraces" }): void {
    const s = this.#statements;
    for (const cardId of cardIds) {
      s.deletion.run(workspace, cardId);
      s.stranded.run(workspace, cardId);
      for (const { card_id: other, body } of this.#reads.deletions.all(workspace, cardId))
        s.putDeletion.run(withoutUndo(body, cardId), workspace, other);
    }
    for (const word of [...cardIds, ...words.map((text) => JSON.stringify(text).slice(1, -1))]) {
      s.answers.run(workspace, word);
      for (const { id, outcome } of this.#reads.refusals.all(workspace, word)) {
        const { status, code } = (JSON.parse(outcome) as { readonly refused: Readonly<Record<string, unknown>> })
          .refused;
        s.outcome.run(JSON.stringify({ refused: { status, code } }), workspace, id);
      }
      for (const { job, first, items } of this.#reads.reports.all(workspace, word))
        s.putReport.run(withoutTexts(items), workspace, job, first);
    }
  }

  hasContent(workspaceId: string, documentId: string): boolean {
    const workspace = this.#keys.findWorkspace(workspaceId);
    const document = workspace === undefined ? undefined : this.#keys.findDocument(workspace, documentId);
    if (workspace === undefined || document === undefined) return false;
    return this.#reads.content.get(document)?.found === 1 || this.#tails.lastSeq(workspace, document) > 0;
  }

  relationItems(workspace: number, { cardIds, after, limit }: RelationItemsQuery): RelationItems {
    const rows = this.#reads.relations.all(workspace, after, limit);
    const items = rows
      .filter(({ body }) => body !== "" && cardIds.some((id) => body.includes(id)))
      .map(({ seq, body }) => ({ seq, relation: JSON.parse(body) as Relation }));
    return { items, end: rows.at(-1)?.seq ?? after, isLast: rows.length < limit };
  }

  /** Outside of a transaction. */
  scrub(): void {
    if (!this.#reads.overwritten.get()) {
      this.#database.exec("VACUUM");
      this.#database.exec(markOverwritten);
    }
    this.#database.exec("PRAGMA wal_checkpoint(TRUNCATE)");
  }
}

/** What taking a link back would bring back has values of both ends. */
function withoutUndo(body: string, cardId: string): string {
  const record = JSON.parse(body) as DeletionRecord;
  const relations = record.relations.map(({ undo, ...relation }) =>
    undo === undefined || relation.contactId === cardId || relation.cardId === cardId
      ? relation
      : { ...relation, undo },
  );
  return JSON.stringify({ ...record, relations });
}

const withoutTexts = (items: string): string =>
  JSON.stringify((JSON.parse(items) as JobItem[]).map(({ params: _params, text: _text, ...item }) => item));
