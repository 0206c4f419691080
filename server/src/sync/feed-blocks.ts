/**
 * Chunks of a first sync as they were once made, for whoever comes next: read from a file instead of being put together from rows again.
 *
 * Shape    a block stands for the things whose last change lies after one place and up to another, as some kinds see them. Things only ever leave
 *          such a stretch (a change moves them to the end), so a block holds as long as their number is the same; whoever asks has counted.
 * Not      a store: the file is without a name, empty at every start, and thrown away as a whole from time to time, so that what was forgotten
 *          does not lie there for long and what is out of date takes no room.
 * Know     the file is the operating system's to keep in memory or not; the server keeps some hundred bytes per block.
 * Source   docs/decisions/0018-a-feed-of-latest-changes.md
 *
 * @module
 */
import { closeSync, ftruncateSync, openSync, readSync, unlinkSync, writeSync } from "node:fs";
import { join } from "node:path";
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
  readonly bytes: number;
  readonly offset: number;
}

export interface FeedBlocksOptions {
  /** Where the file is made. */
  readonly directory: string;
  readonly maxFileBytes?: number;
  readonly maxAgeMs?: number;
  readonly nowMs?: () => number;
}

const defaultMaxFileBytes = 1024 * 1024 * 1024;
const dayMs = 24 * 60 * 60 * 1000;

export class FeedBlocks {
  readonly #options: FeedBlocksOptions;
  readonly #byStart = new Map<string, Block>();
  #file: number | undefined;
  #fileBytes = 0;
  #beganMs = 0;
  /** Where no file can be made or written, everything is put together from rows every time. */
  #isUnusable = false;

  constructor(options: FeedBlocksOptions) {
    this.#options = options;
  }

  /** The block that begins there, if any. */
  at(kinds: KindSet, after: number): Block | undefined {
    this.#renew(0);
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

  /** @returns false where it could not be read */
  read({ offset, bytes }: Block, into: Uint8Array): boolean {
    if (this.#file === undefined) return false;
    try {
      return readSync(this.#file, into, 0, bytes, offset) === bytes;
    } catch {
      this.close();
      return false;
    }
  }

  /** Takes the place of those that began in the stretch. */
  keep(stretch: Stretch, passed: number, count: number, content: Uint8Array): void {
    this.#renew(content.byteLength);
    const { kinds, after, to } = stretch;
    let old = this.#byStart.get(nameOf(kinds, after));
    while (old && old.to <= to) {
      this.#byStart.delete(nameOf(kinds, old.after));
      old = this.#byStart.get(nameOf(kinds, old.to));
    }
    this.#byStart.delete(nameOf(kinds, after));
    if (this.#isUnusable) return;
    try {
      this.#file ??= this.#open();
      const offset = this.#fileBytes;
      if (writeSync(this.#file, content, 0, content.byteLength, offset) < content.byteLength) return;
      this.#fileBytes += content.byteLength;
      const block = { ...stretch, passed, count, bytes: content.byteLength, offset };
      this.#byStart.set(nameOf(kinds, after), block);
    } catch {
      this.close();
    }
  }

  close(): void {
    this.#byStart.clear();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
    this.#isUnusable = true;
  }

  /** Begins anew where the file is old, or would become too large. */
  #renew(moreBytes: number): void {
    const { maxFileBytes = defaultMaxFileBytes, maxAgeMs = dayMs } = this.#options;
    if (this.#file === undefined) return;
    if (this.#fileBytes + moreBytes <= maxFileBytes && this.#nowMs() - this.#beganMs <= maxAgeMs) return;
    this.#byStart.clear();
    this.#fileBytes = 0;
    this.#beganMs = this.#nowMs();
    try {
      ftruncateSync(this.#file);
    } catch {
      this.close();
    }
  }

  #open(): number {
    const path = join(this.#options.directory, `feed-${globalThis.crypto.randomUUID()}.tmp`);
    const file = openSync(path, "wx+", 0o600);
    this.#beganMs = this.#nowMs();
    // Nobody else finds it, and it goes with the process, however that ends.
    unlinkSync(path);
    return file;
  }

  #nowMs(): number {
    return (this.#options.nowMs ?? Date.now)();
  }
}

const nameOf = (kinds: KindSet, after: number): string => `${kinds}/${after}`;
