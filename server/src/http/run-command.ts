/**
 * A command that arrived as JSON, executed and answered: the same over HTTP and on a socket.
 *
 * Shape    what it did, and the card it is about; executed once per id, however often and by whichever way it comes.
 * Source   docs/HTTP.md, "Commands"
 *
 * @module
 */
import { type Actor, type Command, InvalidCommandError, parseCommand } from "@couplet/model";
import { ProblemError } from "../problem.ts";
import type { CardJson, CommandOutcome, Workspace } from "../workspace/workspace.ts";
import { parseNotes } from "./routes/cards.ts";

export type CommandAnswer = CommandOutcome & { readonly card?: CardJson };

/** @throws {ProblemError} when it is not understood or refused; nothing has changed then */
export async function runCommand(
  workspace: Pick<Workspace, "execute" | "readCard">,
  actor: Actor,
  body: unknown,
): Promise<CommandAnswer> {
  const { commandId, cardIds, relationIds, repeated } = await workspace.execute(commandOf(body), actor, true);
  const [first] = cardIds;
  const card = first === undefined ? undefined : await workspace.readCard(first);
  return { commandId, cardIds, relationIds, repeated, ...(card && { card }) };
}

/** @throws {ProblemError} 400, or 422 for prose that is too long */
function commandOf(body: unknown): Command {
  try {
    const command = parseCommand(body);
    if (command.type === "create") parseNotes(command.notes);
    return command;
  } catch (error) {
    if (!(error instanceof InvalidCommandError)) throw error;
    const params = error.path === "" ? {} : { path: error.path };
    throw new ProblemError(400, error.code, { params, cause: error });
  }
}
