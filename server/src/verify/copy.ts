/**
 * A copy of the database as of one moment, made beside a server that goes on writing.
 *
 * Shape    first the file, then its write-ahead log: what a checkpoint brings into the file meanwhile stands in the log as well, unless the log was
 *          begun anew; then its salt is another one, and the copy is made again.
 * Not      a backup: nobody is asked for it, and it is deleted when it has been read.
 * Source   https://sqlite.org/walformat.html
 *
 * @module
 */
import { closeSync, constants, copyFileSync, existsSync, mkdtempSync, openSync, readSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const attempts = 20;
/** Page size and checkpoint number change as well when a log begins anew; the salts always do. */
const walHeadBytes = 32;

/** The directory is in `TMPDIR`. @returns where the copy is, and what removes it */
export function copyDatabase(path: string): { readonly path: string; remove(): void } {
  const directory = mkdtempSync(join(tmpdir(), "couplet-verify-"));
  const copy = join(directory, "couplet.db");
  const remove = (): void => rmSync(directory, { recursive: true, force: true });
  try {
    for (let attempt = 0; attempt < attempts; attempt += 1) {
      const before = walHead(path);
      copyFileSync(path, copy, constants.COPYFILE_FICLONE);
      rmSync(`${copy}-wal`, { force: true });
      if (existsSync(`${path}-wal`)) copyFileSync(`${path}-wal`, `${copy}-wal`, constants.COPYFILE_FICLONE);
      if (walHead(path) === before) return { path: copy, remove };
    }
    throw new Error(`${path} changes faster than it can be copied`);
  } catch (error) {
    remove();
    throw error;
  }
}

function walHead(path: string): string {
  if (!existsSync(`${path}-wal`)) return "";
  const file = openSync(`${path}-wal`, "r");
  try {
    const head = new Uint8Array(walHeadBytes);
    return readSync(file, head) < walHeadBytes ? "" : Buffer.from(head).toString("hex");
  } finally {
    closeSync(file);
  }
}
