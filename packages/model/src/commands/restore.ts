/**
 * Restore: brings a deleted card back and links it again where both places are still free.
 *
 * Shape    the contact's document is the one that stays; the other card's is merged into it entry by entry, so that
 *          what was edited meanwhile on either side holds.
 * Not      possible after 30 days.
 * Source   rule D4; design section 2, restore
 *
 * @module
 */
import type { Card, DeletionRecord, Relation } from "../card.ts";
import type { Fields, RestoreCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import type { CardId } from "../id.ts";
import { companyEdits } from "../inheritance.ts";
import { mayEdit } from "../role.ts";
import { commonFieldsOfKind } from "../schema.ts";
import type { Scalar } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { namesDeleted, primaryEffects, primaryToday } from "./primary-contact.ts";
import { cardLabel, cardToday, findCard, isRefusal, type Refusal } from "./refusal.ts";

export const restorableDays = 30;
const restorableMs = restorableDays * 24 * 60 * 60 * 1000;

interface Deleted {
  readonly card: Card;
  readonly record: DeletionRecord;
}

export function revived({ deletedAtMs: _gone, mergedInto: _other, ...card }: Card): Card {
  return card;
}

/** Once it has ended, what its cards were before the link is nothing to go back to. */
export function asItStands({ undo: _before, ...relation }: Relation): Relation {
  return relation;
}

/** The relation stands again: the card moves into the contact's document. */
const rejoin = (relation: Relation, contact: Card, card: Card): readonly Effect[] => {
  const from = card.commonDocumentId;
  const into = contact.commonDocumentId;
  return [
    { type: "merge", from, into, cardId: card.id, keep: commonFieldsOfKind(card.kind) },
    { type: "release", documentId: from, cardId: card.id },
    { type: "hold", documentId: into, cardId: card.id },
    {
      type: "putCard",
      card: {
        ...card,
        commonDocumentId: into,
        ...(card.kind === "customer" && { type: contact.type ?? "company" }),
      },
    },
    { type: "putRelation", relation: asItStands(relation) },
  ];
};

interface Relinked {
  readonly effects: readonly Effect[];
  readonly relations: readonly Relation[];
}

/** Each relation of the record, as far as its places are free; those whose other side is deleted too wait with it. */
function relink(view: WorkspaceView, { card, record }: Deleted): Relinked {
  const effects: Effect[] = [];
  const relations: Relation[] = [];
  const taken = new Set(view.relationsOf(card.id).map((relation) => relation.kind));
  for (const stood of record.relations) {
    const hub = card.kind === "contact" ? undefined : cardToday(view, stood.contactId);
    // Of a contact that was joined into another one since, the other one is meant.
    const relation = hub ? { ...stood, contactId: hub.id } : stood;
    const otherId = card.kind === "contact" ? relation.cardId : relation.contactId;
    const other = findCard(view, otherId);
    const waiting = other ? undefined : view.deletion(otherId);
    if (waiting) {
      const kept = { ...waiting, relations: [...waiting.relations, relation] };
      effects.push({ type: "recordDeletion", cardId: otherId, record: kept });
    }
    if (!other || taken.has(relation.kind)) continue;
    const others = view.relationsOf(other.id);
    const isFree = card.kind === "contact" ? others.length === 0 : others.every((one) => one.kind !== relation.kind);
    if (!isFree) continue;
    taken.add(relation.kind);
    relations.push(relation);
    effects.push(...(card.kind === "contact" ? rejoin(relation, card, other) : rejoin(relation, other, card)));
  }
  return { effects, relations };
}

/** A person whose company is gone for good belongs to none; one whose company was joined into another belongs to that. */
export function ofLiveCompany(view: WorkspaceView, card: Card, alsoRestored: ReadonlySet<CardId>): Card {
  const { companyId, ...alone } = card;
  if (companyId === undefined || alsoRestored.has(companyId) || findCard(view, companyId)) return card;
  const today = cardToday(view, companyId);
  return today && today.deletedAtMs === undefined ? { ...card, companyId: today.id } : alone;
}

/** What it showed of its company stays as its own (H1). */
export function leavingEdits(view: WorkspaceView, { card, record }: Deleted): Fields {
  const { companyId } = card;
  if (companyId === undefined || record.relations.length > 0) return {};
  const own = (field: string): Scalar | undefined => view.value(card.id, field);
  const company = (field: string): Scalar | undefined => view.value(companyId, field);
  return companyEdits({ own, company, switches: view.setup.inheritance }, undefined);
}

/** The card, and with a company the persons deleted along with it. */
function restoredWith(view: WorkspaceView, deleted: Deleted): readonly Deleted[] {
  const persons = (deleted.record.persons ?? []).flatMap((id): readonly Deleted[] => {
    const card = view.card(id);
    const record = view.deletion(id);
    return card?.deletedAtMs !== undefined && record?.deletedAtMs === deleted.record.deletedAtMs
      ? [{ card, record }]
      : [];
  });
  return [deleted, ...persons];
}

/** @returns the refusal once it is too late */
export function restorableRecord(view: WorkspaceView, cardId: CardId): DeletionRecord | Refusal {
  const record = view.deletion(cardId);
  if (record && view.nowMs - record.deletedAtMs <= restorableMs) return record;
  return refuse(410, "restore.expired", { params: { days: restorableDays } });
}

function restorable(view: WorkspaceView, command: RestoreCommand): Deleted | Refusal {
  const card = view.card(command.cardId);
  if (!card) return refuse(404, "card.notFound", { field: "cardId" });
  if (card.deletedAtMs === undefined) return refuse(409, "restore.notDeleted");
  const other = card.mergedInto === undefined ? undefined : view.card(card.mergedInto);
  if (other) return refuse(409, "restore.merged", { params: { a: cardLabel(view, other) } });
  const record = restorableRecord(view, card.id);
  return isRefusal(record) ? record : { card, record };
}

export function decideRestore(view: WorkspaceView, command: RestoreCommand, actor: Actor): Decision {
  const deleted = restorable(view, command);
  if ("ok" in deleted) return deleted;
  const { kind } = deleted.card;
  if (!mayEdit(actor.role, kind)) return refuse(403, "perm.kind", { params: { kind } });

  const all = restoredWith(view, deleted);
  const ids = new Set(all.map(({ card }) => card.id));
  const effects: Effect[] = [];
  const hubOfCard = new Map<CardId, CardId>();
  for (const one of all) {
    const { card: row, record } = one;
    const card = ofLiveCompany(view, revived(row), ids);
    effects.push({ type: "putCard", card }, { type: "forgetDeletion", cardId: card.id });
    if (card.companyId !== row.companyId) {
      const left = card.companyId === undefined ? leavingEdits(view, one) : {};
      effects.push({ type: "setFields", cardId: card.id, fields: { ...left, companyId: card.companyId ?? "" } });
    }
    const relinked = relink(view, { card, record });
    effects.push(...relinked.effects);
    if (namesDeleted(view, card, ids)) effects.push(primaryToday(view, card, relinked.relations[0]?.contactId));
    for (const relation of relinked.relations) hubOfCard.set(relation.cardId, relation.contactId);
  }
  for (const { card, record } of all) {
    for (const id of record.primaryOf ?? []) {
      const other = findCard(view, id);
      const hub = hubOfCard.get(id) ?? view.relationsOf(id)[0]?.contactId;
      if (other && hub !== undefined && (hub === card.id || hub === card.companyId))
        effects.push(...primaryEffects(view, other, card.id));
    }
  }
  return { ok: true, effects };
}
