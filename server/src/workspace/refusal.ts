/**
 * What an author is told of an edit that was not taken.
 *
 * Shape    the steward's codes with an English text of the model's catalogue; where a value is wrong by itself, the text of that rule.
 * Source   docs/PROTOCOL.md, "Messages"
 *
 * @module
 */
import type { RefusedEntry } from "@couplet/crdt";
import { problemText } from "@couplet/model";
import type { Refusal } from "@couplet/protocol";
import type { Room } from "./room.ts";

export function toRefusal(room: Room, refused: RefusedEntry): Refusal {
  const { code, field, card, value } = refused;
  const problem = card !== undefined && value !== undefined ? room.check(card, field, value) : undefined;
  const params = problem?.code === code ? problem.params : undefined;
  const text = problemText(code, { ...(field !== "" && { field }), ...params }, "en");
  return { ...refused, text };
}
