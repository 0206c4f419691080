/**
 * Structural changes over REST.
 *
 * Shape    each carries an idempotency key, so that an answer lost on the way can be asked for again without doing it twice.
 * Source   the server's `/api/v1/openapi.json`
 *
 * @module
 */
import { assertNever, pathOfKind } from "@couplet/model";
import { v7 } from "uuid";
import type { Api } from "./api.ts";
import type { CardCommand, CommandResult } from "./card-command.ts";
import type { CardReader } from "./card-reader.ts";
import type { Register } from "./register.ts";

/** Cards whose relations, documents or existence the command may change, as far as this device knows. */
export function cardsTouchedBy(command: CardCommand, register: Register): readonly string[] {
  const relatedTo = (cardId: string): string[] =>
    (register.card(cardId)?.relations ?? []).map((relation) => relation.cardId);
  switch (command.type) {
    case "create":
      return [];
    case "createFromContact":
      return [command.contactId, ...relatedTo(command.contactId)];
    case "createContactFromCard":
      return [command.cardId];
    case "link":
      return [command.contactId, command.cardId, ...relatedTo(command.contactId)];
    case "unlink":
      return [command.contactId, ...relatedTo(command.contactId)];
    case "delete":
    case "restore":
      return [command.cardId, ...relatedTo(command.cardId)];
    default:
      return assertNever(command);
  }
}

/** @throws {OfflineError} @throws {RequestRefusedError} */
export async function sendCommand(
  command: CardCommand,
  api: Api,
  reader: CardReader,
  register: Register,
): Promise<CommandResult> {
  const idempotencyKey = v7();
  const post = async (path: string, body?: unknown): Promise<unknown> =>
    (await api.send(path, { method: "POST", body: body ?? {}, idempotencyKey })).json;
  const made = async (json: unknown): Promise<CommandResult> => {
    const card = await reader.take(json);
    return card ? { card } : {};
  };
  const id = encodeURIComponent;
  switch (command.type) {
    case "create": {
      const { kind, fields, contactType, no, notes } = command;
      const extra = {
        ...(contactType === undefined ? {} : { type: contactType }),
        ...(no === undefined ? {} : { no }),
      };
      return await made(
        await post(`/${pathOfKind(kind)}`, { ...fields, ...extra, ...(notes === undefined ? {} : { notes }) }),
      );
    }
    case "createFromContact": {
      const { contactId, kind, templateCode } = command;
      const body = templateCode === undefined ? {} : { templateCode };
      return await made(await post(`/contacts/${id(contactId)}/${pathOfKind(kind)}`, body));
    }
    case "createContactFromCard":
      return await made(await post(`/${pathOfKind(command.kind)}/${id(command.cardId)}/contact`));
    case "link": {
      const { contactId, cardId, choice } = command;
      const fields = choice?.fields === undefined ? {} : { fields: choice.fields };
      await post(`/contacts/${id(contactId)}/links`, { cardId, master: choice?.master ?? "contact", ...fields });
      return {};
    }
    case "unlink":
      await api.send(`/contacts/${id(command.contactId)}/links/${id(command.relationId)}`, {
        method: "DELETE",
        idempotencyKey,
      });
      return {};
    case "delete":
      await api.send(`/${pathOfKind(command.kind)}/${id(command.cardId)}`, { method: "DELETE", idempotencyKey });
      await register.markDeleted(command.cardId);
      return {};
    case "restore":
      return await made(await post(`/${pathOfKind(command.kind)}/${id(command.cardId)}/restore`));
    default:
      return assertNever(command);
  }
}
