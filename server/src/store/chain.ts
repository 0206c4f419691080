/**
 * The chain over the log: a link for each commit, made of the one before it and, for each of its entries, of who, when and what, and a digest of its content.
 *
 * Shape    {@link lineOf} is what an {@link Entry} says; {@link linkOf} chains the lines of a commit to the link before; {@link digestOf} digests content
 *          with a salt.
 * Know     a salt is random and goes with its content: a digest whose salt is gone says nothing of what it was made of. There is no secret in
 *          here: whoever writes the file can make another chain, and is found out by an earlier link that is not on it.
 * Not      storage: see `sqlite-chain.ts`.
 * Source   docs/decisions/0031-a-chain-over-the-log.md
 *
 * @module
 */
import { hash, randomFillSync } from "node:crypto";

/** Who, when and what, in which order: all that stays in clear when the content goes. */
export interface Entry {
  /** Its place in the chain, from 1 without holes. */
  readonly nth: number;
  readonly seq: number;
  /** Of the log item, or `history` for something set that has no item of its own. */
  readonly type: string;
  readonly documentId: string;
  readonly by: string;
  readonly atMs: number;
}

export interface Content {
  readonly body: Uint8Array | string;
  /** Of an update: what it set, as its row has it. */
  readonly sets?: string | null;
}

const saltBytes = 16;
/** The salt, and how long the body is: where it ends, what was set begins. */
const headBytes = saltBytes + 4;

/** What the first entry of a workspace is chained to: no two workspaces begin alike. */
export const genesisOf = (workspaceId: string): string => hash("sha256", `couplet.chain.1\n${workspaceId}`, "hex");

/** Room for the content of most entries. */
const scratch = Buffer.alloc(64 * 1024);

/** @returns hexadecimal digits, as all digests and links here */
export function digestOf(salt: Uint8Array, { body, sets }: Content): string {
  const isText = typeof body === "string";
  const bodyLength = isText ? Buffer.byteLength(body) : body.byteLength;
  const setsLength = sets === undefined || sets === null ? 0 : Buffer.byteLength(sets);
  const length = headBytes + bodyLength + setsLength;
  const input = length <= scratch.length ? scratch : Buffer.allocUnsafe(length);
  input.set(salt, 0);
  input.writeUInt32LE(bodyLength, saltBytes);
  if (isText) input.write(body, headBytes);
  else input.set(body, headBytes);
  if (setsLength > 0) input.write(sets ?? "", headBytes + bodyLength);
  return hash("sha256", input.subarray(0, length), "hex");
}

export const lineOf = ({ nth, seq, type, documentId, by, atMs }: Entry, digest: string): string =>
  JSON.stringify([nth, seq, type, documentId, by, atMs, digest]);

export const linkOf = (before: string, lines: readonly string[]): string =>
  hash("sha256", `${before}\n${lines.join("\n")}`, "hex");

const pool = Buffer.alloc(256 * saltBytes);
let taken = pool.length;

/** Never given out before. */
export function newSalt(): Uint8Array {
  if (taken === pool.length) {
    randomFillSync(pool);
    taken = 0;
  }
  const salt = Uint8Array.prototype.slice.call(pool, taken, taken + saltBytes);
  taken += saltBytes;
  return salt;
}
