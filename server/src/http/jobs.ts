/**
 * Jobs: work that takes longer than a caller should wait.
 *
 * Shape    started by a call, followed by its id; kept in memory for an hour after its end.
 * Not      durable: what a job has done is, so that after a restart the same call goes on where it stopped.
 *
 * @module
 */
import { v7 } from "uuid";
import type { Log } from "../log.ts";
import { refuse } from "./problem.ts";

export interface JobJson {
  readonly id: string;
  readonly status: "running" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  readonly report?: unknown;
}

const keptMs = 60 * 60 * 1000;
/** Of one workspace: at the same time, and with their reports until they are forgotten. */
const maxRunning = 4;
const maxKept = 50;

export class Jobs {
  readonly #jobs = new Map<string, JobJson>();
  readonly #running = new Set<Promise<void>>();
  /** Keys of a workspace's jobs, oldest first. */
  readonly #keysByWorkspace = new Map<string, string[]>();
  readonly #abort = new AbortController();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  /** @throws {ProblemError} 429 where the workspace has enough to do */
  start(
    workspace: string,
    total: number,
    run: (onProgress: (done: number) => void, signal: AbortSignal) => Promise<unknown>,
  ): JobJson {
    const keys = (this.#keysByWorkspace.get(workspace) ?? []).filter((key) => this.#jobs.has(key));
    const ended = keys.filter((key) => this.#jobs.get(key)?.status !== "running");
    if (keys.length - ended.length >= maxRunning) throw refuse(429, "rate.requests", { params: { s: 60 } });
    for (const key of ended.slice(0, Math.max(0, keys.length - maxKept + 1))) this.#jobs.delete(key);
    const id = v7();
    const key = keyOf(workspace, id);
    const job: JobJson = { id, status: "running", done: 0, total };
    this.#jobs.set(key, job);
    this.#keysByWorkspace.set(workspace, [...keys.filter((kept) => this.#jobs.has(kept)), key]);
    const finish = (end: Partial<JobJson>): void => {
      this.#jobs.set(key, { ...(this.#jobs.get(key) ?? job), ...end });
      setTimeout(() => this.#jobs.delete(key), keptMs).unref();
    };
    const work = run((done) => this.#jobs.set(key, { ...job, done }), this.#abort.signal).then(
      (report) => finish({ status: "done", report }),
      (error: unknown) => {
        this.#log.error({ err: error, job: id }, "job failed");
        finish({ status: "failed" });
      },
    );
    this.#running.add(work);
    void work.finally(() => this.#running.delete(work));
    return job;
  }

  get(workspace: string, id: string): JobJson | undefined {
    return this.#jobs.get(keyOf(workspace, id));
  }

  /** Stops after the cards at hand. */
  async close(): Promise<void> {
    this.#abort.abort();
    await Promise.all(this.#running);
  }
}

const keyOf = (workspace: string, id: string): string => JSON.stringify([workspace, id]);
