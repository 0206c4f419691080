/**
 * Commands over HTTP: structural changes that carry their own ids, as clients queue them while offline.
 *
 * Shape    one call; the id of the command makes it safe to send again, whether or not the first answer arrived.
 * Not      other rules than those of the calls per card: both end in the same `Workspace.execute`.
 * Source   docs/HTTP.md, "Commands"
 *
 * @module
 */
import { type Command, InvalidCommandError, parseCommand } from "@couplet/model";
import { ProblemError } from "../../problem.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { commandOutcomeSchema, commandSchema } from "../schemas.ts";
import { parseNotes } from "./cards.ts";

export function addCommands(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      path: "/commands",
      tag: "commands",
      summary: "Executes a command once, however often it is sent",
      body: commandSchema,
      answers: { 200: { description: "What it did; card is the one it is about", schema: commandOutcomeSchema } },
      problems: [404, 409],
    },
    async ({ workspace, actor, body }) => {
      const { commandId, cardIds, relationIds, repeated } = await workspace.execute(commandOf(body), actor, true);
      const [first] = cardIds;
      const card = first === undefined ? undefined : await workspace.readCard(first);
      return { status: 200, value: { commandId, cardIds, relationIds, repeated, ...(card && { card }) } };
    },
  );
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
