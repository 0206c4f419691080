/**
 * The workspaces of a server: opened when first asked for, one owner each.
 *
 * Shape    a workspace exists from its first valid token of an administrator.
 * Source   design section 5, Token
 *
 * @module
 */
import { type Actor, defaultSetup } from "@couplet/model";
import { ProblemError } from "../problem.ts";
import type { Store } from "../store/store.ts";
import { removeOldBlocks } from "../sync/feed-block-file.ts";
import { defaultLimits, type Limits } from "./limits.ts";
import { type Logger, silentLogger } from "./log.ts";
import { OwnedWorkspace } from "./owned-workspace.ts";
import { ErasedCards } from "./erased-cards.ts";
import { type Meter, silentMeter } from "./meter.ts";
import { type OwnerStats, sumOfStats } from "./owner-stats.ts";
import { Owner } from "./owner.ts";
import { forgetOld, type Swept } from "./retention.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkspacesOptions {
  readonly store: Store;
  readonly limits?: Partial<Limits>;
  readonly logger?: Logger;
  readonly meter?: Meter;
  readonly nowMs?: () => number;
  /** How long a client may stay away; {@link defaultRetentionDays} if absent. */
  readonly retentionDays?: number;
  /** A directory for what can be made again. */
  readonly scratchDir?: string;
  /** Cards that were erased stay so, whatever the store says; absent: nothing is known beside it. */
  readonly erased?: ErasedCards;
}

export const defaultRetentionDays = 90;
const dayMs = 24 * 60 * 60 * 1000;
const sweepMs = 5_000;
/** Sweeps between pings. */
const sweepsPerPing = 6;

export class Workspaces {
  readonly limits: Limits;
  readonly #store: Store;
  readonly #log: Logger;
  readonly #meter: Meter;
  readonly #nowMs: () => number;
  readonly #scratchDir: string | undefined;
  readonly #erased: ErasedCards | undefined;
  readonly #opened = new Map<string, Promise<{ readonly owner: Owner; readonly workspace: OwnedWorkspace }>>();
  readonly #owners = new Set<Owner>();
  readonly #workspaces = new Set<Workspace>();
  readonly #timer: NodeJS.Timeout;
  readonly #retentionMs: number;
  readonly #stop = new AbortController();
  #sweeps = 0;
  #forgotAtMs = -Infinity;
  #forgetting: Promise<Swept> = Promise.resolve({ documents: 0, answers: 0, outcomes: 0 });

  constructor(options: WorkspacesOptions) {
    this.#store = options.store;
    this.limits = { ...defaultLimits, ...options.limits };
    this.#log = options.logger ?? silentLogger;
    this.#meter = options.meter ?? silentMeter;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#scratchDir = options.scratchDir;
    this.#erased = options.erased;
    this.#retentionMs = (options.retentionDays ?? defaultRetentionDays) * dayMs;
    this.#timer = setInterval(() => this.sweep(), sweepMs).unref();
  }

  /**
   * The workspace of that name, as the actor's role sees it; an administrator's asking makes it.
   *
   * @param actor absent: the server itself, which sees everything
   * @throws {ProblemError} 404 when there is none
   */
  async get(id: string, actor?: Actor): Promise<Workspace> {
    const opening = this.#opened.get(id) ?? this.#open(id, actor);
    this.#opened.set(id, opening);
    try {
      const { workspace } = await opening;
      if (!actor) return workspace;
      workspace.contactJobs.saw(actor);
      return workspace.seenBy(actor.role);
    } catch (error) {
      if (this.#opened.get(id) === opening) this.#opened.delete(id);
      // Somebody without the right to make it may have asked a moment before an administrator did.
      if (error instanceof ProblemError && error.status === 404 && actor?.role === "admin")
        return await this.create(id, actor);
      throw error;
    }
  }

  /** Somebody's role has changed; what goes on in their name goes on with the new one. */
  saw(id: string, actor: Actor): void {
    void this.#opened.get(id)?.then(
      ({ workspace }) => workspace.contactJobs.saw(actor),
      () => undefined,
    );
  }

  /** Makes the workspace where there is none, and opens it. */
  async create(id: string, actor: Pick<Actor, "sub">): Promise<Workspace> {
    const opening = this.#opened.get(id) ?? this.#open(id, { ...actor, name: "", role: "admin" });
    this.#opened.set(id, opening);
    return (await opening).workspace;
  }

  async #open(
    id: string,
    actor: Actor | undefined,
  ): Promise<{ readonly owner: Owner; readonly workspace: OwnedWorkspace }> {
    const exists = (await this.#store.setup(id)) !== undefined;
    if (!exists) {
      if (actor?.role !== "admin") {
        throw new ProblemError(404, "workspace.notFound", { text: "There is no such workspace." });
      }
      const seq = (await this.#store.lastSeq(id)) + 1;
      const logged = { seq, by: actor.sub, atMs: this.#nowMs() };
      await this.#store.commit([{ workspace: id, type: "putSetup", setup: defaultSetup(), ...logged }]);
      this.#log.info({ workspace: id }, "workspace made");
    }
    const shared = { store: this.#store, limits: this.limits, log: this.#log, meter: this.#meter, nowMs: this.#nowMs };
    const owner = new Owner({ ...shared, workspace: id, scratchDir: this.#scratchDir });
    await owner.open();
    this.#owners.add(owner);
    const workspace = new OwnedWorkspace(owner, this.#erased ?? ErasedCards.inMemory());
    this.#workspaces.add(workspace);
    const again = await workspace.eraseAgain();
    if (again > 0) this.#log.warn({ workspace: id, cards: again }, "erased again what had been erased");
    await workspace.contactJobs.resume();
    await this.#tellHead(id, "debug");
    return { owner, workspace };
  }

  /** To be found in the logs when somebody asks whether the past was rewritten. */
  async #tellHead(id: string, level: "debug" | "info"): Promise<void> {
    this.#log[level]({ workspace: id, ...(await this.#store.chainHead(id)) }, "head of the log");
  }

  /** Opens the workspaces whose jobs the last process did not finish: they go on. */
  async resumeJobs(): Promise<void> {
    for (const id of await this.#store.workspacesWithJobs()) await this.get(id);
  }

  /** They go on at the next start. */
  async stopJobs(): Promise<void> {
    await Promise.all([...this.#workspaces].map(({ contactJobs }) => contactJobs.close()));
  }

  /** Upkeep: unloads idle rooms, keeps quiet sockets, ends dead ones; once a day, forgets. Runs by itself every few seconds. */
  sweep(): void {
    this.#sweeps += 1;
    for (const owner of this.#owners) owner.sweep(this.#sweeps % sweepsPerPing === 0);
    const isDue = Math.abs(this.#nowMs() - this.#forgotAtMs) >= dayMs;
    if (isDue) void this.forgetOld();
    for (const { id, contactJobs } of this.#workspaces) {
      contactJobs.tend().catch((error: unknown) => {
        this.#log.error({ err: error, workspace: id }, "jobs could not be tended");
      });
    }
  }

  /** Forgets, in all workspaces, what no client can come back for any more. One run at a time, others wait for it. */
  forgetOld(): Promise<Swept> {
    this.#forgotAtMs = this.#nowMs();
    this.#forgetting = this.#forgetting.then(() => this.#forgetInAll(this.#forgotAtMs - this.#retentionMs));
    void this.#removeScratch();
    return this.#forgetting;
  }

  /** Never rejects. */
  async #removeScratch(): Promise<void> {
    try {
      if (this.#scratchDir !== undefined) await removeOldBlocks(this.#scratchDir, Date.now() - dayMs);
    } catch (error) {
      this.#log.warn({ error }, "kept chunks of the feed could not be removed");
    }
  }

  /** Never rejects: where it fails, what is left is there tomorrow. */
  async #forgetInAll(beforeMs: number): Promise<Swept> {
    const sum = { documents: 0, answers: 0, outcomes: 0 };
    try {
      for (const id of await this.#store.workspaceIds()) {
        if (this.#stop.signal.aborted) break;
        await this.#tellHead(id, "info");
        if (!(await this.#hasOld(id, beforeMs))) continue;
        await this.get(id);
        const opened = await this.#opened.get(id);
        if (!opened) continue;
        const swept = await forgetOld(opened.owner, beforeMs, this.#stop.signal, this.limits);
        for (const name of Object.keys(sum) as (keyof Swept)[]) sum[name] += swept[name];
        this.#log.info({ workspace: id, ...swept }, "forgot what is too old");
      }
    } catch (error) {
      this.#log.error({ error }, "what is too old could not all be forgotten");
    }
    return sum;
  }

  /** Asked of the store, so that a workspace nobody uses is not opened for nothing. */
  async #hasOld(id: string, beforeMs: number): Promise<boolean> {
    const one = { beforeMs, limit: 1 };
    return (
      (await this.#store.unusedDocuments(id, one)).length > 0 ||
      (await this.#store.wholeAnswers(id, one)).length > 0 ||
      (await this.#store.largeOutcomes(id, one)).length > 0
    );
  }

  /** Sums over all open workspaces, for metrics. */
  stats(): OwnerStats & { readonly workspaces: number } {
    return { ...sumOfStats([...this.#owners].map((owner) => owner.stats())), workspaces: this.#owners.size };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#stop.abort();
    await this.#forgetting;
    await Promise.all([...this.#workspaces].map((workspace) => workspace.close()));
  }
}
