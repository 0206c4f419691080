/**
 * What a whole may not have any more once cards were erased, and whom the oracle does not ask for their edits then.
 *
 * Shape    every word of such a history is told apart from all others; those that were ever written into a document that was erased, and into no
 *          other one, have to be gone: from the store, and from every device but for what came back to its author.
 * Know     kept over a restored backup: what was erased stays so.
 * Source   docs/decisions/0036-erasing.md
 *
 * @module
 */
import type { Card } from "@couplet/model";
import type { Write } from "@couplet/server/parts";

/** What people write in a history in which somebody erases; whatever case it is stored in. */
const wordPattern = /[a-z]word\d+x|\+41442\d{6}|<[a-z]+\d+\.\d+ \d+>/giu;

/** A value for the field that no other one has in it. */
export const distinctValue = (field: string, number: number): string => `${field[0] ?? "v"}word${number}x`;

const wordsIn = (bytes: Uint8Array | string): ReadonlySet<string> => {
  const text = typeof bytes === "string" ? bytes : Buffer.from(bytes).toString("latin1");
  return new Set([...text.matchAll(wordPattern)].map(([word]) => word.toLowerCase()));
};

/** Something that keeps things, with what it keeps. */
export type Keeping = readonly [place: string, kept: Uint8Array | string];

export class Erasures {
  readonly documents = new Set<string>();
  /** Those that an administrator was told are erased. */
  readonly #told = new Set<string>();
  readonly #words = new Map<string, Set<string>>();
  readonly #fail: (rule: string, text: string) => void;

  constructor(fail: (rule: string, text: string) => void) {
    this.#fail = fail;
  }

  /** @param cards as they stand before the write */
  committed(write: Write, cards: ReadonlyMap<string, Card>): void {
    if (write.type === "update") this.#note(write.documentId, write.update);
    // What others showed while they held the same is in their history, which stays.
    if (write.type === "history") this.#note(write.documentId, JSON.stringify(write));
    if (write.type !== "eraseDocument") return;
    this.documents.add(write.documentId);
    for (const card of cards.values()) {
      const holds = card.commonDocumentId === write.documentId || card.cardDocumentId === write.documentId;
      if (holds && card.deletedAtMs === undefined) this.#fail("GD2", `${card.id} is there, and lost what it holds`);
    }
  }

  #note(documentId: string, said: Uint8Array | string): void {
    const words = this.#words.get(documentId) ?? new Set();
    for (const word of wordsIn(said)) words.add(word);
    this.#words.set(documentId, words);
  }

  told(cardIds: readonly string[]): void {
    for (const id of cardIds) this.#told.add(id);
  }

  get isAny(): boolean {
    return this.documents.size > 0;
  }

  /** Whoever was told that it is erased finds it so; what is in the places has nothing of it. */
  checkEnd(cards: ReadonlyMap<string, Card>, places: Iterable<Keeping>): void {
    for (const id of this.#told) {
      const card = cards.get(id);
      if (card && card.erasedAtMs === undefined) this.#fail("GD2", `${id} was erased, and is there again`);
    }
    const gone = this.#goneWords();
    for (const [place, kept] of places) {
      const left = [...wordsIn(kept)].filter((word) => gone.has(word));
      if (left.length > 0) this.#fail("GD2", `${left.join(", ")} of what was erased is still in ${place}`);
    }
  }

  #goneWords(): ReadonlySet<string> {
    const gone = new Set<string>();
    for (const id of this.documents) for (const word of this.#words.get(id) ?? []) gone.add(word);
    for (const [id, words] of this.#words) {
      if (!this.documents.has(id)) for (const word of words) gone.delete(word);
    }
    return gone;
  }
}
