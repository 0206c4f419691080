/**
 * The order of history: newest first; within one `seq` arbitrary, but always the same.
 *
 * @module
 */
import type { HistoryCursor } from "./store.ts";

export const compareNewestFirst = (a: HistoryCursor, b: HistoryCursor): number =>
  b.seq - a.seq || compareText(b.entry, a.entry) || compareText(b.field, a.field);

/** By code points of ASCII text, as SQLite compares. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
