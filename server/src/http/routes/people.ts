/**
 * People over HTTP: who may sign in here, their links and their sessions; for administrators, and one's own sessions for everybody.
 *
 * Know     a link is told once, in the answer to the call that makes it: no answer of that call is kept for a repetition, which makes
 *          another link instead.
 * Source   docs/HTTP.md, "People"
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { type Actor, maySetUp, roles } from "@couplet/model";
import { type Accounts, invitationLifeMs } from "../../accounts/accounts.ts";
import type { PersonEntry, SignInSession } from "../../accounts/account-store.ts";
import { ProblemError } from "../../problem.ts";
import { type Api, endpoint } from "../endpoint.ts";
import { refuse } from "../problem.ts";
import { peoplePerUser, RateLimiter } from "../rate-limit.ts";

export const name = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .refine((text) => text.isWellFormed() && !/\p{Cc}/u.test(text));
const role = z.enum(roles);

const personSchema = z
  .object({
    sub: z.string(),
    name: z.string(),
    role,
    status: z.enum(["invited", "active"]),
    invitedAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().optional(),
    sessions: z.number().int(),
    linkExpiresAt: z.iso.datetime().optional(),
  })
  .openapi("Person");

const sessionSchema = z.object({
  id: z.uuid(),
  device: z.string(),
  beganAt: z.iso.datetime(),
  lastSeenAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
  current: z.boolean().openapi({ description: "The one that asks" }),
});
const sessionsSchema = z.object({ items: z.array(sessionSchema) }).openapi("SignInSessions");
const linkSchema = z
  .object({
    code: z
      .string()
      .openapi({ description: "The link is the app's address and `#code=` with this; it is told only now" }),
    expiresAt: z.iso.datetime(),
  })
  .openapi("SignInLink");

export const sub = z
  .string()
  .min(1)
  .max(255)
  .openapi({ param: { name: "sub", in: "path" } });
const sessionId = z.uuid().openapi({ param: { name: "session", in: "path" } });

/** @param accounts absent where tokens come from somebody else's keys: there are no people here then */
export function addPeople(api: Api, accounts: Accounts | undefined, nowMs: () => number): void {
  const changes = new RateLimiter(peoplePerUser);
  const here = (): Accounts => {
    if (!accounts) throw refuse(409, "people.elsewhere");
    return accounts;
  };
  const administrator = (actor: Actor): Accounts => {
    if (!maySetUp(actor.role)) throw new ProblemError(403, "perm.setup");
    return here();
  };
  const changing = (workspace: string, actor: Actor): Accounts => {
    const open = administrator(actor);
    const waitSeconds = changes.take(JSON.stringify([workspace, actor.sub]), nowMs());
    if (waitSeconds > 0) throw refuse(429, "rate.requests", { params: { s: waitSeconds } });
    return open;
  };
  const tag = "people";
  const person = { description: "The person", schema: personSchema };
  const done = { 204: { description: "Done" } };

  endpoint(
    api,
    {
      method: "get",
      path: "/people",
      tag,
      summary: "Who may sign in here; administrators only",
      answers: {
        200: { description: "By name", schema: z.object({ items: z.array(personSchema) }).openapi("People") },
      },
      problems: [409],
    },
    async ({ workspace, actor }) => ({
      status: 200,
      value: { items: (await administrator(actor).people(workspace.id)).map(personJson) },
    }),
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/people",
      tag,
      summary: "Invites somebody: afterwards they need a link",
      body: z.strictObject({ name, role }).openapi("Invitation"),
      answers: { 201: person },
      problems: [409],
    },
    async ({ workspace, actor, body, commandId }) => {
      const open = changing(workspace.id, actor);
      const { sub: invited } = await open.invite(workspace.id, commandId, body.name, body.role);
      return { status: 201, value: personJson(await open.entry(workspace.id, invited)) };
    },
  );

  endpoint(
    api,
    {
      method: "patch",
      path: "/people/{sub}",
      tag,
      summary: "Gives another name or role; it holds at once, also for what is open",
      params: z.object({ sub }),
      body: z.strictObject({ name: name.optional(), role: role.optional() }).openapi("PersonChange"),
      answers: { 200: person },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, body }) => {
      const open = changing(workspace.id, actor);
      const change = {
        ...(body.name !== undefined && { name: body.name }),
        ...(body.role !== undefined && { role: body.role }),
      };
      await open.change(workspace.id, params.sub, change);
      return { status: 200, value: personJson(await open.entry(workspace.id, params.sub)) };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: "/people/{sub}",
      tag,
      summary: "Removes somebody: their sessions and connections end at once; what they did stays theirs",
      params: z.object({ sub }),
      answers: done,
      problems: [404, 409],
    },
    async ({ workspace, actor, params }) => {
      await changing(workspace.id, actor).remove(workspace.id, params.sub);
      return { status: 204 };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/people/{sub}/link",
      tag,
      summary: "Makes a link that lets the person in once; the one before does not work any more",
      params: z.object({ sub }),
      answers: { 201: { description: "Told only now", schema: linkSchema } },
      problems: [404, 409],
      isSecret: true,
    },
    async ({ workspace, actor, params }) => {
      const link = await changing(workspace.id, actor).link(workspace.id, params.sub, invitationLifeMs);
      return { status: 201, value: { code: link.code, expiresAt: iso(link.expiresAtMs) } };
    },
  );

  endpoint(
    api,
    {
      method: "get",
      path: "/people/{sub}/sessions",
      tag,
      summary: "Where somebody is signed in; of others: administrators only",
      params: z.object({ sub }),
      answers: { 200: { description: "The one used last first", schema: sessionsSchema } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, signInSession }) => {
      const open = params.sub === actor.sub ? here() : administrator(actor);
      const sessions = await open.sessions(workspace.id, params.sub);
      return { status: 200, value: { items: sessions.map((session) => sessionJson(session, signInSession)) } };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: "/people/{sub}/sessions",
      tag,
      summary: "Ends all sessions of somebody, and their connections, at once",
      params: z.object({ sub }),
      query: z.object({
        others: z.literal("true").optional().openapi({ description: "All but the one that asks" }),
      }),
      answers: done,
      problems: [404, 409],
    },
    async ({ workspace, actor, params, query, signInSession }) => {
      const open = params.sub === actor.sub ? here() : changing(workspace.id, actor);
      await open.entry(workspace.id, params.sub);
      if (query.others === undefined) await open.end(workspace.id, params.sub);
      else await open.endOthers(workspace.id, params.sub, signInSession);
      return { status: 204 };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: "/people/{sub}/sessions/{session}",
      tag,
      summary: "Ends a session, and its connections, at once",
      params: z.object({ sub, session: sessionId }),
      answers: done,
      problems: [404, 409],
    },
    async ({ workspace, actor, params }) => {
      const open = params.sub === actor.sub ? here() : changing(workspace.id, actor);
      await open.end(workspace.id, params.sub, params.session);
      return { status: 204 };
    },
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();

const personJson = ({ person, sessions, lastUsedAtMs, linkExpiresAtMs }: PersonEntry): object => ({
  sub: person.sub,
  name: person.name,
  role: person.role,
  status: person.firstSignInAtMs === undefined ? "invited" : "active",
  invitedAt: iso(person.invitedAtMs),
  ...(lastUsedAtMs !== undefined && { lastSeenAt: iso(lastUsedAtMs) }),
  sessions,
  ...(linkExpiresAtMs !== undefined && { linkExpiresAt: iso(linkExpiresAtMs) }),
});

const sessionJson = (
  { id, device, beganAtMs, usedAtMs, expiresAtMs }: SignInSession,
  current: string | undefined,
): object => ({
  id,
  device,
  beganAt: iso(beganAtMs),
  lastSeenAt: iso(usedAtMs),
  expiresAt: iso(expiresAtMs),
  current: id === current,
});
