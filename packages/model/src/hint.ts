/**
 * Marks: what looks wrong only together with another field, or is merely unusual. Never a refusal.
 *
 * Shape    problems with a code and the field they stand beside.
 * Not      errors on entry (`value.ts`).
 * Source   design section 2 ("what depends on another field is marked, never taken out"), semantics 2
 *
 * @module
 */
import type { CardKind } from "./kind.ts";
import { hintPhone } from "./phone.ts";
import type { KnownProblem } from "./problem.ts";
import { fieldsOfKind } from "./schema.ts";
import type { Scalar } from "./value.ts";
import { judgeVatNumber } from "./vat-number.ts";

const textOf = (value: Scalar | undefined): string => (typeof value === "string" ? value : "");

/** Marks of a card of the kind with these values, in display order. */
export function hints(kind: CardKind, values: Readonly<Record<string, Scalar | undefined>>): readonly KnownProblem[] {
  const countryCode = textOf(values["countryCode"]).toUpperCase();
  const found: KnownProblem[] = [];
  for (const { name, type } of fieldsOfKind(kind)) {
    const value = textOf(values[name]);
    let problem: KnownProblem | undefined;
    if (name === "name" && value.trim() === "") problem = { code: "required" };
    else if (type === "phone") problem = hintPhone(value, countryCode === "" ? undefined : countryCode);
    else if (type === "vat" && countryCode !== "") problem = judgeVatNumber(value, countryCode);
    if (problem) found.push({ ...problem, field: name });
  }
  return found;
}
