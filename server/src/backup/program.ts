/**
 * `npm run backup -- <file>` and `npm run restore -- <file> [--numbers=<count>]`, as programs.
 *
 * Shape    arguments and environment in, lines for a person out; the exit code says whether it was done.
 * Source   docs/OPERATIONS.md
 *
 * @module
 */
import { existsSync, rmSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { AppError } from "@couplet/model";
import { type Environment, parseConfig } from "../config.ts";
import { BackupError, copyDatabase, finishBackup, partialOf, refuseExisting } from "./back-up.ts";
import { orderBackup, ordersPath } from "./orders.ts";
import { defaultNumbers, restore } from "./restore.ts";

export const isProgram = (name: string | undefined): name is "backup" | "restore" =>
  name === "backup" || name === "restore";

export async function runProgram(
  name: "backup" | "restore",
  args: readonly string[],
  environment: Environment,
): Promise<void> {
  try {
    const { dataDir } = parseConfig(environment);
    if (name === "backup") await backUp(dataDir, fileIn(name, args));
    else restoreFrom(dataDir, fileIn(name, args), numbersIn(args));
  } catch (error) {
    if (!(error instanceof AppError) && !isSystemError(error)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

const isSystemError = (error: unknown): error is Error => error instanceof Error && "code" in error;
const tell = (line: string): void => void process.stdout.write(`${line}\n`);

/** As seen from where the command was given. */
function fileIn(name: string, args: readonly string[]): string {
  const files = args.filter((arg) => !arg.startsWith("--"));
  const [file] = files;
  if (file === undefined || files.length > 1) throw new BackupError(`Which file? npm run ${name} -- <file>`);
  return resolve(process.env["INIT_CWD"] ?? ".", file);
}

function numbersIn(args: readonly string[]): number {
  const unknown = args.find((arg) => arg.startsWith("--") && !arg.startsWith("--numbers="));
  if (unknown !== undefined) throw new BackupError(`${unknown} is not known; there is --numbers=<count>.`);
  const given = args.find((arg) => arg.startsWith("--numbers="))?.slice("--numbers=".length);
  if (given === undefined) return defaultNumbers;
  if (!/^\d{1,9}$/u.test(given))
    throw new BackupError(`--numbers=${given}: a count is wanted, e.g. ${defaultNumbers}.`);
  return Number(given);
}

/** By the server where one runs, else here. @throws {BackupError} */
async function backUp(dataDir: string, file: string): Promise<void> {
  refuseExisting(file);
  try {
    const path = ordersPath(dataDir);
    const isDone = path !== undefined && (await orderBackup(path, file));
    if (!isDone) await copyStopped(join(dataDir, "couplet.db"), file);
    finishBackup(file);
  } finally {
    rmSync(partialOf(file), { force: true });
  }
  tell(`Backed up to ${file} (${Math.ceil(statSync(file).size / 1_024)} KiB).`);
}

async function copyStopped(path: string, file: string): Promise<void> {
  if (!existsSync(path)) throw new BackupError(`There is no database ${path}. DATA_DIR says where it is.`);
  const database = new DatabaseSync(path, { timeout: 1_000 });
  try {
    database.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT");
  } catch (cause) {
    database.close();
    const why =
      "It is in use, and whoever uses it takes no orders: stop it, or give the data directory a shorter path.";
    throw new BackupError(`${path} cannot be read. ${why}`, { cause });
  }
  try {
    await copyDatabase(database, file);
  } finally {
    database.close();
  }
}

function restoreFrom(dataDir: string, file: string, numbers: number): void {
  const { keptAs, isExact, exhausted } = restore({ dataDir, file, numbers });
  tell(
    `Restored from ${file}. Devices that were here compare what they hold when they connect, and give back what the backup lacks.`,
  );
  if (keptAs !== undefined) tell(`What was there before is kept as ${keptAs}.`);
  tell(
    isExact
      ? "Numbers go on after the last one drawn."
      : `Which numbers were drawn since the backup is not known: every series has jumped ahead by ${numbers}.`,
  );
  for (const series of exhausted)
    tell(`The number series ${series} has no number left: raise its last number in the set-up.`);
}
