/**
 * How a refusal is told over HTTP: RFC 9457 problems.
 *
 * Shape    `application/problem+json` with `type`, `title`, `status`, `detail`, a stable `code`, and `field` where one is meant.
 *          `detail` and `title` are in the language the caller accepts.
 * Not      the vocabulary of business refusals: their texts are the model's; here are only those that HTTP itself adds.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { isProblemCode, localeOfTag, problemText, type Locale, type ProblemParams } from "@couplet/model";
import { ProblemError, type ProblemStatus } from "../problem.ts";
import { german } from "./problem-text.de.ts";
import { english, type HttpCode, type HttpTexts } from "./problem-text.en.ts";
import { french } from "./problem-text.fr.ts";
import { italian } from "./problem-text.it.ts";

const catalogues: Readonly<Record<Locale, HttpTexts>> = { en: english, fr: french, de: german, it: italian };

const isHttpCode = (code: string): code is HttpCode => Object.hasOwn(english.texts, code);

const fill = (template: string, params: ProblemParams): string =>
  template.replaceAll(/\{(\w+)\}/gu, (_, name: string) => String(params[name] ?? ""));
const textOf = (code: HttpCode, params: ProblemParams, locale: Locale): string =>
  fill(catalogues[locale].texts[code], params);

/** A refusal of HTTP's own. */
export const refuse = (
  status: ProblemStatus,
  code: HttpCode,
  details: { readonly field?: string; readonly params?: ProblemParams; readonly cause?: unknown } = {},
): ProblemError => new ProblemError(status, code, { ...details, text: textOf(code, details.params ?? {}, "en") });

export interface ProblemJson {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly field?: string;
  /** What the text was made from, so that a client can say it in its own words. */
  readonly params?: ProblemParams;
}

export const problemOf = (error: ProblemError, locale: Locale): ProblemJson => ({
  type: `urn:couplet:problem:${error.code}`,
  title: catalogues[locale].titles[error.status],
  status: error.status,
  detail: detailOf(error, locale),
  code: error.code,
  ...(error.field === undefined ? {} : { field: error.field }),
  ...(Object.keys(error.params).length === 0 ? {} : { params: error.params }),
});

const detailOf = (error: ProblemError, locale: Locale): string => {
  if (isHttpCode(error.code)) return textOf(error.code, error.params, locale);
  return locale !== "en" && isProblemCode(error.code) ? problemText(error.code, error.params, locale) : error.message;
};

/** For what we did not foresee: nothing of it is told. */
export const internalProblem = (locale: Locale): ProblemJson => ({
  type: "urn:couplet:problem:internal",
  title: catalogues[locale].titles[500],
  status: 500,
  detail: textOf("internal", {}, locale),
  code: "internal",
});

/** More are nobody's wish: the header comes from strangers. */
const maxRanges = 20;

/**
 * The language of ours that the caller likes best; English where they accept none of ours.
 *
 * Shape    RFC 9110, 12.5.4: `de-CH, fr;q=0.8, *;q=0.1`; without `q` it is 1, `q=0` is "not that", and among equals the first holds.
 */
export function localeOf(acceptLanguage: string | undefined): Locale {
  let best: Locale = "en";
  let bestQuality = 0;
  for (const range of (acceptLanguage ?? "").split(",", maxRanges)) {
    const [tag = "", ...parameters] = range.split(";");
    const quality = qualityOf(parameters);
    const locale = localeOfTag(tag);
    if (locale === undefined || quality <= bestQuality) continue;
    best = locale;
    bestQuality = quality;
  }
  return best;
}

/** 0 for what cannot be read: nobody is sure to want that. */
function qualityOf(parameters: readonly string[]): number {
  const weight = parameters.map((text) => text.trim().toLowerCase()).find((text) => text.startsWith("q="));
  if (weight === undefined) return 1;
  return /^q=(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/u.test(weight) ? Number(weight.slice(2)) : 0;
}
