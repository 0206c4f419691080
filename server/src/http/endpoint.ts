/**
 * One call of the API: its description and its handling from the same definition.
 *
 * Shape    a definition names method, path, what comes in and what may come out; from it come the OpenAPI entry, the checks of path, query
 *          and body, and idempotency. The handler gets parsed input and answers a status and a value.
 * Not      business rules: the workspace decides, and what it throws becomes the problem.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { createRoute, type OpenAPIHono, type RouteConfig, z } from "@hono/zod-openapi";
import type { Actor, CommandId } from "@couplet/model";
import { ProblemError } from "../problem.ts";
import type { Store } from "../store/store.ts";
import { isNamedBy } from "../workspace/setup-tag.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type JsonObject, readBody, requestHash } from "./body.ts";
import type { AppContext, AppEnv } from "./env.ts";
import { commandIdOf, type Idempotency, parseKey, type SentAnswer } from "./idempotency.ts";
import { localeOf, problemOf, refuse } from "./problem.ts";
import { problemSchema } from "./schemas.ts";

export interface Definition<Params extends z.ZodType, Query extends z.ZodType, Body extends z.ZodType> {
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** With parameters in braces. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly params?: Params;
  readonly query?: Query;
  readonly body?: Body;
  /** The body may be left out; it is `{}` then. */
  readonly bodyOptional?: boolean;
  readonly answers: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
  /** Statuses of problems, beside those every call may answer. */
  readonly problems?: readonly number[];
  /** The answer is for who asked, once: it is not kept, and the call sent again is done again. */
  readonly isSecret?: boolean;
}

type BrowserHeader = "origin" | "host" | "cookie" | "accept-language";

/** A call whose input has been understood. */
export interface Call<Params, Query, Body> {
  readonly workspace: Workspace;
  readonly actor: Actor;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** The same one when the request is sent again with its Idempotency-Key. */
  readonly commandId: CommandId;
  /** Whether the request may be sent again: an edit is remembered by its command only then. */
  readonly repeatable: boolean;
  /** The `If-Match` header: what the caller has read, and wants to replace. */
  readonly ifMatch: string | undefined;
  /** The sign-in session it comes from; absent for tokens of somebody else. */
  readonly signInSession: string | undefined;
  /** What the request says of the browser and the page it comes from. */
  readonly header: (name: BrowserHeader) => string | undefined;
  /** Whether the command was executed by an earlier sending whose answer was lost. */
  readonly isDone: () => Promise<boolean>;
}

export interface Answer {
  readonly status: 200 | 201 | 202 | 204;
  /** JSON; absent for 204. */
  readonly value?: unknown;
  /** Names what was answered, so that a change of it can say what it has read. */
  readonly tag?: string;
}

/** What the calls of the API share. */
export interface Api {
  readonly app: OpenAPIHono<AppEnv>;
  readonly idempotency: Idempotency;
  readonly store: Pick<Store, "card" | "commandOutcome">;
  /** @throws {ProblemError} where the workspace is not there for the actor */
  openWorkspace(id: string, actor: Actor): Promise<Workspace>;
}

const everyCall = [400, 401, 403, 429, 503];
const nothing = z.object({});
type Nothing = typeof nothing;
const noBody = z.strictObject({});

/** Adds the call to the API. */
export function endpoint<
  Params extends z.ZodType = Nothing,
  Query extends z.ZodType = Nothing,
  Body extends z.ZodType = Nothing,
>(
  api: Api,
  definition: Definition<Params, Query, Body>,
  handle: (call: Call<z.output<Params>, z.output<Query>, z.output<Body>>) => Promise<Answer>,
): void {
  const route = createRoute(routeOf(definition));
  api.app.openAPIRegistry.registerPath(route);
  const writes = definition.method !== "get";

  api.app.on(definition.method.toUpperCase(), route.getRoutingPath(), async (c) => {
    const { actor, workspace: workspaceId } = c.get("session");
    const key = writes ? parseKey(c.req.header("idempotency-key")) : undefined;
    const body = writes ? await readBody(c.req.raw) : undefined;
    const hash = key === undefined ? "" : requestHash(c.req.method, c.req.path, body);
    const params = parse(definition.params ?? nothing, c.req.param(), () => refuse(404, "request.notFound"));
    const query = parse(definition.query ?? nothing, queryOf(c), (issue) =>
      refuse(400, "query.invalid", { params: { name: nameOf(issue) } }),
    );
    const workspace = await api.openWorkspace(workspaceId, actor);
    const erasedMark = workspace.erasedMark();
    if (erasedMark > 0) c.header("X-Erased-At", String(erasedMark));
    const answer = async (): Promise<SentAnswer> => {
      const commandId = commandIdOf(workspace.id, actor.sub, key, hash);
      const call = {
        workspace,
        actor,
        params: params as z.output<Params>,
        query: query as z.output<Query>,
        body: parseBody(definition, body) as z.output<Body>,
        commandId,
        repeatable: key !== undefined,
        ifMatch: c.req.header("if-match"),
        signInSession: c.get("session").access?.session,
        header: (name: BrowserHeader) => c.req.header(name),
        isDone: async () =>
          key !== undefined && (await api.store.commandOutcome(workspace.id, commandId)) !== undefined,
      };
      const { status, value, tag } = await handle(call);
      if (tag !== undefined) c.header("ETag", `"${tag}"`);
      const known = writes ? undefined : c.req.header("if-none-match");
      if (tag !== undefined && known !== undefined && isNamedBy(tag, known)) return { status: 304, body: "" };
      return { status, body: value === undefined ? "" : JSON.stringify(value) };
    };
    if (key === undefined || definition.isSecret === true) return send(c, await answer());
    const problem = (error: ProblemError): SentAnswer => sentProblem(error, c.req.header("accept-language"));
    const { replayed, ...sent } = await api.idempotency.once(workspace, actor.sub, key, hash, answer, problem);
    if (replayed) c.header("Idempotency-Replayed", "true");
    return send(c, sent);
  });
}

const sentProblem = (error: ProblemError, acceptLanguage: string | undefined): SentAnswer => ({
  status: error.status,
  body: JSON.stringify(problemOf(error, localeOf(acceptLanguage))),
});

function send(c: AppContext, { status, body }: SentAnswer): Response {
  const headers: Record<string, string> =
    body === "" ? {} : { "Content-Type": status >= 400 ? "application/problem+json" : "application/json" };
  return c.newResponse(body === "" ? null : body, { status, headers } as {
    status: 200;
    headers: Record<string, string>;
  });
}

interface Issue {
  readonly code: string;
  readonly path: readonly PropertyKey[];
  readonly keys: readonly string[];
  readonly missing: boolean;
}

function parse<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  problem: (issue: Issue) => ProblemError,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [first] = result.error.issues;
  throw problem({
    code: first?.code ?? "",
    path: first?.path ?? [],
    keys: first?.code === "unrecognized_keys" ? first.keys : [],
    missing: first?.path.length === 1 && !Object.hasOwn(value as object, String(first.path[0])),
  });
}

/** One value per parameter. @throws {ProblemError} 400 */
function queryOf(c: AppContext): Record<string, string> {
  const values = Object.entries(c.req.queries());
  const repeated = values.find(([, all]) => all.length > 1);
  if (repeated) throw refuse(400, "query.invalid", { params: { name: repeated[0] } });
  return Object.fromEntries(values.map(([name, [value = ""]]) => [name, value]));
}

const nameOf = (issue: Issue): string => issue.path.map(String).join(".");

function parseBody<Body extends z.ZodType>(
  definition: Definition<z.ZodType, z.ZodType, Body>,
  body: JsonObject | undefined,
): unknown {
  if (body === undefined && definition.body && definition.bodyOptional !== true) throw refuse(400, "body.missing");
  // Schemas pass over it, and no field has that name.
  if (body && Object.hasOwn(body, "__proto__")) throw new ProblemError(422, "field.unknown", { field: "__proto__" });
  return parse(definition.body ?? noBody, body ?? {}, (issue) => {
    const [unknown] = issue.keys;
    if (unknown !== undefined)
      return new ProblemError(422, "field.unknown", { field: [...issue.path.map(String), unknown].join(".") });
    return issue.missing
      ? refuse(422, "value.missing", { field: nameOf(issue) })
      : new ProblemError(422, "value.type", { field: nameOf(issue) });
  });
}

function routeOf(definition: Definition<z.ZodType, z.ZodType, z.ZodType>): RouteConfig {
  const statuses = new Set([
    ...everyCall,
    ...(definition.problems ?? []),
    ...(definition.method === "get" ? [] : [410, 413, 415, 422]),
  ]);
  const problems = [...statuses]
    .sort((a, b) => a - b)
    .map((status) => [
      status,
      { description: "Refused", content: { "application/problem+json": { schema: problemSchema } } },
    ]);
  const answers = Object.entries(definition.answers).map(([status, { description, schema }]) => [
    status,
    { description, ...(schema ? { content: { "application/json": { schema } } } : {}) },
  ]);
  return {
    method: definition.method,
    path: definition.path,
    tags: [definition.tag],
    summary: definition.summary,
    security: [{ bearer: [] }],
    request: {
      ...(definition.params ? { params: definition.params as z.ZodObject } : {}),
      ...(definition.query ? { query: definition.query as z.ZodObject } : {}),
      ...(definition.method === "get" ? {} : { headers: idempotencyHeader }),
      ...(definition.body
        ? {
            body: {
              required: definition.bodyOptional !== true,
              content: { "application/json": { schema: definition.body } },
            },
          }
        : {}),
    },
    responses: { ...Object.fromEntries(problems), ...Object.fromEntries(answers) },
  };
}

const idempotencyHeader = z.object({
  "Idempotency-Key": z
    .string()
    .min(1)
    .max(255)
    .optional()
    .openapi({ description: "Sent again with the same body, the first answer is given again." }),
});
