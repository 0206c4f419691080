/**
 * The way to the server of a tab that does not have the connection: over the tab that leads.
 *
 * Shape    a {@link Carrier} for as long as that one leads.
 * Know     a tab that the browser has frozen still leads, and says nothing: whoever waits in vain is told by `deaf`.
 *
 * @module
 */
import type { Connectivity } from "../connectivity.ts";
import type { TokenSource } from "../token-source.ts";
import type { Carrier, Channel, ChannelHandlers, CommandAnswer, CommandCarrier } from "./carrier.ts";
import { CommandsUnderWay } from "./commands-under-way.ts";
import type { ToFollower, ToLeader } from "./tab-message.ts";

export interface FollowerContext {
  readonly leader: string;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  say(message: ToLeader): void;
  outdated(isOutdated: boolean): void;
  feedFails(fails: boolean): void;
  /** The leader does not answer. */
  deaf(): void;
}

const beatEveryMs = 4_000;
const patience = 2;
/** Numbers of channels are used once, whoever leads. */
let lastChannel = 0;

export class TabFollower implements Carrier, CommandCarrier {
  readonly leader: string;
  readonly #context: FollowerContext;
  readonly #channels = new Map<number, ChannelHandlers>();
  /** Those of them that are not open yet. */
  readonly #waiting = new Set<number>();
  readonly #commands = new CommandsUnderWay();
  readonly #stops: (() => void)[];
  #unanswered = 0;
  #beats: ReturnType<typeof setInterval> | undefined;

  constructor(context: FollowerContext) {
    this.#context = context;
    this.leader = context.leader;
    const { tokens, connectivity } = context;
    this.#stops = [
      tokens.observe(() => this.#offerToken()),
      connectivity.reach.subscribe((reach) => {
        if (reach === "reachable") this.retryNow();
      }),
      connectivity.observeSigns(() => {
        if (this.#waiting.size > 0) this.#context.say({ type: "heard" });
      }),
    ];
    this.#offerToken();
  }

  open(documentId: string, handlers: ChannelHandlers): Channel {
    lastChannel += 1;
    const channel = lastChannel;
    this.#channels.set(channel, handlers);
    this.#waiting.add(channel);
    this.#context.say({ type: "open", channel, documentId });
    this.#listen();
    return {
      send: (frame) => {
        if (this.#channels.has(channel)) this.#context.say({ type: "frame", channel, frame });
      },
      close: () => {
        this.#waiting.delete(channel);
        if (this.#channels.delete(channel)) this.#context.say({ type: "close", channel });
      },
    };
  }

  command(json: string): Promise<CommandAnswer | undefined> {
    this.#listen();
    return this.#commands.begin((tag) => this.#context.say({ type: "command", tag, json }));
  }

  /** The server has been reached from here, or somebody wants it to be. */
  retryNow(): void {
    this.#context.say({ type: "retry" });
  }

  /** From the leader. */
  hear(message: ToFollower): void {
    this.#unanswered = 0;
    switch (message.type) {
      case "joined":
      case "beat":
        return;
      case "opened":
        this.#waiting.delete(message.channel);
        this.#context.connectivity.heard();
        this.#channels.get(message.channel)?.opened();
        return;
      case "frame":
        this.#channels.get(message.channel)?.received(message.frame);
        return;
      case "closed": {
        const handlers = this.#channels.get(message.channel);
        this.#waiting.delete(message.channel);
        this.#channels.delete(message.channel);
        handlers?.closed(message.code, message.reason);
        return;
      }
      case "answered":
        this.#commands.settle(message.tag, message.answer);
        return;
      case "state":
        if (message.isUnreachable) this.#context.connectivity.failed();
        this.#context.outdated(message.isOutdated);
        this.#context.feedFails(message.feedFails);
        return;
      default:
        message satisfies never;
    }
  }

  /** Ends it without a word to those who have channels. */
  close(): Promise<void> {
    for (const stop of this.#stops) stop();
    clearInterval(this.#beats);
    for (const channel of this.#channels.keys()) this.#context.say({ type: "close", channel });
    this.#channels.clear();
    this.#commands.lose();
    return Promise.resolve();
  }

  #offerToken(): void {
    const { held } = this.#context.tokens;
    if (held !== undefined) this.#context.say({ type: "token", token: held });
  }

  /** Whether the leader is still there matters while something is asked of it. */
  #listen(): void {
    this.#beats ??= setInterval(() => this.#beat(), beatEveryMs);
  }

  #beat(): void {
    if (this.#channels.size + this.#commands.size === 0) {
      clearInterval(this.#beats);
      this.#beats = undefined;
    } else if (this.#unanswered >= patience) this.#context.deaf();
    else {
      this.#unanswered += 1;
      this.#context.say({ type: "beat" });
    }
  }
}
