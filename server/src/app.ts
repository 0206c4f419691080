/**
 * The HTTP side of the server, composed from what it depends on.
 *
 * Shape    `createApp` gives a Hono app that answers requests and opens nothing; test it with `app.request`.
 * Not      sockets: rooms are joined by an upgrade, see `http/upgrade.ts`.
 * Source   docs/ARCHITECTURE.md
 *
 * @module
 */
import { Hono } from "hono";
import type { Locale } from "@couplet/model";
import { type ApiDependencies, createApi } from "./http/api.ts";
import type { AppContext, AppEnv } from "./http/env.ts";
import { checkMetricsToken } from "./http/metrics-access.ts";
import type { Metrics } from "./http/metrics.ts";
import { careful, observe } from "./http/observe.ts";
import { createPages } from "./http/pages.ts";
import { internalProblem, localeOf, problemOf, type ProblemJson, refuse } from "./http/problem.ts";
import { type CheckStore, createReadiness } from "./http/readiness.ts";
import type { Log } from "./log.ts";
import { type ProblemError, refusalOf } from "./problem.ts";
import { KeysUnreachableError } from "./published-keys.ts";
import { InvalidTokenError } from "./token.ts";

export interface AppDependencies extends ApiDependencies {
  readonly checkStore: CheckStore;
  /** Resolves where tokens can be checked. @throws {KeysUnreachableError} */
  readonly checkKeys?: () => Promise<void>;
  readonly metrics: Metrics;
  /** Opens `/metrics`; absent where it is closed. */
  readonly metricsToken?: string | undefined;
  readonly log: Log;
  /** Where the built app is; absent where none is served. */
  readonly pagesDirectory?: string | undefined;
}

export function createApp(dependencies: AppDependencies): Hono<AppEnv> {
  const { log, metrics, nowMs } = dependencies;
  const app = new Hono<AppEnv>();
  const isReady = createReadiness(dependencies.checkStore, log, nowMs);

  app.use(observe(log, metrics), careful);
  app.get("/healthz", (c) => c.json({ status: "ok" }));
  app.get("/readyz", async (c) => {
    if (dependencies.isStopping()) throw refuse(503, "server.stopping");
    if (!(await isReady())) throw refuse(503, "server.notReady");
    await dependencies.checkKeys?.();
    return c.json({ status: "ready" });
  });
  app.get("/metrics", async (c) => {
    checkMetricsToken(dependencies.metricsToken, c.req.header("authorization"));
    const { registry } = metrics;
    return c.body(await registry.metrics(), 200, { "Content-Type": registry.contentType, "Cache-Control": "no-store" });
  });
  app.route("/api/v1", createApi(dependencies));
  const { pagesDirectory, allowedOrigins } = dependencies;
  if (pagesDirectory !== undefined) app.route("/", createPages(pagesDirectory, allowedOrigins));

  app.notFound((c) => {
    metrics.refusals.inc({ via: "http", code: "request.notFound" });
    return sendProblem(c, problemOf(refuse(404, "request.notFound"), locale(c)));
  });
  app.onError((error, c) => {
    const problem = asProblem(error);
    if (problem?.cause !== undefined && problem.status === 503)
      log.error({ err: problem.cause, requestId: c.get("requestId") }, problem.message);
    metrics.refusals.inc({ via: "http", code: problem?.code ?? "internal" });
    if (problem) return sendRefusal(c, problem);
    log.error({ err: error, requestId: c.get("requestId") }, "unforeseen error");
    return sendProblem(c, internalProblem(locale(c)));
  });
  return app;
}

const locale = (c: AppContext): Locale => localeOf(c.req.header("accept-language"));

/** `undefined` for what we did not foresee. */
function asProblem(error: Error): ProblemError | undefined {
  if (error instanceof InvalidTokenError)
    return refuse(401, error.code, { cause: error, ...(error.claim !== undefined && { field: error.claim }) });
  if (error instanceof KeysUnreachableError) return refuse(503, "auth.keys", { cause: error });
  return refusalOf(error);
}

function sendRefusal(c: AppContext, error: ProblemError): Response {
  if (error.status === 401)
    c.header("WWW-Authenticate", error.code === "auth.missing" ? "Bearer" : 'Bearer error="invalid_token"');
  if (error.status === 429) c.header("Retry-After", String(error.params.s ?? 1));
  if (error.status === 503) c.header("Retry-After", "2");
  return sendProblem(c, problemOf(error, locale(c)));
}

function sendProblem(c: AppContext, problem: ProblemJson): Response {
  c.header("Cache-Control", "no-store");
  return c.newResponse(JSON.stringify(problem), problem.status as 400, { "Content-Type": "application/problem+json" });
}
