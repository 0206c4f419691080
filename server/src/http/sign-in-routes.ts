/**
 * Signing in to our own app over HTTP: exchange a code, renew, sign out.
 *
 * Shape    for the server's own pages only: what a browser adds by itself (the cookie) is never at another page's command.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { createRoute, type OpenAPIHono, z } from "@hono/zod-openapi";
import { roles } from "@couplet/model";
import { deviceOf } from "../accounts/device.ts";
import { sessionLifeMs } from "../accounts/accounts.ts";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import { readBody } from "./body.ts";
import { addressOf, type AppContext, type AppEnv } from "./env.ts";
import { isOwn } from "./origin.ts";
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
const cookiePath = "/api/v1";

/** @param signIn absent where tokens come from somebody else's keys: nobody can sign in here then */
export function addSignIn(
  app: OpenAPIHono<AppEnv>,
  signIn: SignIn | undefined,
  limiter: RateLimiter,
  nowMs: () => number,
): void {
  const describe = (path: string, summary: string, takesCode: boolean): void => {
    const problem = { description: "Refused", content: { "application/problem+json": { schema: problemSchema } } };
    app.openAPIRegistry.registerPath(
      createRoute({
        method: "post",
        path,
        tags: ["sign-in"],
        summary,
        request: takesCode ? { body: { required: true, content: { "application/json": { schema: codeSchema } } } } : {},
        responses: {
          ...(path === "/sign-out"
            ? { 204: { description: "Signed out" } }
            : {
                200: {
                  description: "A token of 15 minutes; the cookie renews it",
                  content: { "application/json": { schema: signedInSchema } },
                },
              }),
          401: problem,
          403: problem,
          429: problem,
        },
      }),
    );
  };
  describe("/sign-in", "Exchanges a one-time code", true);
  describe("/token", "Another token for who is signed in in this browser", false);
  describe("/sign-out", "Ends the session in this browser", false);

  const admit = (c: AppContext): SignIn => {
    const origin = c.req.header("origin");
    if (origin !== undefined && !isOwn(origin, c.req.header("host"))) throw refuse(403, "origin.notAllowed");
    const waitSeconds = limiter.take(addressOf(c), nowMs());
    if (waitSeconds > 0) throw refuse(429, "rate.requests", { params: { s: waitSeconds } });
    if (!signIn) throw refuse(401, "signIn.session");
    return signIn;
  };
  const device = (c: AppContext): string => deviceOf(c.req.header("user-agent"));
  const attributes = (c: AppContext) => {
    const secure = c.req.header("x-forwarded-proto") === "https" || c.req.url.startsWith("https:");
    return { path: cookiePath, httpOnly: true, sameSite: "Strict", secure } as const;
  };
  const send = (c: AppContext, name: string, { cookie, signedIn }: Admission): Response => {
    setCookie(c, name, cookie, { ...attributes(c), maxAge: sessionLifeMs / 1000 });
    return c.json(signedIn);
  };

  app.post("/sign-in", async (c) => {
    const open = admit(c);
    const parsed = codeSchema.safeParse(await readBody(c.req.raw));
    if (!parsed.success) throw refuse(422, "value.missing", { field: "code" });
    return send(c, open.cookieName, await open.exchange(parsed.data.code, device(c)));
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
