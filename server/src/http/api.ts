/**
 * The API under `/api/v1`: who may call, how often, and all its calls.
 *
 * Source   docs/HTTP.md
 *
 * @module
 */
import { OpenAPIHono } from "@hono/zod-openapi";
import { type Actor, cardKinds } from "@couplet/model";
import { cors } from "hono/cors";
import type { Store } from "../store/store.ts";
import type { VerifyToken } from "../token.ts";
import type { Workspace } from "../workspace/workspace.ts";
import type { Api } from "./endpoint.ts";
import type { AppEnv } from "./env.ts";
import { Idempotency } from "./idempotency.ts";
import type { AllowsOrigin } from "./origin.ts";
import { refuse } from "./problem.ts";
import { RateLimiter, requestsPerUser, signInsPerAddress } from "./rate-limit.ts";
import { addBulk } from "./routes/bulk.ts";
import { addCards } from "./routes/cards.ts";
import { addCommands } from "./routes/commands.ts";
import { addJobs } from "./routes/jobs.ts";
import { addLinks } from "./routes/links.ts";
import { addMerges } from "./routes/merges.ts";
import { addErasures, addPersonalData } from "./routes/personal-data.ts";
import { addPasskeys } from "./routes/passkeys.ts";
import { addPeople } from "./routes/people.ts";
import { addWorkspace } from "./routes/workspace.ts";
import { relationSchema } from "./schemas.ts";
import type { SignIn } from "./sign-in.ts";
import { addSignIn } from "./sign-in-routes.ts";

export interface ApiDependencies {
  openWorkspace(id: string, actor: Actor): Promise<Workspace>;
  readonly store: Pick<Store, "card" | "commandOutcome">;
  readonly verifyToken: VerifyToken;
  readonly signIn: SignIn | undefined;
  readonly allowsOrigin: AllowsOrigin;
  readonly allowedOrigins: readonly string[];
  /** The report of an import into the workspace, if there was one. */
  reportOf(workspace: string): unknown;
  readonly isStopping: () => boolean;
  readonly nowMs: () => number;
}

export function createApi(dependencies: ApiDependencies): OpenAPIHono<AppEnv> {
  const { allowsOrigin, allowedOrigins, verifyToken, nowMs } = dependencies;
  const app = new OpenAPIHono<AppEnv>();
  const perUser = new RateLimiter(requestsPerUser);

  app.use(async (c, next) => {
    if (!allowsOrigin(c.req.header("origin"), c.req.header("host"))) throw refuse(403, "origin.notAllowed");
    if (dependencies.isStopping()) throw refuse(503, "server.stopping");
    c.header("Cache-Control", "no-store");
    await next();
  });
  app.use(
    cors({
      origin: [...allowedOrigins],
      allowMethods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      allowHeaders: [
        "Authorization",
        "Content-Type",
        "Idempotency-Key",
        "If-Match",
        "If-None-Match",
        "Accept-Language",
      ],
      exposeHeaders: ["Date", "ETag", "Retry-After", "Idempotency-Replayed", "X-Erased-At", "X-Request-Id"],
      maxAge: 600,
    }),
  );

  let description: object | undefined;
  app.get("/openapi.json", (c) => c.json((description ??= describe(app))));
  addSignIn(app, dependencies.signIn, new RateLimiter(signInsPerAddress), nowMs);

  app.use(async (c, next) => {
    const session = await verifyToken(bearerOf(c.req.header("authorization")));
    c.set("session", session);
    const waitSeconds = perUser.take(JSON.stringify([session.workspace, session.actor.sub]), nowMs());
    if (waitSeconds > 0) throw refuse(429, "rate.requests", { params: { s: waitSeconds } });
    await next();
  });

  const api: Api = {
    app,
    idempotency: new Idempotency(),
    store: dependencies.store,
    openWorkspace: (id, actor) => dependencies.openWorkspace(id, actor),
  };
  addBulk(api);
  addJobs(api);
  addCommands(api);
  addLinks(api);
  addMerges(api);
  for (const kind of cardKinds) {
    addCards(api, kind);
    addPersonalData(api, kind);
  }
  addErasures(api);
  addPeople(api, dependencies.signIn?.accounts, nowMs);
  addPasskeys(api, dependencies.signIn, nowMs);
  addWorkspace(api, (workspace) => dependencies.reportOf(workspace));
  app.openAPIRegistry.register("Relation", relationSchema);
  app.openAPIRegistry.registerComponent("securitySchemes", "bearer", {
    type: "http",
    scheme: "bearer",
    bearerFormat: "JWT",
  });
  return app;
}

const bearerOf = (header: string | undefined): string | undefined =>
  /^Bearer +([\w.~+/=-]+) *$/iu.exec(header ?? "")?.[1];

const describe = (app: OpenAPIHono<AppEnv>): object =>
  app.getOpenAPI31Document({
    openapi: "3.1.0",
    info: {
      title: "Couplet",
      version: "1",
      description:
        "Business records of one party, kept in step: related cards hold one shared document. Errors are RFC 9457 problems.",
      license: { name: "MIT", url: "https://opensource.org/license/mit" },
    },
    servers: [{ url: "/api/v1" }],
  });
