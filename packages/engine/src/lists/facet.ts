/**
 * The values that the cards of a list have in one column, and how many have each.
 *
 * Shape    a small code for each combination of values that occurs, one per card: a filter looks at codes, not at texts.
 *
 * @module
 */
export interface FacetValue {
  /** `""`: none. */
  readonly value: string;
  readonly count: number;
}

export interface KeptFacet {
  /** By handle; -1: none. */
  readonly codes: Int32Array<ArrayBuffer>;
  /** By code. */
  readonly combinations: readonly (readonly [key: string, values: readonly string[]])[];
}

export class Facet {
  #codes: number[] = [];
  readonly #combinations: (readonly string[])[] = [];
  readonly #codeOf = new Map<string, number>();
  readonly #counts: number[] = [];

  /** @param values several, where a card is several things at once */
  set(handle: number, values: string | readonly string[]): void {
    this.#count(this.#codes[handle], -1);
    const code = this.#code(values);
    this.#codes[handle] = code;
    this.#count(code, 1);
  }

  drop(handle: number): void {
    this.#count(this.#codes[handle], -1);
    this.#codes[handle] = -1;
  }

  /** Without values that no card has any more: they may have been erased. */
  kept(): KeptFacet {
    const combinations: [string, readonly string[]][] = [];
    const keptCodes = [...this.#codeOf.keys()].map((key, code) => {
      if ((this.#counts[code] ?? 0) === 0) return -1;
      return combinations.push([key, this.#combinations[code] ?? []]) - 1;
    });
    return { codes: Int32Array.from(this.#codes, (code) => keptCodes[code] ?? -1), combinations };
  }

  /** Where nothing was set yet. */
  restore({ codes, combinations }: KeptFacet): void {
    for (const [key, values] of combinations) this.#add(key, values);
    this.#codes = [...codes];
    for (const code of codes) this.#count(code, 1);
  }

  values(): FacetValue[] {
    const counts = new Map<string, number>();
    this.#combinations.forEach((values, code) => {
      for (const value of values) counts.set(value, (counts.get(value) ?? 0) + (this.#counts[code] ?? 0));
    });
    return [...counts].flatMap(([value, count]) => (count > 0 ? [{ value, count }] : []));
  }

  /** Whether a card has one of the values. */
  test(wanted: readonly string[]): (handle: number) => boolean {
    const passes = this.#combinations.map((values) => values.some((value) => wanted.includes(value)));
    return (handle) => passes[this.#codes[handle] ?? -1] === true;
  }

  #count(code: number | undefined, step: 1 | -1): void {
    if (code !== undefined && code >= 0) this.#counts[code] = (this.#counts[code] ?? 0) + step;
  }

  #code(values: string | readonly string[]): number {
    const key = typeof values === "string" ? values : JSON.stringify(values);
    return this.#codeOf.get(key) ?? this.#add(key, typeof values === "string" ? [values] : values);
  }

  #add(key: string, values: readonly string[]): number {
    const code = this.#combinations.length;
    this.#combinations.push(values);
    this.#codeOf.set(key, code);
    return code;
  }
}
