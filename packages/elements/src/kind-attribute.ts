/**
 * The kind of card as integrators write it in an attribute.
 *
 * Shape    `contact`, `customer`, `vendor`, `bank-account`; the model's own spelling is taken too.
 *
 * @module
 */
import { isCardKind, type CardKind } from "@couplet/model";
import type { ComplexAttributeConverter } from "lit";

export type KindAttribute = CardKind | "bank-account";

export const kindOfAttribute = (text: string | null | undefined): CardKind | undefined => {
  const kind = text === "bank-account" ? "bankAccount" : text;
  return isCardKind(kind) ? kind : undefined;
};

export const kindConverter: ComplexAttributeConverter<KindAttribute | undefined> = {
  fromAttribute: (text) => kindOfAttribute(text),
  toAttribute: (kind) => (kind === "bankAccount" ? "bank-account" : (kind ?? null)),
};
