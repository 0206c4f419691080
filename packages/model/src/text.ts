/**
 * Text values: how lengths are counted, and what is cleaned away on entry.
 *
 * Shape    one line, well-formed Unicode in NFC, no control characters, no blanks at the ends.
 * Not      notes: prose keeps its line breaks.
 *
 * @module
 */
import type { KnownProblem } from "./problem.ts";

/** Length as people count it, in code points; what an input's `maxlength` counts is never less. */
export const lengthOf = (text: string): number => {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
};

// Line and paragraph separators count as control characters: they break one line into two.
// oxlint-disable-next-line no-control-regex -- control characters are what this looks for
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]/;
const controls = new RegExp(control.source, "g");

/** What a person meant by what they typed or pasted into one line. */
export const cleanText = (text: string): string => text.toWellFormed().replace(controls, " ").normalize("NFC").trim();

/** Wrong whatever the field: control characters or half of a surrogate pair. */
export const judgeCharacters = (text: string): KnownProblem | undefined =>
  control.test(text) || !text.isWellFormed() ? { code: "text.characters" } : undefined;

export function judgeLength(text: string, max: number): KnownProblem | undefined {
  // A code point has at most two code units: the common case needs no count, and a huge text is not walked.
  if (text.length <= max) return undefined;
  const length = text.length > 100_000 ? text.length : lengthOf(text);
  return length > max ? { code: "text.tooLong", params: { n: length - max, max } } : undefined;
}
