/**
 * Phone numbers.
 *
 * Shape    E.164 (`+41446681800`) where the text is a number of the card's country, else as typed.
 * Not      a judgement whether the number is in use; a strange one is kept and at most marked.
 * Source   semantics 2, phoneNo
 *
 * @module
 */
import {
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  parsePhoneNumberFromString,
  validatePhoneNumberLength,
  type CountryCode,
} from "libphonenumber-js/min";
import type { KnownProblem } from "./problem.ts";

const country = (code: string | undefined): CountryCode | undefined =>
  code !== undefined && isSupportedCountry(code) ? code : undefined;

const read = (text: string, countryCode: string | undefined) => {
  const defaultCountry = country(countryCode);
  return parsePhoneNumberFromString(text, { extract: false, ...(defaultCountry && { defaultCountry }) });
};

/** E.164 where the text is a valid number and says nothing more (an extension would be lost). */
export function normalisePhone(text: string, countryCode: string | undefined): string {
  const number = read(text, countryCode);
  return number?.isValid() && number.ext === undefined ? number.number : text;
}

/** Letters are an error; nothing else about a number is. */
export const judgePhone = (text: string): KnownProblem | undefined =>
  /\p{L}/u.test(text) ? { code: "phone.letters" } : undefined;

/** National within the card's own country, international elsewhere; what does not parse as it is. */
export function formatPhone(text: string, countryCode: string | undefined): string {
  const number = read(text, countryCode);
  if (!number?.isValid() || number.ext !== undefined) return text;
  return number.country !== undefined && number.country === countryCode
    ? number.formatNational()
    : number.formatInternational();
}

/** What two spellings of one number have in common: the digits, and whether a country code leads. */
export const phoneKey = (text: string): string => {
  const plain = text.replaceAll(/[^\p{N}+]/gu, "");
  return plain.startsWith("00") ? `+${plain.slice(2)}` : plain;
};

const callingCodes = new Set<string>(getCountries().map((code) => getCountryCallingCode(code)));
const hasKnownCallingCode = (digits: string): boolean =>
  [1, 2, 3].some((length) => callingCodes.has(digits.slice(0, length)));

const hinted = new Map<string, KnownProblem | undefined>();
const maxHinted = 500;

/** A mark, never an error. The same few numbers are asked for again whenever something of their card changes. */
export function hintPhone(text: string, countryCode: string | undefined): KnownProblem | undefined {
  if (text === "") return undefined;
  const asked = `${countryCode ?? ""} ${text}`;
  if (hinted.has(asked)) return hinted.get(asked);
  if (hinted.size >= maxHinted) hinted.clear();
  const hint = judgeLength(text, countryCode);
  hinted.set(asked, hint);
  return hint;
}

/** An unknown country code, or a length that numbers of the country do not have. */
function judgeLength(text: string, countryCode: string | undefined): KnownProblem | undefined {
  const key = phoneKey(text);
  const digits = key.replaceAll(/\D/g, "");
  if (digits === "") return undefined;
  if (key.startsWith("+") && !hasKnownCallingCode(digits))
    return { code: "phone.country", params: { cc: digits.slice(0, 3) } };
  const defaultCountry = country(countryCode);
  const verdict = validatePhoneNumberLength(key, defaultCountry ? { defaultCountry } : {});
  if (verdict !== "TOO_SHORT" && verdict !== "TOO_LONG" && verdict !== "INVALID_LENGTH") return undefined;
  const inSwitzerland = key.startsWith("+41") || (!key.startsWith("+") && countryCode === "CH");
  return { code: inSwitzerland ? "phone.short" : "phone.length", params: { n: digits.length } };
}
