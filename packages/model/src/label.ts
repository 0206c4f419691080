/**
 * What kinds, fields and values are called, in the languages we speak.
 *
 * Shape    a catalogue per language, `label-text.*.ts`.
 * Not      names of countries, currencies and languages: those come from `Intl`, see `locale-code.ts`.
 *
 * @module
 */
import type { ContactStatus } from "./card.ts";
import type { CardKind } from "./kind.ts";
import { german } from "./label-text.de.ts";
import { english, type Labels } from "./label-text.en.ts";
import { french } from "./label-text.fr.ts";
import { italian } from "./label-text.it.ts";

/** In the order in which people are offered them. */
export const locales = ["en", "fr", "de", "it"] as const;
export type Locale = (typeof locales)[number];

const labels: Readonly<Record<Locale, Labels>> = { en: english, fr: french, de: german, it: italian };

/** The language of ours that a BCP 47 tag asks for, e.g. `"de"` for `"de-CH"`. */
export function localeOfTag(tag: string): Locale | undefined {
  const [language = ""] = tag.trim().toLowerCase().split(/[-_]/u, 1);
  return locales.find((locale) => locale === language);
}

/** The nearest language we have texts in, for a BCP 47 tag; English where there is none. */
export const nearestLocale = (tag: string): Locale => localeOfTag(tag) ?? "en";

/** In the middle of a sentence: lower case, where the language has it so. */
export const kindLabel = (kind: CardKind, locale: Locale): string => labels[locale].kinds[kind];
export const kindPluralLabel = (kind: CardKind, locale: Locale): string => labels[locale].kindPlurals[kind];

const labelIn = (texts: Readonly<Record<string, string>>, name: string): string =>
  (Object.hasOwn(texts, name) ? texts[name] : undefined) ?? name;

/** Also for `notes`, `no` and `type`, which are no fields; an unknown name stays as it is. */
export const fieldLabel = (name: string, locale: Locale): string => labelIn(labels[locale].fields, name);

/** What a contact is to us (K5). */
export const statusLabel = (status: ContactStatus, locale: Locale): string => labels[locale].statuses[status];

/** A value of an enumeration. */
export const valueLabel = (value: string, locale: Locale): string => labelIn(labels[locale].values, value);
