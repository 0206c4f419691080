/**
 * A rate limit: so many at once, so many a second.
 *
 * Shape    starts full; time is an argument.
 *
 * @module
 */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #refilledAtMs: number;

  constructor(perSecond: number, burst: number, nowMs: number) {
    this.#perMs = perSecond / 1000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#refilledAtMs = nowMs;
  }

  /** False when there are not so many left; what costs more than there ever are is had for all of them. */
  take(nowMs: number, count = 1): boolean {
    if (nowMs > this.#refilledAtMs) {
      this.#tokens = Math.min(this.#burst, this.#tokens + (nowMs - this.#refilledAtMs) * this.#perMs);
      this.#refilledAtMs = nowMs;
    }
    const cost = Math.min(count, this.#burst);
    if (this.#tokens < cost) return false;
    this.#tokens -= cost;
    return true;
  }
}
