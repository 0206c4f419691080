/**
 * Prose replaced as a whole becomes an edit of what differs.
 *
 * Shape    one deletion and one insertion, between the longest common start and end.
 * Not      a line diff: a REST caller sends the whole text, and others may be typing elsewhere in it.
 *
 * @module
 */
import type * as Y from "yjs";

const isHighSurrogate = (code: number): boolean => code >= 0xd800 && code <= 0xdbff;

/** What differs: between the longest common start and end. */
function difference(before: string, after: string): { readonly start: number; readonly end: number } {
  let start = 0;
  const shorter = Math.min(before.length, after.length);
  while (start < shorter && before[start] === after[start]) start += 1;
  if (start > 0 && isHighSurrogate(before.charCodeAt(start - 1))) start -= 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  if (end > 0 && isHighSurrogate(before.charCodeAt(before.length - end - 1))) end -= 1;
  return { start, end };
}

/** What came in between; empty where something only went. */
export function insertedText(before: string, after: string): string {
  const { start, end } = difference(before, after);
  return after.slice(start, after.length - end);
}

/** Makes `prose` say `wanted`; changes nothing where it does. */
export function setText(prose: Y.Text, wanted: string): void {
  const before = prose.toJSON();
  // Half a surrogate pair does not survive being encoded: other replicas would have something else there.
  const text = wanted.toWellFormed();
  if (before === text) return;
  const { start, end } = difference(before, text);
  const run = (): void => {
    const deleted = before.length - end - start;
    if (deleted > 0) prose.delete(start, deleted);
    const inserted = text.slice(start, text.length - end);
    if (inserted !== "") prose.insert(start, inserted);
  };
  if (prose.doc) prose.doc.transact(run);
  else run();
}
