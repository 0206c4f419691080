/**
 * Jobs in the SQLite file: their rows, the cards they are to do, their reports.
 *
 * Not      transactions: see `sqlite.ts`.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite";
import type { JobItem, JobRow } from "./job-row.ts";
import { prepare } from "./statement.ts";
import type { Write } from "./store.ts";

const sql = {
  put: `INSERT INTO job (workspace, id, status, started_at_ms, body, cards) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT (workspace, id) DO UPDATE SET status = excluded.status, body = excluded.body`,
  report: "INSERT INTO job_report (workspace, job, first, items) VALUES (?, ?, ?, ?)",
  forget: "DELETE FROM job WHERE workspace = ? AND id = ?",
  forgetReport: "DELETE FROM job_report WHERE workspace = ? AND job = ?",
} as const;

type JobWrite = Extract<Write, { readonly type: "putJob" | "reportJob" | "forgetJob" }>;

export class SqliteJobs {
  readonly #statements;

  constructor(database: DatabaseSync) {
    this.#statements = {
      put: database.prepare(sql.put),
      report: database.prepare(sql.report),
      forget: database.prepare(sql.forget),
      forgetReport: database.prepare(sql.forgetReport),
      job: prepare<{ body: string }>(database, "SELECT body FROM job WHERE workspace = ? AND id = ?"),
      jobs: prepare<{ body: string }>(
        database,
        "SELECT body FROM job WHERE workspace = ? ORDER BY started_at_ms DESC, id DESC",
      ),
      cards: prepare<{ cards: string }>(database, "SELECT cards FROM job WHERE workspace = ? AND id = ?"),
      items: prepare<{ items: string }>(
        database,
        "SELECT items FROM job_report WHERE workspace = ? AND job = ? ORDER BY first",
      ),
      unfinished: prepare<{ id: string }>(
        database,
        `SELECT DISTINCT workspace.id FROM job JOIN workspace ON workspace.key = job.workspace
         WHERE job.status = 'running' ORDER BY workspace.key`,
      ),
    };
  }

  apply(workspace: number, write: JobWrite): void {
    const s = this.#statements;
    if (write.type === "putJob") {
      const { job, cards = [] } = write;
      s.put.run(workspace, job.id, job.status, job.startedAtMs, JSON.stringify(job), JSON.stringify(cards));
    } else if (write.type === "reportJob") {
      s.report.run(workspace, write.id, write.first, JSON.stringify(write.items));
    } else {
      s.forget.run(workspace, write.id);
      s.forgetReport.run(workspace, write.id);
    }
  }

  job(workspace: number, id: string): JobRow | undefined {
    const row = this.#statements.job.get(workspace, id);
    return row && toJob(row);
  }

  jobs(workspace: number): JobRow[] {
    return this.#statements.jobs.all(workspace).map(toJob);
  }

  cards(workspace: number, id: string): string[] {
    const row = this.#statements.cards.get(workspace, id);
    return row ? (JSON.parse(row.cards) as string[]) : [];
  }

  items(workspace: number, id: string): JobItem[] {
    return this.#statements.items.all(workspace, id).flatMap(({ items }) => JSON.parse(items) as JobItem[]);
  }

  workspacesWithUnfinished(): string[] {
    return this.#statements.unfinished.all().map(({ id }) => id);
  }
}

const toJob = ({ body }: { readonly body: string }): JobRow => JSON.parse(body) as JobRow;
