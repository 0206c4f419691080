/**
 * Finds words inside the texts of very many cards by reading all of them, which is what a processor does fastest.
 *
 * Shape    a text per handle (a small number its user gives out), kept in blocks that are joined to one string each; a hit has a rank, the
 *          better the nearer to the start of the number or the name.
 * Know     15 MB of text, those of 100,000 cards, are read in a few milliseconds; a changed text costs the joining of one block.
 *
 * @module
 */
const blockBits = 9;
const blockLength = 1 << blockBits;

/** Least is best. */
export const ranks = { number: 0, nameStart: 1, nameWord: 2, word: 3, inside: 4 } as const;

export interface Hits {
  readonly handles: Uint32Array<ArrayBuffer>;
  /** One of {@link ranks} for each handle. */
  readonly ranks: Uint8Array<ArrayBuffer>;
}

/** A block as it can be sent or stored. */
export interface KeptBlock {
  readonly joined: string;
  /** Of each slot, and the end; where a slot begins with the next one there is no text. */
  readonly starts: Uint32Array<ArrayBuffer>;
}

class Block {
  /** Absent while they are nothing but the parts of what is joined. */
  #texts: (string | undefined)[] | undefined;
  #joined: string | undefined;
  readonly starts: Uint32Array<ArrayBuffer>;

  constructor(kept?: KeptBlock) {
    if (!kept) this.#texts = Array.from({ length: blockLength });
    this.#joined = kept?.joined;
    this.starts = kept?.starts.slice() ?? new Uint32Array(blockLength + 1);
  }

  text(slot: number): string | undefined {
    if (this.#texts) return this.#texts[slot];
    const [from = 0, to = 0] = [this.starts[slot], this.starts[slot + 1]];
    return from === to ? undefined : this.#joined?.slice(from, to - 1);
  }

  #apart(): (string | undefined)[] {
    return (this.#texts ??= Array.from({ length: blockLength }, (_, slot) => this.text(slot)));
  }

  set(slot: number, text: string | undefined): void {
    this.#apart()[slot] = text;
    this.#joined = undefined;
  }

  /** Every text in the order of the slots, ended by a line's end: no word reaches into the next one. */
  get joined(): string {
    if (this.#joined !== undefined) return this.#joined;
    let at = 0;
    for (let slot = 0; slot < blockLength; slot += 1) {
      this.starts[slot] = at;
      const text = this.text(slot);
      if (text !== undefined) at += text.length + 1;
    }
    this.starts[blockLength] = at;
    this.#joined = `${this.#apart()
      .filter((text) => text !== undefined)
      .join("\n")}\n`;
    return this.#joined;
  }
}

export class TextScan {
  #blocks: Block[] = [];

  put(handle: number, text: string | undefined): void {
    const index = handle >> blockBits;
    while (this.#blocks.length <= index) this.#blocks.push(new Block());
    this.#blocks[index]?.set(handle & (blockLength - 1), text);
  }

  kept(): readonly KeptBlock[] {
    return this.#blocks.map(({ joined, starts }) => ({ joined, starts: starts.slice() }));
  }

  /** In place of what there is. */
  restore(blocks: readonly KeptBlock[]): void {
    this.#blocks = blocks.map((kept) => new Block(kept));
  }

  /** What is joined of every block, a block at a time: the next question need not join it. */
  *joined(): Generator<string> {
    for (const block of this.#blocks) yield block.joined;
  }

  has(word: string): boolean {
    return this.#blocks.some((block) => block.joined.includes(word));
  }

  /** Texts in which each group has a word: of `[["meier", "meyer"], ["bern"]]`, those with Bern and either Meier. */
  find(groups: readonly (readonly string[])[]): Hits {
    const [first = [], ...others] = groups.toSorted((a, b) => shortest(b) - shortest(a));
    const handles: number[] = [];
    const found: number[] = [];
    this.#blocks.forEach((block, index) => {
      for (const [slot, rank] of hitsOf(block, first, others)) {
        handles.push((index << blockBits) | slot);
        found.push(rank);
      }
    });
    return { handles: Uint32Array.from(handles), ranks: Uint8Array.from(found) };
  }
}

const shortest = (words: readonly string[]): number => Math.min(...words.map(({ length }) => length));

/** Rank by slot. */
function hitsOf(
  block: Block,
  first: readonly string[],
  others: readonly (readonly string[])[],
): ReadonlyMap<number, number> {
  const hits = new Map<number, number>();
  const { joined, starts } = block;
  for (const word of first) {
    let slot = 0;
    let at = joined.indexOf(word);
    while (at !== -1) {
      while ((starts[slot + 1] ?? joined.length) <= at) slot += 1;
      const start = starts[slot] ?? 0;
      const rank = rankOfAll(block.text(slot) ?? "", at - start, others);
      if (rank !== undefined) hits.set(slot, Math.min(rank, hits.get(slot) ?? rank));
      at = joined.indexOf(word, starts[slot + 1] ?? joined.length);
    }
  }
  return hits;
}

/** `undefined`: one of the groups has no word in the text. The worst word counts. */
function rankOfAll(text: string, at: number, others: readonly (readonly string[])[]): number | undefined {
  let rank = rankOf(text, at);
  for (const words of others) {
    let best: number | undefined;
    for (const word of words) {
      const found = text.indexOf(word);
      if (found !== -1) best = Math.min(best ?? ranks.inside, rankOf(text, found));
    }
    if (best === undefined) return undefined;
    rank = Math.max(rank, best);
  }
  return rank;
}

/** The first line is the number; the next one the name, but where the number has blanks or signs, and stands there twice. */
function rankOf(text: string, at: number): number {
  if (at === 0) return ranks.number;
  const before = text.charCodeAt(at - 1);
  const isLineStart = before === lineEnd;
  if (isOfWord(before)) return ranks.inside;
  const numberEnd = text.indexOf("\n");
  const nameEnd = text.indexOf("\n", numberEnd + 1);
  if (at > nameEnd) return ranks.word;
  return isLineStart ? ranks.nameStart : ranks.nameWord;
}

const lineEnd = 10;

/** A digit, a letter; beyond ASCII most are letters. */
const isOfWord = (code: number): boolean => (code >= 48 && code <= 57) || (code >= 97 && code <= 122) || code > 127;
