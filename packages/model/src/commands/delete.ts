/**
 * Delete: removes one card and its holds, never a value of another card.
 *
 * Shape    deleting a contact parts every related card from it; deleting another card parts that card; a company takes
 *          its persons along.
 * Not      an erasure: everything stays for {@link decideRestore} for 30 days.
 * Source   rules D1, D3, D5
 *
 * @module
 */
import type { Card, DeletionRecord } from "../card.ts";
import type { DeleteCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import type { CommandId } from "../id.ts";
import { mayEdit } from "../role.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { part } from "./part.ts";
import { clearPrimary } from "./primary-contact.ts";
import { findCard, isRefusal, liveCard } from "./refusal.ts";

const gone = (card: Card, record: DeletionRecord): readonly Effect[] => [
  { type: "putCard", card: { ...card, deletedAtMs: record.deletedAtMs } },
  { type: "recordDeletion", cardId: card.id, record },
];

/** The contact keeps the shared document; every related card leaves with a fork. */
function deleteContact(
  view: WorkspaceView,
  commandId: CommandId,
  contact: Card,
  persons: readonly Card[],
): readonly Effect[] {
  const relations = view.relationsOf(contact.id);
  const parted = relations.flatMap((relation): readonly Effect[] => {
    const card = findCard(view, relation.cardId);
    if (!card) return [{ type: "removeRelation", relation }];
    const left = part(commandId, relation, card);
    return [...left.effects, { type: "putCard", card: left.card }];
  });
  const primaryOf = view.cardsWithPrimary(contact.id);
  return [
    ...parted,
    ...primaryOf.map(clearPrimary),
    ...gone(contact, {
      cardId: contact.id,
      deletedAtMs: view.nowMs,
      relations,
      ...(persons.length > 0 && { persons: persons.map((person) => person.id) }),
      ...(primaryOf.length > 0 && { primaryOf: primaryOf.map((card) => card.id) }),
    }),
  ];
}

/** A related card leaves with a fork, kept for restoring; without a relation it keeps its document. */
function deleteOther(view: WorkspaceView, commandId: CommandId, card: Card): readonly Effect[] {
  const relations = view.relationsOf(card.id);
  const [relation] = relations;
  const left = relation ? part(commandId, relation, card) : { card, effects: [] };
  return [...left.effects, ...gone(left.card, { cardId: card.id, deletedAtMs: view.nowMs, relations })];
}

export function decideDelete(view: WorkspaceView, command: DeleteCommand, actor: Actor): Decision {
  const card = liveCard(view, command.cardId, "cardId");
  if (isRefusal(card)) return card;
  if (!mayEdit(actor.role, card.kind)) return refuse(403, "perm.kind", { params: { kind: card.kind } });
  if (card.kind !== "contact") return { ok: true, effects: deleteOther(view, command.id, card) };
  const persons = card.type === "person" ? [] : view.personsOf(card.id);
  return {
    ok: true,
    effects: [
      ...persons.flatMap((person) => deleteContact(view, command.id, person, [])),
      ...deleteContact(view, command.id, card, persons),
    ],
  };
}
