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
import { defaultLimits, type Limits } from "./limits.ts";
import { type Logger, silentLogger } from "./log.ts";
import { OwnedWorkspace } from "./owned-workspace.ts";
import type { OwnerStats } from "./owner-stats.ts";
import { Owner } from "./owner.ts";
import type { Workspace } from "./workspace.ts";

export interface WorkspacesOptions {
  readonly store: Store;
  readonly limits?: Partial<Limits>;
  readonly logger?: Logger;
  readonly nowMs?: () => number;
}

const sweepMs = 5_000;
/** Sweeps between pings. */
const sweepsPerPing = 6;

export class Workspaces {
  readonly limits: Limits;
  readonly #store: Store;
  readonly #log: Logger;
  readonly #nowMs: () => number;
  readonly #opened = new Map<string, Promise<Owner>>();
  readonly #owners = new Set<Owner>();
  readonly #timer: NodeJS.Timeout;
  #sweeps = 0;

  constructor(options: WorkspacesOptions) {
    this.#store = options.store;
    this.limits = { ...defaultLimits, ...options.limits };
    this.#log = options.logger ?? silentLogger;
    this.#nowMs = options.nowMs ?? Date.now;
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
      return new OwnedWorkspace(await opening, actor?.role);
    } catch (error) {
      if (this.#opened.get(id) === opening) this.#opened.delete(id);
      // Somebody without the right to make it may have asked a moment before an administrator did.
      if (error instanceof ProblemError && error.status === 404 && actor?.role === "admin")
        return await this.create(id, actor);
      throw error;
    }
  }

  /** Makes the workspace where there is none, and opens it. */
  async create(id: string, actor: Pick<Actor, "sub">): Promise<Workspace> {
    const opening = this.#opened.get(id) ?? this.#open(id, { ...actor, name: "", role: "admin" });
    this.#opened.set(id, opening);
    return new OwnedWorkspace(await opening);
  }

  async #open(id: string, actor: Actor | undefined): Promise<Owner> {
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
    const { limits } = this;
    const owner = new Owner({ store: this.#store, workspace: id, limits, log: this.#log, nowMs: this.#nowMs });
    await owner.open();
    this.#owners.add(owner);
    return owner;
  }

  /** Upkeep: unloads idle rooms, keeps quiet sockets, ends dead ones. Runs by itself every few seconds. */
  sweep(): void {
    this.#sweeps += 1;
    for (const owner of this.#owners) owner.sweep(this.#sweeps % sweepsPerPing === 0);
  }

  /** Sums over all open workspaces, for metrics. */
  stats(): OwnerStats & { readonly workspaces: number } {
    const sum = { rooms: 0, sessions: 0, commits: 0, writes: 0, updates: 0, refused: 0, carriedOver: 0, failures: 0 };
    for (const owner of this.#owners) {
      const stats = owner.stats();
      for (const name of Object.keys(sum) as (keyof typeof sum)[]) sum[name] += stats[name];
    }
    return { ...sum, workspaces: this.#owners.size };
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#owners].map((owner) => owner.close()));
  }
}
