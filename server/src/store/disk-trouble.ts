/**
 * A disk that does not take writes: full, read-only, or failing.
 *
 * Shape    {@link isDiskTrouble} tells it from what a write was refused for. {@link DiskTrouble} begins with a commit that failed for it and ends
 *          with a write of the same size that succeeded; while it lasts nothing else is written, and writes are tried once a second, when asked for.
 * Know     what fails is rolled back: nobody was told of it, and what was committed before stays readable.
 * Source   docs/OPERATIONS.md, "A disk that fails"
 *
 * @module
 */
import { AppError } from "@couplet/model";
import type { Write } from "./store.ts";

/** Nothing can be written at the moment, and nothing was; what is there can be read. */
export class StoreUnavailableError extends AppError {
  readonly code = "store.unavailable";
  constructor(options?: ErrorOptions) {
    super("The store cannot write to its disk", options);
  }
}

/** Primary result codes of SQLite that speak of a statement, not of the disk: ERROR, CONSTRAINT, TOOBIG, MISMATCH, MISUSE, RANGE. */
const ofStatement: ReadonlySet<number> = new Set([1, 18, 19, 20, 21, 25]);

/** Of the file system, where files are written without SQLite. */
const ofFileSystem: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT", "EROFS", "EIO"]);

/** Full, read-only, unreadable, damaged: the same request may succeed once that is over. */
export function isDiskTrouble(error: unknown): boolean {
  if (error instanceof StoreUnavailableError) return true;
  if (!(error instanceof Error) || !("code" in error)) return false;
  if (error.code !== "ERR_SQLITE_ERROR") return ofFileSystem.has(error.code);
  return "errcode" in error && typeof error.errcode === "number" && !ofStatement.has(error.errcode & 255);
}

const defaultTryEveryMs = 1_000;
/** Room that is wanted before writes are taken again, at least and at most. */
const minProbeBytes = 64 * 1024;
const maxProbeBytes = 4 * 1024 * 1024;

export class DiskTrouble {
  readonly #write: (bytes: number) => void;
  readonly #tryEveryMs: number;
  #cause: unknown;
  #isOn = false;
  #bytes = 0;
  #triedAtMs = 0;

  /** @param write writes so many bytes, durably; throws where that fails */
  constructor(write: (bytes: number) => void, tryEveryMs = defaultTryEveryMs) {
    this.#write = write;
    this.#tryEveryMs = tryEveryMs;
  }

  /** A write of that size failed for the disk. */
  began(cause: unknown, bytes: number): void {
    this.#isOn = true;
    this.#cause = cause;
    this.#bytes = Math.min(Math.max(bytes, minProbeBytes, this.#bytes), maxProbeBytes);
    this.#triedAtMs = performance.now();
  }

  /** Whether writes are taken; tries it where that is due. */
  isOver(): boolean {
    if (!this.#isOn) return true;
    if (performance.now() - this.#triedAtMs < this.#tryEveryMs) return false;
    try {
      this.try();
      return true;
    } catch {
      return false;
    }
  }

  /** Tries it now. @throws what the disk says */
  try(): void {
    try {
      this.#write(this.#isOn ? this.#bytes : 0);
    } catch (error) {
      this.began(error, 0);
      throw error;
    }
    this.#isOn = false;
    this.#bytes = 0;
    this.#cause = undefined;
  }

  error(): StoreUnavailableError {
    return new StoreUnavailableError({ cause: this.#cause });
  }
}

/** About what the writes need of the disk. */
export const bytesOf = (writes: readonly Write[]): number =>
  writes.reduce((bytes, write) => {
    if (write.type === "update") return bytes + 256 + write.update.byteLength;
    return bytes + (write.type === "snapshot" ? write.state.byteLength : 1_024);
  }, 0);
