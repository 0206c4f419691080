/**
 * Puts a backup in the place of the database, as another store than any there was: a new epoch, and number series that jump ahead.
 *
 * Shape    everything is prepared in a file of its own; then it takes the database's name, and what was there is kept beside it. A crash leaves the
 *          one or the other, whole.
 * Know     clients that were here go by the epoch: with another one they compare what they hold, and give back what was lost.
 * Source   docs/OPERATIONS.md; docs/decisions/0025-another-epoch-is-compared.md
 *
 * @module
 */
import { copyFileSync, existsSync, linkSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError, type NumberSeries } from "@couplet/model";
import { openDatabase } from "../store/schema.ts";
import { Chain } from "../store/sqlite-chain.ts";
import { asOneFile, problemIn, syncPath } from "./back-up.ts";

class RestoreError extends AppError {
  readonly code = "restore.refused";
}

export interface RestoreOptions {
  readonly dataDir: string;
  readonly file: string;
  /** Numbers of a series that may have been drawn since the backup, where the database that is replaced does not tell. */
  readonly numbers?: number;
  readonly nowMs?: number;
}

export interface Restored {
  /** Where the database is now that was replaced; absent: there was none. */
  readonly keptAs: string | undefined;
  /** How far series jumped was read from the database that is replaced; else they jumped by `numbers`. */
  readonly isExact: boolean;
  /** Series that have no number left. */
  readonly exhausted: readonly string[];
}

export const defaultNumbers = 1_000;

/** By workspace and kind. */
type Series = ReadonlyMap<string, Readonly<Record<string, NumberSeries>>>;

interface Replaced {
  readonly database: DatabaseSync;
  /** Absent: not readable, or of another history. */
  readonly series: Series | undefined;
}

/** @throws {RestoreError} where a server runs on the directory, or the file is no sound backup; nothing has changed then */
export function restore({ dataDir, file, numbers = defaultNumbers, nowMs = Date.now() }: RestoreOptions): Restored {
  const path = join(dataDir, "couplet.db");
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(file)) throw new RestoreError(`There is no file ${file}.`);
  const draft = `${path}.restoring`;
  removeDatabase(draft);
  copyFileSync(file, draft);
  if (existsSync(`${file}-wal`)) copyFileSync(`${file}-wal`, `${draft}-wal`);
  const isThere = existsSync(path);
  let replaced: Replaced | undefined;
  try {
    refuseUnsound(draft, file);
    replaced = isThere ? lockReplaced(path, draft) : undefined;
    const exhausted = makeAnother(draft, { series: replaced?.series, numbers, nowMs });
    const keptAs = isThere ? `${path}.replaced-${new Date(nowMs).toISOString().replaceAll(/[:.]/gu, "-")}` : undefined;
    putInPlace(draft, path, keptAs, replaced?.database);
    return { keptAs, isExact: replaced?.series !== undefined, exhausted };
  } finally {
    if (replaced?.database.isOpen) replaced.database.close();
    removeDatabase(draft);
  }
}

const beside = ["", "-wal", "-shm", "-journal"] as const;

function removeDatabase(path: string): void {
  for (const suffix of beside) rmSync(`${path}${suffix}`, { force: true });
}

function refuseUnsound(draft: string, file: string): void {
  const problem = problemIn(draft) ?? (hasMeta(draft) ? undefined : "it has no tables of ours");
  if (problem !== undefined) throw new RestoreError(`${file} is no backup of a Couplet database: ${problem}.`);
}

function hasMeta(path: string): boolean {
  const database = new DatabaseSync(path);
  try {
    return database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get() !== undefined;
  } finally {
    database.close();
  }
}

/** Held until it is replaced, so that no server starts on it. */
function lockReplaced(path: string, draft: string): Replaced {
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
  } catch (cause) {
    if (isBusy(cause)) {
      database.close();
      throw new RestoreError("A server is running on this data directory. Stop it first.", { cause });
    }
    // Damaged: that may be why there is a restore.
    return { database, series: undefined };
  }
  return { database, series: readReplaced(database, draft) };
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error &&
  "errcode" in error &&
  typeof error.errcode === "number" &&
  [5, 6].includes(error.errcode & 255);

function readReplaced(database: DatabaseSync, draft: string): Series | undefined {
  const backup = new DatabaseSync(draft);
  try {
    const [epoch] = epochsOf(backup);
    return epochsOf(database).includes(epoch) ? seriesOf(database) : undefined;
  } catch {
    return undefined;
  } finally {
    backup.close();
  }
}

/** The one of now, and those it has had before it was restored. */
function epochsOf(database: DatabaseSync): readonly unknown[] {
  const read = database.prepare("SELECT value FROM meta WHERE name = ?");
  const former = JSON.parse(String(read.get("former_epochs")?.["value"] ?? "[]")) as unknown[];
  return [read.get("epoch")?.["value"], ...former];
}

interface SetupRow {
  readonly id: string;
  readonly key: number;
  readonly body: string;
  readonly setup: { readonly numberSeries: Readonly<Record<string, NumberSeries>> };
}

const setupsOf = (database: DatabaseSync): readonly SetupRow[] =>
  database
    .prepare(
      "SELECT workspace.key, workspace.id, setup.body FROM setup JOIN workspace ON workspace.key = setup.workspace",
    )
    .all()
    .map(({ key, id, body }) => ({
      key: Number(key),
      id: String(id),
      body: String(body),
      setup: JSON.parse(String(body)) as SetupRow["setup"],
    }));

export const seriesOf = (database: DatabaseSync): Series =>
  new Map(setupsOf(database).map(({ id, setup }) => [id, setup.numberSeries]));

interface Another {
  /** As they were last; `undefined`: not known. */
  readonly series: Series | undefined;
  readonly numbers: number;
  readonly nowMs: number;
}

/** @returns series without a number left */
function makeAnother(path: string, another: Another): readonly string[] {
  const database = openDatabase(path);
  let exhausted: readonly string[];
  try {
    exhausted = becomeAnother(database, another);
  } finally {
    database.close();
  }
  asOneFile(path);
  return exhausted;
}

/** In one transaction. @returns series without a number left */
export function becomeAnother(database: DatabaseSync, { series, numbers, nowMs }: Another): readonly string[] {
  const exhausted: string[] = [];
  database.exec("BEGIN IMMEDIATE");
  const put = database.prepare("INSERT OR REPLACE INTO meta (name, value) VALUES (?, ?)");
  put.run("former_epochs", JSON.stringify(epochsOf(database)));
  put.run("epoch", globalThis.crypto.randomUUID());
  put.run("restored_at_ms", String(nowMs));
  const putSetup = database.prepare("UPDATE setup SET body = ? WHERE workspace = ?");
  const end = database.prepare(
    `SELECT max(coalesce((SELECT max(seq) FROM log WHERE workspace = ?1), 0),
       coalesce((SELECT max(seq) FROM latest WHERE workspace = ?1), 0)) AS seq`,
  );
  const log = database.prepare(
    "INSERT INTO log (workspace, seq, type, body, by, at_ms, nth, salt, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
  );
  const chain = new Chain(database);
  const note = database.prepare("INSERT OR REPLACE INTO latest (workspace, thing, entity, seq) VALUES (?, 3, 0, ?)");
  for (const { id, key, body, setup } of setupsOf(database)) {
    const numberSeries: Record<string, NumberSeries> = {};
    for (const [kind, one] of Object.entries(setup.numberSeries)) {
      const jumped = jump(one, series && (series.get(id)?.[kind] ?? one), numbers);
      numberSeries[kind] = jumped;
      if (jumped.last !== undefined && jumped.next > jumped.last) exhausted.push(`${kind} of ${id}`);
    }
    const now = JSON.stringify({ ...setup, numberSeries });
    if (now === body) continue;
    // As every change: there is nothing in a row that the log does not say.
    const seq = Number(end.get(key)?.["seq"]) + 1;
    putSetup.run(now, key);
    const [type, by] = ["putSetup", "restore"];
    const { nth, salt } = chain.append(key, { seq, type, documentId: "", by, atMs: nowMs }, { body: now });
    log.run(key, seq, type, now, by, nowMs, nth, salt, chain.seal(key));
    note.run(key, seq);
  }
  chain.keepHeads();
  database.exec("COMMIT");
  return exhausted;
}

/** @param later the same series as it was last; `undefined`: not known */
function jump(series: NumberSeries, later: NumberSeries | undefined, numbers: number): NumberSeries {
  const next = later ? Math.max(series.next, later.next) : series.next + numbers * series.increment;
  return { ...series, next: Math.min(next, Number.MAX_SAFE_INTEGER) };
}

/** The database has its name at every moment: what takes it is whole, and nothing of the other one's log is beside it. */
function putInPlace(draft: string, path: string, keptAs: string | undefined, database: DatabaseSync | undefined): void {
  if (keptAs !== undefined) {
    try {
      database?.exec("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE");
    } catch {
      // Damaged: its log is kept with it.
    }
    const isHeld = process.platform !== "win32";
    if (!isHeld) database?.close();
    for (const suffix of beside.slice(1)) {
      if (existsSync(`${path}${suffix}`)) renameSync(`${path}${suffix}`, `${keptAs}${suffix}`);
    }
    if (isHeld) linkSync(path, keptAs);
    else renameSync(path, keptAs);
  }
  renameSync(draft, path);
  syncPath(join(path, ".."));
}
