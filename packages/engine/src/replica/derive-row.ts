/**
 * A card's row, put together from what a replica knows: what the server would answer for the card at that moment.
 *
 * Shape    pure. The rules are the model's: status, inheritance, search name.
 * Not      a copy of an answer: see `card-row.ts` for those.
 * Source   docs/HTTP.md, "Cards"
 *
 * @module
 */
import { atOfMs } from "@couplet/crdt";
import {
  emptyValue,
  fieldsOfKind,
  inheritedValues,
  inheritsFrom,
  readContactName,
  restorableDays,
  searchNameOf,
  statusOf,
  type Card,
  type CardKind,
  type Relation,
  type Scalar,
} from "@couplet/model";
import type { CardRow, MergedContact, RelatedCard } from "../card-row.ts";
import type { KeptCard } from "../register.ts";
import type { Facts } from "./facts.ts";

export interface RowContext {
  readonly facts: Facts;
  /** Whether the role reads what only that kind has. */
  readonly readsOwn: (kind: CardKind) => boolean;
  readonly nowMs: number;
}

/** As many as the server tells of. */
const maxMerged = 50;
const restorableMs = restorableDays * 24 * 60 * 60 * 1000;

/** `asOfMs` is 0: what a replica knows is as old as the replica. */
export function deriveRow(card: Card, context: RowContext): KeptCard {
  const { facts } = context;
  const isWhole = context.readsOwn(card.kind);
  const common = facts.shown(card.commonDocumentId).values;
  const own = isWhole ? facts.shown(card.cardDocumentId) : undefined;
  const values: Record<string, Scalar> = {};
  for (const spec of fieldsOfKind(card.kind)) {
    if (spec.scope !== "common" && !isWhole) continue;
    values[spec.name] = (spec.scope === "common" ? common : own?.values)?.[spec.name] ?? emptyValue(spec);
  }
  const read = readContactName(
    (field) => values[field],
    (id) => contactNameIn(facts, id),
  );
  if (read) values["contactName"] = read.name;
  if (values["searchName"] === "") values["searchName"] = searchNameOf(values["name"]);
  const relations = facts.relationsOf(card.id);
  const companys = card.companyId === undefined ? [] : facts.relationsOf(card.companyId);
  const merged = card.kind === "contact" ? mergedOf(card, context) : [];
  return {
    id: card.id,
    kind: card.kind,
    no: card.no,
    ...(card.type === undefined ? {} : { type: card.type }),
    ...(card.companyId === undefined ? {} : { companyId: card.companyId }),
    documentId: card.commonDocumentId,
    cardDocumentId: isWhole ? card.cardDocumentId : "",
    relations: relations.flatMap((relation) => relatedOf(relation, card, context)),
    ...(card.kind === "contact" ? { status: statusOf(card, [...relations, ...companys]) } : {}),
    ...(read ? { values, inherited: { contactName: read.cardId } } : withInherited(card, values, relations, context)),
    ...(merged.length === 0 ? {} : { merged }),
    notes: own?.notes ?? "",
    asOfMs: 0,
    ...(card.deletedAtMs === undefined ? {} : { isDeleted: true }),
  };
}

const nameOf = ({ commonDocumentId }: Card, facts: Facts): string =>
  String(facts.shown(commonDocumentId).values["name"] ?? "");

/** Of a contact that is there. */
function contactNameIn(facts: Facts, id: string): string | undefined {
  const card = facts.card(id);
  return card?.kind === "contact" && card.deletedAtMs === undefined ? nameOf(card, facts) : undefined;
}

function relatedOf(relation: Relation, card: Card, context: RowContext): RelatedCard[] {
  const { facts } = context;
  const other = facts.card(relation.contactId === card.id ? relation.cardId : relation.contactId);
  if (!other) return [];
  const { id, code, undo } = relation;
  const { kind, no } = other;
  const isUndoable = undo !== undefined && isStillUndoable(relation, context);
  return [{ id, code, kind, cardId: other.id, no, name: nameOf(other, facts), ...(isUndoable ? { undo } : {}) }];
}

/** What the link itself wrote is a little later than the link. */
const linkingMs = 1_000;

/**
 * Nobody has edited since, nor is what was there before forgotten. The server goes by its history; here the time in the entries tells. So an
 * edit made right after the link, or before it and brought later, is not seen: undoing is then offered, and refused by the server.
 */
function isStillUndoable({ undo, kind, cardId }: Relation, { facts, readsOwn }: RowContext): boolean {
  const card = facts.card(cardId);
  if (!undo || !card || !readsOwn(kind)) return false;
  return facts.shown(card.commonDocumentId).lastAt < atOfMs(undo.linkedAtMs + linkingMs);
}

/** What the person has blank and its company has not (H2). */
function withInherited(
  card: Card,
  values: Readonly<Record<string, Scalar>>,
  relations: readonly Relation[],
  { facts }: RowContext,
): Pick<CardRow, "values" | "inherited"> {
  const companyId = inheritsFrom(card, relations);
  const company = companyId === undefined ? undefined : facts.card(companyId);
  if (!company || !facts.setup || company.deletedAtMs !== undefined || company.type !== "company") return { values };
  const shown = facts.shown(company.commonDocumentId).values;
  const inherited = inheritedValues({
    own: (field) => values[field],
    company: (field) => shown[field],
    switches: facts.setup.inheritance,
  });
  const fields = Object.keys(inherited);
  if (fields.length === 0) return { values };
  return {
    values: { ...values, ...inherited },
    inherited: Object.fromEntries(fields.map((field) => [field, company.id])),
  };
}

/** Contacts that were joined into this one and can still be brought back, those that went last first. */
function mergedOf(card: Card, { facts, nowMs }: RowContext): MergedContact[] {
  return facts
    .mergedInto(card.id)
    .filter(({ deletedAtMs }) => deletedAtMs !== undefined)
    .sort((a, b) => (b.deletedAtMs ?? 0) - (a.deletedAtMs ?? 0) || (a.no < b.no ? -1 : 1))
    .slice(0, maxMerged)
    .filter(({ deletedAtMs = 0 }) => deletedAtMs >= nowMs - restorableMs)
    .map((one) => ({ id: one.id, no: one.no, name: nameOf(one, facts), atMs: one.deletedAtMs ?? 0 }));
}
