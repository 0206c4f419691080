/**
 * What is kept of a person or firm, over HTTP: told as one document. For administrators.
 *
 * Source   docs/HTTP.md, "What is kept of a person"
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { type Actor, type CardKind, kindLabel, maySetUp, pathOfKind } from "@couplet/model";
import { ProblemError } from "../../problem.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { refuse } from "../problem.ts";
import { cardParams } from "../schemas.ts";

const record = z.record(z.string(), z.unknown());
const personalDataSchema = z
  .object({
    workspace: z.string(),
    exportedAt: z.iso.datetime(),
    cards: z.array(record).openapi({ description: "The card, contacts joined into it, and the cards related to it" }),
    relations: z.array(record),
    history: z.array(record).openapi({ description: "Who set what when, newest first" }),
  })
  .openapi("PersonalData");

/** @throws {ProblemError} 403 */
function requireAdministrator(actor: Actor): void {
  if (!maySetUp(actor.role)) throw refuse(403, "perm.personalData");
}

export function addPersonalData(api: Api, kind: CardKind): void {
  const path = `/${pathOfKind(kind)}/{id}`;
  const tag = "personal data";
  const label = kindLabel(kind, "en").toLowerCase();
  /** Deleted ones, too. @throws {ProblemError} 404 */
  const requireKind = async (workspace: Workspace, id: string): Promise<void> => {
    const row = await api.store.card(workspace.id, id);
    if (row?.kind !== kind) throw new ProblemError(404, "card.notFound");
  };

  endpoint(
    api,
    {
      method: "get",
      path: `${path}/personal-data`,
      tag,
      summary: `Everything that is kept about a ${label}, for whoever asks what is known of them; deleted ones, too`,
      params: cardParams,
      answers: { 200: { description: "All of it", schema: personalDataSchema } },
      problems: [404],
    },
    async ({ workspace, actor, params }) => {
      requireAdministrator(actor);
      await requireKind(workspace, params.id);
      return { status: 200, value: await workspace.personalData(params.id) };
    },
  );
}
