/**
 * Renumber: a card gets another number of people's choosing.
 *
 * Shape    the card's row and nothing else: relations, companies and primary contacts name cards by id, so every link stays.
 * Not      drawing from the series; the number it had is never given to another card.
 * Source   rules K6, S2, S3
 *
 * @module
 */
import type { RenumberCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import { mayEdit } from "../role.ts";
import { cleanText } from "../text.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { typedNumber } from "./numbering.ts";
import { isRefusal, liveCard } from "./refusal.ts";

export function decideRenumber(view: WorkspaceView, command: RenumberCommand, actor: Actor): Decision {
  const card = liveCard(view, command.cardId, "cardId");
  if (isRefusal(card)) return card;
  if (!mayEdit(actor.role, card.kind)) return refuse(403, "perm.kind", { params: { kind: card.kind } });
  const no = cleanText(command.no).toUpperCase();
  if (no === card.no) return { ok: true, effects: [] };
  if (no === "") return refuse(422, "number.invalid", { field: "no" });
  const numbered = typedNumber(view, view.setup, card.kind, no);
  if (isRefusal(numbered)) return numbered;
  return { ok: true, effects: [{ type: "putCard", card: { ...card, no } }] };
}
