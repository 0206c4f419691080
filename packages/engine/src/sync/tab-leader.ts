/**
 * The tab that has the connection, to its followers: carries their rooms.
 *
 * Shape    one {@link Served} per follower, over a channel of the follower's own. A follower that is gone, however, gives up its lock: its rooms
 *          are closed.
 * Not      the election, see `tab-carrier.ts`.
 *
 * @module
 */
import type { Connectivity } from "../connectivity.ts";
import type { TokenSource } from "../token-source.ts";
import { lost, type Channel } from "./carrier.ts";
import type { SyncConnection } from "./sync-connection.ts";
import type { ToFollower, ToLeader } from "./tab-message.ts";

export interface LeaderContext {
  readonly leader: string;
  readonly connection: SyncConnection;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  ofTab(tab: string): string;
}

export class TabLeader {
  readonly #context: LeaderContext;
  readonly #served = new Map<string, Served>();
  readonly #stops: (() => void)[];

  constructor(context: LeaderContext) {
    this.#context = context;
    const { connectivity, connection } = context;
    const tell = (): void => {
      for (const served of this.#served.values()) served.tellState();
    };
    this.#stops = [
      connectivity.reach.subscribe(tell),
      connection.outdated.subscribe(tell),
      connection.feedFails.subscribe(tell),
    ];
  }

  /** A tab looks for a leader. */
  serve(tab: string): void {
    const present = this.#served.get(tab);
    if (present) {
      present.join();
      return;
    }
    const served = new Served(tab, this.#context, () => this.#served.delete(tab));
    this.#served.set(tab, served);
  }

  close(): void {
    for (const stop of this.#stops) stop();
    for (const served of this.#served.values()) served.end();
    this.#served.clear();
  }
}

class Served {
  readonly #context: LeaderContext;
  readonly #pipe: BroadcastChannel;
  readonly #channels = new Map<number, Channel>();
  readonly #watch = new AbortController();

  constructor(tab: string, context: LeaderContext, gone: () => void) {
    this.#context = context;
    const name = context.ofTab(tab);
    this.#pipe = new BroadcastChannel(name);
    this.#pipe.addEventListener("message", ({ data }: MessageEvent<ToLeader>) => this.#hear(data));
    this.join();
    // The follower's for as long as it is there.
    navigator.locks
      .request(name, { signal: this.#watch.signal }, () => {
        this.#leave();
        gone();
      })
      .catch(() => undefined);
  }

  join(): void {
    this.#say({ type: "joined", leader: this.#context.leader });
    this.tellState();
  }

  tellState(): void {
    const { connectivity, connection } = this.#context;
    const isUnreachable = connectivity.reach.value === "unreachable" && !connection.isOpen;
    const feedFails = connection.feedFails.value;
    this.#say({ type: "state", isUnreachable, isOutdated: connection.outdated.value, feedFails });
  }

  /** This tab leads no more. */
  end(): void {
    this.#watch.abort();
    for (const channel of this.#channels.keys()) this.#say({ type: "closed", channel, code: lost, reason: "" });
    this.#leave();
  }

  #leave(): void {
    for (const channel of this.#channels.values()) channel.close();
    this.#channels.clear();
    this.#pipe.close();
  }

  #say(message: ToFollower): void {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a BroadcastChannel has no origin; the rule means windows
    this.#pipe.postMessage(message);
  }

  #hear(message: ToLeader): void {
    switch (message.type) {
      case "open":
        this.#open(message.channel, message.documentId);
        return;
      case "frame":
        this.#channels.get(message.channel)?.send(message.frame);
        return;
      case "close":
        this.#channels.get(message.channel)?.close();
        this.#channels.delete(message.channel);
        return;
      case "command":
        void this.#send(message.tag, message.json);
        return;
      case "token":
        this.#context.tokens.offer(message.token);
        return;
      case "retry":
        this.#context.connectivity.retryNow();
        this.#context.connection.retryNow();
        return;
      case "heard":
        this.#context.connectivity.heard();
        return;
      case "beat":
        // In a tab in the background timers hardly run, messages do.
        this.#context.connection.look();
        this.#say({ type: "beat" });
        return;
      default:
        message satisfies never;
    }
  }

  async #send(tag: number, json: string): Promise<void> {
    const answer = await this.#context.connection.command(json);
    if (!this.#watch.signal.aborted) this.#say({ type: "answered", tag, answer });
  }

  #open(channel: number, documentId: string): void {
    if (this.#channels.has(channel)) return;
    const carried = this.#context.connection.open(documentId, {
      opened: () => this.#say({ type: "opened", channel }),
      // A view would take the whole message along that it is a view of.
      received: (frame) => this.#say({ type: "frame", channel, frame: frame.slice() }),
      closed: (code, reason) => {
        this.#channels.delete(channel);
        this.#say({ type: "closed", channel, code, reason });
      },
    });
    this.#channels.set(channel, carried);
  }
}
