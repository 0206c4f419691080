/**
 * The secret that signs tokens, where the environment names none: made once, kept in the data directory.
 *
 * Shape    43 characters of base64url in a file that only its owner reads.
 * Not      rotation: to change it, delete the file and start again; everybody signs in anew.
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { chmod, link, mkdir, open, readFile, rm } from "node:fs/promises";
import { join } from "node:path";

const fileName = "auth-secret";

/** Reads the secret, or makes it. Durable once resolved; two processes that start at once end up with the same one. */
export async function keptSecret(dataDir: string): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, fileName);
  return (await readSecret(path)) ?? makeSecret(path);
}

async function readSecret(path: string): Promise<string | undefined> {
  try {
    const secret = (await readFile(path, "utf8")).trim();
    await chmod(path, 0o600);
    return secret === "" ? undefined : secret;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return undefined;
    throw error;
  }
}

/** Written aside and linked into place: whoever is first wins, and nobody ever reads half a secret. */
async function makeSecret(path: string): Promise<string> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(randomBytes(32).toString("base64url"));
    await file.sync();
  } finally {
    await file.close();
  }
  try {
    await link(draft, path);
  } catch (error) {
    if (!isErrno(error, "EEXIST")) throw error;
  } finally {
    await rm(draft, { force: true });
  }
  const secret = await readSecret(path);
  if (secret === undefined) throw new Error(`${path} is empty: delete it and start again`);
  return secret;
}

const isErrno = (error: unknown, code: string): boolean =>
  error instanceof Error && "code" in error && error.code === code;
