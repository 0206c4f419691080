/**
 * Values of fields: entered, stored, compared, shown.
 *
 * Shape    a JSON scalar; `""` is the empty value of everything but a boolean, decimals are text.
 * Not      the fields themselves (`schema.ts`) nor what depends on other fields (`hint.ts`), save where a person or a
 *          REST caller enters both at once.
 * Source   semantics 2, rules F4, F6; design section 2, the steward
 *
 * @module
 */
import { formatIban, judgeBic, judgeIban, normaliseBankCode } from "./bank-code.ts";
import { decimalKey, formatDecimal, judgeDecimal, normaliseDecimal, readDecimal } from "./decimal.ts";
import { emailKey, formatEmail, judgeEmail, normaliseEmail } from "./email.ts";
import { assertNever } from "./error.ts";
import { isUuid } from "./id.ts";
import { canonicalLanguage, isCountryCode, isCurrencyCode } from "./locale-code.ts";
import { formatPhone, judgePhone, normalisePhone, phoneKey } from "./phone.ts";
import { judgePicture } from "./picture.ts";
import type { KnownProblem } from "./problem.ts";
import { typeOfField, type FieldSpec } from "./schema.ts";
import { cleanText, judgeCharacters, judgeLength } from "./text.ts";
import { judgeVatNumber, vatKey } from "./vat-number.ts";

export type Scalar = string | number | boolean;

/** What else is known of the card that the value is entered on. */
export interface ValueContext {
  readonly countryCode?: string;
  /** BCP 47, of whoever types or reads; without it numbers are as they are stored. */
  readonly locale?: string;
}

export type ParsedValue =
  | { readonly ok: true; readonly value: Scalar }
  | { readonly ok: false; readonly problem: KnownProblem };

export const emptyValue = (spec: Pick<FieldSpec, "type">): Scalar => (spec.type === "boolean" ? false : "");

export const isEmptyValue = (value: Scalar | undefined): boolean =>
  value === undefined || value === "" || value === false;

/** Text longer than this is refused unread: normalising it would only cost. */
const maxReadLength = 10_000;

function normalise(spec: FieldSpec, text: string, context: ValueContext): string {
  switch (spec.type) {
    case "text":
    case "url":
    case "image":
      return text;
    case "code":
    case "country":
    case "currency":
    case "vat":
      return text.toUpperCase();
    case "phone":
      return normalisePhone(text, context.countryCode);
    case "email":
      return normaliseEmail(text);
    case "language":
      return canonicalLanguage(text) ?? text;
    case "iban":
    case "bic":
      return normaliseBankCode(text);
    case "decimal":
      return context.locale === undefined ? (normaliseDecimal(text) ?? text) : readDecimal(text, context.locale);
    case "enumeration":
    case "cardId":
      return text.toLowerCase();
    case "boolean":
      return text;
    default:
      return assertNever(spec.type);
  }
}

function judgeText(spec: FieldSpec, text: string): KnownProblem | undefined {
  switch (spec.type) {
    case "text":
    case "code":
    case "vat":
    case "boolean":
      return undefined;
    case "image":
      return judgePicture(text);
    case "url":
      // A link that runs script, or opens a file, is no home page.
      return /^\s*(?:javascript|data|vbscript|file|blob):/i.test(text) ? { code: "url.scheme" } : undefined;
    case "phone":
      return judgePhone(text);
    case "email":
      return judgeEmail(text);
    case "country":
      return isCountryCode(text.toUpperCase()) ? undefined : { code: "country.unknown", params: { code: text } };
    case "currency":
      return isCurrencyCode(text.toUpperCase()) ? undefined : { code: "currency.unknown", params: { code: text } };
    case "language":
      return canonicalLanguage(text) === undefined ? { code: "language.unknown", params: { code: text } } : undefined;
    case "iban":
      return judgeIban(text);
    case "bic":
      return judgeBic(text);
    case "decimal":
      return judgeDecimal(text);
    case "enumeration":
      return spec.values.includes(text)
        ? undefined
        : { code: "value.unknown", params: { value: text, values: spec.values.join(", ") } };
    case "cardId":
      return isUuid(text) ? undefined : { code: "id.invalid" };
    default:
      return assertNever(spec.type);
  }
}

const about = (spec: FieldSpec, problem: KnownProblem): KnownProblem => ({ ...problem, field: spec.name });

/**
 * What is wrong with a stored value by itself; `undefined` when nothing is.
 *
 * Says nothing about values that are only spelled unusually (lower-case codes, blanks in an IBAN), nor about what
 * depends on another field. Every value that {@link parseValue} answers passes.
 */
export function judgeValue(spec: FieldSpec, value: unknown): KnownProblem | undefined {
  if (spec.type === "boolean") return typeof value === "boolean" ? undefined : about(spec, { code: "value.type" });
  if (typeof value !== "string") return about(spec, { code: "value.type" });
  if (value === "") return undefined;
  // Blanks inside an IBAN or a BIC are spelling, not length.
  const measured =
    spec.type === "iban" || spec.type === "bic" ? value.slice(0, maxReadLength).replaceAll(/\s/g, "") : value;
  const problem = judgeLength(measured, spec.max) ?? judgeCharacters(value) ?? judgeText(spec, value);
  return problem && about(spec, problem);
}

/** Takes what a person or a REST caller entered: cleaned, in stored form, or why not. */
export function parseValue(spec: FieldSpec, input: unknown, context: ValueContext = {}): ParsedValue {
  const refuse = (problem: KnownProblem): ParsedValue => ({ ok: false, problem: about(spec, problem) });
  if (spec.type === "boolean")
    return typeof input === "boolean" ? { ok: true, value: input } : refuse({ code: "value.type" });
  if (spec.type === "decimal" && typeof input === "number")
    return parseValue(spec, normaliseDecimal(input) ?? "NaN", context);
  if (typeof input !== "string") return refuse({ code: "value.type" });
  if (input.length > Math.max(maxReadLength, spec.max))
    return refuse({ code: "text.tooLong", params: { n: input.length - spec.max, max: spec.max } });
  const text = cleanText(input);
  // What is wrong with the text as typed is said before normalising may blur it (a too long phone number).
  const value = text === "" ? "" : cleanText(normalise(spec, text, context));
  const problem =
    judgeValue(spec, value) ??
    (spec.type === "vat" && context.countryCode !== undefined ? judgeVatNumber(value, context.countryCode) : undefined);
  return problem ? refuse(problem) : { ok: true, value };
}

/** One key for all spellings of a value: two values of a field mean the same where theirs are equal. */
export function meaningOf(field: string, value: Scalar): Scalar {
  const type = typeOfField(field);
  if (typeof value !== "string" || type === undefined) return value;
  switch (type) {
    case "phone":
      return phoneKey(value);
    case "email":
      return emailKey(value);
    case "iban":
    case "bic":
      return normaliseBankCode(value);
    case "vat":
      return vatKey(value);
    case "code":
    case "country":
    case "currency":
    case "language":
    case "cardId":
      return value.toUpperCase();
    case "decimal":
      return decimalKey(value);
    case "enumeration":
      return value === "none" ? "" : value;
    case "text":
    case "url":
    case "image":
    case "boolean":
      return value;
    default:
      return assertNever(type);
  }
}

/** Whether two values of a field differ in spelling only: then they are no conflict. An equivalence. */
export const sameMeaning = (field: string, a: Scalar, b: Scalar): boolean =>
  a === b || meaningOf(field, a) === meaningOf(field, b);

/** The value as a card shows it. */
export function formatValue(spec: FieldSpec, value: Scalar, context: ValueContext = {}): string {
  if (typeof value !== "string") return String(value);
  if (spec.type === "phone") return formatPhone(value, context.countryCode);
  if (spec.type === "email") return formatEmail(value);
  if (spec.type === "iban") return formatIban(value);
  if (spec.type === "decimal" && context.locale !== undefined) return formatDecimal(value, context.locale);
  return value;
}
