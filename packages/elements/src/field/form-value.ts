/**
 * A field as part of a form of the page: its value and whether it may be sent.
 *
 * @module
 */
import type { Scalar } from "@couplet/model";

export interface FormValue {
  readonly value: Scalar;
  /** Why the text in the control is not taken. */
  readonly problem: string | undefined;
  /** What to say of an empty value; `undefined`: it may be empty. */
  readonly missing: string | undefined;
  /** Where the browser points when it complains. */
  readonly control: HTMLElement | null;
}

export function reflectValue(internals: ElementInternals, { value, problem, missing, control }: FormValue): void {
  const tick = value === true ? "on" : null;
  internals.setFormValue(typeof value === "boolean" ? tick : String(value));
  if (problem && control) internals.setValidity({ customError: true }, problem, control);
  else if (missing && value === "" && control) internals.setValidity({ valueMissing: true }, missing, control);
  else internals.setValidity({});
}
