/**
 * Cards and relations that a restored server never heard of, as commands that bring them back: for the user to look through.
 *
 * Shape    one command a card or relation, with the ids and numbers they had and the values they showed. The command's id is that of what it makes, so
 *          that looking twice finds the same; given again it gets one of its own.
 * Not      given by itself: whether the card is still right nobody knows but who made it.
 *
 * @module
 */
import {
  type Card,
  type CardId,
  type Command,
  documentRole,
  fieldSpec,
  parseCommandId,
  parseCardId,
  parseDocumentId,
  parseRelationId,
  type Relation,
  type Scalar,
  type Setup,
} from "@couplet/model";
import { v7 } from "uuid";
import type { Reconciled } from "../sync/reconcile.ts";
import type { Facts } from "./facts.ts";

export interface LostCommand {
  readonly command: Command;
  /** Of the card it makes, where the command has no place for it. */
  readonly notes?: string;
}

/** Pure but for the ids of what comes along. Contacts first: what is related to them needs them. */
export function lostCommands(facts: Facts, absent: Reconciled["absent"]): readonly LostCommand[] {
  const lost = new Set(absent.card);
  const cards = absent.card
    .flatMap((id) => facts.card(id) ?? [])
    .filter(({ deletedAtMs }) => deletedAtMs === undefined);
  const contactsFirst = [...cards].sort((a, b) => Number(a.kind !== "contact") - Number(b.kind !== "contact"));
  const isThere = (id: string): boolean => !lost.has(id) && facts.card(id) !== undefined;
  const links = absent.relation
    .flatMap((id) => facts.relation(id) ?? [])
    .filter(({ contactId, cardId }) => isThere(contactId) && isThere(cardId))
    .map((relation): LostCommand => ({ command: linkOf(relation) }));
  return [...contactsFirst.map((card) => commandOf(facts, card, isThere)), ...links];
}

function commandOf(facts: Facts, card: Card, isThere: (id: string) => boolean): LostCommand {
  const id = parseCommandId(card.id);
  const [relation] = facts.relationsOf(card.id);
  const { cardDocumentId } = card;
  const notes = facts.shown(cardDocumentId).notes;
  if (card.kind === "contact") {
    // Made from a card that is still there: they share its document.
    const from = facts
      .relationsOf(card.id)
      .find(({ cardId }) => isThere(cardId) && sharesDocument(facts, card, cardId));
    if (!from) return { command: createOf(facts, card, notes) };
    const { cardId, id: relationId } = from;
    const command: Command = {
      type: "createContactFromCard",
      id,
      cardId,
      contactId: card.id,
      cardDocumentId,
      relationId,
    };
    return { command, ...(notes !== "" && { notes }) };
  }
  if (!relation) return { command: createOf(facts, card, notes) };
  const command: Command = {
    type: "createFromContact",
    id,
    contactId: relation.contactId,
    kind: card.kind,
    cardId: card.id,
    cardDocumentId,
    relationId: relation.id,
    ...numberOf(facts.setup, card),
    fields: valuesOf(facts, card, ["card"]),
  };
  return { command, ...(notes !== "" && { notes }) };
}

const sharesDocument = (facts: Facts, { commonDocumentId }: Card, cardId: CardId): boolean =>
  facts.card(cardId)?.commonDocumentId === commonDocumentId;

const createOf = (facts: Facts, card: Card, notes: string): Command => ({
  type: "create",
  id: parseCommandId(card.id),
  cardId: card.id,
  kind: card.kind,
  ...(card.type !== undefined && { contactType: card.type }),
  ...numberOf(facts.setup, card),
  commonDocumentId: card.commonDocumentId,
  cardDocumentId: card.cardDocumentId,
  fields: valuesOf(facts, card, ["common", "card"]),
  ...(notes !== "" && { notes }),
  // For the contact that set-up makes along with it.
  contact: {
    cardId: parseCardId(v7()),
    cardDocumentId: parseDocumentId(v7()),
    relationId: parseRelationId(v7()),
  },
});

/** Where numbers may be typed. Else it gets another one. */
function numberOf(setup: Setup | undefined, { kind, no }: Card): { readonly no?: string } {
  const series = setup?.numberSeries[kind];
  return series?.manual === false ? {} : { no };
}

function valuesOf(facts: Facts, card: Card, roles: readonly ("common" | "card")[]): Record<string, Scalar> {
  const values: Record<string, Scalar> = {};
  for (const role of roles) {
    const { values: shown } = facts.shown(role === "common" ? card.commonDocumentId : card.cardDocumentId);
    for (const [field, value] of Object.entries(shown)) {
      const isItsOwn = fieldSpec(card.kind, field) !== undefined && documentRole(card.kind, field) === role;
      if (isItsOwn && value !== "" && value !== false) values[field] = value;
    }
  }
  return values;
}

const linkOf = ({ id, contactId, cardId }: Relation): Command => ({
  type: "link",
  id: parseCommandId(id),
  contactId,
  cardId,
  relationId: id,
  master: "contact",
});
