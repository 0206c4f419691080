/**
 * Merging: a contact is joined into another one, with all that belongs to it.
 *
 * Shape    its document is joined into the other's, field by field; its customer, vendor, bank account and persons come over; its notes
 *          are added; it goes, and its id stands for the other contact from then on. It keeps a copy of what it had, for the undo.
 * Not      possible while both have a card of one kind: somebody has to say first which one stays.
 * Source   rules U2, L7, D5; docs/decisions/0009-merging-contacts.md
 *
 * @module
 */
import type { Card, MergeRecord, Relation } from "../card.ts";
import type { Fields, MergeContactsCommand } from "../command.ts";
import { refuse, type Decision } from "../decision.ts";
import type { Effect, MergeSide } from "../effect.ts";
import { forkDocumentId, isCardId, type CardId } from "../id.ts";
import { addressBlock, type ValueOf } from "../inheritance.ts";
import { mayEdit, mayLink } from "../role.ts";
import { commonFieldsOfKind, fieldsOfKind, fieldSpec } from "../schema.ts";
import { searchNameOf } from "../search-name.ts";
import { emptyValue, isEmptyValue, sameMeaning, type Scalar } from "../value.ts";
import type { Actor, WorkspaceView } from "../view.ts";
import { repointed } from "./primary-contact.ts";
import { asItStands } from "./restore.ts";
import { cardLabel, findCard, isRefusal, liveCardOfKind, liveContact, type Refusal } from "./refusal.ts";

const nameParts: ReadonlySet<string> = new Set(["firstName", "middleName", "surname"]);
const isInBlock = (field: string): boolean => addressBlock.some((name) => name === field);

/**
 * Whose value each field of the contact keeps: as chosen, else the kept contact's, or where that is blank the other's. An address is
 * filled as a whole or not at all, and the parts of a name follow it, as does a search name that only repeats it.
 *
 * Pure. The same for a preview and for the decision.
 */
export function mergeSides(
  kept: ValueOf,
  merged: ValueOf,
  chosen: Readonly<Record<string, MergeSide>> = {},
): Readonly<Record<string, MergeSide>> {
  const isBlank = (of: ValueOf, field: string): boolean =>
    isEmptyValue(of(field)) || (field === "searchName" && of(field) === searchNameOf(of("name")));
  const isFilled = (field: string): boolean => isBlank(kept, field) && !isBlank(merged, field);
  const isAddressFilled = addressBlock.every((field) => isBlank(kept, field)) && addressBlock.some(isFilled);
  const name = chosen["name"] ?? (isFilled("name") ? "merged" : "kept");
  const sideOf = (field: string): MergeSide => {
    if (field === "name" || nameParts.has(field)) return name;
    if (field === "searchName" && isBlank(kept, field) && isBlank(merged, field)) return name;
    return (isInBlock(field) ? isAddressFilled : isFilled(field)) ? "merged" : "kept";
  };
  return Object.fromEntries(fieldsOfKind("contact").map((spec) => [spec.name, chosen[spec.name] ?? sideOf(spec.name)]));
}

/** Two cards of one kind, or a kind that the user may not link. */
function refuseRelations(
  view: WorkspaceView,
  kept: Card,
  relations: readonly Relation[],
  actor: Actor,
): Refusal | undefined {
  const standing = view.relationsOf(kept.id);
  for (const { kind, cardId } of relations) {
    if (!mayLink(actor.role, kind)) return refuse(403, "perm.link", { params: { kind } });
    const other = standing.find((one) => one.kind === kind);
    const [a, b] = [other?.cardId, cardId].map((id) => (id === undefined ? undefined : view.card(id)));
    if (a && b) return refuse(409, "merge.kind", { params: { kind, a: cardLabel(view, a), b: cardLabel(view, b) } });
  }
  return undefined;
}

function refuseContacts(view: WorkspaceView, kept: Card, merged: Card, actor: Actor): Refusal | undefined {
  if (!mayEdit(actor.role, "contact")) return refuse(403, "perm.kind", { params: { kind: "contact" } });
  if (kept.id === merged.id) return refuse(409, "merge.same", { field: "mergedId" });
  if ((kept.type ?? "company") !== (merged.type ?? "company"))
    return refuse(409, "merge.type", { params: { a: cardLabel(view, kept), b: cardLabel(view, merged) } });
  for (const contact of [kept, merged])
    if (view.value(contact.id, "privacyBlocked") === true)
      return refuse(409, "merge.privacyBlocked", { params: { a: cardLabel(view, contact) } });
  return undefined;
}

const blankOf = (field: string): Scalar => {
  const spec = fieldSpec("contact", field);
  return spec ? emptyValue(spec) : "";
};

/** What the kept contact takes over, before and after. */
function takenValues(
  kept: ValueOf,
  merged: ValueOf,
  sides: Readonly<Record<string, MergeSide>>,
): MergeRecord["values"] {
  const taken = Object.entries(sides).flatMap(([field, side]) => {
    const [was, became] = [kept(field) ?? blankOf(field), merged(field) ?? blankOf(field)];
    return side === "merged" && !sameMeaning(field, was, became) ? [[field, { was, became }] as const] : [];
  });
  return Object.fromEntries(taken);
}

export function decideMerge(view: WorkspaceView, command: MergeContactsCommand, actor: Actor): Decision {
  const found = liveContact(view, command.contactId, "contactId");
  if (isRefusal(found)) return found;
  const merged = liveCardOfKind(view, command.mergedId, "contact", "mergedId");
  if (isRefusal(merged)) return merged;
  const unknown = Object.keys(command.fields ?? {}).find((field) => !fieldSpec("contact", field));
  if (unknown !== undefined)
    return refuse(422, "field.unknown", { field: unknown, params: { kind: "contact", name: unknown } });
  const relations = view.relationsOf(merged.id);
  const refusal = refuseContacts(view, found, merged, actor) ?? refuseRelations(view, found, relations, actor);
  if (refusal) return refusal;
  const [here, there]: readonly ValueOf[] = [found.id, merged.id].map((id) => (field) => view.value(id, field));
  if (!here || !there) return refuse(404, "card.notFound");
  const choices = mergeSides(here, there, command.fields);
  const values = takenValues(here, there, choices);
  const common = commonFieldsOfKind("contact");
  const own: Fields = Object.fromEntries(
    Object.entries(values).flatMap(([field, { became }]) => (common.includes(field) ? [] : [[field, became]])),
  );
  const { companyId } = own;
  const { companyId: _left, ...alone } = found;
  const kept: Card = companyId === undefined ? found : isCardId(companyId) ? { ...alone, companyId } : alone;

  const persons = merged.type === "person" ? [] : view.personsOf(merged.id);
  const primaryOf = view.cardsWithPrimary(merged.id);
  const moved = new Set(relations.map(({ cardId }) => cardId));
  const hubOf = (card: Card): CardId | undefined =>
    moved.has(card.id) ? kept.id : view.relationsOf(card.id)[0]?.contactId;
  const from = merged.commonDocumentId;
  const into = kept.commonDocumentId;
  const copy = forkDocumentId(command.id, merged.id);
  const gone: Card = { ...merged, commonDocumentId: copy, deletedAtMs: view.nowMs, mergedInto: kept.id };
  return {
    ok: true,
    effects: [
      { type: "putCard", card: kept },
      { type: "fork", from, to: copy, cardId: merged.id, keep: common },
      { type: "release", documentId: from, cardId: merged.id },
      { type: "hold", documentId: copy, cardId: merged.id },
      { type: "join", from, into, cardId: kept.id, mergedId: merged.id, choices },
      ...relations.flatMap((relation) => moveOver(view, relation, kept)),
      { type: "putCard", card: gone },
      {
        type: "recordDeletion",
        cardId: merged.id,
        record: {
          cardId: merged.id,
          deletedAtMs: view.nowMs,
          relations,
          ...(primaryOf.length > 0 && { primaryOf: primaryOf.map(({ id }) => id) }),
          merge: { into: kept.id, persons: persons.map(({ id }) => id), values },
        },
      },
      ...persons.flatMap((person) => belongTo(person, kept.id)),
      ...(Object.keys(own).length > 0 ? [{ type: "setFields", cardId: kept.id, fields: own } as const] : []),
      ...primaryOf.map((card) => repointed(card, hubOf(card), kept)),
      { type: "appendNotes", cardId: kept.id, otherId: merged.id },
    ],
  };
}

/** The relation as it stands, with another contact; its card holds that one's document. */
export function moveOver(view: WorkspaceView, relation: Relation, contact: Card): readonly Effect[] {
  const card = findCard(view, relation.cardId);
  if (!card) return [];
  const into = contact.commonDocumentId;
  const type = card.kind === "customer" ? { type: contact.type ?? "company" } : {};
  return [
    { type: "putRelation", relation: { ...asItStands(relation), contactId: contact.id } },
    { type: "release", documentId: card.commonDocumentId, cardId: card.id },
    { type: "hold", documentId: into, cardId: card.id },
    { type: "putCard", card: { ...card, ...type, commonDocumentId: into } },
  ];
}

/** What persons have of their own stays theirs: nobody moves house because two cards of a company become one. */
export const belongTo = (person: Card, companyId: CardId): readonly Effect[] => [
  { type: "putCard", card: { ...person, companyId } },
  { type: "setFields", cardId: person.id, fields: { companyId } },
];
