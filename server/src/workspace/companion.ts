/**
 * Whoever lives along with an owner: told after every commit, whether or not it was its own, and of the time.
 *
 * @module
 */
export interface Companion {
  committed(): void;
  sweep(isPingDue: boolean): void;
  close(): void;
}
