/**
 * How the elements speak: one language, one way to write times, numbers and lists.
 *
 * Shape    {@link Wording}, made once per locale and handed down by the provider.
 * Not      a loader: the catalogues are small and always there.
 *
 * @module
 */
import {
  fieldLabel,
  isProblemCode,
  nearestLocale,
  problemText,
  type CardKind,
  type FieldProblem,
  type Locale,
} from "@couplet/model";
import { english, type MessageKey } from "./english.ts";
import { french } from "./french.ts";
import { german } from "./german.ts";
import { italian } from "./italian.ts";

export type Language = Locale;
/** Texts of the host page's own, by key. */
export type MessageOverrides = Readonly<Partial<Record<MessageKey, string>>>;
type Params = Readonly<Record<string, string | number>>;
/** `"status.decision.one"` -> `"status.decision"`. */
type CountKey = MessageKey extends infer Key ? (Key extends `${infer Stem}.other` ? Stem : never) : never;

export interface Wording {
  readonly locale: string;
  readonly language: Language;
  say(key: MessageKey, params?: Params): string;
  /** Chooses `.none` (if there is one), `.one` or `.other` by the number. */
  count(stem: CountKey, n: number, params?: Params): string;
  kind(kind: CardKind): string;
  field(name: string): string;
  problem(problem: FieldProblem): string;
  /** Our own text for a code we know; else the text that came with it. */
  problemOr(code: string, text: string, params?: Params): string;
  /** A time of today as a time, an older one as a date. */
  time(atMs: number, nowMs?: number): string;
  dateTime(atMs: number): string;
  list(parts: readonly string[]): string;
}

const catalogues: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  en: english,
  fr: french,
  de: german,
  it: italian,
};

const fill = (text: string, params: Params, numbers: Intl.NumberFormat): string =>
  text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    return value === undefined ? whole : typeof value === "number" ? numbers.format(value) : value;
  });

/** The nearest locale that `Intl` knows; English where a page says nonsense. */
function knownLocale(locale: string): string {
  try {
    return Intl.getCanonicalLocales(locale)[0] ?? "en";
  } catch {
    return "en";
  }
}

export function createWording(wanted: string, overrides: MessageOverrides = {}): Wording {
  const locale = knownLocale(wanted);
  const language = nearestLocale(locale);
  const catalogue: Readonly<Record<string, string>> = { ...catalogues[language], ...overrides };
  const plural = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const lists = new Intl.ListFormat(locale, { type: "conjunction" });
  const clock = new Intl.DateTimeFormat(locale, { hour: "2-digit", minute: "2-digit" });
  const day = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", year: "numeric" });
  const both = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short" });
  const pick = (key: string, params: Params): string => fill(catalogue[key] ?? key, params, numbers);

  return {
    locale,
    language,
    say: (key, params = {}) => pick(key, params),
    count(stem, n, params = {}) {
      const none = `${stem}.none`;
      const key = n === 0 && none in catalogue ? none : `${stem}.${plural.select(n) === "one" ? "one" : "other"}`;
      return pick(key, { n, ...params });
    },
    kind: (kind) => pick(`kind.${kind}`, {}),
    field: (name) => fieldLabel(name, language),
    problemOr: (code, text, params = {}) =>
      // A text of ours with a gap in it says less than the one the server filled.
      isProblemCode(code) && (language !== "en" || !text) && !/\{\w+\}/.test(problemText(code, params, language))
        ? problemText(code, params, language)
        : text || code,
    problem: (problem) => problemText(problem.code, problem.params ?? {}, language),
    time(atMs, nowMs = Date.now()) {
      const isToday = day.format(atMs) === day.format(nowMs);
      return isToday ? clock.format(atMs) : both.format(atMs);
    },
    dateTime: (atMs) => both.format(atMs),
    list: (parts) => lists.format(parts),
  };
}
