/**
 * The workspace over HTTP: set-up, the feed, edits that arrived for deleted cards, the report of the demo import.
 *
 * Source   docs/HTTP.md
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { cardKinds, type Setup } from "@couplet/model";
import type { StrandedOffer } from "../../workspace/workspace.ts";
import { setupTag } from "../../workspace/setup-tag.ts";
import { type Answer, type Api, endpoint } from "../endpoint.ts";
import { refuse } from "../problem.ts";
import { changesQuery, changesSchema } from "../schemas.ts";
import { defaultLimit } from "./cards.ts";

const setupSchema = z.record(z.string(), z.unknown()).openapi("Setup", {
  type: "object",
  properties: {
    businessRelationCodes: { type: "object", description: "Per kind; blank turns its automation off" },
    numberSeries: { type: "object", description: "Per kind; a next number is ignored unless higher" },
    defaults: { type: "object", description: "For new contacts" },
    inheritance: { type: "object", description: "What a person reads from its company" },
    cardTemplates: { type: "array", items: { type: "object" } },
    interactionTemplates: { type: "array", items: { type: "object" } },
    interactionOperations: { type: "object", description: "The template each operation is logged with; blank: none" },
    duplicateRules: { type: "object", description: "`suggest`, and `thresholdPercent` of equal keys" },
    renames: {
      type: "array",
      items: { type: "object", properties: { from: { type: "string" }, to: { type: "string" } } },
    },
  },
});

const cardLabel = z.object({ id: z.uuid(), kind: z.enum(cardKinds), no: z.string(), name: z.string() });

const strandedSchema = z
  .object({
    items: z.array(
      z.object({
        entry: z.string(),
        cardId: z.uuid(),
        documentId: z.uuid(),
        field: z.string(),
        value: z.union([z.string(), z.number(), z.boolean()]),
        strandedAt: z.iso.datetime(),
        card: cardLabel.optional(),
        actions: z.array(z.enum(["restore", "apply", "discard"])),
        relatedCards: z.array(cardLabel),
      }),
    ),
  })
  .openapi("Stranded");

export function addWorkspace(api: Api, reportOf: (workspace: string) => unknown): void {
  const setup = { description: "The set-up", schema: setupSchema };
  endpoint(
    api,
    {
      method: "get",
      path: "/setup",
      tag: "setup",
      summary: "Reads the set-up; with If-None-Match only another one",
      answers: { 200: setup, 304: { description: "Still that one" } },
    },
    async ({ workspace }) => answerSetup(await workspace.setup()),
  );

  endpoint(
    api,
    {
      method: "put",
      path: "/setup",
      tag: "setup",
      summary: "Replaces the set-up by what GET gave, changed; with If-Match only that one; administrators only",
      body: setupSchema,
      answers: { 200: setup },
      problems: [412],
    },
    async ({ workspace, actor, body, ifMatch }) => answerSetup(await workspace.putSetup(body, actor, ifMatch)),
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/changes",
      tag: "feed",
      summary: "What happened after a sequence number, in order; updates of documents as base64",
      query: changesQuery,
      answers: { 200: { description: "The next items", schema: changesSchema } },
    },
    async ({ workspace, query }) => ({
      status: 200,
      value: await workspace.changes(query.since ?? 0, query.limit ?? defaultLimit),
    }),
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/stranded",
      tag: "stranded",
      summary: "Your edits that arrived for cards deleted meanwhile",
      answers: { 200: { description: "All of them, oldest first", schema: strandedSchema } },
    },
    async ({ workspace, actor }) => ({
      status: 200,
      value: { items: (await workspace.strandedOffers(actor)).map(strandedJson) },
    }),
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/stranded/{entry}",
      tag: "stranded",
      summary: "Applies such an edit to the card that was restored, or to the related card, or discards it",
      params: z.object({
        entry: z
          .string()
          .max(100)
          .openapi({ param: { name: "entry", in: "path" } }),
      }),
      body: z.strictObject({ action: z.enum(["apply", "discard"]) }).openapi("StrandedDecision"),
      answers: { 204: { description: "Done" } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body }) => {
      await workspace.resolveStranded(params.entry, body.action, actor);
      return { status: 204 };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/demo-report",
      tag: "demo",
      summary: "What the import of the demo data left out, and why",
      answers: { 200: { description: "The report", schema: z.record(z.string(), z.unknown()).openapi("DemoReport") } },
      problems: [404],
    },
    async ({ workspace }) => {
      const report = reportOf(workspace.id);
      if (report === undefined) throw refuse(404, "report.none");
      return { status: 200, value: report };
    },
  );
}

const answerSetup = (setup: Setup): Answer => ({ status: 200, value: setup, tag: setupTag(setup) });

const strandedJson = ({ row, card, actions, relatedCards }: StrandedOffer): object => ({
  entry: row.entry,
  cardId: row.cardId,
  documentId: row.documentId,
  field: row.field,
  value: row.value,
  strandedAt: new Date(row.strandedAtMs).toISOString(),
  ...(card && { card }),
  actions,
  relatedCards,
});
