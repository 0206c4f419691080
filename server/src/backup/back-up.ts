/**
 * A backup: one file that holds everything of a moment, made of a database in use or not.
 *
 * Shape    SQLite's own online backup, page by page, into `<file>.partial`; looked through, then given its name: a file under that name is a whole one.
 * Not      what lies beside the database: the secret, ended sessions, kept chunks.
 * Source   docs/OPERATIONS.md
 *
 * @module
 */
import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import { backup, DatabaseSync } from "node:sqlite";
import { AppError } from "@couplet/model";

export class BackupError extends AppError {
  readonly code = "backup.failed";
}

/** Of a step, in which nobody else uses the database. */
const pagesPerStep = 200;

export const partialOf = (file: string): string => `${file}.partial`;

/** @throws {BackupError} where there is one already: none is written over */
export function refuseExisting(file: string): void {
  if (existsSync(file))
    throw new BackupError(`${file} exists already. Name another file, or move this one away first.`);
  if (!existsSync(dirname(file))) throw new BackupError(`There is no directory ${dirname(file)}. Make it first.`);
}

/** What is committed while it runs is in it. Durable once resolved, under its partial name. */
export async function copyDatabase(database: DatabaseSync, file: string): Promise<void> {
  const partial = partialOf(file);
  rmSync(partial, { force: true });
  // Made here so that nobody else may read it.
  closeSync(openSync(partial, "wx", 0o600));
  await backup(database, partial, { rate: pagesPerStep });
  asOneFile(partial);
}

/** Looks through the copy and gives it its name. @returns its size */
export function finishBackup(file: string): void {
  const partial = partialOf(file);
  const problem = problemIn(partial);
  if (problem !== undefined)
    throw new BackupError(`The copy ${partial} is not sound (${problem}): the database itself may be damaged.`);
  renameSync(partial, file);
  syncPath(dirname(file));
}

/** What is wrong with a database file; `undefined` where it is sound. */
export function problemIn(path: string): string | undefined {
  const database = new DatabaseSync(path);
  try {
    const row = database.prepare("PRAGMA quick_check(1)").get();
    const answer = String(Object.values(row ?? {})[0]);
    return answer === "ok" ? undefined : answer;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    database.close();
  }
}

/** Without a write-ahead log beside it, and on disk. */
export function asOneFile(path: string): void {
  const database = new DatabaseSync(path);
  try {
    database.exec("PRAGMA synchronous = FULL; PRAGMA journal_mode = DELETE");
  } finally {
    database.close();
  }
  syncPath(path);
}

/** Directories cannot be synced everywhere, nor need to be there. */
export function syncPath(path: string): void {
  if (process.platform === "win32") return;
  const handle = openSync(path, "r");
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
