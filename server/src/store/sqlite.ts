/**
 * The embedded store: one SQLite file for all workspaces, in write-ahead mode, fsynced at every commit.
 *
 * Shape    `openSqliteStore(path)`. Calls run synchronously inside and never interleave; a commit is one transaction and one
 *          fsync however many writes it carries, so the owner groups them.
 * Know     a commit that fails because of the disk leaves nothing of itself; what was committed before stays readable, and no other is
 *          begun before a write has succeeded again, see `disk-trouble.ts`.
 * Source   docs/ARCHITECTURE.md, "The owner"; docs/decisions/0005-one-owner-one-commit-per-turn.md
 *
 * @module
 */
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { Card, CardKind, DeletionRecord, Relation, Setup } from "@couplet/model";
import type { ChangedPage, ChangedQuery, Logged, RangePage, RangeQuery } from "./changed.ts";
import { toConstraintError } from "./constraint-error.ts";
import { bytesOf, DiskTrouble, isDiskTrouble } from "./disk-trouble.ts";
import type { JobItem, JobRow } from "./job-row.ts";
import { copyDatabase } from "../backup/back-up.ts";
import { openDatabase } from "./schema.ts";
import { SqliteAccounts } from "./sqlite-accounts.ts";
import { Chain } from "./sqlite-chain.ts";
import { SqlitePasskeys } from "./sqlite-passkeys.ts";
import { SqliteCardLists } from "./sqlite-card-lists.ts";
import { SqliteErasure } from "./sqlite-erasure.ts";
import { SqliteHistory } from "./sqlite-history.ts";
import { SqliteJobs } from "./sqlite-jobs.ts";
import { SqliteLatest } from "./sqlite-latest.ts";
import { SqliteLog } from "./sqlite-log.ts";
import { SqliteRanges } from "./sqlite-ranges.ts";
import { SqliteReader } from "./sqlite-reads.ts";
import { SqliteWriter } from "./sqlite-writes.ts";
import { Tails } from "./sqlite-tail.ts";
import { Keys } from "./statement.ts";
import {
  type AgeQuery,
  type CardQuery,
  type CardValue,
  type CardValuesQuery,
  type ChainHead,
  type DocumentRow,
  type HistoryQuery,
  type HistoryRow,
  type Hold,
  type LogItem,
  type RelationItems,
  type RelationItemsQuery,
  type ShownValues,
  type Store,
  type StoredAnswer,
  type StrandedRow,
  type Write,
} from "./store.ts";

export class SqliteStore implements Store {
  readonly accounts: SqliteAccounts;
  readonly passkeys: SqlitePasskeys;
  readonly #database: DatabaseSync;
  readonly #keys: Keys;
  readonly #latest: SqliteLatest;
  readonly #chain: Chain;
  readonly #log: SqliteLog;
  readonly #writer: SqliteWriter;
  readonly #reader: SqliteReader;
  readonly #lists: SqliteCardLists;
  readonly #ranges: SqliteRanges;
  readonly #jobs: SqliteJobs;
  readonly #erasure: SqliteErasure;
  readonly #begin: StatementSync;
  readonly #commit: StatementSync;
  readonly #check: StatementSync;
  readonly #fill: StatementSync;
  readonly #empty: StatementSync;
  readonly #countStranded: StatementSync;
  readonly #trouble: DiskTrouble;

  /** @param tryEveryMs how often a disk that takes nothing is tried */
  constructor(database: DatabaseSync, tryEveryMs?: number) {
    this.#database = database;
    this.accounts = new SqliteAccounts(database, (work) => this.#beside(work));
    this.passkeys = new SqlitePasskeys(database, (work) => this.#beside(work));
    this.#trouble = new DiskTrouble((bytes) => this.#probe(bytes), tryEveryMs);
    this.#keys = new Keys(database);
    this.#jobs = new SqliteJobs(database);
    const tails = new Tails(database);
    const history = new SqliteHistory(database, tails);
    this.#latest = new SqliteLatest(database, tails);
    this.#chain = new Chain(database);
    this.#log = new SqliteLog(database, tails, this.#latest, history, this.#chain);
    this.#erasure = new SqliteErasure(database, this.#keys, tails);
    const parts = { keys: this.#keys, jobs: this.#jobs, erasure: this.#erasure, log: this.#log, latest: this.#latest };
    this.#writer = new SqliteWriter(database, parts);
    this.#reader = new SqliteReader(database, this.#keys, tails, history);
    this.#lists = new SqliteCardLists(database, this.#keys);
    this.#ranges = new SqliteRanges(database, this.#keys, this.#reader);
    this.#begin = database.prepare("BEGIN IMMEDIATE");
    this.#commit = database.prepare("COMMIT");
    this.#check = database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('checkedAtMs', ?)");
    this.#fill = database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES ('checkedRoom', zeroblob(?))");
    this.#countStranded = database.prepare("SELECT count(*) AS n FROM stranded");
    this.#empty = database.prepare("DELETE FROM meta WHERE name = 'checkedRoom'");
  }

  async commit(writes: readonly Write[]): Promise<void> {
    if (writes.length === 0) return;
    if (!this.#trouble.isOver()) throw this.#trouble.error();
    try {
      this.#transact(() => {
        for (const write of writes) this.#writer.apply(write);
        this.#log.flush();
      });
    } catch (cause) {
      this.#keys.forget();
      this.#log.forget();
      if (!isDiskTrouble(cause)) throw toConstraintError(cause);
      this.#trouble.began(cause, bytesOf(writes));
      throw this.#trouble.error();
    }
  }

  /** For what is written beside the log. */
  #beside<Result>(work: () => Result): Result {
    if (!this.#trouble.isOver()) throw this.#trouble.error();
    try {
      return this.#transact(work);
    } catch (cause) {
      if (!isDiskTrouble(cause)) throw cause;
      this.#trouble.began(cause, 0);
      throw this.#trouble.error();
    }
  }

  canWrite(): boolean {
    return this.#trouble.isOver();
  }

  async check(): Promise<void> {
    this.#trouble.try();
  }

  /** All of it, durably, or nothing. */
  #transact<Result>(run: () => Result): Result {
    // One that could not be rolled back when it failed.
    if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    this.#begin.run();
    try {
      const result = run();
      this.#commit.run();
      return result;
    } catch (cause) {
      this.#rollBack();
      throw cause;
    }
  }

  /** SQLite has done so by itself after some errors of the disk. Where it cannot, the next transaction begins with it. */
  #rollBack(): void {
    try {
      if (this.#database.isTransaction) this.#database.exec("ROLLBACK");
    } catch {
      // Why the transaction failed is what counts.
    }
  }

  /** Writes something small, and room for as much as failed, which is given back. */
  #probe(bytes: number): void {
    this.#transact(() => {
      this.#check.run(String(Date.now()));
      if (bytes > 0) this.#fill.run(bytes);
    });
    if (bytes > 0) this.#transact(() => this.#empty.run());
  }

  async epoch(): Promise<string> {
    return this.#reader.epoch();
  }

  async restoredAtMs(): Promise<number | undefined> {
    return this.#reader.restoredAtMs();
  }

  async workspaceIds(): Promise<string[]> {
    return this.#reader.workspaceIds();
  }

  async lastSeq(workspace: string): Promise<number> {
    return this.#latest.lastSeq(this.#keys.findWorkspace(workspace) ?? -1);
  }

  async document(workspace: string, documentId: string): Promise<DocumentRow | undefined> {
    return this.#reader.document(workspace, documentId);
  }

  async loadDocument(workspace: string, documentId: string): Promise<Uint8Array[]> {
    return this.#reader.loadDocument(workspace, documentId);
  }

  async clients(workspace: string, documentId: string): Promise<Map<number, string>> {
    return this.#reader.clients(workspace, documentId);
  }

  async unusedDocuments(workspace: string, query: AgeQuery): Promise<DocumentRow[]> {
    return this.#reader.unusedDocuments(workspace, query);
  }

  async values(workspace: string, documentIds: readonly string[]): Promise<Map<string, ShownValues>> {
    return this.#reader.values(workspace, documentIds);
  }

  async holds(workspace: string, of: { readonly documentId: string } | { readonly cardId: string }): Promise<Hold[]> {
    return this.#reader.holds(workspace, of);
  }

  async hasContent(workspace: string, documentId: string): Promise<boolean> {
    return this.#erasure.hasContent(workspace, documentId);
  }

  async relationItems(workspace: string, query: RelationItemsQuery): Promise<RelationItems> {
    return this.#erasure.relationItems(this.#key(workspace), query);
  }

  async scrub(): Promise<void> {
    if (!this.#trouble.isOver()) throw this.#trouble.error();
    try {
      this.#erasure.scrub();
    } catch (cause) {
      if (!isDiskTrouble(cause)) throw cause;
      this.#trouble.began(cause, 0);
      throw this.#trouble.error();
    }
  }

  async isEditedSinceHeld(workspace: string, documentId: string, cardId: string): Promise<boolean> {
    return this.#reader.isEditedSinceHeld(workspace, documentId, cardId);
  }

  async card(workspace: string, id: string): Promise<Card | undefined> {
    return this.#reader.card(workspace, id);
  }

  async isNumberTaken(workspace: string, kind: CardKind, no: string): Promise<boolean> {
    return this.#reader.isNumberTaken(workspace, kind, no);
  }

  async cardsWithPrimary(workspace: string, contactId: string): Promise<Card[]> {
    return this.#reader.cardsWithPrimary(workspace, contactId);
  }

  async cardsById(workspace: string, ids: readonly string[]): Promise<Card[]> {
    return ids.flatMap((id) => this.#reader.card(workspace, id) ?? []);
  }

  async listCards(workspace: string, query: CardQuery): Promise<Card[]> {
    return this.#lists.list(workspace, query);
  }

  async cardValues(workspace: string, query: CardValuesQuery): Promise<CardValue[]> {
    return this.#lists.values(workspace, query);
  }

  async personsOf(workspace: string, companyId: string): Promise<Card[]> {
    return this.#reader.personsOf(workspace, companyId);
  }

  async mergedInto(workspace: string, contactId: string): Promise<Card[]> {
    return this.#reader.mergedInto(workspace, contactId);
  }

  async relation(workspace: string, id: string): Promise<Relation | undefined> {
    return this.#reader.relation(workspace, id);
  }

  async relationsOf(workspace: string, cardIds: readonly string[]): Promise<Relation[]> {
    return this.#reader.relationsOf(workspace, cardIds);
  }

  async setup(workspace: string): Promise<Setup | undefined> {
    return this.#reader.setup(workspace);
  }

  async history(workspace: string, query: HistoryQuery): Promise<HistoryRow[]> {
    return this.#reader.history(workspace, query);
  }

  async changes(workspace: string, since: number, limit: number): Promise<LogItem[]> {
    return this.#reader.changes(workspace, since, limit);
  }

  async changed(workspace: string, query: ChangedQuery): Promise<ChangedPage> {
    return this.#latest.changed(this.#keys.findWorkspace(workspace) ?? -1, query);
  }

  async inRange(workspace: string, query: RangeQuery): Promise<RangePage> {
    return this.#ranges.read(workspace, query);
  }

  async lastLogged(workspace: string, seq: number): Promise<Logged | undefined> {
    return this.#ranges.lastLogged(this.#key(workspace), seq);
  }

  async countChanged(workspace: string, after: number, to?: number): Promise<number> {
    return this.#latest.count(this.#keys.findWorkspace(workspace) ?? -1, after, to);
  }

  async stranded(
    workspace: string,
    of: { readonly user: string } | { readonly cardId: string },
  ): Promise<StrandedRow[]> {
    return this.#reader.stranded(workspace, of);
  }

  /** Of all workspaces. */
  async countStranded(): Promise<number> {
    return Number(this.#countStranded.get()?.["n"] ?? 0);
  }

  async deletion(workspace: string, cardId: string): Promise<DeletionRecord | undefined> {
    return this.#reader.deletion(workspace, cardId);
  }

  async answer(workspace: string, user: string, key: string): Promise<StoredAnswer | undefined> {
    return this.#reader.answer(workspace, user, key);
  }

  async wholeAnswers(workspace: string, query: AgeQuery): Promise<{ readonly user: string; readonly key: string }[]> {
    return this.#reader.wholeAnswers(workspace, query);
  }

  async largeOutcomes(
    workspace: string,
    query: AgeQuery,
  ): Promise<{ readonly commandId: string; readonly outcome: string }[]> {
    return this.#reader.largeOutcomes(workspace, query);
  }

  async commandOutcome(workspace: string, commandId: string): Promise<string | undefined> {
    return this.#reader.commandOutcome(workspace, commandId);
  }

  async job(workspace: string, id: string): Promise<JobRow | undefined> {
    return this.#jobs.job(this.#key(workspace), id);
  }

  async jobs(workspace: string): Promise<JobRow[]> {
    return this.#jobs.jobs(this.#key(workspace));
  }

  async jobCards(workspace: string, id: string): Promise<string[]> {
    return this.#jobs.cards(this.#key(workspace), id);
  }

  async jobItems(workspace: string, id: string): Promise<JobItem[]> {
    return this.#jobs.items(this.#key(workspace), id);
  }

  async workspacesWithJobs(): Promise<string[]> {
    return this.#jobs.workspacesWithUnfinished();
  }

  /** One that no row has, when the workspace was never written to. */
  #key(workspace: string): number {
    return this.#keys.findWorkspace(workspace) ?? -1;
  }

  async chainHead(workspace: string): Promise<ChainHead | undefined> {
    const key = this.#keys.findWorkspace(workspace);
    if (key === undefined) return undefined;
    const { nth, link } = this.#chain.head(key);
    return { entries: nth, link };
  }

  /** After edits alone nothing but the log's last row says how far the chain goes. */
  #keepHeads(): void {
    try {
      this.#transact(() => this.#chain.keepHeads());
    } catch {
      // A disk that takes nothing: the log's last row says it.
    }
  }

  /** Everything as of the end of it, in a file beside its name; see `back-up.ts`. Others are served meanwhile. */
  async backUp(file: string): Promise<void> {
    await copyDatabase(this.#database, file);
  }

  async close(): Promise<void> {
    if (!this.#database.isOpen) return;
    this.#keepHeads();
    this.#database.close();
  }
}

/**
 * Opens the store, making file and directory where they are missing.
 *
 * @throws {StoreInUseError} when another process has it open
 */
export const openSqliteStore = (path: string): SqliteStore => new SqliteStore(openDatabase(path));
