/**
 * What an author is told of an edit that was not taken.
 *
 * Shape    the steward's codes with an English text; where a value is wrong by itself, the text of that rule.
 * Source   docs/PROTOCOL.md, "Messages"
 *
 * @module
 */
import type { RefusedEntry } from "@couplet/crdt";
import { type Locale, problemText } from "@couplet/model";
import type { Refusal } from "@couplet/protocol";
import type { Room } from "./room.ts";

/** Codes of the record document; those of values and rights are in the catalogue of `@couplet/model`. */
const texts: Readonly<Record<string, string>> = {
  "writer.foreign": "This writer belongs to somebody else or to another card.",
  "writer.unknown": "The writer of this edit has not said on which card and for whom it writes.",
  "writer.tooMany":
    "You have written in this document from too many places. Edit the card over another device you have used.",
  "slot.foreign": "Only its own writer may change this entry.",
  "slot.erased": "Erasing an entry is not an edit. Set the field to empty instead.",
  "entry.malformed": "This is not an entry.",
  "entry.stale": "This writer has written a later edit of the field already.",
  "entry.tooMany": "Too many of your devices have set this field without knowing of each other.",
  "entry.future": "The clock of this device is more than a day ahead. Correct it and make the edit again.",
  "card.elsewhere": "The card has nothing to do with this document.",
};

/** In the words of this list or of the catalogue. */
export const textOfCode = (code: string, locale: Locale): string => texts[code] ?? problemText(code, {}, locale);

export function toRefusal(room: Room, refused: RefusedEntry): Refusal {
  const { code, field, card, value } = refused;
  const problem = card !== undefined && value !== undefined ? room.check(card, field, value) : undefined;
  const params = problem?.code === code ? problem.params : undefined;
  const text = texts[code] ?? problemText(code, { ...(field !== "" && { field }), ...params }, "en");
  return { ...refused, text };
}
