/**
 * How cards, values and errors read in the app's lists.
 *
 * @module
 */
import {
  type CardKind,
  type Scalar,
  countryName,
  fieldSpec,
  formatValue,
  isPicture,
  problemText,
  valueLabel,
} from "@couplet/model";
import {
  CardNotFoundError,
  type CardRow,
  CommandQueuedError,
  OfflineError,
  type QueuedCommand,
  RequestRefusedError,
  SignInNeededError,
} from "@couplet/engine";
import { language, locale, t } from "./locale.ts";

const textOf = (value: Scalar | undefined): string => (value === undefined ? "" : String(value));

/** The name, or `""` while the card has none. */
export const cardName = (card: Pick<CardRow, "values">): string => textOf(card.values["name"]);

/** A field of a card as people read it: phone numbers in their country's format, an IBAN in groups of four. */
export const shownValue = (card: Pick<CardRow, "kind" | "values">, field: string): string =>
  readableValue(card.kind, field, card.values[field] ?? "", textOf(card.values["countryCode"]));

/** The same for a value at hand, codes of countries and choices in words; `""` for an empty one. */
export function readableValue(kind: CardKind, field: string, value: Scalar, countryCode = ""): string {
  const spec = fieldSpec(kind, field);
  if (typeof value === "boolean") return t(value ? "value.yes" : "value.no");
  if (!spec || value === "") return textOf(value);
  // Never the text it is stored as.
  if (spec.type === "image") return t(isPicture(value) ? "value.picture" : "value.noPicture");
  const text = formatValue(spec, value, countryCode === "" ? { locale } : { countryCode, locale });
  if (spec.type === "country") return countryName(text, locale);
  return spec.type === "enumeration" ? valueLabel(text, language) : text;
}

/** Why the server refused, in the app's language; its own English where a word is missing for that. */
export function textOfProblem(problem: Pick<RequestRefusedError, "code" | "params" | "text">): string {
  const text = problemText(problem.code, problem.params, language);
  return text === problem.code || text.includes("{") ? problem.text : text;
}

/** One sentence for a person about why something did not work. */
export function describeError(error: unknown): string {
  if (error instanceof RequestRefusedError) return textOfProblem(error);
  if (error instanceof OfflineError) return t("error.offline");
  if (error instanceof CardNotFoundError) return t("card.missing");
  if (error instanceof CommandQueuedError) return t("command.queued");
  if (error instanceof SignInNeededError) return t("app.signInAgain");
  return t("app.failed", { text: error instanceof Error ? error.message : String(error) });
}

const nameOf = ({ kind, name, no }: QueuedCommand["card"]): string =>
  `${t(`kind.${kind}.one`)} ${name ?? no ?? ""}`.trim();

/** A command in words, e.g. "Link Customer Contoso to Contact Cronus AG". */
export const commandText = ({ type, card, other }: QueuedCommand): string =>
  t(`command.${type}`, { card: nameOf(card), other: other ? nameOf(other) : "" });
