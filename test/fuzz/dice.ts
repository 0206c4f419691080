/**
 * Dice of a fuzz: seeded, and loaded towards numbers and bytes that programs trip over.
 *
 * @module
 */
import { seeded } from "../harness/random.ts";

/** Around every width that a length, a clock or a time may be kept in. */
const oddNumbers = [
  0,
  1,
  2,
  127,
  128,
  255,
  256,
  16_383,
  16_384,
  65_535,
  65_536,
  2 ** 31 - 1,
  2 ** 31,
  2 ** 32 - 1,
  2 ** 32,
  2 ** 40,
  2 ** 48,
  Number.MAX_SAFE_INTEGER - 1,
  Number.MAX_SAFE_INTEGER,
] as const;

export class Dice {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seeded(seed);
  }

  /** 0 to `sides - 1`. */
  roll(sides: number): number {
    return Math.floor(this.random() * sides);
  }

  /** True once in so many times. */
  once(inSoMany: number): boolean {
    return this.roll(inSoMany) === 0;
  }

  /** @throws where there is nothing to pick from: a mistake of ours */
  pick<Value>(from: readonly Value[]): Value {
    if (from.length === 0) throw new RangeError("There is nothing to pick from");
    return from[this.roll(from.length)] as Value;
  }

  /** The more weight, the more often. */
  weighed<Value>(from: readonly (readonly [weight: number, value: Value])[]): Value {
    let left = this.roll(from.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of from) {
      if (left < weight) return value;
      left -= weight;
    }
    throw new RangeError("There is nothing to pick from");
  }

  /** What fits in a varUint, mostly small. */
  number(): number {
    return this.once(3) ? this.pick(oddNumbers) : this.roll(1 << this.roll(12));
  }

  bytes(length: number): Uint8Array {
    return Uint8Array.from({ length }, () => this.roll(256));
  }
}
