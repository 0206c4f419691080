/**
 * Search over the cards of one kind.
 *
 * Shape    finds what the server's search finds: every word of the query somewhere in the card, phone numbers in any grouping. Where that
 *          is nothing, cards with words that are spelled nearly so.
 * Not      an order of equal ranks: that is the list's.
 *
 * @module
 */
import { searchTerms } from "@couplet/model";
import { NearWords } from "./near-words.ts";
import { TextScan, type Hits, type KeptBlock } from "./text-scan.ts";

export interface Found extends Hits {
  /** Nothing has the words as typed: these have similar ones. */
  readonly isNear: boolean;
}

/** A text, or that the card is gone. */
export type TextChange = readonly [handle: number, text: string | undefined];

export class CardFinder {
  readonly #scan = new TextScan();
  #near: NearWords | undefined;
  /** On the way to be that. */
  #gathered: NearWords | undefined;

  put(changes: readonly TextChange[]): void {
    for (const [handle, text] of changes) {
      this.#scan.put(handle, text);
      if (text !== undefined) (this.#near ?? this.#gathered)?.add(text);
    }
  }

  kept(): readonly KeptBlock[] {
    return this.#scan.kept();
  }

  /** Where nothing was put yet. */
  restore(blocks: readonly KeptBlock[]): void {
    this.#scan.restore(blocks);
  }

  /** Does ahead what a question would have to wait for, a little at each step. */
  *warm(): Generator<void> {
    for (const _ of this.#scan.joined()) yield;
    if (this.#near) return;
    const gathered = new NearWords();
    this.#gathered = gathered;
    for (const texts of this.#scan.joined()) {
      gathered.add(texts);
      yield;
    }
    this.#near ??= gathered;
  }

  /** Nothing, for a blank query. */
  find(query: string): Found {
    const terms = searchTerms(query);
    const found = this.#scan.find(terms.map((term) => [term]));
    if (found.handles.length > 0 || terms.length === 0) return { ...found, isNear: false };
    const groups = terms.map((term) => (this.#scan.has(term) ? [term] : this.#words().near(term)));
    if (groups.some((words) => words.length === 0)) return { ...found, isNear: false };
    const near = this.#scan.find(groups);
    return { ...near, isNear: near.handles.length > 0 };
  }

  /** Made when first needed, or ahead of that, where there is time. */
  #words(): NearWords {
    if (this.#near) return this.#near;
    this.#near = new NearWords();
    for (const texts of this.#scan.joined()) this.#near.add(texts);
    return this.#near;
  }
}
