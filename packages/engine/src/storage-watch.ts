/**
 * Whether this device keeps what it is given, and the way back to that once it has not.
 *
 * Shape    after a failure everything that must outlive the page is written anew, at growing intervals, until all of it was taken: the browser
 *          may have deleted what it kept, or have been full. Only then is the failure over.
 * Not      a device that was denied storage from the start: nothing is kept there until the page is loaded again.
 *
 * @module
 */
const firstMs = 1_000;
const longestMs = 60_000;

export class StorageWatch {
  readonly #keepAnew: () => Promise<void>;
  readonly #changed: () => void;
  #hasFailed = false;
  #isDenied = false;
  /** How often it was told; a failure during the way back means another try. */
  #told = 0;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isTrying = false;
  #isClosed = false;

  /** @param keepAnew rejects where something was not taken */
  constructor(keepAnew: () => Promise<void>, changed: () => void) {
    this.#keepAnew = keepAnew;
    this.#changed = changed;
  }

  get hasFailed(): boolean {
    return this.#hasFailed || this.#isDenied;
  }

  /** Something was not kept. */
  failed(): void {
    this.#told += 1;
    this.#set(true);
    this.#tryLater();
  }

  /** Nothing is kept, for as long as the page is open. */
  denied(): void {
    this.#isDenied = true;
    this.#changed();
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
  }

  #set(hasFailed: boolean): void {
    if (hasFailed === this.#hasFailed) return;
    this.#hasFailed = hasFailed;
    this.#changed();
  }

  #tryLater(): void {
    if (this.#timer !== undefined || this.#isTrying || this.#isClosed) return;
    const ms = Math.min(firstMs * 2 ** this.#tries, longestMs);
    this.#timer = setTimeout(() => void this.#try(), ms);
  }

  async #try(): Promise<void> {
    this.#timer = undefined;
    this.#isTrying = true;
    this.#tries += 1;
    const before = this.#told;
    const isKept = await this.#keepAnew().then(
      () => before === this.#told,
      () => false,
    );
    this.#isTrying = false;
    if (this.#isClosed) return;
    if (isKept) {
      this.#tries = 0;
      this.#set(false);
    } else this.#tryLater();
  }
}
