/**
 * Joining contacts over HTTP: one into the other, and back.
 *
 * Source   rules L7, U2; docs/HTTP.md, "Joined contacts"
 *
 * @module
 */
import { parseCardId } from "@couplet/model";
import { type Api, endpoint } from "../endpoint.ts";
import { cardParams, cardSchemas, mergeParams, newMergeSchema } from "../schemas.ts";
import { readCard } from "./cards.ts";

const tag = "merges";

export function addMerges(api: Api): void {
  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/{id}/merge",
      tag,
      summary: "Joins another contact into this one, with its cards, persons and notes; fields says whose value holds",
      params: cardParams,
      body: newMergeSchema,
      answers: { 200: { description: "The contact that is kept", schema: cardSchemas.contact } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body, commandId }) => {
      const contactId = parseCardId(params.id);
      const mergedId = parseCardId(body.contactId);
      const { fields } = body;
      await workspace.execute(
        { type: "mergeContacts", id: commandId, contactId, mergedId, ...(fields && { fields }) },
        actor,
      );
      return { status: 200, value: await readCard(workspace, contactId, "contact") };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/{id}/merge/{mergedId}/undo",
      tag,
      summary: "Brings back a contact that was joined into this one, within 30 days; edits made since hold",
      params: mergeParams,
      answers: { 200: { description: "The contact that is there again", schema: cardSchemas.contact } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, commandId, isDone }) => {
      const cardId = parseCardId(params.mergedId);
      if (!(await isDone())) await readCard(workspace, params.id, "contact");
      await workspace.execute({ type: "undoMerge", id: commandId, cardId }, actor);
      return { status: 200, value: await readCard(workspace, cardId, "contact") };
    },
  );
}
