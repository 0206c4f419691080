/**
 * The contact name of a customer or vendor: the name of its primary contact, where one is set.
 *
 * Shape    read, not copied, so that it follows whoever renames the contact. A text of the card's own shows while nobody is primary.
 * Source   rule H4; docs/decisions/0021-a-contact-name-is-read.md
 *
 * @module
 */
import type { Fields } from "./command.ts";
import { isCardId, type CardId } from "./id.ts";
import type { ValueOf } from "./inheritance.ts";
import type { KnownProblem } from "./problem.ts";
import { isEmptyValue, type Scalar } from "./value.ts";
import type { WorkspaceView } from "./view.ts";

export interface ReadContactName {
  /** The primary contact. */
  readonly cardId: CardId;
  readonly name: string;
}

/**
 * What a card reads as its contact name; `undefined` where it shows a text of its own.
 *
 * @param nameOf the name of a contact; `undefined` for one that is not there
 */
export function readContactName(
  own: ValueOf,
  nameOf: (contactId: CardId) => Scalar | undefined,
): ReadContactName | undefined {
  const cardId = own("primaryContactId");
  const name = isCardId(cardId) ? nameOf(cardId) : undefined;
  return isCardId(cardId) && typeof name === "string" ? { cardId, name } : undefined;
}

/** {@link readContactName} over rows. */
export const contactNameOf = (view: WorkspaceView, cardId: CardId): ReadContactName | undefined =>
  readContactName(
    (field) => view.value(cardId, field),
    (id) => {
      const contact = view.card(id);
      const isThere = contact?.kind === "contact" && contact.deletedAtMs === undefined;
      return isThere ? (view.value(id, "name") ?? "") : undefined;
    },
  );

/**
 * An edit with what choosing or clearing a primary contact does to the contact name: who is chosen is read, and clearing clears both.
 *
 * @param own what is stored on the card
 * @param read what the card reads as its contact name
 * @returns the problem where the edit would write over what is read: that is changed on the contact
 */
export function withContactName(
  own: ValueOf,
  read: ReadContactName | undefined,
  edit: Fields,
): { readonly fields: Fields } | { readonly problem: KnownProblem } {
  const { contactName: given, ...rest } = edit;
  const { primaryContactId: chosen } = rest;
  const isSaidAgain = given === undefined || given === read?.name;
  if (chosen === undefined) {
    if (!read || given === undefined) return { fields: edit };
    if (isSaidAgain) return { fields: rest };
    return { problem: { code: "primary.name", field: "contactName", params: { name: read.name } } };
  }
  if (!isEmptyValue(chosen)) return { fields: rest };
  if (isEmptyValue(own("primaryContactId"))) return { fields: edit };
  return { fields: { ...rest, contactName: isSaidAgain ? "" : given } };
}
