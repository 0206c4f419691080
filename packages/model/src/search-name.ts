/**
 * The search name: the name in capitals, until somebody sets another.
 *
 * Shape    read, not copied, while it is blank. One that was set to the same as the name follows it, too.
 * Source   semantics 2, searchName
 *
 * @module
 */
import type { Fields } from "./command.ts";
import { fieldSpec } from "./schema.ts";
import { isEmptyValue, type Scalar } from "./value.ts";

const maxLength = fieldSpec("contact", "searchName")?.max ?? 0;

/** Of a card whose search name nobody has set. */
export const searchNameOf = (name: Scalar | undefined): string =>
  typeof name === "string" ? name.toUpperCase().slice(0, maxLength) : "";

/**
 * An edit, and with it what it does to a search name that only repeats the name: a new name takes it along, and saying it again
 * makes it nobody's own.
 *
 * @param own what is stored on the card
 */
export function withSearchName(own: (field: string) => Scalar | undefined, edit: Fields): Fields {
  const stored = own("searchName");
  const repeated = searchNameOf(own("name"));
  const { searchName: given, ...rest } = edit;
  if (given !== undefined && given === repeated && isEmptyValue(stored)) return rest;
  const follows = edit["name"] !== undefined && !isEmptyValue(stored) && stored === repeated;
  return follows && (given === undefined || given === stored) ? { ...rest, searchName: "" } : edit;
}
