/**
 * VAT registration numbers: the format and check digits of a country.
 *
 * Shape    upper case, blanks and points as typed (`CHE-116.281.710 MWST`); with or without the country's prefix.
 * Not      registration: a number that passes may not be in use. Countries without rules here take anything.
 * Source   semantics 2, vatRegistrationNo
 *
 * @module
 */
import {
  austria,
  bulgaria,
  checkVAT,
  croatia,
  cyprus,
  czechRepublic,
  denmark,
  estonia,
  finland,
  france,
  germany,
  greece,
  hungary,
  ireland,
  italy,
  latvia,
  lithuania,
  luxembourg,
  malta,
  netherlands,
  norway,
  poland,
  portugal,
  romania,
  serbia,
  slovakiaRepublic,
  slovenia,
  spain,
  sweden,
  unitedKingdom,
  type Country,
} from "jsvat";
import type { KnownProblem } from "./problem.ts";

const rules: Readonly<Record<string, Country>> = {
  AT: austria,
  BG: bulgaria,
  HR: croatia,
  CY: cyprus,
  CZ: czechRepublic,
  DK: denmark,
  EE: estonia,
  FI: finland,
  FR: france,
  MC: france,
  DE: germany,
  GR: greece,
  HU: hungary,
  IE: ireland,
  IT: italy,
  LV: latvia,
  LT: lithuania,
  LU: luxembourg,
  MT: malta,
  NL: netherlands,
  NO: norway,
  PL: poland,
  PT: portugal,
  RO: romania,
  RS: serbia,
  SK: slovakiaRepublic,
  SI: slovenia,
  ES: spain,
  SE: sweden,
  GB: unitedKingdom,
  IM: unitedKingdom,
};

/** Where the prefix on the number is not the country's code. */
const prefixes: Readonly<Record<string, string>> = { GR: "EL", MC: "FR", IM: "GB" };

const format: KnownProblem = { code: "vat.format" };
const check: KnownProblem = { code: "vat.check" };

/** What two spellings of one number have in common. */
export const vatKey = (text: string): string => text.replaceAll(/[\s.\-/]/g, "").toUpperCase();

/** Modulus 11 over the first eight digits; 10 stands for "no such number". */
function uidCheckDigit(digits: string): number {
  const weights = [5, 4, 3, 2, 7, 6, 5, 4];
  const sum = weights.reduce((total, weight, index) => total + weight * Number(digits[index]), 0);
  return (11 - (sum % 11)) % 11;
}

function judgeSwiss(key: string): KnownProblem | undefined {
  const digits = /^(?:CHE)?(\d{9})(?:MWST|TVA|IVA|VAT|HR)?$/.exec(key)?.[1];
  if (digits === undefined) return format;
  const want = uidCheckDigit(digits);
  if (want === 10) return check;
  if (want === Number(digits[8])) return undefined;
  const n = `${digits.slice(0, 3)}.${digits.slice(3, 6)}.${digits.slice(6)}`;
  return { code: "uid.check", params: { n, d: want } };
}

/** Numbers handed out since 2023 start with 1, which jsvat does not know yet. */
function judgeBelgian(key: string): KnownProblem | undefined {
  const digits = /^(?:BE)?([01]?\d{9})$/.exec(key)?.[1]?.padStart(10, "0");
  if (digits === undefined) return format;
  return 97 - (Number(digits.slice(0, 8)) % 97) === Number(digits.slice(8)) ? undefined : check;
}

/**
 * Whether the number is one of that country; `undefined` also for countries we have no rules for.
 *
 * Northern Ireland's `XI` is the United Kingdom's number under another prefix; Liechtenstein has numbers of five digits
 * beside Swiss ones.
 */
export function judgeVatNumber(text: string, countryCode: string): KnownProblem | undefined {
  const key = vatKey(text);
  if (key === "") return undefined;
  if (countryCode === "CH") return judgeSwiss(key);
  if (countryCode === "LI") return /^(?:LI)?\d{5}$/.test(key) ? undefined : judgeSwiss(key);
  if (countryCode === "BE") return judgeBelgian(key);
  const country = rules[countryCode];
  if (!country) return undefined;
  const prefix = prefixes[countryCode] ?? countryCode;
  const number = country === unitedKingdom ? key.replace(/^XI/, "GB") : key;
  const spellings = [number, prefix + number].map((spelling) => checkVAT(spelling, [country]));
  if (spellings.some((result) => result.isValid)) return undefined;
  return spellings.some((result) => result.isValidFormat) ? check : format;
}
