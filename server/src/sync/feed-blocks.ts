/**
 * Chunks of a first sync as they were once made, for whoever comes next: read from a file instead of being put together from rows again.
 *
 * Shape    a block stands for the things whose last change lies after one place and up to another, as some kinds see them. Things only ever leave
 *          such a stretch (a change moves them to the end), so a block holds as long as their number is the same and the log has the same item at
 *          its end; whoever asks has looked. The file outlives the process: each block is written with what it stands for and a checksum.
 * Not      a store: the file belongs to one epoch, is thrown away as a whole from time to time, so that what was forgotten does not lie there
 *          for long and what is out of date takes no room, and nobody needs it.
 * Know     the file is the operating system's to keep in memory or not; the server keeps some hundred bytes per block.
 * Source   docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { closeSync, constants, fstatSync, ftruncateSync, openSync, readSync, writeSync } from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Logged } from "../store/changed.ts";
import {
  type Block,
  blockHeadBytes,
  fileHeadBytes,
  nameOfBlocks,
  readBlockHead,
  readFileHead,
  type Stretch,
  writeBlockHead,
  writeFileHead,
} from "./feed-block-file.ts";
import type { KindSet } from "./feed-cursor.ts";

export interface FeedBlocksOptions {
  /** Where the file is, or is made. */
  readonly directory: string;
  readonly workspace: string;
  readonly maxFileBytes?: number;
  readonly maxAgeMs?: number;
  readonly nowMs?: () => number;
}

/** What is said of a block besides its content. */
export interface Told {
  readonly passed: number;
  readonly count: number;
  readonly logged: Logged | undefined;
}

const defaultMaxFileBytes = 1024 * 1024 * 1024;
const dayMs = 24 * 60 * 60 * 1000;

export class FeedBlocks {
  readonly #options: FeedBlocksOptions;
  readonly #byStart = new Map<string, Block>();
  /** Those whose content was found to be what was written. */
  readonly #checked = new WeakSet<Block>();
  #epoch: string | undefined;
  #file: number | undefined;
  #fileBytes = 0;
  #beganMs = 0;
  /** Where no file can be made or written, everything is put together from rows every time. */
  #isUnusable = false;

  constructor(options: FeedBlocksOptions) {
    this.#options = options;
  }

  /** Takes over what an earlier process has left of the same epoch. Only the first call does anything. */
  open(epoch: string): void {
    if (this.#epoch !== undefined || this.#isUnusable) return;
    this.#epoch = epoch;
    try {
      const path = join(this.#options.directory, nameOfBlocks(this.#options.workspace));
      // For both, and made where it is missing: readable by the owner only.
      this.#file = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
      if (!this.#takeOver(this.#file)) this.#begin();
    } catch {
      this.close();
    }
  }

  /** The block that begins there, if any. */
  at(kinds: KindSet, after: number): Block | undefined {
    this.tidy();
    return this.#byStart.get(nameOf(kinds, after));
  }

  /** The farthest place up to `to`, after `after`, where a block ends: what is read again ends there, so that those behind it still fit. */
  lastEnd(kinds: KindSet, after: number, to: number): number | undefined {
    let end: number | undefined;
    let block = this.#byStart.get(nameOf(kinds, after));
    while (block && block.to <= to) {
      end = block.to;
      block = this.#byStart.get(nameOf(kinds, end));
    }
    return end;
  }

  /** @returns false where it could not be read, or is not what was written, which is looked at when it is read for the first time */
  read(block: Block, into: Uint8Array): boolean {
    if (this.#file === undefined) return false;
    const { offset, bytes, checksum } = block;
    try {
      const content = into.subarray(0, bytes);
      if (readSync(this.#file, content, 0, bytes, offset) !== bytes) return false;
      if (!this.#checked.has(block) && crc32(content) !== checksum) return false;
      this.#checked.add(block);
      return true;
    } catch {
      this.close();
      return false;
    }
  }

  /** Takes the place of those that began in the stretch. */
  keep(stretch: Stretch, told: Told, content: Uint8Array): void {
    this.tidy(blockHeadBytes + content.byteLength);
    if (this.#file === undefined) return;
    const offset = this.#fileBytes + blockHeadBytes;
    const bytes = content.byteLength;
    const block: Block = { ...stretch, ...told, bytes, offset, checksum: crc32(content) };
    try {
      if (writeSync(this.#file, content, 0, bytes, offset) < bytes) return;
      // Last, so that a head that is there has its content behind it, unless the power went; then the checksum tells.
      const head = writeBlockHead(block);
      if (writeSync(this.#file, head, 0, head.byteLength, this.#fileBytes) < head.byteLength) return;
      this.#fileBytes = offset + bytes;
      this.#index(block);
    } catch {
      this.close();
    }
  }

  /** Begins anew where the file is old, or would become too large. */
  tidy(moreBytes = 0): void {
    const { maxFileBytes = defaultMaxFileBytes, maxAgeMs = dayMs } = this.#options;
    if (this.#file === undefined) return;
    if (this.#fileBytes + moreBytes <= maxFileBytes && Math.abs(this.#nowMs() - this.#beganMs) <= maxAgeMs) return;
    this.clear();
  }

  /** Throws away what there is. */
  clear(): void {
    try {
      this.#begin();
    } catch {
      this.close();
    }
  }

  /** The file stays for the next process. */
  close(): void {
    this.#byStart.clear();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#isUnusable = true;
  }

  #index(block: Block): void {
    const { kinds, after, to } = block;
    let old = this.#byStart.get(nameOf(kinds, after));
    while (old && old.to <= to) {
      this.#byStart.delete(nameOf(kinds, old.after));
      old = this.#byStart.get(nameOf(kinds, old.to));
    }
    this.#byStart.set(nameOf(kinds, after), block);
  }

  /** @returns false where there is nothing of this epoch, or it is too old */
  #takeOver(file: number): boolean {
    const { maxAgeMs = dayMs } = this.#options;
    const { size } = fstatSync(file);
    const begun = readFileHead(readAt(file, 0, fileHeadBytes));
    if (!begun || begun.epoch !== this.#epoch || Math.abs(this.#nowMs() - begun.beganMs) > maxAgeMs) return false;
    this.#beganMs = begun.beganMs;
    let end = fileHeadBytes;
    while (end + blockHeadBytes <= size) {
      const block = readBlockHead(readAt(file, end, blockHeadBytes), end + blockHeadBytes);
      if (!block || block.offset + block.bytes > size) break;
      this.#index(block);
      end = block.offset + block.bytes;
    }
    // Whatever lies behind was not finished.
    this.#fileBytes = end;
    return true;
  }

  #begin(): void {
    if (this.#file === undefined || this.#epoch === undefined) return;
    this.#byStart.clear();
    this.#beganMs = this.#nowMs();
    ftruncateSync(this.#file);
    writeSync(this.#file, writeFileHead({ epoch: this.#epoch, beganMs: this.#beganMs }), 0, fileHeadBytes, 0);
    this.#fileBytes = fileHeadBytes;
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)();
  }
}

const nameOf = (kinds: KindSet, after: number): string => `${kinds}/${after}`;

function readAt(file: number, offset: number, bytes: number): DataView {
  const into = new Uint8Array(bytes);
  readSync(file, into, 0, bytes, offset);
  return new DataView(into.buffer);
}
