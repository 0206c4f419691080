/**
 * Passkeys over HTTP: one's own, made in a browser that is signed in; seen and removed by administrators, too.
 *
 * Know     whoever makes one brings the token and the cookie of the same session: a token that got away is not enough to stay for good.
 * Source   docs/HTTP.md, "Passkeys"
 *
 * @module
 */
import { z } from "@hono/zod-openapi";
import { type Actor, maySetUp } from "@couplet/model";
import type { Maker } from "../../accounts/passkeys.ts";
import type { Passkey } from "../../accounts/passkey-store.ts";
import { ProblemError } from "../../problem.ts";
import { type Api, type Call, endpoint } from "../endpoint.ts";
import { creationOptionsSchema, newCredentialSchema } from "../passkey-schemas.ts";
import { localeOf, problemOf, refuse } from "../problem.ts";
import { passkeysPerUser, RateLimiter } from "../rate-limit.ts";
import type { SignIn } from "../sign-in.ts";
import { name, sub } from "./people.ts";

const passkeySchema = z
  .object({
    id: z.uuid(),
    name: z.string(),
    createdAt: z.iso.datetime(),
    lastUsedAt: z.iso.datetime().optional(),
    domain: z.string().openapi({ description: "Where it signs in" }),
    shared: z.boolean().openapi({ description: "Whether its keeper has it on more devices than one" }),
    copied: z.boolean().openapi({ description: "Its counter went back: it lets nobody in any more" }),
  })
  .openapi("Passkey");
const passkeysSchema = z
  .object({
    items: z.array(passkeySchema),
    unusable: z
      .object({ code: z.string(), detail: z.string() })
      .optional()
      .openapi({ description: "Why there are no passkeys at the address that asks" }),
  })
  .openapi("Passkeys");

type AnyCall = Call<unknown, unknown, unknown>;

/** @param signIn absent where tokens come from somebody else's keys: there are no passkeys here then */
export function addPasskeys(api: Api, signIn: SignIn | undefined, nowMs: () => number): void {
  const changes = new RateLimiter(passkeysPerUser);
  const here = (): SignIn => {
    if (!signIn) throw refuse(409, "people.elsewhere");
    return signIn;
  };
  const bounded = (workspace: string, actor: Actor): void => {
    const waitSeconds = changes.take(JSON.stringify([workspace, actor.sub]), nowMs());
    if (waitSeconds > 0) throw refuse(429, "rate.requests", { params: { s: waitSeconds } });
  };
  /** Whoever it is about, and administrators. */
  const about = (actor: Actor, whose: string): SignIn => {
    if (whose !== actor.sub && !maySetUp(actor.role)) throw new ProblemError(403, "perm.setup");
    return here();
  };
  /** Whoever it is about, at a browser that is signed in as them. */
  const maker = async ({ workspace, actor, signInSession, header }: AnyCall, whose: string): Promise<Maker> => {
    if (whose !== actor.sub) {
      if (maySetUp(actor.role)) await here().accounts.entry(workspace.id, whose);
      throw refuse(403, "perm.self");
    }
    const session = await here().sessionOf(header("cookie"));
    if (signInSession === undefined || session !== signInSession) throw refuse(403, "perm.session");
    bounded(workspace.id, actor);
    return { workspace: workspace.id, sub: actor.sub, session };
  };
  const tag = "passkeys";

  endpoint(
    api,
    {
      method: "get",
      path: "/people/{sub}/passkeys",
      tag,
      summary: "The passkeys of somebody; of others: administrators only",
      params: z.object({ sub }),
      answers: { 200: { description: "The one made last first", schema: passkeysSchema } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params, header }) => {
      const { passkeys } = about(actor, params.sub);
      const items = (await passkeys.list(workspace.id, params.sub)).map(passkeyJson);
      const address = here().passkeyAddress(header("origin"), header("host"));
      if (!("code" in address)) return { status: 200, value: { items } };
      const why = refuse(409, address.code, { params: address.params });
      const { code, detail } = problemOf(why, localeOf(header("accept-language")));
      return { status: 200, value: { items, unusable: { code, detail } } };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/people/{sub}/passkeys/options",
      tag,
      summary: "What the browser is asked to make a passkey of; for oneself, with the cookie of the session",
      params: z.object({ sub }),
      answers: { 200: { description: "Good once, for five minutes", schema: creationOptionsSchema } },
      problems: [404, 409],
      isSecret: true,
    },
    async (call) => {
      const asking = await maker(call, call.params.sub);
      const address = here().usableAddress(call.header("origin"), call.header("host"));
      return { status: 200, value: await here().passkeys.askToMake(address, asking) };
    },
  );

  endpoint(
    api,
    {
      method: "post",
      path: "/people/{sub}/passkeys",
      tag,
      summary: "Keeps the passkey that the browser has made; for oneself, with the cookie of the session",
      params: z.object({ sub }),
      body: z.strictObject({ name, credential: newCredentialSchema }).openapi("NewPasskey"),
      answers: { 201: { description: "The passkey", schema: passkeySchema } },
      problems: [404, 409],
    },
    async (call) => {
      const making = await maker(call, call.params.sub);
      const address = here().usableAddress(call.header("origin"), call.header("host"));
      const { name: called, credential } = call.body;
      const response = { ...credential, clientExtensionResults: {} };
      const made = await here().passkeys.make(address, making, called, response);
      return { status: 201, value: passkeyJson(made) };
    },
  );

  endpoint(
    api,
    {
      method: "delete",
      path: "/people/{sub}/passkeys/{passkey}",
      tag,
      summary: "Removes a passkey: it lets nobody in any more. Sessions begun with it go on",
      params: z.object({ sub, passkey: z.uuid().openapi({ param: { name: "passkey", in: "path" } }) }),
      answers: { 204: { description: "Done" } },
      problems: [404, 409],
    },
    async ({ workspace, actor, params }) => {
      const { passkeys } = about(actor, params.sub);
      bounded(workspace.id, actor);
      await passkeys.remove(workspace.id, params.sub, params.passkey);
      return { status: 204 };
    },
  );
}

const iso = (ms: number): string => new Date(ms).toISOString();

const passkeyJson = ({ id, name: called, createdAtMs, usedAtMs, rpId, isShared, copiedAtMs }: Passkey): object => ({
  id,
  name: called,
  createdAt: iso(createdAtMs),
  ...(usedAtMs !== undefined && { lastUsedAt: iso(usedAtMs) }),
  domain: rpId,
  shared: isShared,
  copied: copiedAtMs !== undefined,
});
