/**
 * Which segments a tab has read, and which of them are to be put together.
 *
 * @module
 */
export interface SegmentSize {
  readonly number: number;
  readonly size: number;
}

/** Small segments are put together once there are so many of them. */
const maxSmallSegments = 64;
const smallSegment = 200;

export class SegmentSizes {
  #all: SegmentSize[] = [];

  /** The number of the last one; 0: none. */
  get last(): number {
    return this.#all.at(-1)?.number ?? 0;
  }

  get isEmpty(): boolean {
    return this.#all.length === 0;
  }

  numbers(): readonly number[] {
    return this.#all.map(({ number }) => number);
  }

  /** As runs of one: to be written anew, each by itself, so that nothing of what was known before stays behind. */
  each(): readonly (readonly number[])[] {
    return this.numbers().map((number) => [number]);
  }

  push(segment: SegmentSize): void {
    this.#all.push(segment);
  }

  clear(): void {
    this.#all = [];
  }

  /** One is in place of those with these numbers. */
  replaced(numbers: readonly number[], by: SegmentSize): void {
    this.#all = this.#all.flatMap((one) =>
      one.number === by.number ? [by] : numbers.includes(one.number) ? [] : [one],
    );
  }

  /** The small ones at the end, none up to `after` among them. */
  small(after: number): readonly number[] {
    const isLarge = ({ size, number }: SegmentSize): boolean => size >= smallSegment || number <= after;
    return several(this.#all.slice(this.#all.findLastIndex(isLarge) + 1).map(({ number }) => number));
  }

  /** A run to put together: small ones, or, where most of what is stored has been replaced since, the oldest ones. @param facts there are now */
  untidy(facts: number, after: number): readonly number[] {
    const small = this.small(after);
    if (small.length >= maxSmallSegments) return small;
    const stored = this.#all.reduce((sum, { size }) => sum + size, 0);
    if (stored < 2 * facts + 1_000) return [];
    const run: number[] = [];
    let sum = 0;
    for (const { number, size } of this.#all) {
      if (sum + size > 2 * smallSegment * maxSmallSegments) break;
      sum += size;
      run.push(number);
    }
    return several(run);
  }
}

/** One alone is together already. */
const several = (run: readonly number[]): readonly number[] => (run.length > 1 ? run : []);
