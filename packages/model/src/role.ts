/**
 * Roles of a workspace, and what each may do.
 *
 * Shape    one role per user and workspace, from the token.
 * Not      rights per field: common fields belong to the party, so whoever may edit one of the related cards edits them.
 * Source   rules S7, X2
 *
 * @module
 */
import { cardKinds, type CardKind, type RelatedKind } from "./kind.ts";

export const roles = ["viewer", "sales", "purchasing", "finance", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

const editableKinds: Readonly<Record<Role, readonly CardKind[]>> = {
  viewer: [],
  sales: ["contact", "customer"],
  purchasing: ["contact", "vendor"],
  finance: ["customer", "vendor", "bankAccount"],
  editor: ["contact", "customer", "vendor", "bankAccount"],
  admin: ["contact", "customer", "vendor", "bankAccount"],
};

/** Bank details and terms are nobody's business whose work is not with that kind. A viewer is there to look. */
const readableKinds: Readonly<Record<Role, readonly CardKind[]>> = {
  viewer: cardKinds,
  sales: ["contact", "customer"],
  purchasing: ["contact", "vendor"],
  finance: cardKinds,
  editor: cardKinds,
  admin: cardKinds,
};

export const isRole = (value: unknown): value is Role => roles.some((role) => role === value);

export const mayEdit = (role: Role, kind: CardKind): boolean => editableKinds[role].includes(kind);

/** A kind's own fields and notes. That a card is there, and the common fields, every role of the workspace reads. */
export const mayRead = (role: Role, kind: CardKind): boolean => readableKinds[role].includes(kind);

/** Relating or parting a contact and a card of that kind takes the right to edit both. */
export const mayLink = (role: Role, kind: RelatedKind): boolean => mayEdit(role, "contact") && mayEdit(role, kind);

export const maySetUp = (role: Role): boolean => role === "admin";
