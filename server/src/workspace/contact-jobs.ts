/**
 * Jobs: contacts for many cards, which take longer than a caller should wait, and outlive the process that began them.
 *
 * Shape    a job is a row, the cards it has to do, and a report; each step makes the contacts of some cards and writes their part
 *          of the report in one commit. So after a crash it goes on with the first card that is not in the report.
 *          Of more than `bulkWaited` contacts one runs at a time: the same request again joins it, another is told to wait.
 * Not      rules: each card is judged when its turn comes, with the role its requester was last seen with.
 * Source   rule L11; docs/decisions/0016-jobs-are-rows.md
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import { setImmediate as aTurn, setTimeout as aMoment } from "node:timers/promises";
import type { JobItem, JobRequest, JobRow } from "../store/job-row.ts";
import type { Store } from "../store/store.ts";
import { createContacts, findCards, type FoundCard } from "./contacts-from-cards.ts";
import type { Limits } from "./limits.ts";
import type { Logger } from "./log.ts";
import type { Transaction } from "./transaction.ts";

/** A step that could not be stored is tried again after so long. */
const retriesMs = [200, 1_000, 5_000, 20_000] as const;

const pruneEveryMs = 60 * 60 * 1_000;

export interface JobOwner {
  readonly workspace: string;
  readonly store: Store;
  readonly log: Logger;
  readonly nowMs: () => number;
  readonly limits: Limits;
  transact<Result>(run: (transaction: Transaction) => Promise<Result>): Promise<Result>;
}

/** What becomes of a request. */
export type JobStart =
  /** It is about so many contacts that it has to be confirmed. */
  | { readonly type: "ask"; readonly wanted: number }
  /** Another one is running. */
  | { readonly type: "busy"; readonly job: JobRow }
  /** On disk. `ended` resolves when it is done, or the server stops; `isShort`: that may be waited for. */
  | { readonly type: "job"; readonly job: JobRow; readonly isShort: boolean; readonly ended: Promise<JobRow> };

interface Running {
  readonly cards: readonly string[];
  /** It is on disk. */
  readonly begun: Promise<void>;
  readonly ended: Promise<JobRow>;
  /** As of the last commit. */
  row: JobRow;
  actor: Actor;
  isCanceled: boolean;
}

export class ContactJobs {
  readonly #owner: JobOwner;
  readonly #running = new Map<string, Running>();
  readonly #stop = new AbortController();
  #prunedAtMs = 0;
  /** A job was given up for now, because nothing could be written. */
  #isInterrupted = false;

  constructor(owner: JobOwner) {
    this.#owner = owner;
  }

  async count(request: JobRequest): Promise<{ readonly cards: number; readonly wanted: number }> {
    const found = await this.#find(request);
    return { cards: found.length, wanted: found.filter(isWanted).length };
  }

  /** @param id the same one when the request is sent again: it is not begun a second time */
  async start(id: string, request: JobRequest, actor: Actor, isConfirmed: boolean): Promise<JobStart> {
    const known = this.#known(id, request);
    if (known) return await this.#started(known);
    const stored = await this.get(id);
    if (stored) return await this.#again(stored);
    const { limits } = this.#owner;
    const found = await this.#find(request);
    const wanted = found.filter(isWanted).map(({ cardId }) => cardId);
    // Somebody else may have begun it while we looked.
    const begun = this.#known(id, request);
    if (begun) return await this.#started(begun);
    if (wanted.length > limits.bulkUnasked && !isConfirmed) return { type: "ask", wanted: wanted.length };
    const other = wanted.length > limits.bulkWaited ? this.#longOne() : this.#shortOnes()[limits.bulkAtOnce - 1];
    if (other) return { type: "busy", job: other.row };
    const items = found.filter((card) => !isWanted(card)).map(skipped);
    const startedAtMs = this.#owner.nowMs();
    const total = { total: found.length, wanted: wanted.length };
    const counts = { ...total, done: items.length, created: 0, skipped: items.length, refused: 0 };
    const row: JobRow = { id, status: "running", request, by: actor, ...counts, startedAtMs };
    const begin = this.#owner.transact(async (transaction) => {
      for (const forgotten of await this.#due()) transaction.write({ type: "forgetJob", id: forgotten });
      transaction.write({ type: "putJob", job: row, cards: wanted });
      if (items.length > 0) transaction.write({ type: "reportJob", id, first: 0, items });
    });
    return await this.#started(this.#run(row, wanted, begin));
  }

  async #started({ row, begun, ended }: Running): Promise<JobStart> {
    await begun;
    return { type: "job", job: row, isShort: this.#isShort(row), ended };
  }

  #isShort({ wanted }: JobRow): boolean {
    return wanted <= this.#owner.limits.bulkWaited;
  }

  /** The job of that id, or the long one that does the same. */
  #known(id: string, request: JobRequest): Running | undefined {
    const long = this.#longOne();
    return this.#running.get(id) ?? (long && isSameRequest(long.row.request, request) ? long : undefined);
  }

  /** One that failed, or was given up for now, is tried again from where it stopped. */
  async #again(stored: JobRow): Promise<JobStart> {
    if (stored.status !== "failed" && stored.status !== "running") {
      return { type: "job", job: stored, isShort: this.#isShort(stored), ended: Promise.resolve(stored) };
    }
    const cards = await this.#owner.store.jobCards(this.#owner.workspace, stored.id);
    const { endedAtMs: _then, ...row } = stored;
    const running = this.#running.get(row.id) ?? this.#run({ ...row, status: "running" }, cards, Promise.resolve());
    return await this.#started(running);
  }

  #longOne(): Running | undefined {
    return [...this.#running.values()].find(({ row }) => !this.#isShort(row));
  }

  #shortOnes(): readonly Running[] {
    return [...this.#running.values()].filter(({ row }) => this.#isShort(row));
  }

  #find(request: JobRequest): Promise<readonly FoundCard[]> {
    return findCards(this.#owner.store, this.#owner.workspace, request, aTurn);
  }

  get(id: string): Promise<JobRow | undefined> {
    return this.#owner.store.job(this.#owner.workspace, id);
  }

  /** Of an ended job the whole of it. */
  report(id: string): Promise<readonly JobItem[]> {
    return this.#owner.store.jobItems(this.#owner.workspace, id);
  }

  /** The one begun last first. */
  list(): Promise<readonly JobRow[]> {
    return this.#owner.store.jobs(this.#owner.workspace);
  }

  /** Stops it after the cards at hand; what is made stays. */
  async cancel(id: string): Promise<JobRow | undefined> {
    const running = this.#running.get(id);
    if (!running) return await this.get(id);
    running.isCanceled = true;
    return await running.ended;
  }

  /** Whoever is seen with another role goes on with that one. */
  saw(actor: Actor): void {
    for (const running of this.#running.values()) if (running.actor.sub === actor.sub) running.actor = actor;
  }

  /** Goes on with what an earlier process began. */
  async resume(): Promise<void> {
    const { store, workspace, nowMs, log, limits } = this.#owner;
    for (const row of (await store.jobs(workspace)).reverse()) {
      if (row.status !== "running" || this.#running.has(row.id)) continue;
      log.info({ job: row.id, done: row.done, total: row.total }, "a job goes on");
      const cards = await store.jobCards(workspace, row.id);
      if (row.startedAtMs < nowMs() - limits.jobsKeptMs) await this.#end(row, "failed");
      else this.#run(row, cards, Promise.resolve());
    }
  }

  /** Stops after the cards at hand. What is not done is gone on with at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled([...this.#running.values()].map(({ ended }) => ended));
  }

  /** Known from here on; works once it is on disk. */
  #run(row: JobRow, cards: readonly string[], begun: Promise<void>): Running {
    const { promise: ended, resolve, reject } = Promise.withResolvers<JobRow>();
    const running: Running = { cards, begun, ended, row, actor: row.by, isCanceled: false };
    this.#running.set(row.id, running);
    const work = async (): Promise<JobRow> => {
      await begun;
      while (running.row.status === "running" && !this.#stop.signal.aborted) await this.#stepOrRetry(running);
      return running.row;
    };
    work()
      .finally(() => this.#running.delete(row.id))
      .then(resolve, reject);
    // Whoever waits is told; nobody may be waiting.
    ended.catch((error: unknown) => this.#owner.log.error({ err: error, job: row.id }, "a job stopped"));
    return running;
  }

  async #stepOrRetry(running: Running): Promise<void> {
    for (const retryMs of [...retriesMs, undefined]) {
      try {
        running.row = await this.#owner.transact((transaction) => this.#step(transaction, running));
        // So that others get their turn.
        await aTurn();
        return;
      } catch (error) {
        if (this.#stop.signal.aborted) return;
        if (!this.#owner.store.canWrite()) {
          this.#isInterrupted = true;
          throw error;
        }
        this.#owner.log.error({ err: error, job: running.row.id, retryMs }, "a step of a job failed");
        if (retryMs === undefined) {
          running.row = await this.#end(running.row, "failed");
          return;
        }
        await aMoment(retryMs, undefined, { signal: this.#stop.signal }).catch(() => undefined);
      }
    }
  }

  /** The next cards, and what became of them. @returns the row as it will be once that is committed */
  async #step(transaction: Transaction, { row, cards, actor, isCanceled }: Running): Promise<JobRow> {
    const next = row.done - (row.total - row.wanted);
    const items = isCanceled
      ? []
      : await createContacts(transaction, cards.slice(next, next + this.#owner.limits.bulkPerCommit), actor);
    const done = row.done + items.length;
    const count = (result: JobItem["result"]): number => items.filter((item) => item.result === result).length;
    const job: JobRow = {
      ...row,
      by: actor,
      done,
      created: row.created + count("created"),
      skipped: row.skipped + count("skipped"),
      refused: row.refused + count("refused"),
      ...(isCanceled || done >= row.total ? this.#ending(isCanceled ? "canceled" : "done") : {}),
    };
    if (items.length > 0) transaction.write({ type: "reportJob", id: row.id, first: row.done, items });
    transaction.write({ type: "putJob", job });
    return job;
  }

  #ending<Status extends JobRow["status"]>(status: Status): { readonly status: Status; readonly endedAtMs: number } {
    return { status, endedAtMs: this.#owner.nowMs() };
  }

  async #end(row: JobRow, status: JobRow["status"]): Promise<JobRow> {
    const job: JobRow = { ...row, ...this.#ending(status) };
    await this.#owner.transact((transaction) => Promise.resolve(transaction.write({ type: "putJob", job })));
    return job;
  }

  /** Ended ones that are too old, or too many. */
  async #due(): Promise<readonly string[]> {
    const { jobsKept, jobsKeptMs } = this.#owner.limits;
    const dueMs = this.#owner.nowMs() - jobsKeptMs;
    const ended = (await this.list()).filter(({ status }) => status !== "running");
    return ended.filter(({ endedAtMs = 0 }, index) => index >= jobsKept || endedAtMs < dueMs).map(({ id }) => id);
  }

  /** Called now and then: jobs that were given up while nothing could be written go on, old reports are forgotten. */
  async tend(): Promise<void> {
    if (!this.#owner.store.canWrite()) return;
    if (this.#isInterrupted) {
      this.#isInterrupted = false;
      await this.resume();
    }
    await this.prune();
  }

  /** Forgets reports that are due; looks for them once an hour, however often it is called. */
  async prune(): Promise<void> {
    const nowMs = this.#owner.nowMs();
    if (nowMs - this.#prunedAtMs < pruneEveryMs) return;
    this.#prunedAtMs = nowMs;
    const due = await this.#due();
    if (due.length === 0) return;
    await this.#owner.transact(async (transaction) => {
      for (const id of due) transaction.write({ type: "forgetJob", id });
    });
  }
}

const isWanted = ({ contactId }: FoundCard): boolean => contactId === undefined;
const skipped = (card: FoundCard): JobItem => ({ ...card, result: "skipped" });

const filterNames = ["no", "name", "postingGroup", "currencyCode"] as const;

const isSameRequest = (a: JobRequest, b: JobRequest): boolean =>
  a.kind === b.kind && filterNames.every((name) => (a.filter[name] ?? "") === (b.filter[name] ?? ""));
