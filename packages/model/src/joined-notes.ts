/**
 * The notes of two contacts that become one: those of the one that goes are added to the other's, under its number.
 *
 * Shape    pure, text in, text out.
 * Source   rule U2
 *
 * @module
 */

const blockOf = (no: string, notes: string): string => `${no}:\n${notes.trim()}`;

/** @param no number of the contact whose notes are added */
export function appendedNotes(own: string, notes: string, no: string): string {
  if (notes.trim() === "") return own;
  return own.trim() === "" ? blockOf(no, notes) : `${own.trimEnd()}\n\n${blockOf(no, notes)}`;
}

/** Without what was added, where it stands there unchanged: what somebody has written into it stays. */
export function withdrawnNotes(own: string, notes: string, no: string): string {
  const block = blockOf(no, notes);
  const index = notes.trim() === "" ? -1 : own.lastIndexOf(block);
  if (index < 0 || !/^(?:\s*\n|\s*$)/.test(own.slice(index + block.length))) return own;
  const [before, after] = [own.slice(0, index).trimEnd(), own.slice(index + block.length).trimStart()];
  return before === "" || after === "" ? before + after : `${before}\n\n${after}`;
}
