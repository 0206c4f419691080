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

export interface JobJson {
  readonly id: string;
  readonly status: "running" | "done" | "failed";
  readonly done: number;
  readonly total: number;
  readonly report?: unknown;
}

const keptMs = 60 * 60 * 1000;

export class Jobs {
  readonly #jobs = new Map<string, JobJson>();
  readonly #running = new Set<Promise<void>>();
  readonly #abort = new AbortController();
  readonly #log: Log;

  constructor(log: Log) {
    this.#log = log;
  }

  start(
    workspace: string,
    total: number,
    run: (onProgress: (done: number) => void, signal: AbortSignal) => Promise<unknown>,
  ): JobJson {
    const id = v7();
    const key = keyOf(workspace, id);
    const job: JobJson = { id, status: "running", done: 0, total };
    this.#jobs.set(key, job);
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
