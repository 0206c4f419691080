/**
 * The fields a create command carries: known to the kind, valid, normalised.
 *
 * Shape    stored values by field, blanks left out.
 * Not      references to other cards: see `reference.ts`.
 * Source   rules F1, F6
 *
 * @module
 */
import type { Fields } from "../command.ts";
import { refuse, refuseValue } from "../decision.ts";
import type { CardKind } from "../kind.ts";
import { fieldSpec } from "../schema.ts";
import { isEmptyValue, parseValue, type Scalar } from "../value.ts";
import type { Refusal } from "./refusal.ts";

/** @param countryCode of the card so far; a country among the fields goes before it */
export function readFields(
  kind: CardKind,
  fields: Fields,
  countryCode: string,
): { readonly fields: Readonly<Record<string, Scalar>> } | Refusal {
  const country = fields["countryCode"];
  const code = typeof country === "string" ? country.trim().toUpperCase() : countryCode;
  const read: Record<string, Scalar> = {};
  for (const [name, input] of Object.entries(fields)) {
    const spec = fieldSpec(kind, name);
    if (!spec) return refuse(422, "field.unknown", { field: name, params: { kind, name } });
    const parsed = parseValue(spec, input, code === "" ? {} : { countryCode: code });
    if (!parsed.ok) return refuseValue(parsed.problem);
    read[name] = parsed.value;
  }
  return { fields: read };
}

/** A document without an entry shows the empty value already. */
export const withoutBlanks = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => !isEmptyValue(value)));
