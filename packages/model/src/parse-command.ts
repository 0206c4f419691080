/**
 * Commands that arrive as JSON.
 *
 * Shape    a {@link Command}, or an {@link InvalidCommandError} that names the path it did not understand.
 * Not      the rules: a command that parses may still be refused by `decide.ts`, also over the values of its fields.
 *
 * @module
 */
import type { Command, CreateCommand, Fields } from "./command.ts";
import type { Side } from "./effect.ts";
import { AppError } from "./error.ts";
import { isCardId, isCommandId, isDocumentId, isRelationId } from "./id.ts";
import { join, readGuarded, readMap, readObject, readText, type Fail, type JsonObject } from "./json.ts";
import { isCardKind, isContactType, isRelatedKind } from "./kind.ts";
import type { Scalar } from "./value.ts";

/** The JSON is no command of ours. */
export class InvalidCommandError extends AppError {
  readonly code = "command.invalid";
  /** Where it stopped making sense, e.g. `contact.cardId`; empty for the whole. */
  readonly path: string;
  constructor(path: string) {
    super(path === "" ? "Not a command" : `Not a command: ${path} is not understood`);
    this.path = path;
  }
}

const fail: Fail = (path) => {
  throw new InvalidCommandError(path);
};

/** Longer than any field, so that a too long value is refused as what it is; a bound all the same. */
const maxValueLength = 100_000;
const maxNotesLength = 1_000_000;

const isScalar = (value: unknown): value is Scalar =>
  (typeof value === "string" && value.length <= maxValueLength) ||
  typeof value === "boolean" ||
  (typeof value === "number" && Number.isFinite(value));
const isSide = (value: unknown): value is Side => value === "contact" || value === "card";
const isType = (value: unknown): value is Command["type"] => typeof value === "string" && Object.hasOwn(readers, value);

const fieldsOf = (value: unknown): Fields =>
  readMap(value, "fields", (entry, path) => readGuarded(entry, path, isScalar, fail), fail);

/** Ids of one command that stand for different things must differ. */
function distinct(...ids: readonly string[]): void {
  if (new Set(ids).size < ids.length) fail("");
}

const commandId = (object: JsonObject) => readGuarded(object["id"], "id", isCommandId, fail);
const cardId = (object: JsonObject, key = "cardId", path = key) => readGuarded(object[key], path, isCardId, fail);
const documentId = (object: JsonObject, key: string, path = key) => readGuarded(object[key], path, isDocumentId, fail);
const relationId = (object: JsonObject, path = "relationId") =>
  readGuarded(object["relationId"], path, isRelationId, fail);

function contactIds(value: unknown): NonNullable<CreateCommand["contact"]> {
  const object = readObject(value, "contact", ["cardId", "cardDocumentId", "relationId"], fail);
  return {
    cardId: cardId(object, "cardId", join("contact", "cardId")),
    cardDocumentId: documentId(object, "cardDocumentId", join("contact", "cardDocumentId")),
    relationId: relationId(object, join("contact", "relationId")),
  };
}

/** Optional keys: absent stays absent. */
const optional = <Key extends string, Value>(
  object: JsonObject,
  key: Key,
  read: (value: unknown) => Value,
): { readonly [K in Key]?: Value } => {
  if (object[key] === undefined) return {};
  const entry: { [K in Key]?: Value } = {};
  entry[key] = read(object[key]);
  return entry;
};
const number = (value: unknown): string => readText(value, "no", 100, fail);

const readers: { readonly [Type in Command["type"]]: (object: JsonObject) => Extract<Command, { type: Type }> } = {
  create(object) {
    const command = {
      type: "create",
      id: commandId(object),
      cardId: cardId(object),
      kind: readGuarded(object["kind"], "kind", isCardKind, fail),
      ...optional(object, "contactType", (value) => readGuarded(value, "contactType", isContactType, fail)),
      ...optional(object, "no", number),
      commonDocumentId: documentId(object, "commonDocumentId"),
      cardDocumentId: documentId(object, "cardDocumentId"),
      fields: fieldsOf(object["fields"]),
      ...optional(object, "notes", (value) => readText(value, "notes", maxNotesLength, fail)),
      ...optional(object, "contact", contactIds),
    } as const;
    distinct(
      command.cardId,
      command.commonDocumentId,
      command.cardDocumentId,
      ...(command.contact ? [command.contact.cardId, command.contact.cardDocumentId] : []),
    );
    return command;
  },
  createFromContact(object) {
    const command = {
      type: "createFromContact",
      id: commandId(object),
      contactId: cardId(object, "contactId"),
      kind: readGuarded(object["kind"], "kind", isRelatedKind, fail),
      cardId: cardId(object),
      cardDocumentId: documentId(object, "cardDocumentId"),
      relationId: relationId(object),
      ...optional(object, "templateCode", (value) => readText(value, "templateCode", 100, fail)),
      ...optional(object, "no", number),
      ...optional(object, "fields", fieldsOf),
    } as const;
    distinct(command.contactId, command.cardId, command.cardDocumentId);
    return command;
  },
  createContactFromCard(object) {
    const command = {
      type: "createContactFromCard",
      id: commandId(object),
      cardId: cardId(object),
      contactId: cardId(object, "contactId"),
      cardDocumentId: documentId(object, "cardDocumentId"),
      relationId: relationId(object),
    } as const;
    distinct(command.contactId, command.cardId, command.cardDocumentId);
    return command;
  },
  link: (object) => ({
    type: "link",
    id: commandId(object),
    contactId: cardId(object, "contactId"),
    cardId: cardId(object),
    relationId: relationId(object),
    master: readGuarded(object["master"] ?? "contact", "master", isSide, fail),
    ...optional(object, "fields", (value) =>
      readMap(value, "fields", (side, path) => readGuarded(side, path, isSide, fail), fail),
    ),
  }),
  unlink: (object) => ({ type: "unlink", id: commandId(object), relationId: relationId(object) }),
  delete: (object) => ({ type: "delete", id: commandId(object), cardId: cardId(object) }),
  restore: (object) => ({ type: "restore", id: commandId(object), cardId: cardId(object) }),
  changeType: (object) => ({
    type: "changeType",
    id: commandId(object),
    cardId: cardId(object),
    contactType: readGuarded(object["contactType"], "contactType", isContactType, fail),
  }),
  renumber: (object) => ({
    type: "renumber",
    id: commandId(object),
    cardId: cardId(object),
    no: number(object["no"]),
  }),
};

const keys: Readonly<Record<Command["type"], readonly string[]>> = {
  create: ["cardId", "kind", "contactType", "no", "commonDocumentId", "cardDocumentId", "fields", "notes", "contact"],
  createFromContact: ["contactId", "kind", "cardId", "cardDocumentId", "relationId", "templateCode", "no", "fields"],
  createContactFromCard: ["cardId", "contactId", "cardDocumentId", "relationId"],
  link: ["contactId", "cardId", "relationId", "master", "fields"],
  unlink: ["relationId"],
  delete: ["cardId"],
  restore: ["cardId"],
  changeType: ["cardId", "contactType"],
  renumber: ["cardId", "no"],
};

/** @throws {InvalidCommandError} with the path that is missing, of the wrong shape, or not known. */
export function parseCommand(value: unknown): Command {
  const everyKey = ["type", "id", ...Object.values(keys).flat()];
  const { type } = readObject(value, "", everyKey, fail);
  const known = readGuarded(type, "type", isType, fail);
  return readers[known](readObject(value, "", ["type", "id", ...keys[known]], fail));
}
