/**
 * A disk for tests of random histories.
 *
 * @module
 */
import { diskError, type DiskErrorName, diskErrorNames } from "../store/faulty-database.ts";

/** Fails for a while, or at single statements, in all the ways it can. */
export class RandomDisk {
  faults = 0;
  readonly #random: (below: number) => number;
  /** Of a hundred statements so many fail; all of them where it is full. */
  #failing = 0;
  #error: DiskErrorName = "full";

  constructor(random: (below: number) => number) {
    this.#random = random;
  }

  /** Before each step. */
  turn(): void {
    if (this.#random(5) > 0) return;
    this.#failing = [0, 0, 2, 10, 100][this.#random(5)] ?? 0;
    this.#error = diskErrorNames[this.#random(diskErrorNames.length)] ?? "full";
  }

  mend(): void {
    this.#failing = 0;
  }

  readonly fault = (sql: string): Error | undefined => {
    const isReading = sql.trimStart().startsWith("SELECT");
    // A disk that is full or read-only can be read.
    if (isReading && this.#error !== "read") return undefined;
    if (this.#random(100) >= this.#failing) return undefined;
    this.faults += 1;
    return diskError(this.#error);
  };
}
