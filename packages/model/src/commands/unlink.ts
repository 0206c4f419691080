/**
 * Unlink: the customer, vendor or bank account leaves with a fork; the others go on sharing.
 *
 * Source   rule L12
 *
 * @module
 */
import type { UnlinkCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import { mayLink } from "../role.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { part } from "./part.ts";
import { isRefusal, liveCard } from "./refusal.ts";

export function decideUnlink(view: WorkspaceView, command: UnlinkCommand, actor: Actor): Decision {
  const relation = view.relation(command.relationId);
  if (!relation) return refuse(404, "relation.notFound");
  if (!mayLink(actor.role, relation.kind)) return refuse(403, "perm.link", { params: { kind: relation.kind } });
  const card = liveCard(view, relation.cardId, "cardId");
  if (isRefusal(card)) return card;
  const parted = part(command.id, relation, card);
  return { ok: true, effects: [...parted.effects, { type: "putCard", card: parted.card }] };
}
