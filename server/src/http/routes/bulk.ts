/**
 * Contacts for many cards at once.
 *
 * Shape    a report per card. Cards that are linked already are skipped, so that running it twice, or twice at once, makes one contact each.
 * Not      one transaction: one card that is refused stops no other, and a long call goes on by itself as a job.
 * Source   rule L11
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { mayLink } from "@couplet/model";
import { ProblemError } from "../../problem.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { refuse } from "../problem.ts";
import { filterSchema, kindSchema } from "./card-choice.ts";
import { jobSchema, reportOf, reportSchema, toJson } from "./jobs.ts";

const fromCardsSchema = z
  .strictObject({ kind: kindSchema, filter: filterSchema.optional(), confirm: z.boolean().optional() })
  .openapi("ContactsFromCards");

const countSchema = z
  .object({ cards: z.int(), wanted: z.int().openapi({ description: "Cards among them that have no contact" }) })
  .openapi("BulkCount");

const tag = "bulk";

export function addBulk(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/contacts/from-cards",
      tag,
      summary: "How many cards a filter finds, and how many contacts the POST would make for them",
      query: filterSchema.extend({ kind: kindSchema }),
      answers: { 200: { description: "The numbers", schema: countSchema } },
    },
    async ({ workspace, query: { kind, ...filter } }) => ({
      status: 200,
      value: await workspace.contactJobs.count({ kind, filter }),
    }),
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/contacts/from-cards",
      tag,
      summary: "Creates a contact for each card that has none; over 100 with confirm, over 1,000 as a job",
      body: fromCardsSchema,
      answers: {
        200: { description: "A report per card", schema: reportSchema },
        202: { description: "A job to follow", schema: jobSchema },
      },
      problems: [409],
    },
    async ({ workspace, actor, body: { kind, filter = {}, confirm = false }, commandId }) => {
      if (!mayLink(actor.role, kind)) throw new ProblemError(403, "perm.link", { params: { kind } });
      const { contactJobs } = workspace;
      const start = await contactJobs.start(commandId, { kind, filter }, actor, confirm);
      if (start.type === "ask") throw refuse(409, "bulk.confirm", { params: { n: start.wanted } });
      if (start.type === "busy") {
        const { id, done, total } = start.job;
        throw refuse(409, "job.running", { params: { job: id, done, total } });
      }
      if (!start.isShort) return { status: 202, value: toJson(start.job) };
      const ended = await start.ended;
      if (ended.status !== "done") throw refuse(503, "job.stopped");
      return { status: 200, value: reportOf(ended, await contactJobs.report(ended.id)) };
    },
  );
}
