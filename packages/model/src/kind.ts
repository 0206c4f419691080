/**
 * The four kinds of card, and the path each has in URLs.
 *
 * Shape    `contact` (the hub), `customer`, `vendor`, `bankAccount`.
 * Not      business relation codes (`CUST`…): those are set-up, see `setup.ts`.
 * Source   rules K1, K2
 *
 * @module
 */

export const cardKinds = ["contact", "customer", "vendor", "bankAccount"] as const;
export type CardKind = (typeof cardKinds)[number];

/** The kinds that can be related to a contact. */
export const relatedKinds = ["customer", "vendor", "bankAccount"] as const;
export type RelatedKind = (typeof relatedKinds)[number];

export const contactTypes = ["company", "person"] as const;
/** What a contact is; a customer has the type of its contact. */
export type ContactType = (typeof contactTypes)[number];

const paths = {
  contact: "contacts",
  customer: "customers",
  vendor: "vendors",
  bankAccount: "bank-accounts",
} as const satisfies Record<CardKind, string>;
export type KindPath = (typeof paths)[CardKind];

export const pathOfKind = (kind: CardKind): KindPath => paths[kind];

/** `undefined` for a path that names no kind. */
export const kindOfPath = (path: string): CardKind | undefined => cardKinds.find((kind) => paths[kind] === path);

export const isCardKind = (value: unknown): value is CardKind => cardKinds.some((kind) => kind === value);
export const isRelatedKind = (value: unknown): value is RelatedKind => relatedKinds.some((kind) => kind === value);
export const isContactType = (value: unknown): value is ContactType => contactTypes.some((type) => type === value);
