/**
 * The SQLite file: its tables, how an older file is brought up to date, and how it is opened.
 *
 * Shape    `PRAGMA user_version` counts the migrations that have run. Workspaces and documents have short integer keys, so
 *          that the rows of the log stay small; texts that people or clients made are never keys of the hot tables.
 * Know     the file is locked exclusively while it is open: the operating system gives the lock back when the process ends,
 *          however it ends, and a second server on the same directory is told instead of numbering the same log.
 * Source   docs/ARCHITECTURE.md, "The owner"; docs/decisions/0005-one-owner-one-commit-per-turn.md
 *
 * @module
 */
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError, type Scalar, searchTextOf } from "@couplet/model";
import { accountsMigration } from "./sqlite-accounts.ts";
import { chainMigration } from "./sqlite-chain.ts";
import { fillChain } from "./chain-fill.ts";
import { passkeysMigration } from "./sqlite-passkeys.ts";
import { erasureMigration, markOverwritten } from "./sqlite-erasure.ts";
import { latestMigration } from "./sqlite-latest.ts";
import { tailMigration } from "./sqlite-tail.ts";

/** Another process has the file open. */
export class StoreInUseError extends AppError {
  readonly code = "store.inUse";
  constructor(path: string, options?: ErrorOptions) {
    super(`${path} is in use by another process: is a server already running on this data directory?`, options);
  }
}

/** The file was written by a later version of the program. */
export class StoreTooNewError extends AppError {
  readonly code = "store.tooNew";
  constructor(path: string, version: number) {
    super(`${path} has version ${version}, this program knows versions up to ${migrations.length}`);
  }
}

/** What SQL alone cannot do comes after it, in the same transaction. */
type Migration = string | { readonly sql: string; readonly fill: (database: DatabaseSync) => void };

const migrations: readonly Migration[] = [
  `
  CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
  CREATE TABLE workspace (key INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE);

  -- role is NULL while an id is only mentioned and not created yet
  CREATE TABLE document (
    key INTEGER PRIMARY KEY, workspace INTEGER NOT NULL, id TEXT NOT NULL,
    role TEXT, card_id TEXT, retired_into TEXT, retired_at_seq INTEGER, forked_from TEXT, forked_at_seq INTEGER,
    UNIQUE (workspace, id)
  );

  -- document is set for updates only; body is the update, else JSON
  CREATE TABLE log (
    workspace INTEGER NOT NULL, seq INTEGER NOT NULL, type TEXT NOT NULL, document INTEGER,
    body BLOB NOT NULL, by TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (workspace, seq)
  ) WITHOUT ROWID;
  CREATE INDEX log_of_document ON log (document, seq) WHERE document IS NOT NULL;

  CREATE TABLE snapshot (document INTEGER PRIMARY KEY, seq INTEGER NOT NULL, state BLOB NOT NULL);

  -- what a document shows now; the search columns hold folded text, party_search what bank accounts do not have
  CREATE TABLE shown (
    document INTEGER PRIMARY KEY, field_values TEXT NOT NULL, conflicts TEXT NOT NULL,
    search TEXT NOT NULL, party_search TEXT NOT NULL
  );

  CREATE TABLE history (
    document INTEGER NOT NULL, seq INTEGER NOT NULL, entry TEXT NOT NULL, field TEXT NOT NULL,
    card_id TEXT NOT NULL, old TEXT, new TEXT NOT NULL, sub TEXT NOT NULL, name TEXT NOT NULL, at_ms INTEGER NOT NULL,
    PRIMARY KEY (document, seq, entry, field)
  ) WITHOUT ROWID;

  CREATE TABLE hold (
    document INTEGER NOT NULL, card_id TEXT NOT NULL, from_seq INTEGER NOT NULL, until_seq INTEGER,
    PRIMARY KEY (document, card_id, from_seq)
  ) WITHOUT ROWID;
  CREATE INDEX hold_of_card ON hold (card_id);

  CREATE TABLE card (
    workspace INTEGER NOT NULL, id TEXT NOT NULL, kind TEXT NOT NULL, no TEXT NOT NULL, company_id TEXT,
    common_document INTEGER NOT NULL, card_document INTEGER NOT NULL, deleted_at_ms INTEGER,
    search TEXT NOT NULL, body TEXT NOT NULL,
    UNIQUE (workspace, id),
    UNIQUE (workspace, kind, no)
  );
  CREATE INDEX card_of_company ON card (workspace, company_id, no) WHERE company_id IS NOT NULL;

  CREATE TABLE relation (
    workspace INTEGER NOT NULL, id TEXT NOT NULL, contact_id TEXT NOT NULL, card_id TEXT NOT NULL, kind TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (workspace, id),
    UNIQUE (workspace, card_id),
    UNIQUE (workspace, contact_id, kind)
  );

  CREATE TABLE setup (workspace INTEGER PRIMARY KEY, body TEXT NOT NULL);

  CREATE TABLE stranded (
    workspace INTEGER NOT NULL, card_id TEXT NOT NULL, entry TEXT NOT NULL, user TEXT NOT NULL,
    stranded_at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (workspace, card_id, entry)
  ) WITHOUT ROWID;
  CREATE INDEX stranded_of_user ON stranded (workspace, user);

  CREATE TABLE deletion (
    workspace INTEGER NOT NULL, card_id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (workspace, card_id)
  ) WITHOUT ROWID;

  CREATE TABLE answer (
    workspace INTEGER NOT NULL, user TEXT NOT NULL, key TEXT NOT NULL,
    body_hash TEXT NOT NULL, status INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (workspace, user, key)
  ) WITHOUT ROWID;

  CREATE TABLE command (
    workspace INTEGER NOT NULL, id TEXT NOT NULL, outcome TEXT NOT NULL, PRIMARY KEY (workspace, id)
  ) WITHOUT ROWID;
  `,
  `
  -- who was the first to write under a Yjs client id
  CREATE TABLE client (
    document INTEGER NOT NULL, client INTEGER NOT NULL, user TEXT NOT NULL, PRIMARY KEY (document, client)
  ) WITHOUT ROWID;
  `,
  `
  -- one a writer and field: what the same writer has set since stands for what was stranded before
  ALTER TABLE stranded RENAME TO stranded_before;
  DROP INDEX stranded_of_user;
  CREATE TABLE stranded (
    workspace INTEGER NOT NULL, card_id TEXT NOT NULL, slot TEXT NOT NULL, at INTEGER NOT NULL, entry TEXT NOT NULL,
    user TEXT NOT NULL, stranded_at_ms INTEGER NOT NULL, body TEXT NOT NULL,
    PRIMARY KEY (workspace, card_id, slot)
  ) WITHOUT ROWID;
  CREATE INDEX stranded_of_user ON stranded (workspace, user);
  INSERT OR REPLACE INTO stranded
    SELECT workspace, card_id, json_extract(body, '$.field') || '|' || json_extract(body, '$.writer'),
      json_extract(body, '$.at') AS at, entry, user, stranded_at_ms, body
    FROM stranded_before ORDER BY at;
  DROP TABLE stranded_before;
  `,
  `
  -- since when no living card holds the document; NULL again once everything of a forgotten one is gone
  ALTER TABLE document ADD COLUMN unused_since_ms INTEGER;
  ALTER TABLE document ADD COLUMN forgotten_at_ms INTEGER;
  UPDATE document SET unused_since_ms = coalesce(
      (SELECT at_ms FROM log WHERE log.workspace = document.workspace AND log.seq >= document.retired_at_seq
       ORDER BY log.seq LIMIT 1), unixepoch() * 1000)
    WHERE retired_into IS NOT NULL;
  UPDATE document SET unused_since_ms = card.deleted_at_ms FROM card
    WHERE card.deleted_at_ms IS NOT NULL AND document.key = card.common_document AND document.retired_into IS NULL;
  UPDATE document SET unused_since_ms = card.deleted_at_ms FROM card
    WHERE card.deleted_at_ms IS NOT NULL AND document.key = card.card_document;
  CREATE INDEX document_unused ON document (workspace, unused_since_ms) WHERE unused_since_ms IS NOT NULL;

  -- an answer without its body still keeps what it answered from being done again
  ALTER TABLE answer ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE answer ADD COLUMN is_pruned INTEGER NOT NULL DEFAULT 0;
  UPDATE answer SET at_ms = unixepoch() * 1000;
  CREATE INDEX answer_whole ON answer (workspace, at_ms) WHERE is_pruned = 0 AND body_hash <> '';

  ALTER TABLE command ADD COLUMN at_ms INTEGER NOT NULL DEFAULT 0;
  UPDATE command SET at_ms = unixepoch() * 1000;
  CREATE INDEX command_large ON command (workspace, at_ms) WHERE length(outcome) > 200;
  `,
  `
  -- work that goes on after a restart: cards is a JSON list of those to do, written once; items a piece of the report
  CREATE TABLE job (
    workspace INTEGER NOT NULL, id TEXT NOT NULL, status TEXT NOT NULL, started_at_ms INTEGER NOT NULL,
    body TEXT NOT NULL, cards TEXT NOT NULL,
    UNIQUE (workspace, id)
  );
  CREATE INDEX job_running ON job (workspace) WHERE status = 'running';
  CREATE TABLE job_report (
    workspace INTEGER NOT NULL, job TEXT NOT NULL, first INTEGER NOT NULL, items TEXT NOT NULL,
    PRIMARY KEY (workspace, job, first)
  ) WITHOUT ROWID;
  `,
  `
  -- numbers that cards had: nobody else gets them
  CREATE TABLE former_number (
    workspace INTEGER NOT NULL, kind TEXT NOT NULL, no TEXT NOT NULL, PRIMARY KEY (workspace, kind, no)
  ) WITHOUT ROWID;
  CREATE TRIGGER card_renumbered AFTER UPDATE OF no ON card WHEN old.no <> new.no
  BEGIN
    INSERT OR IGNORE INTO former_number VALUES (old.workspace, old.kind, old.no);
  END;

  -- which cards name a contact as their primary one
  ALTER TABLE shown ADD COLUMN primary_contact TEXT;
  UPDATE shown SET primary_contact = nullif(json_extract(field_values, '$.primaryContactId'), '');
  CREATE INDEX shown_primary_contact ON shown (primary_contact) WHERE primary_contact IS NOT NULL;
  `,
  `
  -- contacts that were joined into another one
  CREATE INDEX card_of_merged ON card (workspace, json_extract(body, '$.mergedInto'))
    WHERE json_extract(body, '$.mergedInto') IS NOT NULL;
  `,
  latestMigration,
  tailMigration,
  `
  -- a card with a primary contact is found by that one's name, not by a copy of it
  UPDATE shown SET search = search_text(field_values)
    WHERE primary_contact IS NOT NULL AND coalesce(json_extract(field_values, '$.contactName'), '') <> '';
  `,
  accountsMigration,
  { sql: chainMigration, fill: fillChain },
  passkeysMigration,
  erasureMigration,
];

/** How long to wait for a predecessor that is just shutting down. */
const lockTimeoutMs = 5_000;

/** SQLITE_BUSY and SQLITE_LOCKED, without their extensions. */
const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  "errcode" in error &&
  typeof error.errcode === "number" &&
  [5, 6].includes(error.errcode & 255);

function versionOf(database: DatabaseSync, path: string): number {
  const row = database.prepare("PRAGMA user_version").get();
  const version = Number(row?.["user_version"] ?? 0);
  if (version > migrations.length) throw new StoreTooNewError(path, version);
  return version;
}

function migrate(database: DatabaseSync, path: string): void {
  const version = versionOf(database, path);
  database.function(
    "search_text",
    (values) => searchTextOf(JSON.parse(String(values)) as Record<string, Scalar>).search,
  );
  for (const [index, migration] of migrations.entries()) {
    if (index < version) continue;
    const { sql, fill } = typeof migration === "string" ? { sql: migration, fill: undefined } : migration;
    database.exec(`BEGIN IMMEDIATE; ${sql}; PRAGMA user_version = ${index + 1}`);
    fill?.(database);
    database.exec("COMMIT");
  }
  // An older one may have been deleted from without being overwritten.
  if (version === 0) database.exec(markOverwritten);
  database
    .prepare("INSERT INTO meta (name, value) VALUES ('epoch', ?) ON CONFLICT DO NOTHING")
    .run(globalThis.crypto.randomUUID());
}

/**
 * Opens the file, making it and its directory (readable by the owner only) where they are missing.
 *
 * @throws {StoreInUseError} when another process holds it for more than {@link lockTimeoutMs}
 * @throws {StoreTooNewError}
 */
export function openDatabase(path: string, timeoutMs = lockTimeoutMs): DatabaseSync {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(path, { timeout: timeoutMs });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE");
    // Before the journal mode, which is written into the file: a later version's is left as it is.
    versionOf(database, path);
    // fullfsync matters on macOS only, where fsync alone leaves data in the drive's cache.
    database.exec(`
      PRAGMA journal_mode = WAL;
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA wal_autocheckpoint = 4000;
      PRAGMA journal_size_limit = 67108864;
      PRAGMA cache_size = -65536;
      PRAGMA secure_delete = ON;
    `);
    migrate(database, path);
    return database;
  } catch (cause) {
    database.close();
    if (isBusy(cause)) throw new StoreInUseError(path, { cause });
    throw cause;
  }
}
