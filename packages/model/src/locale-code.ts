/**
 * Codes of countries, currencies and languages, and their names.
 *
 * Shape    ISO 3166-1 alpha-2 (and `XK`, which banks and tax offices use for Kosovo), ISO 4217, BCP 47.
 * Not      a list kept by hand: derived from `Intl`.
 *
 * @module
 */

// Regions that Intl names but that are no countries: reserved codes, unions, pseudo regions, Unknown.
const noCountries = new Set(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]);
const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ".split("");
const regionNames = new Intl.DisplayNames("en", { type: "region", fallback: "none" });
const languageNames = new Intl.DisplayNames("en", { type: "language", fallback: "none" });

/** A code that only stands for another one (`UK`, `DD`) is not a country either. */
const isCountry = (code: string): boolean =>
  !noCountries.has(code) && regionNames.of(code) !== undefined && new Intl.Locale(`und-${code}`).region === code;

export const countryCodes: readonly string[] = letters
  .flatMap((first) => letters.map((second) => first + second))
  .filter(isCountry);
const countries = new Set(countryCodes);

export const currencyCodes: readonly string[] = Intl.supportedValuesOf("currency");
const currencies = new Set(currencyCodes);

export const isCountryCode = (code: string): boolean => countries.has(code);
export const isCurrencyCode = (code: string): boolean => currencies.has(code);

/** The tag in its canonical letters (`de_ch` -> `de-CH`), or `undefined` where it names no known language. */
export function canonicalLanguage(tag: string): string | undefined {
  let locale: Intl.Locale;
  try {
    locale = new Intl.Locale(tag.replaceAll("_", "-"));
  } catch {
    // Intl answers a malformed tag by throwing; to us it is an expected outcome.
    return undefined;
  }
  if (locale.language === "und" || languageNames.of(locale.language) === undefined) return undefined;
  const { region } = locale;
  if (region !== undefined && !/^\d{3}$/.test(region) && !isCountryCode(region)) return undefined;
  return locale.toString();
}

const nameIn =
  (type: "region" | "currency" | "language") =>
  (code: string, locale: string): string => {
    try {
      return new Intl.DisplayNames(locale, { type, fallback: "code" }).of(code) ?? code;
    } catch {
      // A code that is not one, from a document somebody else wrote: shown as it is.
      return code;
    }
  };
export const countryName = nameIn("region");
export const currencyName = nameIn("currency");
export const languageName = nameIn("language");
