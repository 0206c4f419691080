/**
 * Number series: where the `No.` of a card comes from.
 *
 * Shape    a prefix and a counter padded to `digits`; drawing answers the number and the series that follows.
 * Not      uniqueness across writers: that is the deciding transaction's, which holds the series.
 * Source   rules S2, S3, G4
 *
 * @module
 */
import type { KnownProblem } from "./problem.ts";

export interface NumberSeries {
  readonly prefix: string;
  /** The counter of the next number. */
  readonly next: number;
  readonly increment: number;
  /** The last counter that may be drawn; absent: no end. */
  readonly last?: number;
  /** Counter digits, padded with zeros; a longer counter is not cut. */
  readonly digits: number;
  /** Whether a number may be typed instead of drawn. */
  readonly manual: boolean;
}

export type DrawnNumber =
  | { readonly ok: true; readonly no: string; readonly series: NumberSeries }
  | { readonly ok: false; readonly problem: KnownProblem };

/** Most characters of a number, drawn or typed. */
export const maxNumberLength = 20;

export const formatNumber = (series: Pick<NumberSeries, "prefix" | "digits">, counter: number): string =>
  series.prefix + String(counter).padStart(series.digits, "0");

/**
 * Draws the next number that nobody has; taken ones are skipped and never come back.
 *
 * Pure. O(numbers skipped).
 */
export function nextNumber(series: NumberSeries, isTaken: (no: string) => boolean): DrawnNumber {
  const last = Math.min(series.last ?? Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER - series.increment);
  for (let counter = series.next; counter <= last; counter += series.increment) {
    const no = formatNumber(series, counter);
    if (no.length > maxNumberLength) break;
    if (!isTaken(no)) return { ok: true, no, series: { ...series, next: counter + series.increment } };
  }
  return { ok: false, problem: { code: "number.exhausted", params: { prefix: series.prefix } } };
}
