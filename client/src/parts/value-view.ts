/**
 * A value in a list of the app: in words, or, where it is one, as a picture.
 *
 * @module
 */
import type { TemplateResult } from "lit";
import { type CardKind, fieldSpec, isPicture, type Scalar } from "@couplet/model";
import { renderThumb } from "@couplet/elements/pure";
import { readableValue } from "../card-text.ts";

/** Whether the field's value is a picture, which nobody reads or copies as text. */
export const isPictureField = (kind: CardKind, field: string): boolean => fieldSpec(kind, field)?.type === "image";

export function valueView(kind: CardKind, field: string, value: Scalar): TemplateResult | string {
  const words = readableValue(kind, field, value);
  return isPictureField(kind, field) && isPicture(value) ? renderThumb(value, words) : words;
}
