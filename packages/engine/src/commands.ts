/**
 * What an app asks for, as a command with all ids in it: the same one whether it is sent now or after a week without network.
 *
 * Source   rules L1 to L12, D1 to D5; docs/HTTP.md, "Commands"
 *
 * @module
 */
import {
  assertNever,
  parseCardId,
  parseCommandId,
  parseDocumentId,
  parseRelationId,
  problemText,
  type Command,
  type Fields,
  type Scalar,
} from "@couplet/model";
import { v7 } from "uuid";
import type { CardCommand } from "./card-command.ts";
import { RequestRefusedError } from "./engine-error.ts";
import type { Register } from "./register.ts";

/** Cards whose relations, documents or existence the command may change, as far as this device knows. */
export function cardsTouchedBy(command: Command, register: Register): readonly string[] {
  const related = (cardId: string): string[] =>
    (register.card(cardId)?.relations ?? []).map((relation) => relation.cardId);
  switch (command.type) {
    case "create":
      return [command.cardId, ...(command.contact ? [command.contact.cardId] : [])];
    case "createFromContact":
      return [command.cardId, command.contactId, ...related(command.contactId)];
    case "createContactFromCard":
      return [command.contactId, command.cardId];
    case "link":
      return [command.contactId, command.cardId, ...related(command.contactId)];
    case "unlink":
    case "undoLink": {
      const sides = register.cardsOfRelation(command.relationId);
      return sides.map(({ id }) => id).concat(sides.flatMap(({ id }) => related(id)));
    }
    case "mergeContacts": {
      const persons = register.personsOf(command.mergedId);
      const cards = [command.contactId, command.mergedId];
      return [...cards, ...cards.flatMap(related), ...persons.map(({ id }) => id)];
    }
    case "undoMerge": {
      const kept = register.contactWith(command.cardId);
      const persons = kept ? register.personsOf(kept.id) : [];
      return [command.cardId, ...(kept ? [kept.id, ...related(kept.id)] : []), ...persons.map(({ id }) => id)];
    }
    case "delete":
    case "restore":
    case "changeType":
    case "renumber":
      return [command.cardId, ...related(command.cardId)];
    default:
      return assertNever(command);
  }
}

/** Of these commands only the row of the relation tells which cards they are about. */
type OfRelation = { readonly type: "unlink" | "undoLink" };

export const isOfRelation = (command: Command): command is Extract<Command, OfRelation> =>
  command.type === "unlink" || command.type === "undoLink";

/** The card a command makes, brings back or is about. */
export function subjectOf(command: Exclude<Command, OfRelation>): string {
  return command.type === "createContactFromCard" || command.type === "mergeContacts"
    ? command.contactId
    : command.cardId;
}

function scalars(fields: Readonly<Record<string, unknown>>): Fields {
  const values: Record<string, Scalar> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    const isScalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
    if (!isScalar) throw new RequestRefusedError(422, { code: "value.type", field, text: problemText("value.type") });
    values[field] = value;
  }
  return values;
}

const withoutUndefined = <Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [Name in Key]?: Value } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [Name in Key]?: Value });

/** @throws {InvalidIdError} @throws {RequestRefusedError} for a value that is none */
export function commandOf(asked: CardCommand): Command {
  const id = parseCommandId(v7());
  const newCard = () => parseCardId(v7());
  const newDocument = () => parseDocumentId(v7());
  const newRelation = () => parseRelationId(v7());
  switch (asked.type) {
    case "create":
      return {
        type: "create",
        id,
        kind: asked.kind,
        cardId: newCard(),
        commonDocumentId: newDocument(),
        cardDocumentId: newDocument(),
        fields: scalars(asked.fields),
        ...withoutUndefined("contactType", asked.contactType),
        ...withoutUndefined("no", asked.no),
        ...withoutUndefined("notes", asked.notes),
        contact: { cardId: newCard(), cardDocumentId: newDocument(), relationId: newRelation() },
      };
    case "createFromContact":
      return {
        type: "createFromContact",
        id,
        contactId: parseCardId(asked.contactId),
        kind: asked.kind,
        cardId: newCard(),
        cardDocumentId: newDocument(),
        relationId: newRelation(),
        ...withoutUndefined("templateCode", asked.templateCode),
      };
    case "createContactFromCard":
      return {
        type: "createContactFromCard",
        id,
        cardId: parseCardId(asked.cardId),
        contactId: newCard(),
        cardDocumentId: newDocument(),
        relationId: newRelation(),
      };
    case "link":
      return {
        type: "link",
        id,
        contactId: parseCardId(asked.contactId),
        cardId: parseCardId(asked.cardId),
        relationId: newRelation(),
        master: asked.choice?.master ?? "contact",
        ...withoutUndefined("fields", asked.choice?.fields),
      };
    case "unlink":
    case "undoLink":
      return { type: asked.type, id, relationId: parseRelationId(asked.relationId) };
    case "mergeContacts":
      return {
        type: "mergeContacts",
        id,
        contactId: parseCardId(asked.contactId),
        mergedId: parseCardId(asked.mergedId),
        ...withoutUndefined("fields", asked.fields),
      };
    case "undoMerge":
      return { type: "undoMerge", id, cardId: parseCardId(asked.cardId) };
    case "delete":
    case "restore":
      return { type: asked.type, id, cardId: parseCardId(asked.cardId) };
    case "changeType":
      return { type: asked.type, id, cardId: parseCardId(asked.cardId), contactType: asked.contactType };
    case "renumber":
      return { type: asked.type, id, cardId: parseCardId(asked.cardId), no: asked.no };
    default:
      return assertNever(asked);
  }
}
