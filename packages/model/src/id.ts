/**
 * Identities: cards, documents, relations, commands.
 *
 * Shape    a UUID in lower case, 36 characters; new ones are version 7 (made by whoever creates the thing), the
 *          document of a fork is version 5, derived, so that every replica computes the same one.
 * Not      the `No.` a bookkeeper sees: that comes from a number series, see `setup.ts`.
 *
 * @module
 */
import { v5 } from "uuid";
import { AppError } from "./error.ts";

declare const brand: unique symbol;
interface Brand<Name extends string> {
  readonly [brand]: Name;
}

export type CardId = string & Brand<"CardId">;
export type DocumentId = string & Brand<"DocumentId">;
export type RelationId = string & Brand<"RelationId">;
export type CommandId = string & Brand<"CommandId">;

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[1-8][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** Whether the text is a UUID as we store it: lower case, of a version that exists. */
export const isUuid = (text: unknown): text is string => typeof text === "string" && uuid.test(text);

export const isCardId = (text: unknown): text is CardId => isUuid(text);
export const isDocumentId = (text: unknown): text is DocumentId => isUuid(text);
export const isRelationId = (text: unknown): text is RelationId => isUuid(text);
export const isCommandId = (text: unknown): text is CommandId => isUuid(text);

/** A text that was to be an id of ours is no UUID. */
export class InvalidIdError extends AppError {
  readonly code = "id.invalid";
  readonly what: string;
  constructor(what: string) {
    super(`The ${what} id is not a UUID`);
    this.what = what;
  }
}

function parse<Id extends string>(what: string, value: unknown, is: (text: unknown) => text is Id): Id {
  const text = typeof value === "string" ? value.toLowerCase() : value;
  if (!is(text)) throw new InvalidIdError(what);
  return text;
}

/** Parses untrusted text; upper case is taken too. @throws {InvalidIdError} when the shape does not match. */
export const parseCardId = (value: unknown): CardId => parse("card", value, isCardId);
/** @throws {InvalidIdError} when the shape does not match. */
export const parseDocumentId = (value: unknown): DocumentId => parse("document", value, isDocumentId);
/** @throws {InvalidIdError} when the shape does not match. */
export const parseRelationId = (value: unknown): RelationId => parse("relation", value, isRelationId);
/** @throws {InvalidIdError} when the shape does not match. */
export const parseCommandId = (value: unknown): CommandId => parse("command", value, isCommandId);

/** The document a card leaves with when the command parts it from the others: the same on every replica. */
export const forkDocumentId = (commandId: CommandId, cardId: CardId): DocumentId =>
  parseDocumentId(v5(cardId, commandId));
