/**
 * Words that differ by a letter or two from one that is not there: for what was mistyped, or is spelled in another way.
 *
 * Shape    a radix tree of all words of the cards, grown as texts come. A word that no card has any more may stay: it finds nothing.
 * Not      for short words or digits: nearly everything is near to those.
 *
 * @module
 */
import SearchableMap from "minisearch/SearchableMap";

const word = /\p{L}{4,}/gu;
const leastLength = 5;
const longLength = 8;
const mostWords = 20;

export class NearWords {
  readonly #words = new SearchableMap<true>();
  readonly #seen = new Set<string>();

  add(text: string): void {
    for (const [found] of text.matchAll(word)) {
      if (this.#seen.has(found)) continue;
      this.#seen.add(found);
      this.#words.set(found, true);
    }
  }

  /** The nearest first. */
  near(term: string): readonly string[] {
    if (term.length < leastLength || /\d/.test(term)) return [];
    const found = this.#words.fuzzyGet(term, term.length < longLength ? 1 : 2);
    return [...found]
      .map(([near, [, distance]]) => ({ near, distance }))
      .sort((a, b) => a.distance - b.distance || (a.near < b.near ? -1 : 1))
      .slice(0, mostWords)
      .map(({ near }) => near);
  }
}
