/**
 * The cards of a list in the order of one column.
 *
 * Shape    handles, kept in order as cards come, change and go: one of 100,000 costs a search by halves and a move in memory.
 *          Cards without a value come last, in the order of their numbers, whichever way the list is turned.
 *
 * @module
 */

/** Less than 0: `a` comes first. Never 0 for two cards. */
export type CompareHandles = (a: number, b: number) => number;

export interface OrderColumn {
  readonly isBlank: (handle: number) => boolean;
  /** Among cards with a value. */
  readonly compare: CompareHandles;
  /** Among those without. */
  readonly compareBlank: CompareHandles;
}

export class CardOrder {
  readonly #column: OrderColumn;
  readonly #filled: number[] = [];
  readonly #blank: number[] = [];

  /** @param filled in order already @param blank in order already */
  constructor(column: OrderColumn, filled: number[], blank: number[]) {
    this.#column = column;
    this.#filled = filled;
    this.#blank = blank;
  }

  kept(): { readonly filled: Uint32Array<ArrayBuffer>; readonly blank: Uint32Array<ArrayBuffer> } {
    return { filled: Uint32Array.from(this.#filled), blank: Uint32Array.from(this.#blank) };
  }

  get length(): number {
    return this.#filled.length + this.#blank.length;
  }

  at(index: number, isDescending: boolean): number | undefined {
    const { length } = this.#filled;
    if (index >= length) return this.#blank[index - length];
    return this.#filled[isDescending ? length - 1 - index : index];
  }

  /** All, first to last. */
  forEach(isDescending: boolean, visit: (handle: number) => void): void {
    const { length } = this.#filled;
    for (let index = 0; index < length; index += 1) visit(this.#filled[isDescending ? length - 1 - index : index] ?? 0);
    this.#blank.forEach(visit);
  }

  indexOf(handle: number, isDescending: boolean): number {
    const isBlank = this.#column.isBlank(handle);
    const index = this.#place(handle);
    if (this.#part(handle)[index] !== handle) return -1;
    if (isBlank) return this.#filled.length + index;
    return isDescending ? this.#filled.length - 1 - index : index;
  }

  /** With the values it has now. */
  insert(handle: number): void {
    this.#part(handle).splice(this.#place(handle), 0, handle);
  }

  /** With the values it was inserted with. */
  remove(handle: number): void {
    const part = this.#part(handle);
    const index = this.#place(handle);
    if (part[index] === handle) part.splice(index, 1);
  }

  #part(handle: number): number[] {
    return this.#column.isBlank(handle) ? this.#blank : this.#filled;
  }

  /** Where it is, or would be. */
  #place(handle: number): number {
    const part = this.#part(handle);
    const compare = this.#column.isBlank(handle) ? this.#column.compareBlank : this.#column.compare;
    let from = 0;
    let to = part.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const other = part[middle] ?? 0;
      if (other !== handle && compare(other, handle) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
