/**
 * Text to search in: what a list of cards matches a query against, on the server and on a device alike.
 *
 * Shape    folded text (no case, no accents, no ligatures), one value per line; numbers, phones and the like a second time
 *          without blanks and punctuation. A query is a list of words that must all occur somewhere.
 * Not      a ranking, and no guessing of mistyped words.
 *
 * @module
 */
import { typeOfField } from "./schema.ts";
import type { Scalar } from "./value.ts";

/** Letters that Unicode does not take apart. */
const unfoldable: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  ł: "l",
  đ: "d",
  ð: "d",
  þ: "th",
  ı: "i",
};

const isAscii = (text: string): boolean => {
  for (let index = 0; index < text.length; index += 1) if (text.charCodeAt(index) > 126) return false;
  return true;
};

/** Without case, accents and ligatures: `Müller & Søn` becomes `muller & son`. */
export function foldText(text: string): string {
  const lower = text.toLowerCase();
  if (isAscii(lower)) return lower;
  return lower
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[ßæœøłđðþı]/g, (letter) => unfoldable[letter] ?? letter);
}

const compact = (folded: string): string => folded.replace(/[^\p{L}\p{N}]/gu, "");

/** The text and, where blanks or punctuation are in it, the text without them. */
const withCompact = (text: string): string => {
  const folded = foldText(text);
  const packed = compact(folded);
  return packed === folded ? folded : `${folded}\n${packed}`;
};

const packedTypes: ReadonlySet<string | undefined> = new Set(["phone", "vat", "iban"]);
const packedNames: ReadonlySet<string> = new Set(["bankAccountNo", "registrationNo", "postCode"]);

/** A card with a primary contact is found by that one's name, not by a text of its own which it does not show. */
const isContactNameRead = ({ primaryContactId = "" }: Readonly<Record<string, Scalar>>): boolean =>
  primaryContactId !== "";

interface SearchedField {
  readonly name: string;
  readonly isPacked: boolean;
}

const fieldsOf = (names: string): readonly SearchedField[] =>
  names.split(/\s+/).map((name) => ({ name, isPacked: packedTypes.has(typeOfField(name)) || packedNames.has(name) }));

/** Searched on every kind that has them. */
const searched = fieldsOf(
  `name name2 searchName address address2 postCode city phoneNo mobilePhoneNo
  faxNo email homePage email2 contactName jobTitle iban swiftCode bankAccountNo`,
);
/** Common fields that a bank account never shows (F1). */
const searchedOnParties = fieldsOf("registrationNo vatRegistrationNo");

function textOf(fields: readonly SearchedField[], values: Readonly<Record<string, Scalar>>): string {
  let text = "";
  for (const { name, isPacked } of fields) {
    const value = values[name];
    if (typeof value !== "string" || value === "" || (name === "contactName" && isContactNameRead(values))) continue;
    text += `${isPacked ? withCompact(value) : foldText(value)}\n`;
  }
  return text;
}

/** Search text of a document's shown values: of every kind, and what only parties (not bank accounts) have. */
export const searchTextOf = (values: Readonly<Record<string, Scalar>>): { search: string; partySearch: string } => ({
  search: textOf(searched, values),
  partySearch: textOf(searchedOnParties, values),
});

/** Search text of a card's number. */
export const searchTextOfNo = (no: string): string => withCompact(no);

const phoneLike = /^[+\d\s()./-]+$/;
const minPhoneDigits = 7;
/** More words than anybody types; a pasted page must not become a query of a thousand terms. */
const maxTerms = 8;

/**
 * The words a query is made of, folded; `[]` for a blank one.
 *
 * A query that looks like a phone number is one word, without its trunk zeros: `044 668 18 00` finds `+41446681800`.
 */
export function searchTerms(query: string): readonly string[] {
  const folded = foldText(query).trim();
  if (phoneLike.test(folded)) {
    const digits = folded.replace(/\(0\)/g, "").replace(/\D/g, "");
    if (digits.length >= minPhoneDigits) return [digits.replace(/^0+(?=\d)/, "")];
  }
  return [...new Set(folded.split(/\s+/).filter((term) => term !== ""))].slice(0, maxTerms);
}
