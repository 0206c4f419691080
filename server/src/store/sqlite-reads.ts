/**
 * Reads from the SQLite file: every question of {@link Store}, answered synchronously.
 *
 * Shape    statements prepared once. Rows hold JSON where nobody queries inside.
 * Not      the file's life: see `sqlite.ts`; lists of cards: `sqlite-card-lists.ts`.
 *
 * @module
 */
import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { type Card, type CardKind, type DeletionRecord, type Relation, type Setup } from "@couplet/model";
import { compareNewestFirst, compareText } from "./history-order.ts";
import {
  type Body,
  type DocumentColumns,
  type HoldColumns,
  type LogColumns,
  type ShownColumns,
  toCard,
  toDeletion,
  toDocument,
  toHold,
  toLogItem,
  toRelation,
  toSetup,
  toShown,
  toStranded,
} from "./sqlite-columns.ts";
import type { LogPlace, SqliteHistory } from "./sqlite-history.ts";
import type { Tails } from "./sqlite-tail.ts";
import { prepare, type Keys, type Statement } from "./statement.ts";
import {
  largeOutcomeLength,
  maxMergedContacts,
  type AgeQuery,
  type DocumentRow,
  type HistoryQuery,
  type HistoryRow,
  type Hold,
  type LogItem,
  type ShownValues,
  type StoredAnswer,
  type StrandedRow,
} from "./store.ts";

/** A page of the log ends here, also before its limit: updates may be large. */
const maxChangesLength = 4 * 1024 * 1024;

const documentColumns = "role, card_id, retired_into, retired_at_seq, forked_from, forked_at_seq, forgotten_at_ms";

const holdColumns = `SELECT document.id AS document_id, hold.card_id, from_seq, until_seq FROM hold
  JOIN document ON document.key = hold.document`;

export class SqliteReader {
  readonly #keys: Keys;
  readonly #statements;
  readonly #tails: Tails;
  readonly #history: SqliteHistory;

  constructor(database: DatabaseSync, keys: Keys, tails: Tails, history: SqliteHistory) {
    this.#keys = keys;
    this.#tails = tails;
    this.#history = history;
    const bodies = (sql: string) => prepare<Body>(database, sql);
    this.#statements = {
      epoch: prepare<{ value: string }>(database, "SELECT value FROM meta WHERE name = 'epoch'"),
      restoredAt: prepare<{ value: string }>(database, "SELECT value FROM meta WHERE name = 'restored_at_ms'"),
      workspaceIds: prepare<{ id: string }>(database, "SELECT id FROM workspace ORDER BY key"),
      document: prepare<DocumentColumns>(database, `SELECT ${documentColumns} FROM document WHERE key = ?`),
      unused: prepare<DocumentColumns & { readonly id: string }>(
        database,
        `SELECT id, ${documentColumns} FROM document
         WHERE workspace = ? AND unused_since_ms < ? ORDER BY unused_since_ms LIMIT ?`,
      ),
      snapshot: prepare<{ seq: number; state: Uint8Array }>(
        database,
        "SELECT seq, state FROM snapshot WHERE document = ?",
      ),
      updates: prepare<{ body: Uint8Array }>(
        database,
        `SELECT body FROM document_log JOIN log ON log.workspace = ?1 AND log.seq = document_log.seq
         WHERE document_log.document = ?2 AND document_log.seq > ?3 ORDER BY document_log.seq`,
      ),
      update: prepare<{ body: Uint8Array }>(database, "SELECT body FROM log WHERE workspace = ? AND seq = ?"),
      clients: prepare<{ client: number; user: string }>(
        database,
        "SELECT client, user FROM client WHERE document = ?",
      ),
      shown: prepare<ShownColumns>(database, "SELECT field_values, conflicts FROM shown WHERE document = ?"),
      holdsOfDocument: prepare<HoldColumns>(database, `${holdColumns} WHERE hold.document = ? ORDER BY from_seq`),
      holdsOfCard: prepare<HoldColumns>(
        database,
        `${holdColumns} WHERE hold.card_id = ? AND document.workspace = ? ORDER BY from_seq`,
      ),
      card: bodies("SELECT body FROM card WHERE workspace = ? AND id = ?"),
      taken: prepare<{ taken: number }>(
        database,
        `SELECT EXISTS (SELECT 1 FROM card WHERE workspace = ?1 AND kind = ?2 AND no = ?3)
           OR EXISTS (SELECT 1 FROM former_number WHERE workspace = ?1 AND kind = ?2 AND no = ?3) AS taken`,
      ),
      withPrimary: bodies(
        `SELECT card.body FROM shown JOIN document ON document.key = shown.document
         JOIN card ON card.workspace = document.workspace AND card.id = document.card_id
         WHERE primary_contact = ?2 AND card.workspace = ?1 AND deleted_at_ms IS NULL ORDER BY no`,
      ),
      personsOf: bodies(
        `SELECT body FROM card WHERE workspace = ? AND company_id = ? AND deleted_at_ms IS NULL ORDER BY no`,
      ),
      mergedInto: bodies(
        `SELECT body FROM card WHERE workspace = ? AND json_extract(body, '$.mergedInto') = ?
         ORDER BY deleted_at_ms DESC, no LIMIT ${maxMergedContacts}`,
      ),
      relation: bodies("SELECT body FROM relation WHERE workspace = ? AND id = ?"),
      // Two halves, unordered: asked with OR, or for an order, SQLite reads all relations of the workspace each time.
      relationsOf: bodies(
        `SELECT body FROM relation WHERE workspace = ?1 AND contact_id = ?2
         UNION ALL SELECT body FROM relation WHERE workspace = ?1 AND card_id = ?2`,
      ),
      setup: bodies("SELECT body FROM setup WHERE workspace = ?"),
      changes: prepare<LogColumns>(
        database,
        `SELECT seq, type, document.id AS document_id, body, by, at_ms FROM log
         LEFT JOIN document ON document.key = log.document
         WHERE log.workspace = ? AND seq > ? ORDER BY seq LIMIT ?`,
      ),
      strandedOfUser: bodies(
        "SELECT body FROM stranded WHERE workspace = ? AND user = ? ORDER BY stranded_at_ms, entry",
      ),
      strandedOfCard: bodies(
        "SELECT body FROM stranded WHERE workspace = ? AND card_id = ? ORDER BY stranded_at_ms, entry",
      ),
      deletion: bodies("SELECT body FROM deletion WHERE workspace = ? AND card_id = ?"),
      answer: prepare<{ body_hash: string; status: number; body: string; is_pruned: number }>(
        database,
        "SELECT body_hash, status, body, is_pruned FROM answer WHERE workspace = ? AND user = ? AND key = ?",
      ),
      wholeAnswers: prepare<{ user: string; key: string }>(
        database,
        `SELECT user, key FROM answer
         WHERE workspace = ? AND at_ms < ? AND is_pruned = 0 AND body_hash <> '' ORDER BY at_ms LIMIT ?`,
      ),
      largeOutcomes: prepare<{ commandId: string; outcome: string }>(
        database,
        `SELECT id AS commandId, outcome FROM command
         WHERE workspace = ? AND at_ms < ? AND length(outcome) > ${largeOutcomeLength} ORDER BY at_ms LIMIT ?`,
      ),
      command: prepare<{ outcome: string }>(database, "SELECT outcome FROM command WHERE workspace = ? AND id = ?"),
    };
  }

  epoch(): string {
    const row = this.#statements.epoch.get();
    if (!row) throw new TypeError("The store has no epoch");
    return row.value;
  }

  restoredAtMs(): number | undefined {
    const row = this.#statements.restoredAt.get();
    return row && Number(row.value);
  }

  workspaceIds(): string[] {
    return this.#statements.workspaceIds.all().map((row) => row.id);
  }

  document(workspace: string, documentId: string): DocumentRow | undefined {
    const key = this.#document(workspace, documentId);
    const row = key === undefined ? undefined : this.#statements.document.get(key);
    return row && row.role !== null ? toDocument(documentId, row.role, row) : undefined;
  }

  unusedDocuments(workspace: string, { beforeMs, limit }: AgeQuery): DocumentRow[] {
    const rows = this.#statements.unused.all(this.#workspace(workspace), beforeMs, limit);
    return rows.flatMap((row) => (row.role === null ? [] : [toDocument(row.id, row.role, row)]));
  }

  loadDocument(workspace: string, documentId: string): Uint8Array[] {
    const place = this.#place(workspace, documentId);
    if (!place) return [];
    const snapshot = this.#statements.snapshot.get(place.document);
    const from = snapshot?.seq ?? 0;
    const updates = this.#statements.updates.all(place.workspace, place.document, from).map((row) => row.body);
    for (const seq of this.#tails.seqs(place.workspace, place.document)) {
      const row = seq > from ? this.#statements.update.get(place.workspace, seq) : undefined;
      if (row) updates.push(row.body);
    }
    return snapshot ? [snapshot.state, ...updates] : updates;
  }

  clients(workspace: string, documentId: string): Map<number, string> {
    const key = this.#document(workspace, documentId);
    const rows = key === undefined ? [] : this.#statements.clients.all(key);
    return new Map(rows.map(({ client, user }) => [client, user]));
  }

  values(workspace: string, documentIds: readonly string[]): Map<string, ShownValues> {
    const shown = new Map<string, ShownValues>();
    for (const documentId of documentIds) {
      const key = this.#document(workspace, documentId);
      const row = key === undefined ? undefined : this.#statements.shown.get(key);
      if (row) shown.set(documentId, toShown(row));
    }
    return shown;
  }

  isEditedSinceHeld(workspace: string, documentId: string, cardId: string): boolean {
    const place = this.#place(workspace, documentId);
    return place !== undefined && this.#history.isEditedSinceHeld(place, cardId);
  }

  holds(workspace: string, of: { readonly documentId: string } | { readonly cardId: string }): Hold[] {
    if ("cardId" in of) return this.#statements.holdsOfCard.all(of.cardId, this.#workspace(workspace)).map(toHold);
    const key = this.#document(workspace, of.documentId);
    return key === undefined ? [] : this.#statements.holdsOfDocument.all(key).map(toHold);
  }

  card(workspace: string, id: string): Card | undefined {
    return this.#first(toCard, this.#statements.card, workspace, id);
  }

  isNumberTaken(workspace: string, kind: CardKind, no: string): boolean {
    return this.#statements.taken.get(this.#workspace(workspace), kind, no)?.taken === 1;
  }

  cardsWithPrimary(workspace: string, contactId: string): Card[] {
    return this.#statements.withPrimary.all(this.#workspace(workspace), contactId).map(toCard);
  }

  personsOf(workspace: string, companyId: string): Card[] {
    return this.#statements.personsOf.all(this.#workspace(workspace), companyId).map(toCard);
  }

  mergedInto(workspace: string, contactId: string): Card[] {
    return this.#statements.mergedInto.all(this.#workspace(workspace), contactId).map(toCard);
  }

  relation(workspace: string, id: string): Relation | undefined {
    return this.#first(toRelation, this.#statements.relation, workspace, id);
  }

  relationsOf(workspace: string, cardIds: readonly string[]): Relation[] {
    const key = this.#workspace(workspace);
    const relations = new Map<string, Relation>();
    for (const cardId of cardIds) {
      const found = this.#statements.relationsOf.all(key, cardId).map(toRelation);
      for (const relation of found.sort((a, b) => compareText(a.id, b.id))) relations.set(relation.id, relation);
    }
    return [...relations.values()];
  }

  setup(workspace: string): Setup | undefined {
    return this.#first(toSetup, this.#statements.setup, workspace);
  }

  history(workspace: string, { documents, ...query }: HistoryQuery): HistoryRow[] {
    const rows = documents.flatMap(({ documentId, untilSeq = Number.MAX_SAFE_INTEGER }) => {
      const place = this.#place(workspace, documentId);
      return place ? this.#history.page(place, documentId, untilSeq, query) : [];
    });
    return rows.sort(compareNewestFirst).slice(0, query.limit);
  }

  changes(workspace: string, since: number, limit: number): LogItem[] {
    const items: LogItem[] = [];
    let length = 0;
    for (const row of this.#statements.changes.iterate(this.#workspace(workspace), since, limit)) {
      items.push(toLogItem(row));
      length += row.body.length;
      if (length > maxChangesLength) break;
    }
    return items;
  }

  stranded(workspace: string, of: { readonly user: string } | { readonly cardId: string }): StrandedRow[] {
    const key = this.#workspace(workspace);
    const rows =
      "user" in of
        ? this.#statements.strandedOfUser.all(key, of.user)
        : this.#statements.strandedOfCard.all(key, of.cardId);
    return rows.map(toStranded);
  }

  deletion(workspace: string, cardId: string): DeletionRecord | undefined {
    return this.#first(toDeletion, this.#statements.deletion, workspace, cardId);
  }

  answer(workspace: string, user: string, key: string): StoredAnswer | undefined {
    const row = this.#statements.answer.get(this.#workspace(workspace), user, key);
    if (!row) return undefined;
    const { body_hash: bodyHash, status, body } = row;
    return { bodyHash, status, ...(row.is_pruned === 0 ? { body } : {}) };
  }

  wholeAnswers(workspace: string, { beforeMs, limit }: AgeQuery): { readonly user: string; readonly key: string }[] {
    return this.#statements.wholeAnswers.all(this.#workspace(workspace), beforeMs, limit);
  }

  largeOutcomes(
    workspace: string,
    { beforeMs, limit }: AgeQuery,
  ): { readonly commandId: string; readonly outcome: string }[] {
    return this.#statements.largeOutcomes.all(this.#workspace(workspace), beforeMs, limit);
  }

  commandOutcome(workspace: string, commandId: string): string | undefined {
    return this.#statements.command.get(this.#workspace(workspace), commandId)?.outcome;
  }

  /** The workspace's key; one that no row has, when the workspace was never written to. */
  #workspace(id: string): number {
    return this.#keys.findWorkspace(id) ?? -1;
  }

  #document(workspace: string, documentId: string): number | undefined {
    return this.#place(workspace, documentId)?.document;
  }

  #place(workspace: string, documentId: string): LogPlace | undefined {
    const key = this.#keys.findWorkspace(workspace);
    const document = key === undefined ? undefined : this.#keys.findDocument(key, documentId);
    return key === undefined || document === undefined ? undefined : { workspace: key, document };
  }

  #first<Value>(
    to: (row: Body) => Value,
    statement: Statement<Body>,
    workspace: string,
    ...values: SQLInputValue[]
  ): Value | undefined {
    const row = statement.get(this.#workspace(workspace), ...values);
    return row && to(row);
  }
}
