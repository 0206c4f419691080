/**
 * Decimals as text, so that no binary fraction ever rounds an amount.
 *
 * Shape    `-?digits[.digits]`, no exponent, no grouping, no leading zeros; at most 15 digits before the point, 5 after.
 * Not      arithmetic.
 *
 * @module
 */
import type { KnownProblem } from "./problem.ts";

const stored = /^-?\d{1,15}(?:\.\d{1,5})?$/;

/** `undefined` where the input is no decimal. Takes 1'000.50, 1 000,50 and numbers. */
export function normaliseDecimal(input: string | number): string | undefined {
  if (typeof input === "number" && !Number.isFinite(input)) return undefined;
  let text = String(input).replaceAll(/[\s'’]/g, "");
  if (!text.includes(".") && /^[+-]?\d+,\d+$/.test(text)) text = text.replace(",", ".");
  const match = /^([+-]?)0*(\d+)(\.\d+)?$/.exec(text);
  if (!match) return undefined;
  const [, sign, whole = "", fraction = ""] = match;
  const magnitude = whole + fraction;
  return sign === "-" && /[1-9]/.test(magnitude) ? `-${magnitude}` : magnitude;
}

export function judgeDecimal(text: string): KnownProblem | undefined {
  if (text === "" || stored.test(text)) return undefined;
  return /^-?\d+(?:\.\d+)?$/.test(text) ? { code: "decimal.range" } : { code: "decimal.format" };
}

/** What 5, 5.0 and 05 have in common. */
export const decimalKey = (text: string): string => {
  const plain = normaliseDecimal(text) ?? text;
  return plain.includes(".") ? plain.replace(/\.?0+$/, "") : plain;
};
