/**
 * Writers: one live replica of one document on one card, and the clock that stamps its entries.
 *
 * Shape    id: 12 characters of base64url; `at`: milliseconds since 2020 times 1024 plus a counter, strictly growing per writer.
 * Not      a Yjs client id, which is new in every session and says nothing about who wrote.
 * Source   docs/ARCHITECTURE.md, "The record document"
 *
 * @module
 */
import { getRandomValues } from "lib0/webcrypto";

const epochMs = Date.UTC(2020, 0, 1);
const ticksPerMs = 1024;

/** On which card, and by whom, a writer writes. */
export interface Writer {
  readonly card: string;
  readonly user: string;
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

/** A new random writer id: 72 bits. */
export function createWriterId(): string {
  const bytes = getRandomValues(new Uint8Array(12));
  let id = "";
  for (const byte of bytes) id += alphabet[byte & 63];
  return id;
}

export const atOfMs = (ms: number): number => Math.max(0, Math.floor((ms - epochMs) * ticksPerMs));

/** Milliseconds since 1970 at which an entry was made, by its author's clock. */
export const msOfAt = (at: number): number => Math.floor(at / ticksPerMs) + epochMs;

/** Reads a value of the `writers` map; `undefined` when it is not `[card, user]`. */
export function decodeWriter(raw: unknown): Writer | undefined {
  if (!Array.isArray(raw) || raw.length !== 2) return undefined;
  const [card, user] = raw as readonly unknown[];
  return typeof card === "string" && typeof user === "string" ? { card, user } : undefined;
}

/** Stamps one writer's entries. Never goes back, also when the clock does. */
export class WriterClock {
  readonly #nowMs: () => number;
  #last: number;

  /** `last` is the greatest `at` the writer ever used, as far as is known. */
  constructor(nowMs: () => number, last = 0) {
    this.#nowMs = nowMs;
    this.#last = last;
  }

  /** The next `at`; greater than `atLeast` where given. */
  next(atLeast = 0): number {
    this.#last = Math.max(this.#last + 1, atLeast + 1, atOfMs(this.#nowMs()));
    return this.#last;
  }
}
