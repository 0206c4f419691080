/**
 * A value as a person reads it, and what the browser should know about typing one.
 *
 * Shape    pure functions of the field's specification.
 * Not      parsing: the session does that, with the model's rules.
 *
 * @module
 */
import {
  countryName,
  currencyName,
  formatValue,
  isPicture,
  languageName,
  valueLabel,
  type FieldSpec,
  type Scalar,
  type ValueContext,
} from "@couplet/model";
import type { Wording } from "../text/wording.ts";

/** In a sentence or a table: names instead of codes, a word for blank. */
export function readable(
  spec: FieldSpec,
  value: Scalar | undefined,
  wording: Wording,
  context: ValueContext = {},
): string {
  if (spec.type === "boolean") return wording.say(value === true ? "field.yes" : "field.no");
  if (value === undefined || value === "") return wording.say("field.empty");
  // Never the text it is stored as.
  if (spec.type === "image") return wording.say(isPicture(value) ? "picture.one" : "picture.none");
  const text = formatValue(spec, value, { locale: wording.locale, ...context });
  if (spec.type === "enumeration") return valueLabel(text, wording.language);
  if (spec.type === "country") return countryName(text, wording.locale);
  return text;
}

/** What a code stands for, to be shown beside it: `CHF` -> `Swiss franc`. Empty where the text says it itself. */
export function gloss(spec: FieldSpec, value: Scalar, wording: Wording): string {
  if (typeof value !== "string" || value === "") return "";
  const name =
    spec.type === "currency"
      ? currencyName(value, wording.locale)
      : spec.type === "language"
        ? languageName(value, wording.locale)
        : "";
  return name === value ? "" : name;
}

export interface InputTraits {
  readonly type: "text" | "tel" | "url";
  readonly inputMode: "text" | "tel" | "email" | "url" | "decimal";
  /** What browsers may offer; `off` where a guess would be somebody else's. */
  readonly autocapitalize: "off" | "characters" | "words" | "sentences";
  readonly spellcheck: boolean;
  readonly isTabular: boolean;
}

const plain = { autocapitalize: "off", spellcheck: false, isTabular: false } as const;

export function traitsOf(spec: FieldSpec): InputTraits {
  if (spec.type === "phone") return { ...plain, type: "tel", inputMode: "tel", isTabular: true };
  if (spec.type === "email") return { ...plain, type: "text", inputMode: "email" };
  if (spec.type === "url") return { ...plain, type: "text", inputMode: "url" };
  if (spec.type === "decimal") return { ...plain, type: "text", inputMode: "decimal", isTabular: true };
  if (spec.type === "text")
    return { ...plain, type: "text", inputMode: "text", autocapitalize: "words", isTabular: spec.name.endsWith("No") };
  return { ...plain, type: "text", inputMode: "text", autocapitalize: "characters", isTabular: true };
}

/** Where a click on the value may lead: a call, a message, a page. Only what is surely one. */
export function targetOf(
  spec: FieldSpec,
  value: Scalar,
): { readonly kind: "call" | "mail" | "visit"; readonly href: string } | undefined {
  if (typeof value !== "string" || value === "") return undefined;
  if (spec.type === "phone")
    return /^\+?[\d\s()./-]{3,}$/.test(value)
      ? { kind: "call", href: `tel:${value.replaceAll(/[^\d+]/g, "")}` }
      : undefined;
  if (spec.type === "email") {
    const addresses = value.split(";").map((address) => encodeURIComponent(address.trim()).replaceAll("%40", "@"));
    return { kind: "mail", href: `mailto:${addresses.join(",")}` };
  }
  if (spec.type !== "url") return undefined;
  const address = /^[a-z][a-z\d+.-]*:/i.test(value) ? value : `https://${value}`;
  return /^https?:/i.test(address) && URL.canParse(address) ? { kind: "visit", href: address } : undefined;
}
