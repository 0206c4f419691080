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

const erasureSchema = z
  .object({ confirm: z.string().openapi({ description: "The number of the card" }) })
  .openapi("Erasure");
const erasedSchema = z
  .object({
    cardIds: z.array(z.uuid()).openapi({ description: "The card, and contacts joined into it" }),
    documents: z.number().int(),
    sharedWith: z
      .array(z.object({ id: z.uuid(), kind: z.string(), no: z.string() }))
      .openapi({ description: "Cards that hold what these once held, too: it stays until they are erased as well" }),
  })
  .openapi("Erased");

const erasuresQuery = z.object({
  since: z.coerce.number().int().min(0).optional().openapi({ description: "The `erasedAt` of an earlier answer" }),
});
const erasuresSchema = z
  .object({
    items: z.array(z.object({ cardId: z.uuid(), documentIds: z.array(z.uuid()) })),
    erasedAt: z
      .number()
      .int()
      .openapi({ description: "Grows with every erasure; also in `X-Erased-At` of every answer" }),
  })
  .openapi("Erasures");

/** @throws {ProblemError} 403 */
function requireAdministrator(actor: Actor): void {
  if (!maySetUp(actor.role)) throw refuse(403, "perm.personalData");
}

/** For every device: what it may have of that goes. Ids only. */
export function addErasures(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/erasures",
      tag: "personal data",
      summary:
        "Which cards were erased, and the documents that went with them, so that nothing of them stays on a device",
      query: erasuresQuery,
      answers: { 200: { description: "Those since then, and perhaps some from before", schema: erasuresSchema } },
    },
    ({ workspace, query }) => {
      const items = workspace.erasedSince(query.since ?? 0).map(({ cardId, documentIds }) => ({ cardId, documentIds }));
      return Promise.resolve({ status: 200, value: { items, erasedAt: workspace.erasedMark() } });
    },
  );
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

  endpoint(
    api,
    {
      method: "post",
      path: `${path}/erasure`,
      tag,
      summary: `Takes what is kept of a deleted ${label} out for good`,
      params: cardParams,
      body: erasureSchema,
      answers: { 200: { description: "What was erased", schema: erasedSchema } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body }) => {
      requireAdministrator(actor);
      await requireKind(workspace, params.id);
      return { status: 200, value: await workspace.erase(params.id, body.confirm, actor) };
    },
  );
}
