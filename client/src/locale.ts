/**
 * The language the app speaks now, and text in it.
 *
 * Shape    `t("list.count", { n: 3 })` gives "3 cards", "3 fiches", "3 Karten" or "3 schede". `locale` and `language` are those of now:
 *          read them when something is shown, and hear of a change by {@link onLocaleChange}.
 * Not      which language somebody wants: see `language-choice.ts`.
 *
 * @module
 */
import { type Locale, localeOfTag, nearestLocale } from "@couplet/model";
import { type MessageKey, catalogues } from "./text/catalogues.ts";

/** The first of the wished languages that the app speaks, with its region ("fr-CH"); English where it speaks none of them. */
export const chooseLocale = (wished: readonly string[]): string =>
  wished.find((tag) => localeOfTag(tag) !== undefined) ?? "en";

const formatsIn = (tag: string) => ({
  plurals: new Intl.PluralRules(tag),
  numbers: new Intl.NumberFormat(tag),
  times: new Intl.DateTimeFormat(tag, { hour: "2-digit", minute: "2-digit" }),
  days: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short" }),
  dates: new Intl.DateTimeFormat(tag, { day: "numeric", month: "short", year: "numeric" }),
  moments: new Intl.DateTimeFormat(tag, { dateStyle: "long", timeStyle: "medium" }),
  lists: new Intl.ListFormat(tag, { type: "conjunction" }),
});

/** BCP 47, with a region where one is known: how numbers and dates are written. */
export let locale = chooseLocale(globalThis.navigator?.languages ?? []);
/** Which of the catalogues. */
export let language: Locale = nearestLocale(locale);
let formats = formatsIn(locale);

const listeners = new Set<() => void>();

/** From now on everything is said in this language. */
export function setLocale(tag: string): void {
  if (tag === locale) return;
  locale = tag;
  language = nearestLocale(tag);
  formats = formatsIn(tag);
  for (const listener of listeners) listener();
}

/** @returns how to hear no more */
export function onLocaleChange(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export type Params = Readonly<Record<string, string | number>>;

export const t = (key: MessageKey, params: Params = {}): string =>
  fill(catalogues[language][key], params, formats.plurals);

/** Fills in `{name}`; of `one|other` takes the form for `{n}`, or for `{count}` where `n` is not what is counted. */
export function fill(message: string, params: Params, rules: Intl.PluralRules): string {
  const count = params["count"] ?? params["n"];
  const forms = typeof count === "number" ? message.split("|") : [message];
  const form = forms.length > 1 && typeof count === "number" && rules.select(count) !== "one" ? forms[1] : forms[0];
  return (form ?? message).replace(/\{(\w+)\}/gu, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : typeof value === "number" ? formats.numbers.format(value) : value;
  });
}

/** "14:05" today, "22 Nov 14:05" this year, "22 Nov 2025" before. */
export function formatWhen(at: Date, now: Date): string {
  const { times, days, dates } = formats;
  if (at.toDateString() === now.toDateString()) return times.format(at);
  return at.getFullYear() === now.getFullYear() ? `${days.format(at)} ${times.format(at)}` : dates.format(at);
}

export const formatMoment = (at: Date): string => formats.moments.format(at);
export const formatList = (items: readonly string[]): string => formats.lists.format(items);
