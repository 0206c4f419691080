/**
 * Decimals as text, so that no binary fraction ever rounds an amount.
 *
 * Shape    `-?digits[.digits]`, no exponent, no grouping, no leading zeros; at most 15 digits before the point, 5 after.
 *          People read and type it as their language writes numbers: {@link formatDecimal} and {@link readDecimal}.
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

/** What separates in numbers of a language: `’` and `.` in de-CH, a narrow blank and `,` in fr-CH. */
interface Separators {
  readonly group: string;
  readonly decimal: string;
}

const separators = new Map<string, Separators>();
function separatorsOf(locale: string): Separators {
  const known = separators.get(locale);
  if (known) return known;
  const parts = new Intl.NumberFormat(locale, { numberingSystem: "latn", useGrouping: "always" }).formatToParts(
    12345.6,
  );
  const text = (type: string, otherwise: string): string =>
    parts.find((part) => part.type === type)?.value ?? otherwise;
  const found = { group: text("group", ""), decimal: text("decimal", ".") };
  separators.set(locale, found);
  return found;
}

/** As the language writes it, with all of its digits: `1’234.50`, `1 234,50`. What is no decimal stays as it is. */
export function formatDecimal(text: string, locale: string): string {
  if (!stored.test(text)) return text;
  const { group, decimal } = separatorsOf(locale);
  const [, sign = "", whole = "", fraction] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
  const grouped = whole.replaceAll(/\B(?=(?:\d{3})+$)/g, group);
  return sign + grouped + (fraction === undefined ? "" : decimal + fraction);
}

const isGrouped = (text: string, group: string): boolean =>
  new RegExp(`^[+-]?\\d{1,3}(?:\\${group}\\d{3})+$`).test(text);

/**
 * What somebody typed, in the form that is stored; anything that is no number stays as it is, for {@link judgeDecimal} to say so.
 *
 * Takes the blanks (narrow ones too) and apostrophes of any language, a point or a comma before the last digits, and grouping by
 * the other one. A single point or comma before exactly three digits groups where the language groups by it: `1,234` is 1234
 * in English and 1.234 in French.
 */
export function readDecimal(text: string, locale: string): string {
  const plain = text.replaceAll(/[\s'’ʼ]/g, "").replace("\u2212", "-");
  const point = plain.lastIndexOf(".");
  const comma = plain.lastIndexOf(",");
  let decimal = point > comma ? "." : ",";
  const group = decimal === "." ? "," : ".";
  const isOnly = !plain.includes(group);
  // Groups of one kind and nothing after them: 1,234,567, or 1,234 where the language writes it so.
  const count = plain.split(decimal).length - 1;
  if (isOnly && isGrouped(plain, decimal) && (count > 1 || separatorsOf(locale).group === decimal)) decimal = "";
  const [whole = "", fraction, ...more] = decimal === "" ? [plain.replaceAll(/[.,]/g, "")] : plain.split(decimal);
  if (more.length > 0 || (whole.includes(group) && !isGrouped(whole, group))) return text;
  const digits = whole.replaceAll(group, "");
  return normaliseDecimal(fraction === undefined ? digits : `${digits}.${fraction}`) ?? text;
}
