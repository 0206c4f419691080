/**
 * What problems are called, in the languages we speak.
 *
 * Shape    a typed catalogue per language; `{name}` is filled from the problem's params. Where a code has several
 *          texts, the first one whose params are all there is used.
 * Not      the field it stands beside: a text is shown next to its field.
 *
 * @module
 */
import { fieldLabel, kindLabel, type Locale } from "./label.ts";
import { isCardKind } from "./kind.ts";
import type { ProblemParams } from "./problem.ts";
import { german } from "./problem-text.de.ts";
import { english, type ProblemCode, type Text } from "./problem-text.en.ts";
import { french } from "./problem-text.fr.ts";
import { italian } from "./problem-text.it.ts";

const catalogues: Readonly<Record<Locale, Readonly<Record<ProblemCode, Text>>>> = {
  en: english,
  fr: french,
  de: german,
  it: italian,
};

export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(english, code);

const placeholder = /\{(\w+)\}/g;

/** Kinds and fields among the params are named in the language. */
function paramText(name: string, value: string | number, locale: Locale): string {
  const text = String(value);
  if (name === "kind" && isCardKind(text)) return kindLabel(text, locale);
  return name === "field" ? fieldLabel(text, locale) : text;
}

/** The code itself where it is none of ours: better than nothing, and searchable. */
export function problemText(code: string, params: ProblemParams = {}, locale: Locale = "en"): string {
  if (!isProblemCode(code)) return code;
  const text = catalogues[locale][code];
  const texts: readonly string[] = typeof text === "string" ? [text] : text;
  const filled = texts.find((candidate) =>
    [...candidate.matchAll(placeholder)].every(([, name = ""]) => params[name] !== undefined),
  );
  return (filled ?? texts.at(-1) ?? code).replaceAll(placeholder, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : paramText(name, value, locale);
  });
}
