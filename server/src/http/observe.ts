/**
 * Every request: numbered, timed, logged, and answered with headers that keep browsers careful.
 *
 * Not      a place that sees bodies, queries or tokens: the log names the route's pattern, never what was asked for.
 *
 * @module
 */
import type { MiddlewareHandler } from "hono";
import { routePath } from "hono/route";
import { v7 } from "uuid";
import type { Log } from "../log.ts";
import type { AppEnv } from "./env.ts";
import type { Metrics } from "./metrics.ts";

export const observe =
  (log: Log, metrics: Metrics): MiddlewareHandler<AppEnv> =>
  async (c, next) => {
    const startedMs = performance.now();
    const requestId = v7();
    c.set("requestId", requestId);
    await next();
    c.header("X-Request-Id", requestId);
    const durationMs = performance.now() - startedMs;
    const route = routePath(c);
    const { method } = c.req;
    const { status } = c.res;
    metrics.requestSeconds.observe({ method, route, status: String(status) }, durationMs / 1000);
    const fields = { requestId, method, route, status, durationMs: Math.round(durationMs * 10) / 10 };
    if (status >= 500) log.error(fields, "request failed");
    else if (route.startsWith("/api/")) log.info(fields, "request");
    else log.debug(fields, "request");
  };

const carefulHeaders: readonly (readonly [name: string, value: string])[] = [
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
  ["Referrer-Policy", "no-referrer"],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
];

/** For all answers; set first, so that pages and the embed bundle can loosen what they need. */
export const careful: MiddlewareHandler<AppEnv> = async (c, next) => {
  for (const [name, value] of carefulHeaders) c.header(name, value);
  await next();
};
