/**
 * The language of the app, by the browser's, and text in it.
 *
 * Shape    `t("list.count", { n: 3 })` gives "3 cards", "3 fiches", "3 Karten" or "3 schede".
 *
 * @module
 */
import { type Locale, localeOfTag, nearestLocale } from "@couplet/model";
import { type MessageKey, catalogues } from "./text/catalogues.ts";

/** The first of the wished languages that the app speaks, with its region ("fr-CH"); English where it speaks none of them. */
export const chooseLocale = (wished: readonly string[]): string =>
  wished.find((tag) => localeOfTag(tag) !== undefined) ?? "en";

export const locale = chooseLocale(globalThis.navigator?.languages ?? []);
export const language: Locale = nearestLocale(locale);
const plurals = new Intl.PluralRules(language);
const numbers = new Intl.NumberFormat(locale);
const times = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
const days = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short" });
const dates = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
const moments = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "medium" });
const lists = new Intl.ListFormat(language, { type: "conjunction" });

export type Params = Readonly<Record<string, string | number>>;

export const t = (key: MessageKey, params: Params = {}): string => fill(catalogues[language][key], params, plurals);

/** Fills in `{name}`; of `one|other` takes the form for `{n}`, or for `{count}` where `n` is not what is counted. */
export function fill(message: string, params: Params, rules: Intl.PluralRules): string {
  const count = params["count"] ?? params["n"];
  const forms = typeof count === "number" ? message.split("|") : [message];
  const form = forms.length > 1 && typeof count === "number" && rules.select(count) !== "one" ? forms[1] : forms[0];
  return (form ?? message).replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value;
  });
}

/** "14:05" today, "22 Nov 14:05" this year, "22 Nov 2025" before. */
export function formatWhen(at: Date, now: Date): string {
  if (at.toDateString() === now.toDateString()) return times.format(at);
  return at.getFullYear() === now.getFullYear() ? `${days.format(at)} ${times.format(at)}` : dates.format(at);
}

export const formatMoment = (at: Date): string => moments.format(at);
export const formatList = (items: readonly string[]): string => lists.format(items);
