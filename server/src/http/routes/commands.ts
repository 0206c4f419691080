/**
 * Commands over HTTP: structural changes that carry their own ids, as clients queue them while offline.
 *
 * Shape    one call; the id of the command makes it safe to send again, whether or not the first answer arrived.
 * Not      other rules than those of the calls per card: both end in the same `Workspace.execute`.
 * Source   docs/HTTP.md, "Commands"
 *
 * @module
 */
import { type Api, endpoint } from "../endpoint.ts";
import { runCommand } from "../run-command.ts";
import { commandOutcomeSchema, commandSchema } from "../schemas.ts";

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
    async ({ workspace, actor, body }) => ({ status: 200, value: await runCommand(workspace, actor, body) }),
  );
}
