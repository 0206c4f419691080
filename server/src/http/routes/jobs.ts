/**
 * Jobs: what a long call has become, its progress, its report, its end.
 *
 * Source   rule L11
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import type { JobItem, JobRow } from "../../store/job-row.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { refuse } from "../problem.ts";
import { filterSchema, kindSchema } from "./card-choice.ts";

export const reportSchema = z
  .object({
    created: z.int(),
    skipped: z.int(),
    refused: z.int(),
    items: z.array(
      z.object({
        cardId: z.uuid(),
        no: z.string(),
        result: z.enum(["created", "skipped", "refused"]),
        contactId: z.uuid().optional().openapi({ description: "The contact it got, or has" }),
        code: z.string().optional().openapi({ description: "Why not; of a created one: why its person was not" }),
        params: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
        text: z.string().optional(),
      }),
    ),
  })
  .openapi("BulkReport");

const jobShape = {
  id: z.uuid(),
  status: z.enum(["running", "done", "failed", "canceled"]),
  kind: kindSchema,
  filter: filterSchema,
  by: z.object({ sub: z.string(), name: z.string() }),
  startedAt: z.iso.datetime(),
  endedAt: z.iso.datetime().optional(),
  done: z.int(),
  total: z.int(),
  created: z.int(),
  skipped: z.int(),
  refused: z.int(),
};
export const jobSchema = z.object({ ...jobShape, report: reportSchema.optional() }).openapi("Job");
const jobsSchema = z.object({ items: z.array(z.object(jobShape).openapi("JobWithoutReport")) }).openapi("Jobs");

const iso = (ms: number): string => new Date(ms).toISOString();

export const toJson = ({ request, by, wanted: _own, startedAtMs, endedAtMs, ...job }: JobRow) => ({
  ...job,
  ...request,
  by: { sub: by.sub, name: by.name },
  startedAt: iso(startedAtMs),
  ...(endedAtMs !== undefined && { endedAt: iso(endedAtMs) }),
});

export const reportOf = ({ created, skipped, refused }: JobRow, items: readonly JobItem[]) => ({
  created,
  skipped,
  refused,
  items,
});

/** With its report, once it has ended. */
async function withReport({ contactJobs }: Workspace, job: JobRow) {
  if (job.status === "running") return toJson(job);
  return { ...toJson(job), report: reportOf(job, await contactJobs.report(job.id)) };
}

const tag = "bulk";
const params = z.object({ id: z.uuid().openapi({ param: { name: "id", in: "path" } }) });

export function addJobs(api: Api): void {
  endpoint(
    api,
    {
      method: "get",
      path: "/jobs",
      tag,
      summary: "Jobs that are running, and those of the last seven days, the one begun last first",
      answers: { 200: { description: "The jobs, without their reports", schema: jobsSchema } },
    },
    async ({ workspace }) => ({ status: 200, value: { items: (await workspace.contactJobs.list()).map(toJson) } }),
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/jobs/{id}",
      tag,
      summary: "How far a job is, and its report once it has ended",
      params,
      answers: { 200: { description: "The job", schema: jobSchema } },
      problems: [404],
    },
    async ({ workspace, params: { id } }) => {
      const job = await workspace.contactJobs.get(id);
      if (!job) throw refuse(404, "job.unknown");
      return { status: 200, value: await withReport(workspace, job) };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/jobs/{id}/cancel",
      tag,
      summary: "Stops a job after the cards at hand; one that has ended stays as it is",
      params,
      answers: { 200: { description: "The job and its report", schema: jobSchema } },
      problems: [404],
    },
    async ({ workspace, actor, params: { id } }) => {
      const job = await workspace.contactJobs.get(id);
      if (!job) throw refuse(404, "job.unknown");
      if (job.by.sub !== actor.sub && actor.role !== "admin") throw refuse(403, "job.foreign");
      const ended = await workspace.contactJobs.cancel(id);
      return { status: 200, value: await withReport(workspace, ended ?? job) };
    },
  );
}
