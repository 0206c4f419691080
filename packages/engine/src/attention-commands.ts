/**
 * Commands that wait or were refused, as they are shown to people.
 *
 * Shape    what kind of change, which card, which other card; texts are made by who shows them.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import { describeCard } from "./attention-list.ts";
import type { CommandAttention, QueuedCommand } from "./attention.ts";
import { isOfRelation, subjectOf } from "./commands.ts";
import type { OutboxRow } from "./outbox-row.ts";
import type { Register } from "./register.ts";

function kindOf({ command }: OutboxRow, cardId: string, register: Register): CardKind {
  const known = register.card(cardId)?.kind;
  if (known) return known;
  if ((command.type === "create" || command.type === "createFromContact") && command.cardId === cardId)
    return command.kind;
  return "contact";
}

/** The card a command came from, or is linked to. */
function otherOf({ command, cardIds }: OutboxRow, subject: string): string | undefined {
  if (command.type === "link" || command.type === "createFromContact") return command.contactId;
  if (command.type === "createContactFromCard") return command.cardId;
  if (command.type === "mergeContacts") return command.mergedId;
  return isOfRelation(command) ? cardIds.find((id) => id !== subject) : undefined;
}

export function queuedCommand(row: OutboxRow, register: Register): QueuedCommand {
  const { command, cardIds } = row;
  const subject = isOfRelation(command) ? unlinked(cardIds, register) : subjectOf(command);
  const other = otherOf(row, subject);
  const describe = (id: string) => {
    const card = describeCard(id, kindOf(row, id, register), register.card(id));
    const given = command.type === "create" && id === command.cardId ? command.fields["name"] : undefined;
    return card.name === undefined && typeof given === "string" && given !== "" ? { ...card, name: given } : card;
  };
  return {
    id: row.id,
    type: command.type,
    card: describe(subject),
    ...(other === undefined ? {} : { other: describe(other) }),
    atMs: row.atMs,
  };
}

/** The card that leaves; the contact stays where it is. */
const unlinked = (cardIds: readonly string[], register: Register): string =>
  cardIds.find((id) => register.card(id)?.kind !== "contact") ?? cardIds[0] ?? "";

export function refusedCommand(row: OutboxRow, register: Register): CommandAttention {
  const { code = "", text = "", params = {}, field } = row.refusal ?? {};
  return {
    ...queuedCommand(row, register),
    kind: "command",
    code,
    text,
    params,
    ...(field === undefined ? {} : { field }),
    actions: ["retry", "discard"],
  };
}
