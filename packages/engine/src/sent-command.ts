/**
 * A command as it is sent, and what the server answers to it.
 *
 * @module
 */
import { type Command, type CreateCommand, searchNameOf } from "@couplet/model";
import type { CommandOutcome } from "./outbox-host.ts";

/** With what the card shows by now; blanks only where something was given. */
export const withEdits = (command: CreateCommand, values: CreateCommand["fields"]): CreateCommand => {
  const edited = Object.entries(values).filter(
    ([field, value]) =>
      value !== command.fields[field] &&
      (field in command.fields || (value !== "" && value !== false)) &&
      !(field === "searchName" && value === searchNameOf(values["name"])),
  );
  return { ...command, fields: { ...command.fields, ...Object.fromEntries(edited) } };
};

/** The prose of a card that is made on this device is written there: it merges with what is typed later. */
export function withoutNotes(command: Command): { readonly bare: Command; readonly notes: string } {
  if (command.type !== "create") return { bare: command, notes: "" };
  const { notes = "", ...bare } = command;
  return { bare, notes };
}

/** Ids and card as they came; nothing of an answer that is none. */
export function outcomeOf(json: unknown): CommandOutcome {
  const { cardIds, card } = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const ids = Array.isArray(cardIds) ? cardIds.filter((id) => typeof id === "string") : [];
  return { cardIds: ids, ...(card === undefined ? {} : { card }) };
}
