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

/** Sums over all workspaces, taken when somebody looks. */
export interface MeasuredWorkspaces {
  stats(): Readonly<Record<(typeof gauges | typeof totals)[number][0], number>>;
}

const gauges = [
  ["workspaces", "Workspaces that are open"],
  ["rooms", "Documents that are held in memory"],
  ["sessions", "Sockets that are in a room"],
] as const;

const totals = [
  ["commits", "Transactions committed"],
  ["writes", "Rows written by them"],
  ["updates", "Document updates taken"],
  ["refused", "Edits refused by the steward"],
  ["carriedOver", "Late edits carried over to the document their card holds"],
  ["failures", "Commits that failed"],
] as const;

function addGauge(
  registry: Registry,
  workspaces: MeasuredWorkspaces,
  name: (typeof gauges)[number][0],
  help: string,
): void {
  const gauge: Gauge = new Gauge({
    name: `couplet_${name}`,
    help,
    registers: [registry],
    collect: () => gauge.set(workspaces.stats()[name]),
  });
}

function addTotal(
  registry: Registry,
  workspaces: MeasuredWorkspaces,
  name: (typeof totals)[number][0],
  help: string,
): void {
  const counter: Counter = new Counter({
    name: `couplet_${name.replaceAll(/[A-Z]/gu, (letter) => `_${letter.toLowerCase()}`)}_total`,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(workspaces.stats()[name]);
    },
  });
}

/** A registry of its own, so that several servers fit in one process. */
export function createMetrics(workspaces: MeasuredWorkspaces): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  for (const [name, help] of gauges) addGauge(registry, workspaces, name, help);
  for (const [name, help] of totals) addTotal(registry, workspaces, name, help);
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
