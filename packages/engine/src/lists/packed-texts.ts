/**
 * Very many short texts as one: written and read back in milliseconds, whatever is in them.
 *
 * @module
 */
export interface PackedTexts {
  readonly joined: string;
  readonly lengths: Uint32Array<ArrayBuffer>;
}

export function packTexts(texts: readonly string[]): PackedTexts {
  const lengths = new Uint32Array(texts.length);
  texts.forEach((text, index) => (lengths[index] = text.length));
  return { joined: texts.join(""), lengths };
}

export function unpackTexts({ joined, lengths }: PackedTexts): string[] {
  const texts: string[] = [];
  let from = 0;
  for (const length of lengths) {
    texts.push(joined.slice(from, from + length));
    from += length;
  }
  return texts;
}
