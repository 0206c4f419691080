/**
 * Rate limits: how often somebody may ask.
 *
 * Shape    token buckets per key; a request passes when every bucket of its key has a token left. Time is an argument.
 * Not      a limit on frames in a room: sessions have buckets of their own, so that a flood there leaves HTTP alone.
 * Source   docs/HTTP.md
 *
 * @module
 */

/** Holds up to `capacity` tokens, refilled continuously. */
export interface BucketSize {
  readonly capacity: number;
  readonly perMinute: number;
}

/** 500 requests at once, again and again, and 10,000 a minute; a little more, so that a reader of the clock is not refused by a millisecond. */
export const requestsPerUser: readonly BucketSize[] = [
  { capacity: 600, perMinute: 36_000 },
  { capacity: 10_000, perMinute: 10_500 },
];
export const socketsPerAddress: readonly BucketSize[] = [{ capacity: 1000, perMinute: 1000 }];
/** Changes of who may sign in: enough to invite a company, too few to fill a disk. */
export const peoplePerUser: readonly BucketSize[] = [{ capacity: 200, perMinute: 120 }];
/** Passkeys that somebody makes or removes, or asks to make. */
export const passkeysPerUser: readonly BucketSize[] = [{ capacity: 60, perMinute: 30 }];
export const signInsPerAddress: readonly BucketSize[] = [{ capacity: 300, perMinute: 300 }];

/** Keys are forgotten once their buckets are full again; looked at whenever so many have come together. */
const sweepSize = 10_000;

interface Bucket {
  tokens: number;
  atMs: number;
}

export class RateLimiter {
  readonly #sizes: readonly BucketSize[];
  readonly #bucketsByKey = new Map<string, Bucket[]>();
  #sweepAt = sweepSize;

  constructor(sizes: readonly BucketSize[]) {
    this.#sizes = sizes;
  }

  /** Takes one token; 0 when there was one, else the seconds after which there is one again. O(1). */
  take(key: string, nowMs: number): number {
    const buckets = this.#bucketsByKey.get(key) ?? this.#add(key, nowMs);
    let waitSeconds = 0;
    for (const [index, size] of this.#sizes.entries()) {
      const bucket = buckets[index];
      if (!bucket) continue;
      refill(bucket, size, nowMs);
      if (bucket.tokens < 1)
        waitSeconds = Math.max(waitSeconds, Math.ceil(((1 - bucket.tokens) * 60) / size.perMinute));
    }
    if (waitSeconds > 0) return waitSeconds;
    for (const bucket of buckets) bucket.tokens -= 1;
    return 0;
  }

  #add(key: string, nowMs: number): Bucket[] {
    if (this.#bucketsByKey.size >= this.#sweepAt) this.#sweep(nowMs);
    const buckets = this.#sizes.map(({ capacity }) => ({ tokens: capacity, atMs: nowMs }));
    this.#bucketsByKey.set(key, buckets);
    return buckets;
  }

  #sweep(nowMs: number): void {
    for (const [key, buckets] of this.#bucketsByKey) {
      const full = this.#sizes.every((size, index) => {
        const bucket = buckets[index];
        return !bucket || bucket.tokens + refillOf(bucket, size, nowMs) >= size.capacity;
      });
      if (full) this.#bucketsByKey.delete(key);
    }
    this.#sweepAt = Math.max(sweepSize, this.#bucketsByKey.size * 2);
  }
}

const refillOf = (bucket: Bucket, size: BucketSize, nowMs: number): number =>
  (Math.max(0, nowMs - bucket.atMs) * size.perMinute) / 60_000;

function refill(bucket: Bucket, size: BucketSize, nowMs: number): void {
  bucket.tokens = Math.min(size.capacity, bucket.tokens + refillOf(bucket, size, nowMs));
  bucket.atMs = Math.max(bucket.atMs, nowMs);
}
