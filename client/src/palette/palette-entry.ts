/**
 * What the command palette offers besides cards, and which of it fits what is typed.
 *
 * Shape    {@link PaletteEntry}: a label, other words it is found by, and what it does. Those that fit are in the order given, those that begin
 *          with what was typed first.
 * Not      cards: the engine finds those.
 *
 * @module
 */
import { searchTerms } from "@couplet/model";
import type { TemplateResult } from "lit";

export interface PaletteEntry {
  readonly id: string;
  readonly group: "cards" | "screens" | "actions";
  readonly label: string;
  /** What stands beside the label: a number, a city, a key. */
  readonly detail?: string;
  /** Found by these as well. */
  readonly words?: string;
  readonly icon?: TemplateResult;
  readonly run: () => void;
}

/** Words as they are compared: without case and accents. */
const wordsOf = (text: string): readonly string[] => searchTerms(text).filter((word) => word !== "");

/** Pure. Entries of which every typed word begins some word; all of them where nothing is typed. */
export function fittingEntries(entries: readonly PaletteEntry[], typed: string): readonly PaletteEntry[] {
  const terms = wordsOf(typed);
  if (terms.length === 0) return entries;
  const fitting = entries.filter(({ label, words = "" }) => {
    const known = wordsOf(`${label} ${words}`);
    return terms.every((term) => known.some((word) => word.startsWith(term)));
  });
  const leads = ({ label }: PaletteEntry): boolean => wordsOf(label)[0]?.startsWith(terms[0] ?? "") === true;
  return [...fitting.filter(leads), ...fitting.filter((entry) => !leads(entry))];
}
