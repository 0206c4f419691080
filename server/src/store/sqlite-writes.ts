/**
 * Applies single writes to the SQLite file, inside a transaction that the caller has begun.
 *
 * Shape    one prepared statement per table and change; updates, history and projections are the ones that come by thousands.
 * Not      transactions or errors: see `sqlite.ts`.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import { assertNever, type Card, type Relation, searchTextOf, searchTextOfNo } from "@couplet/model";
import type { SqliteErasure } from "./sqlite-erasure.ts";
import type { LogPlace } from "./sqlite-history.ts";
import type { SqliteJobs } from "./sqlite-jobs.ts";
import type { SqliteLatest } from "./sqlite-latest.ts";
import type { SqliteLog } from "./sqlite-log.ts";
import type { Keys } from "./statement.ts";
import type { DocumentRow, LogItem, StrandedRow, Write } from "./store.ts";

const sql = {
  project: `INSERT INTO shown (document, field_values, conflicts, search, party_search, primary_contact)
    VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (document) DO UPDATE SET field_values = excluded.field_values, conflicts = excluded.conflicts,
      search = excluded.search, party_search = excluded.party_search, primary_contact = excluded.primary_contact`,
  client: "INSERT OR IGNORE INTO client (document, client, user) VALUES (?, ?, ?)",
  snapshot: "INSERT OR REPLACE INTO snapshot (document, seq, state) VALUES (?, ?, ?)",
  putCard: `INSERT INTO card
      (workspace, id, kind, no, company_id, common_document, card_document, deleted_at_ms, search, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, id) DO UPDATE SET kind = excluded.kind, no = excluded.no, company_id = excluded.company_id,
      common_document = excluded.common_document, card_document = excluded.card_document,
      deleted_at_ms = excluded.deleted_at_ms, search = excluded.search, body = excluded.body`,
  putRelation: `INSERT INTO relation (workspace, id, contact_id, card_id, kind, body) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, id) DO UPDATE SET contact_id = excluded.contact_id, card_id = excluded.card_id,
      kind = excluded.kind, body = excluded.body`,
  removeRelation: "DELETE FROM relation WHERE workspace = ? AND id = ?",
  putSetup: "INSERT OR REPLACE INTO setup (workspace, body) VALUES (?, ?)",
  createDocument: `UPDATE document SET role = ?, card_id = ?, retired_into = ?, retired_at_seq = ?, forked_from = ?,
      forked_at_seq = ? WHERE key = ? AND role IS NULL`,
  retireDocument: "UPDATE document SET retired_into = ?, retired_at_seq = ?, unused_since_ms = ? WHERE key = ?",
  forgetDocument: `UPDATE document SET forgotten_at_ms = ?, unused_since_ms = coalesce(unused_since_ms, 0)
    WHERE key = ? AND forgotten_at_ms IS NULL`,
  forgetSnapshot: "DELETE FROM snapshot WHERE document = ?",
  forgetShown: "DELETE FROM shown WHERE document = ?",
  forgetClients: "DELETE FROM client WHERE document = ?",
  eraseDocument: `UPDATE document SET erased_at_ms = ?, unused_since_ms = coalesce(unused_since_ms, 0) WHERE key = ?`,
  isErased: "SELECT 1 FROM document WHERE key = ? AND erased_at_ms IS NOT NULL",
  purged: "UPDATE document SET unused_since_ms = NULL WHERE key = ?",
  cardUnused: `UPDATE document SET unused_since_ms = ?3 WHERE retired_into IS NULL AND forgotten_at_ms IS NULL AND key IN
    (SELECT common_document FROM card WHERE workspace = ?1 AND id = ?2
     UNION ALL SELECT card_document FROM card WHERE workspace = ?1 AND id = ?2)`,
  hold: `INSERT INTO hold (document, card_id, from_seq) VALUES (?, ?, ?)
    ON CONFLICT (document, card_id, from_seq) DO UPDATE SET until_seq = NULL`,
  release: "UPDATE hold SET until_seq = ? WHERE document = ? AND card_id = ? AND until_seq IS NULL",
  strand: `INSERT INTO stranded (workspace, card_id, slot, at, entry, user, stranded_at_ms, body)
    VALUES (?, ?, ?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, card_id, slot) DO UPDATE SET at = excluded.at, entry = excluded.entry, user = excluded.user,
      stranded_at_ms = excluded.stranded_at_ms, body = excluded.body WHERE excluded.at >= stranded.at`,
  unstrand: "DELETE FROM stranded WHERE workspace = ? AND card_id = ? AND entry = ?",
  recordDeletion: "INSERT OR REPLACE INTO deletion (workspace, card_id, body) VALUES (?, ?, ?)",
  forgetDeletion: "DELETE FROM deletion WHERE workspace = ? AND card_id = ?",
  answer: "INSERT INTO answer (workspace, user, key, body_hash, status, body, at_ms) VALUES (?, ?, ?, ?, ?, ?, ?)",
  pruneAnswer: "UPDATE answer SET body = '', is_pruned = 1 WHERE workspace = ? AND user = ? AND key = ?",
  commandOutcome: "INSERT INTO command (workspace, id, outcome, at_ms) VALUES (?, ?, ?, ?)",
  pruneOutcome: "UPDATE command SET outcome = ? WHERE workspace = ? AND id = ?",
} as const;

/** A document that is there already was to be created. */
export class DocumentExistsError extends Error {}

export class SqliteWriter {
  readonly #keys: Keys;
  readonly #jobs: SqliteJobs;
  readonly #erasure: SqliteErasure;
  readonly #log: SqliteLog;
  readonly #latest: SqliteLatest;
  readonly #statements;

  constructor(
    database: DatabaseSync,
    parts: {
      readonly keys: Keys;
      readonly jobs: SqliteJobs;
      readonly erasure: SqliteErasure;
      readonly log: SqliteLog;
      readonly latest: SqliteLatest;
    },
  ) {
    this.#keys = parts.keys;
    this.#jobs = parts.jobs;
    this.#erasure = parts.erasure;
    this.#log = parts.log;
    this.#latest = parts.latest;
    const prepared = (name: keyof typeof sql) => database.prepare(sql[name]);
    this.#statements = {
      project: prepared("project"),
      client: prepared("client"),
      snapshot: prepared("snapshot"),
      putCard: prepared("putCard"),
      putRelation: prepared("putRelation"),
      removeRelation: prepared("removeRelation"),
      putSetup: prepared("putSetup"),
      createDocument: prepared("createDocument"),
      retireDocument: prepared("retireDocument"),
      forgetDocument: prepared("forgetDocument"),
      forgetContent: [prepared("forgetSnapshot"), prepared("forgetShown"), prepared("forgetClients")],
      purged: prepared("purged"),
      eraseDocument: prepared("eraseDocument"),
      isErased: prepared("isErased"),
      cardUnused: prepared("cardUnused"),
      hold: prepared("hold"),
      release: prepared("release"),
      strand: prepared("strand"),
      unstrand: prepared("unstrand"),
      recordDeletion: prepared("recordDeletion"),
      forgetDeletion: prepared("forgetDeletion"),
      answer: prepared("answer"),
      pruneAnswer: prepared("pruneAnswer"),
      commandOutcome: prepared("commandOutcome"),
      pruneOutcome: prepared("pruneOutcome"),
    };
  }

  apply(write: Write): void {
    const s = this.#statements;
    const workspace = this.#keys.makeWorkspace(write.workspace);
    const keyOf = (documentId: string): number => this.#keys.makeDocument(workspace, documentId);
    switch (write.type) {
      case "update":
        this.#log.appendUpdate(workspace, keyOf(write.documentId), write);
        return;
      case "history":
        this.#log.note({ workspace, document: keyOf(write.documentId) }, write);
        return;
      case "project": {
        const { search, partySearch } = searchTextOf(write.values);
        const key = keyOf(write.documentId);
        const { primaryContactId } = write.values;
        const primary = typeof primaryContactId === "string" && primaryContactId !== "" ? primaryContactId : null;
        s.project.run(key, JSON.stringify(write.values), JSON.stringify(write.conflicts), search, partySearch, primary);
        return;
      }
      case "client":
        s.client.run(keyOf(write.documentId), write.client, write.user);
        return;
      case "snapshot":
        s.snapshot.run(keyOf(write.documentId), write.seq, write.state);
        return;
      case "putCard":
        this.#log.append(workspace, write, this.#putCard(workspace, write.card));
        this.#latest.note(workspace, "card", write.card.id, write.seq);
        return;
      case "putRelation":
        this.#log.append(workspace, write, this.#putRelation(workspace, write.relation));
        this.#latest.note(workspace, "relation", write.relation.id, write.seq);
        return;
      case "removeRelation":
        s.removeRelation.run(workspace, write.relation.id);
        this.#log.append(workspace, write, JSON.stringify(write.relation));
        this.#latest.note(workspace, "relation", write.relation.id, write.seq);
        return;
      case "putSetup":
        s.putSetup.run(workspace, JSON.stringify(write.setup));
        this.#log.append(workspace, write, JSON.stringify(write.setup));
        this.#latest.note(workspace, "setup", undefined, write.seq);
        return;
      case "createDocument":
        this.#createDocument(keyOf(write.document.id), write.document);
        return;
      case "retireDocument": {
        const key = keyOf(write.documentId);
        s.retireDocument.run(write.into, write.seq, write.atMs, key);
        this.#log.fold(workspace);
        this.#latest.note(workspace, "document", key, write.seq);
        return;
      }
      case "forgetDocument": {
        const key = keyOf(write.documentId);
        this.#forget(workspace, key, write);
        this.#log.fold(workspace);
        this.#latest.note(workspace, "document", key, write.seq);
        return;
      }
      case "eraseDocument":
        s.eraseDocument.run(write.atMs, keyOf(write.documentId));
        return;
      case "purgeItem":
        this.#log.purgeItem(workspace, write.seq);
        return;
      case "eraseTraces":
        this.#erasure.apply(workspace, write);
        return;
      case "purgeDocument":
        this.#purge({ workspace, document: keyOf(write.documentId) }, write);
        return;
      case "hold":
        s.hold.run(keyOf(write.documentId), write.cardId, write.fromSeq);
        return;
      case "release":
        s.release.run(write.untilSeq, keyOf(write.documentId), write.cardId);
        return;
      case "strand":
        this.#strand(workspace, write.row);
        return;
      case "unstrand":
        s.unstrand.run(workspace, write.cardId, write.entry);
        return;
      case "recordDeletion":
        s.recordDeletion.run(workspace, write.record.cardId, JSON.stringify(write.record));
        s.cardUnused.run(workspace, write.record.cardId, write.record.deletedAtMs);
        return;
      case "forgetDeletion":
        s.forgetDeletion.run(workspace, write.cardId);
        s.cardUnused.run(workspace, write.cardId, null);
        return;
      case "answer":
        s.answer.run(workspace, write.user, write.key, write.bodyHash, write.status, write.body, write.atMs);
        return;
      case "pruneAnswer":
        s.pruneAnswer.run(workspace, write.user, write.key);
        return;
      case "commandOutcome":
        s.commandOutcome.run(workspace, write.commandId, write.outcome, write.atMs);
        return;
      case "pruneOutcome":
        s.pruneOutcome.run(write.outcome, workspace, write.commandId);
        return;
      case "putJob":
      case "reportJob":
      case "forgetJob":
        this.#jobs.apply(workspace, write);
        return;
      default:
        assertNever(write);
    }
  }

  /** @returns what the row and the log say of it */
  #putCard(workspace: number, card: Card): string {
    const body = JSON.stringify(card);
    this.#statements.putCard.run(
      workspace,
      card.id,
      card.kind,
      card.no,
      card.companyId ?? null,
      this.#keys.makeDocument(workspace, card.commonDocumentId),
      this.#keys.makeDocument(workspace, card.cardDocumentId),
      card.deletedAtMs ?? null,
      searchTextOfNo(card.no),
      body,
    );
    return body;
  }

  #putRelation(workspace: number, relation: Relation): string {
    const { id, contactId, cardId, kind } = relation;
    const body = JSON.stringify(relation);
    this.#statements.putRelation.run(workspace, id, contactId, cardId, kind, body);
    return body;
  }

  #createDocument(key: number, row: DocumentRow): void {
    const { changes } = this.#statements.createDocument.run(
      row.role,
      row.cardId ?? null,
      row.retiredInto ?? null,
      row.retiredAtSeq ?? null,
      row.forkedFrom ?? null,
      row.forkedAtSeq ?? null,
      key,
    );
    if (changes === 0) throw new DocumentExistsError(row.id);
  }

  #forget(workspace: number, key: number, item: LogItem & { readonly type: "forgetDocument" }): void {
    this.#statements.forgetDocument.run(item.atMs, key);
    for (const statement of this.#statements.forgetContent) statement.run(key);
    this.#log.append(workspace, item, JSON.stringify({ documentId: item.documentId }));
  }

  #purge(place: LogPlace, { documentId, limit }: Write & { readonly type: "purgeDocument" }): void {
    const isErased = this.#statements.isErased.get(place.document) !== undefined;
    const purged = this.#log.purge(place, isErased ? undefined : documentId, limit);
    const isLast = purged < limit && (!isErased || this.#log.purgeHistory(place, limit) < limit);
    if (isLast) this.#statements.purged.run(place.document);
  }

  #strand(workspace: number, row: StrandedRow): void {
    const body = JSON.stringify(row);
    const slot = `${row.field}|${row.writer}`;
    this.#statements.strand.run(workspace, row.cardId, slot, row.at, row.entry, row.user, row.strandedAtMs, body);
  }
}
