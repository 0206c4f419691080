/**
 * Signing in to our own app over HTTP: exchange a code, sign with a passkey, renew, sign out.
 *
 * Shape    for the server's own pages only: what a browser adds by itself (the cookie) is never at another page's command.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { roles } from "@couplet/model";
import { deviceOf } from "../accounts/device.ts";
import { sessionLifeMs } from "../accounts/accounts.ts";
import { challengeLifeMs } from "../accounts/challenges.ts";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { readBody } from "./body.ts";
import { addressOf, type AppContext, type AppEnv } from "./env.ts";
import { isOwn } from "./origin.ts";
import { credentialSchema, requestOptionsSchema } from "./passkey-schemas.ts";
import { refuse } from "./problem.ts";
import type { RateLimiter } from "./rate-limit.ts";
import { problemSchema } from "./schemas.ts";
import type { Admission, SignIn } from "./sign-in.ts";

const signedInSchema = z
  .object({
    token: z.string(),
    expiresAt: z.iso.datetime(),
    user: z.object({ sub: z.string(), name: z.string(), workspace: z.string(), role: z.enum(roles) }),
  })
  .openapi("SignedIn");

const codeSchema = z.strictObject({ code: z.string().min(1).max(200) });
const signedSchema = z.strictObject({ credential: credentialSchema });
const cookiePath = "/api/v1";

interface Described {
  readonly summary: string;
  readonly takes?: z.ZodType;
  /** A token where nothing else is said; nothing where it is `null`. */
  readonly gives?: { readonly description: string; readonly schema: z.ZodType } | null;
}

/** @param signIn absent where tokens come from somebody else's keys: nobody can sign in here then */
export function addSignIn(
  app: OpenAPIHono<AppEnv>,
  signIn: SignIn | undefined,
  limiter: RateLimiter,
  nowMs: () => number,
): void {
  const token = { description: "A token of 15 minutes; the cookie renews it", schema: signedInSchema };
  const describe = (path: string, { summary, takes, gives = token }: Described): void => {
    const problem = { description: "Refused", content: { "application/problem+json": { schema: problemSchema } } };
    app.openAPIRegistry.registerPath(
      createRoute({
        method: "post",
        path,
        tags: ["sign-in"],
        summary,
        request: takes ? { body: { required: true, content: { "application/json": { schema: takes } } } } : {},
        responses: {
          ...(gives
            ? { 200: { description: gives.description, content: { "application/json": { schema: gives.schema } } } }
            : { 204: { description: "Done" } }),
          401: problem,
          403: problem,
          ...(path.startsWith("/sign-in/") ? { 409: problem } : {}),
          ...(takes ? { 422: problem } : {}),
          429: problem,
        },
      }),
    );
  };
  describe("/sign-in", { summary: "Exchanges a one-time code", takes: codeSchema });
  describe("/sign-in/passkey/options", {
    summary: "What the browser is asked to sign with a passkey",
    gives: { description: "Good once, for five minutes, in this browser", schema: requestOptionsSchema },
  });
  describe("/sign-in/passkey", { summary: "Signs in with what a passkey has signed", takes: signedSchema });
  describe("/token", { summary: "Another token for who is signed in in this browser" });
  describe("/sign-out", { summary: "Ends the session in this browser", gives: null });

  const admit = (c: AppContext): SignIn => {
    const origin = c.req.header("origin");
    const isOurs = origin === undefined || isOwn(origin, c.req.header("host")) || signIn?.isAppPage(origin);
    if (!isOurs) throw refuse(403, "origin.notAllowed");
    const waitSeconds = limiter.take(addressOf(c), nowMs());
    if (waitSeconds > 0) throw refuse(429, "rate.requests", { params: { s: waitSeconds } });
    if (!signIn) throw refuse(401, "signIn.session");
    return signIn;
  };
  const device = (c: AppContext): string => deviceOf(c.req.header("user-agent"));
  const attributes = (c: AppContext) =>
    ({ path: cookiePath, httpOnly: true, sameSite: "Strict", secure: isOverTls(c) }) as const;
  const keep = (c: AppContext, name: string, cookie: string, lifeMs: number): void =>
    setCookie(c, name, cookie, { ...attributes(c), maxAge: lifeMs / 1000 });
  const send = (c: AppContext, name: string, { cookie, signedIn }: Admission): Response => {
    keep(c, name, cookie, sessionLifeMs);
    return c.json(signedIn);
  };

  app.post("/sign-in", async (c) => {
    const open = admit(c);
    const parsed = codeSchema.safeParse(await readBody(c.req.raw));
    if (!parsed.success) throw refuse(422, "value.missing", { field: "code" });
    return send(c, open.cookieName, await open.exchange(parsed.data.code, device(c)));
  });
  app.post("/sign-in/passkey/options", async (c) => {
    const open = admit(c);
    const address = open.usableAddress(c.req.header("origin"), c.req.header("host"));
    const browser = randomBytes(24).toString("base64url");
    keep(c, open.browserCookieName, browser, challengeLifeMs);
    return c.json(await open.passkeys.askToSign(address, browser));
  });
  app.post("/sign-in/passkey", async (c) => {
    const open = admit(c);
    const address = open.usableAddress(c.req.header("origin"), c.req.header("host"));
    const parsed = signedSchema.safeParse(await readBody(c.req.raw));
    if (!parsed.success) throw refuse(422, "value.missing", { field: "credential" });
    const browser = getCookie(c, open.browserCookieName) ?? "";
    deleteCookie(c, open.browserCookieName, attributes(c));
    const response = { ...parsed.data.credential, clientExtensionResults: {} };
    return send(c, open.cookieName, await open.enter(address, browser, response, device(c)));
  });
  app.post("/token", async (c) => {
    const open = admit(c);
    return send(c, open.cookieName, await open.renew(getCookie(c, open.cookieName), device(c)));
  });
  app.post("/sign-out", async (c) => {
    const open = admit(c);
    await open.end(getCookie(c, open.cookieName));
    deleteCookie(c, open.cookieName, attributes(c));
    return c.body(null, 204);
  });
}

/** Behind a proxy that ends TLS it says so, or the page's own origin does. */
const isOverTls = (c: AppContext): boolean =>
  c.req.header("x-forwarded-proto") === "https" ||
  c.req.url.startsWith("https:") ||
  c.req.header("origin")?.startsWith("https:") === true;
