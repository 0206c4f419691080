/**
 * How blocks of the feed lie in their file: a head, then each block's head and its content.
 *
 * Shape    numbers of fixed width, each head ending with a checksum of itself: what is not whole is `undefined`.
 * Not      for another version, or machine: where the mark is another one the file is begun anew.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Logged } from "../store/changed.ts";
import type { KindSet } from "./feed-cursor.ts";

/** What a block is the content of: everything after `after`, up to and including `to`. */
export interface Stretch {
  readonly kinds: KindSet;
  readonly after: number;
  readonly to: number;
}

export interface Block extends Stretch {
  /** Things in the stretch, those left out included. */
  readonly passed: number;
  /** Items. */
  readonly count: number;
  /** What the log had last at `to` when the block was made. */
  readonly logged: Logged | undefined;
  readonly bytes: number;
  readonly offset: number;
  /** Of the content. */
  readonly checksum: number;
}

interface FileHead {
  readonly epoch: string;
  readonly beganMs: number;
}

const [fileMark, blockMark] = [0x43464401, 0x43464402];
const epochBytes = 64;
export const fileHeadBytes = 4 + 1 + epochBytes + 8 + 4;
export const blockHeadBytes = 4 + 4 + 8 + 8 + 4 + 4 + 8 + 8 + 4 + 4 + 4;

/** A file of each workspace's own. */
export const nameOfBlocks = (workspace: string): string =>
  `feed-${createHash("sha256").update(workspace).digest("hex").slice(0, 32)}.kept`;

/** Deletes the files nobody has written to since that time, of workspaces nobody asks for any more. */
export async function removeOldBlocks(directory: string, beforeMs: number): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!/^feed-[\da-f]{32}\.kept$/u.test(name)) continue;
    const path = join(directory, name);
    if ((await stat(path)).mtimeMs < beforeMs) await rm(path, { force: true });
  }
}

const sealed = (view: DataView): Uint8Array => {
  const end = view.byteLength - 4;
  view.setUint32(end, crc32(new Uint8Array(view.buffer, 0, end)));
  return new Uint8Array(view.buffer);
};
const isSealed = (view: DataView): boolean =>
  view.getUint32(view.byteLength - 4) === crc32(new Uint8Array(view.buffer, 0, view.byteLength - 4));

/** @throws {RangeError} for an epoch that is too long */
export function writeFileHead({ epoch, beganMs }: FileHead): Uint8Array {
  const view = new DataView(new ArrayBuffer(fileHeadBytes));
  const text = new TextEncoder().encode(epoch);
  if (text.byteLength > epochBytes) throw new RangeError("An epoch that is too long");
  view.setUint32(0, fileMark);
  view.setUint8(4, text.byteLength);
  new Uint8Array(view.buffer).set(text, 5);
  view.setFloat64(5 + epochBytes, beganMs);
  return sealed(view);
}

export function readFileHead(view: DataView): FileHead | undefined {
  if (view.getUint32(0) !== fileMark || !isSealed(view)) return undefined;
  const epoch = new TextDecoder().decode(new Uint8Array(view.buffer, 5, view.getUint8(4)));
  return { epoch, beganMs: view.getFloat64(5 + epochBytes) };
}

export function writeBlockHead({ kinds, after, to, passed, count, logged, bytes, checksum }: Block): Uint8Array {
  const view = new DataView(new ArrayBuffer(blockHeadBytes));
  view.setUint32(0, blockMark);
  view.setUint32(4, kinds);
  view.setFloat64(8, after);
  view.setFloat64(16, to);
  view.setUint32(24, passed);
  view.setUint32(28, count);
  view.setFloat64(32, logged?.seq ?? -1);
  view.setFloat64(40, logged?.atMs ?? 0);
  view.setUint32(48, bytes);
  view.setUint32(52, checksum);
  return sealed(view);
}

/** @param offset of the content */
export function readBlockHead(view: DataView, offset: number): Block | undefined {
  if (view.getUint32(0) !== blockMark || !isSealed(view)) return undefined;
  const seq = view.getFloat64(32);
  return {
    kinds: view.getUint32(4),
    after: view.getFloat64(8),
    to: view.getFloat64(16),
    passed: view.getUint32(24),
    count: view.getUint32(28),
    logged: seq < 0 ? undefined : { seq, atMs: view.getFloat64(40) },
    bytes: view.getUint32(48),
    checksum: view.getUint32(52),
    offset,
  };
}
