/**
 * Challenges that were given out and wait for their answer.
 *
 * Shape    one per key (a browser, a session): another takes its place; taken once, whatever comes of it; over after their time. In memory: a
 *          restart voids them, and whoever waited begins again. Bounded: beyond it the oldest gives way.
 *
 * @module
 */
import { randomBytes } from "node:crypto";

export const challengeLifeMs = 5 * 60_000;
const maxWaiting = 20_000;

export interface Waiting<About> {
  /** 256 random bits, base64url. */
  readonly challenge: string;
  readonly about: About;
}

export class Challenges<About> {
  readonly #nowMs: () => number;
  readonly #waitingByKey = new Map<string, Waiting<About> & { readonly expiresAtMs: number }>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  give(key: string, about: About): string {
    const challenge = randomBytes(32).toString("base64url");
    // Set anew, so that the order is that of time.
    this.#waitingByKey.delete(key);
    this.#waitingByKey.set(key, { challenge, about, expiresAtMs: this.#nowMs() + challengeLifeMs });
    this.#forget();
    return challenge;
  }

  /** `undefined` where none waits, or not any more. */
  take(key: string): Waiting<About> | undefined {
    const waiting = this.#waitingByKey.get(key);
    this.#waitingByKey.delete(key);
    return waiting && waiting.expiresAtMs > this.#nowMs() ? waiting : undefined;
  }

  #forget(): void {
    for (const [key, { expiresAtMs }] of this.#waitingByKey) {
      if (expiresAtMs > this.#nowMs() && this.#waitingByKey.size <= maxWaiting) return;
      this.#waitingByKey.delete(key);
    }
  }
}
