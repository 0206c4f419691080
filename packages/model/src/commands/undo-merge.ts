/**
 * Undo of a merge: the contact that went is there again, with what it had and with what came over from it and still can go back.
 *
 * Shape    its related cards go back into its document, taking along what was set on them since; the contact that was kept gets back the
 *          values that it had given up, where nobody has set others since; persons and primary contacts go back.
 * Not      possible after 30 days, nor while the contact that was kept is not there.
 * Source   rule U2; docs/decisions/0009-merging-contacts.md
 *
 * @module
 */
import type { Card, DeletionRecord, Relation } from "../card.ts";
import type { UndoMergeCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect } from "../effect.ts";
import { isCardId, type CardId } from "../id.ts";
import { mayEdit, mayLink } from "../role.ts";
import { sameMeaning } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { belongTo, moveOver } from "./merge.ts";
import { cardLabel, findCard, isRefusal, textValue, type Refusal } from "./refusal.ts";
import { leavingEdits, ofLiveCompany, restorableRecord, revived } from "./restore.ts";

interface Merged {
  readonly card: Card;
  readonly kept: Card;
  readonly record: DeletionRecord & Required<Pick<DeletionRecord, "merge">>;
}

function findMerged(view: WorkspaceView, command: UndoMergeCommand, actor: Actor): Merged | Refusal {
  const card = view.card(command.cardId);
  if (!card) return refuse(404, "card.notFound", { field: "cardId" });
  if (!mayEdit(actor.role, card.kind)) return refuse(403, "perm.kind", { params: { kind: card.kind } });
  if (card.mergedInto === undefined || card.deletedAtMs === undefined) return refuse(409, "undoMerge.none");
  const record = restorableRecord(view, card.id);
  if (isRefusal(record)) return record;
  const { merge } = record;
  if (!merge) return refuse(409, "undoMerge.none");
  const kept = findCard(view, merge.into);
  const other = kept ?? view.card(merge.into);
  if (!kept) return refuse(409, "undoMerge.gone", { params: { a: other ? cardLabel(view, other) : merge.into } });
  const closed = record.relations.find(({ kind }) => !mayLink(actor.role, kind));
  if (closed) return refuse(403, "perm.link", { params: { kind: closed.kind } });
  return { card, kept, record: { ...record, merge } };
}

/** Relations that came over and still stand. One that has ended since is left as it is. */
const standing = (view: WorkspaceView, { kept, record }: Merged): readonly Relation[] =>
  record.relations.flatMap(({ id }) => {
    const relation = view.relation(id);
    return relation?.contactId === kept.id && findCard(view, relation.cardId) ? [relation] : [];
  });

/** The kept contact's own again, where it still shows what it took over. */
function givenBack(view: WorkspaceView, { kept, record }: Merged): readonly Effect[] {
  const fields = Object.fromEntries(
    Object.entries(record.merge.values).flatMap(([field, { was, became }]) =>
      sameMeaning(field, view.value(kept.id, field) ?? "", became) ? [[field, was]] : [],
    ),
  );
  if (Object.keys(fields).length === 0) return [];
  const { companyId } = fields;
  const { companyId: _left, ...alone } = kept;
  const row: Card | undefined =
    companyId === undefined ? undefined : isCardId(companyId) ? { ...alone, companyId } : alone;
  return [...(row ? [{ type: "putCard", card: row } as const] : []), { type: "setFields", cardId: kept.id, fields }];
}

function primaryAgain(view: WorkspaceView, { kept, record }: Merged, card: Card, back: ReadonlySet<CardId>): Effect[] {
  return (record.primaryOf ?? []).flatMap((id): readonly Effect[] => {
    const other = findCard(view, id);
    const hub = back.has(id) ? card.id : view.relationsOf(id)[0]?.contactId;
    const named = textValue(other && view.value(id, "primaryContactId"));
    const isFree = named === kept.id || named === "";
    if (!other || !isFree || hub === undefined || (hub !== card.id && hub !== card.companyId)) return [];
    return [{ type: "setFields", cardId: id, fields: { primaryContactId: card.id } }];
  });
}

/** Its company is gone by now, or was joined into another one. */
function elsewhere(view: WorkspaceView, { card, record }: Merged, companyId: CardId | undefined): Effect {
  const left = companyId === undefined ? leavingEdits(view, { card, record }) : {};
  return { type: "setFields", cardId: card.id, fields: { ...left, companyId: companyId ?? "" } };
}

export function decideUndoMerge(view: WorkspaceView, command: UndoMergeCommand, actor: Actor): Decision {
  const found = findMerged(view, command, actor);
  if (isRefusal(found)) return found;
  const { kept, record } = found;
  const card = ofLiveCompany(view, revived(found.card), new Set());
  const relations = standing(view, found);
  const back = new Set(relations.map(({ cardId }) => cardId));
  const persons = record.merge.persons.flatMap((id) => {
    const person = findCard(view, id);
    return person?.companyId === kept.id ? [person] : [];
  });
  const effects: readonly Effect[] = [
    { type: "putCard", card },
    { type: "forgetDeletion", cardId: card.id },
    {
      type: "takeAlong",
      from: kept.commonDocumentId,
      into: card.commonDocumentId,
      cardId: card.id,
      cardIds: [card.id, ...back],
      stood: record.merge.stood ?? [],
    },
    ...relations.flatMap((relation) => moveOver(view, relation, card)),
    ...(card.companyId === found.card.companyId ? [] : [elsewhere(view, found, card.companyId)]),
    ...givenBack(view, found),
    ...persons.flatMap((person) => belongTo(person, card.id)),
    ...primaryAgain(view, found, card, back),
    { type: "withdrawNotes", cardId: kept.id, otherId: card.id },
  ];
  return { ok: true, effects };
}
