/**
 * The connections of a workspace, and the feed they share.
 *
 * Shape    told of every commit and of the time by the owner; closes them all with 1013 when the workspace closes.
 * Source   docs/PROTOCOL.md, "One socket per workspace"
 *
 * @module
 */
import type { Role } from "@couplet/model";
import { closeCodes } from "@couplet/protocol";
import type { WebSocket } from "ws";
import type { Store } from "../store/store.ts";
import type { Companion, FeedStats } from "../workspace/companion.ts";
import type { Limits } from "../workspace/limits.ts";
import type { Logger } from "../workspace/log.ts";
import type { Meter } from "../workspace/meter.ts";
import type { SyncVisitor, Workspace } from "../workspace/workspace.ts";
import { Connection, type ConnectionHost } from "./connection.ts";
import { FeedAhead } from "./feed-ahead.ts";
import { FeedBlocks } from "./feed-blocks.ts";
import { Feed } from "./feed.ts";

/** The owner, as far as its connections are concerned. */
export interface HubOwner {
  readonly store: Store;
  readonly limits: Limits;
  readonly log: Logger;
  readonly meter: Meter;
  readonly nowMs: () => number;
  readonly scratchDir?: string | undefined;
  companion: Companion | undefined;
}

/** The whole workspace, which can be seen with a role's eyes. */
export interface SeenWorkspace extends Workspace {
  seenBy(reader: Role): Workspace;
}

const aheadFailed = "what the next first sync needs could not be put together";

export class SyncHub implements ConnectionHost, Companion {
  readonly workspace: SeenWorkspace;
  readonly feed: Feed;
  readonly limits: Limits;
  readonly log: Logger;
  readonly meter: Meter;
  readonly nowMs: () => number;
  readonly store: Store;
  /** Absent where nothing is kept. */
  readonly #ahead: FeedAhead | undefined;
  readonly #connections = new Set<Connection>();
  readonly #countByUser = new Map<string, number>();
  #isClosed = false;

  constructor(owner: HubOwner, workspace: SeenWorkspace) {
    const { store, limits, log, meter, nowMs } = owner;
    owner.companion = this;
    this.workspace = workspace;
    this.limits = limits;
    this.log = log;
    this.meter = meter;
    this.nowMs = nowMs;
    this.store = store;
    const { scratchDir: directory } = owner;
    const blocks: { readonly blocks?: FeedBlocks } =
      directory === undefined ? {} : { blocks: new FeedBlocks({ directory, workspace: workspace.id, nowMs }) };
    this.feed = new Feed({ store, workspace: workspace.id, limits: limits.sync, ...blocks });
    this.#ahead = blocks.blocks && new FeedAhead(this.feed, limits.sync, (error) => log.warn({ error }, aheadFailed));
  }

  epoch(): Promise<string> {
    return this.store.epoch();
  }

  connect(socket: WebSocket, visitor: SyncVisitor): void {
    const { sub } = visitor.actor;
    const count = this.#countByUser.get(sub) ?? 0;
    const isTooMany = count >= this.limits.sync.connectionsPerUser;
    if (this.#isClosed || isTooMany) {
      const reason = this.#isClosed ? "tryAgainLater" : "rate";
      socket.resume();
      socket.close(closeCodes[reason], reason);
      setTimeout(() => socket.terminate(), 5_000).unref();
      return;
    }
    this.#countByUser.set(sub, count + 1);
    this.#connections.add(new Connection(socket, visitor, this));
  }

  left(connection: Connection): void {
    this.#connections.delete(connection);
    const { sub } = connection.actor;
    const others = (this.#countByUser.get(sub) ?? 1) - 1;
    if (others > 0) this.#countByUser.set(sub, others);
    else this.#countByUser.delete(sub);
  }

  stats(): FeedStats {
    const heldUpMs = this.feed.heldUp().map((sinceMs) => this.nowMs() - sinceMs);
    const feedHeldUpSeconds = Math.max(0, ...heldUpMs) / 1000;
    return { connections: this.#connections.size, feedsHeldUp: heldUpMs.length, feedHeldUpSeconds };
  }

  committed(): void {
    this.feed.moved();
    this.#ahead?.moved();
  }

  sweep(isPingDue: boolean): void {
    const nowMs = this.nowMs();
    this.feed.tidy();
    for (const connection of this.#connections) connection.beat(nowMs, isPingDue);
  }

  close(): void {
    this.#isClosed = true;
    this.#ahead?.stop();
    this.feed.close();
    for (const connection of this.#connections) connection.close("tryAgainLater");
  }
}
