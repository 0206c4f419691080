/**
 * What is measured, in Prometheus' text format at `/metrics`.
 *
 * Shape    counts and durations by route pattern, method, status and code; never by workspace, user or card.
 * Know     closed to everybody who does not bring the operator's own token, see `metrics-access.ts`.
 * Source   docs/OPERATIONS.md, "What is measured"
 *
 * @module
 */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Meter } from "../workspace/meter.ts";
import { noStats, type OwnerStats } from "../workspace/owner-stats.ts";

export interface Metrics {
  readonly registry: Registry;
  /** For the workspaces. */
  readonly meter: Meter;
  readonly requestSeconds: Histogram<"method" | "route" | "status">;
  /** Calls over HTTP, and commands over `/sync`, that were refused. */
  readonly refusals: Counter<"via" | "code">;
  readonly openSockets: Gauge;
  readonly socketsClosed: Counter<"code">;
  /** Sockets, and rooms and channels, that the server closed. */
  readonly closed: Counter<"what" | "reason">;
}

/** Sums over all workspaces, taken when somebody looks. */
export interface MeasuredWorkspaces {
  stats(): OwnerStats & { readonly workspaces: number };
}

/** Where no workspace is open. */
export const nothingMeasured: MeasuredWorkspaces = { stats: () => ({ ...noStats, workspaces: 0 }) };

type StatName = keyof ReturnType<MeasuredWorkspaces["stats"]>;

const gauges: readonly (readonly [stat: StatName, name: string, help: string])[] = [
  ["workspaces", "workspaces", "Workspaces that are open"],
  ["rooms", "rooms", "Documents that are held in memory"],
  ["sessions", "sessions", "Sockets and channels that are in a room"],
  ["connections", "connections", "Connections that carry a whole workspace"],
  ["waiting", "waiting", "Frames and operations that wait for a commit"],
  ["feedsHeldUp", "feeds_held_up", "Connections whose client takes nothing of the feed"],
  ["feedHeldUpSeconds", "feed_held_up_seconds", "How long the longest of them has taken nothing"],
];

const totals: readonly (readonly [stat: StatName, name: string, help: string])[] = [
  ["commits", "commits", "Transactions committed"],
  ["writes", "writes", "Rows written by them"],
  ["updates", "updates", "Document updates taken"],
  ["carriedOver", "carried_over", "Late edits carried over to the document their card holds"],
  ["stranded", "stranded", "Late edits of deleted cards, kept and offered to their authors"],
  ["failures", "failures", "Commits that failed"],
];

function addGauge(registry: Registry, name: string, help: string, read: () => number): void {
  const gauge: Gauge = new Gauge({
    name: `couplet_${name}`,
    help,
    registers: [registry],
    collect: () => gauge.set(read()),
  });
}

function addTotal(registry: Registry, name: string, help: string, read: () => number): void {
  const counter: Counter = new Counter({
    name: `couplet_${name}_total`,
    help,
    registers: [registry],
    collect: () => {
      counter.reset();
      counter.inc(read());
    },
  });
}

/** From an edit on a quiet server to a disk that is busy. */
const durations = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** A registry of its own, so that several servers fit in one process. */
export function createMetrics(workspaces: MeasuredWorkspaces): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  for (const [stat, name, help] of gauges) addGauge(registry, name, help, () => workspaces.stats()[stat]);
  for (const [stat, name, help] of totals) addTotal(registry, name, help, () => workspaces.stats()[stat]);

  const acknowledgements = new Histogram({
    name: "couplet_acknowledgement_duration_seconds",
    help: "Time from an update's arrival to its acknowledgement, on disk",
    buckets: durations,
    registers,
  });
  const commits = new Histogram({
    name: "couplet_commit_duration_seconds",
    help: "Time a transaction takes to be written and fsynced",
    buckets: durations,
    registers,
  });
  const refused = new Counter({
    name: "couplet_refused_total",
    help: "Edits that were not taken, by code",
    labelNames: ["code"],
    registers,
  });
  const refusals = new Counter({
    name: "couplet_refusals_total",
    help: "Calls and commands that were refused, by code",
    labelNames: ["via", "code"],
    registers,
  });
  const closed = new Counter({
    name: "couplet_closed_total",
    help: "Sockets and rooms that the server closed, by reason",
    labelNames: ["what", "reason"],
    registers,
  });
  return {
    registry,
    meter: {
      settled: (seconds) => acknowledgements.observe(seconds),
      refused: (code) => refused.inc({ code }),
      committed: (seconds) => commits.observe(seconds),
      closed: (reason) => closed.inc({ what: "room", reason }),
      commandRefused: (code) => refusals.inc({ via: "sync", code }),
    },
    requestSeconds: new Histogram({
      name: "couplet_http_request_duration_seconds",
      help: "Time from a request's arrival to its answer",
      labelNames: ["method", "route", "status"],
      buckets: durations,
      registers,
    }),
    refusals,
    openSockets: new Gauge({
      name: "couplet_sockets_open",
      help: "WebSocket connections that are open",
      registers,
    }),
    socketsClosed: new Counter({
      name: "couplet_sockets_closed_total",
      help: "WebSocket connections that were closed, by close code",
      labelNames: ["code"],
      registers,
    }),
    closed,
  };
}
