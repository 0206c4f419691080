/**
 * A person's name and its parts.
 *
 * Shape    first name, middle name(s), surname, with one blank between; the whole is the common field `name`, the parts
 *          are fields of the person's contact.
 * Not      a guess about name order of other cultures: the parts can be edited, and then the name follows them.
 * Source   semantics 2, name
 *
 * @module
 */

export interface PersonName {
  readonly firstName: string;
  readonly middleName: string;
  readonly surname: string;
}

export const personNameFields = ["name", "firstName", "middleName", "surname"] as const;
export type PersonNameField = (typeof personNameFields)[number];

export const isPersonNameField = (field: string): field is PersonNameField =>
  personNameFields.some((name) => name === field);

const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== "");

/** The last word is the surname, the first one the first name; a single word is a first name. */
export function splitName(name: string): PersonName {
  const all = words(name);
  const [firstName = "", ...rest] = all;
  const surname = rest.at(-1) ?? "";
  return { firstName, middleName: rest.slice(0, -1).join(" "), surname };
}

export const joinName = (parts: PersonName): string =>
  words(`${parts.firstName} ${parts.middleName} ${parts.surname}`).join(" ");

/**
 * All fields to set when a person's name or one part of it is edited; fields that stay as they are are left out.
 *
 * The rebuilt name may be over its limit: judge it like any value.
 */
export function editPersonName(
  current: PersonName & { readonly name: string },
  field: PersonNameField,
  value: string,
): Partial<Record<PersonNameField, string>> {
  const parts: PersonName = field === "name" ? splitName(value) : { ...current, [field]: value };
  const next = { ...parts, name: field === "name" ? value : joinName(parts) };
  return Object.fromEntries(
    personNameFields.filter((name) => name === field || next[name] !== current[name]).map((name) => [name, next[name]]),
  );
}

/**
 * A new person's name and parts, in step, from whichever of them were given: parts win over the name, the name fills
 * parts that were not given.
 */
export function completePersonName(given: Partial<Record<PersonNameField, string>>): PersonName & {
  readonly name: string;
} {
  const split = splitName(given.name ?? "");
  const anyPart = [given.firstName, given.middleName, given.surname].some((part) => part !== undefined && part !== "");
  const parts = {
    firstName: given.firstName ?? split.firstName,
    middleName: given.middleName ?? split.middleName,
    surname: given.surname ?? split.surname,
  };
  return anyPart ? { ...parts, name: joinName(parts) } : { ...split, name: given.name ?? "" };
}
