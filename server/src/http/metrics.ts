/**
 * What is measured, in Prometheus' text format at `/metrics`.
 *
 * Shape    counts and durations by route pattern, method and status; never by workspace, user or card.
 *
 * @module
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

export interface Metrics {
  readonly registry: Registry;
  readonly requestSeconds: Histogram<"method" | "route" | "status">;
  readonly openSockets: Gauge;
  readonly socketsClosed: Counter<"code">;
}

/** A registry of its own, so that several servers fit in one process. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requestSeconds: new Histogram({
      name: "couplet_http_request_duration_seconds",
      help: "Time from a request's arrival to its answer",
      labelNames: ["method", "route", "status"],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
      registers: [registry],
    }),
    openSockets: new Gauge({
      name: "couplet_sockets_open",
      help: "WebSocket connections that are open",
      registers: [registry],
    }),
    socketsClosed: new Counter({
      name: "couplet_sockets_closed_total",
      help: "WebSocket connections that were closed, by close code",
      labelNames: ["code"],
      registers: [registry],
    }),
  };
}
