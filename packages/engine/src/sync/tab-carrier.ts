/**
 * One connection for all tabs of a device and account: the tab that has the lock leads and has it, the others go over that tab.
 *
 * Shape    a {@link Carrier}. A tab waits for the lock for as long as it may lead: while it is neither offline nor signed out. Where the way
 *          changes, channels that were open end with 1006, and those that wait go on waiting.
 * Not      there everywhere: without locks every tab leads, and has a connection of its own.
 * Source   docs/decisions/0023-one-socket-per-account-and-device.md
 *
 * @module
 */
import type { Connectivity } from "../connectivity.ts";
import { Cell, type Readable } from "../readable.ts";
import type { TokenSource } from "../token-source.ts";
import {
  lost,
  type Carrier,
  type Channel,
  type ChannelHandlers,
  type CommandAnswer,
  type CommandCarrier,
} from "./carrier.ts";
import type { SyncConnection } from "./sync-connection.ts";
import { TabFollower } from "./tab-follower.ts";
import { TabLeader } from "./tab-leader.ts";
import { tabNames, type SharedMessage, type ToFollower } from "./tab-message.ts";

export interface TabCarrierContext {
  /** What the tabs of this device and account have in common; absent: there are no others. */
  readonly name: string | undefined;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  /** Makes the connection of a tab that leads. */
  connect(): SyncConnection;
}

type Way = Carrier & CommandCarrier & { retryNow(): void; close(): Promise<void> };

/** A disk that hangs keeps the others waiting no longer than this. */
const leaveWithinMs = 5_000;

/** Of somebody here; `channel` is absent while there is no way. */
interface Own {
  readonly documentId: string;
  readonly handlers: ChannelHandlers;
  channel: Channel | undefined;
  isOpen: boolean;
}

/** The candidacy for the lock. */
interface Candidacy {
  readonly abort: AbortController;
  resign: () => void;
}

export class TabCarrier implements Carrier, CommandCarrier {
  readonly #context: TabCarrierContext;
  readonly #names: ReturnType<typeof tabNames> | undefined;
  readonly #tab = crypto.randomUUID();
  readonly #outdated = new Cell(false);
  readonly #feedFails = new Cell(false);
  readonly #own = new Set<Own>();
  readonly #stops: (() => void)[];
  readonly #shared: BroadcastChannel | undefined;
  readonly #pipe: BroadcastChannel | undefined;
  #way: Way | undefined;
  #leader: TabLeader | undefined;
  #follower: TabFollower | undefined;
  #candidacy: Candidacy | undefined;
  #giveUpTab: () => void = () => undefined;
  /** The tab's own lock is held: whoever leads will hear when this tab is gone. */
  #isHeld = false;
  /** What this tab had under way when it led last is done. */
  #left: Promise<void> = Promise.resolve();
  #isClosed = false;

  constructor(context: TabCarrierContext) {
    this.#context = context;
    const hasOthers = context.name !== undefined && globalThis.navigator?.locks && globalThis.BroadcastChannel;
    this.#names = hasOthers ? tabNames(context.name ?? "") : undefined;
    this.#stops = [
      context.connectivity.reach.subscribe(() => this.#settle()),
      context.tokens.state.subscribe(() => this.#settle()),
    ];
    if (this.#names) {
      this.#shared = new BroadcastChannel(this.#names.shared);
      this.#shared.addEventListener("message", ({ data }: MessageEvent<SharedMessage>) => this.#hearAll(data));
      this.#pipe = new BroadcastChannel(this.#names.ofTab(this.#tab));
      this.#pipe.addEventListener("message", ({ data }: MessageEvent<ToFollower>) => this.#hear(data));
      this.#holdTab(this.#names.ofTab(this.#tab));
    }
    this.#settle();
  }

  /** Server and client speak no common version. */
  get outdated(): Readable<boolean> {
    return this.#outdated;
  }

  /** The tab that has the connection cannot store what the feed brings. */
  get feedFails(): Readable<boolean> {
    return this.#feedFails;
  }

  /** Whether this tab has the connection. */
  get isLeading(): boolean {
    return this.#leader !== undefined;
  }

  open(documentId: string, handlers: ChannelHandlers): Channel {
    const own: Own = { documentId, handlers, channel: undefined, isOpen: false };
    this.#own.add(own);
    this.#attach(own);
    return {
      send: (frame) => own.channel?.send(frame),
      close: () => {
        this.#own.delete(own);
        own.channel?.close();
      },
    };
  }

  command(json: string): Promise<CommandAnswer | undefined> {
    return this.#way?.command(json) ?? Promise.resolve(undefined);
  }

  /** Somebody asks for it: the next try comes at once. */
  retryNow(): void {
    this.#way?.retryNow();
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    for (const stop of this.#stops) stop();
    this.#own.clear();
    this.#settle();
    this.#loseWay();
    this.#giveUpTab();
    this.#shared?.close();
    this.#pipe?.close();
    await this.#left;
  }

  get #mayLead(): boolean {
    const { connectivity, tokens } = this.#context;
    return !this.#isClosed && connectivity.reach.value !== "offline" && tokens.state.value !== "signed-out";
  }

  #settle(): void {
    if (this.#mayLead) this.#stand();
    else this.#resign();
  }

  #stand(): void {
    if (this.#candidacy) return;
    const candidacy: Candidacy = { abort: new AbortController(), resign: () => undefined };
    this.#candidacy = candidacy;
    if (this.#names) this.#waitForLock(candidacy, this.#names.shared, { signal: candidacy.abort.signal });
    else {
      void this.#left.then(() => {
        if (this.#candidacy === candidacy) this.#lead();
      });
    }
  }

  #waitForLock(candidacy: Candidacy, name: string, options: LockOptions): void {
    navigator.locks
      .request(name, options, () => {
        if (this.#candidacy !== candidacy) return undefined;
        this.#lead();
        return new Promise<void>((resolve) => (candidacy.resign = resolve));
      })
      // Withdrawn, or another tab took the lock because this one did not answer.
      .catch(() => undefined)
      .finally(() => {
        if (this.#candidacy !== candidacy) return;
        this.#resign();
        this.#settle();
      });
  }

  #resign(): void {
    const candidacy = this.#candidacy;
    if (!candidacy) return;
    this.#candidacy = undefined;
    if (this.#leader) this.#loseWay();
    candidacy.abort.abort();
    void this.#left.then(() => candidacy.resign());
    this.#seek();
  }

  #lead(): void {
    const { tokens, connectivity } = this.#context;
    this.#loseWay();
    const connection = this.#context.connect();
    const stops = [
      connection.outdated.subscribe((isOutdated) => this.#outdated.set(isOutdated)),
      connection.feedFails.subscribe((fails) => this.#feedFails.set(fails)),
    ];
    this.#feedFails.set(false);
    const names = this.#names;
    const id = crypto.randomUUID();
    const leader = new TabLeader({
      leader: id,
      connection,
      tokens,
      connectivity,
      ofTab: (tab) => names?.ofTab(tab) ?? tab,
    });
    this.#leader = leader;
    this.#takeWay({
      open: (documentId, handlers) => connection.open(documentId, handlers),
      command: (json) => connection.command(json),
      retryNow: () => connection.retryNow(),
      close: async () => {
        for (const stop of stops) stop();
        leader.close();
        await connection.close();
      },
    });
    this.#shared?.postMessage({ type: "leads", leader: id } satisfies SharedMessage);
  }

  /** Looks for the tab that leads. */
  #seek(): void {
    if (this.#isHeld && !this.#isClosed && !this.#leader)
      this.#shared?.postMessage({ type: "seeks", tab: this.#tab } satisfies SharedMessage);
  }

  #hearAll(message: SharedMessage): void {
    if (message.type === "seeks") this.#leader?.serve(message.tab);
    else if (this.#follower?.leader !== message.leader) {
      // Should this tab still believe to lead, its lock is gone, and it is about to hear of that.
      if (this.#follower) this.#loseWay();
      this.#seek();
    }
  }

  #hear(message: ToFollower): void {
    if (this.#isClosed || this.#leader) return;
    if (message.type === "joined") this.#follow(message.leader);
    else this.#follower?.hear(message);
  }

  #follow(leader: string): void {
    if (this.#follower?.leader === leader) return;
    this.#loseWay();
    const { tokens, connectivity } = this.#context;
    const follower = new TabFollower({
      leader,
      tokens,
      connectivity,
      say: (message) => this.#pipe?.postMessage(message),
      outdated: (isOutdated) => this.#outdated.set(isOutdated),
      feedFails: (fails) => this.#feedFails.set(fails),
      deaf: () => this.#depose(),
    });
    this.#follower = follower;
    this.#takeWay(follower);
  }

  /** The tab that leads does not answer: this one takes its place. */
  #depose(): void {
    if (!this.#names || !this.#mayLead) return;
    this.#candidacy?.abort.abort();
    const candidacy: Candidacy = { abort: new AbortController(), resign: () => undefined };
    this.#candidacy = candidacy;
    this.#waitForLock(candidacy, this.#names.shared, { steal: true });
  }

  #takeWay(way: Way): void {
    this.#way = way;
    for (const own of this.#own) this.#attach(own);
  }

  #loseWay(): void {
    const way = this.#way;
    this.#way = this.#leader = this.#follower = undefined;
    const ended = [...this.#own].filter(({ isOpen }) => isOpen);
    for (const own of this.#own) own.channel = undefined;
    for (const own of ended) this.#own.delete(own);
    if (way) this.#left = within(leaveWithinMs, way.close());
    for (const { handlers } of ended) handlers.closed(lost, "");
  }

  #attach(own: Own): void {
    if (!this.#way) return;
    const { documentId, handlers } = own;
    const isOurs = (): boolean => own.channel === channel;
    const channel = this.#way.open(documentId, {
      opened: () => {
        if (!isOurs()) return;
        own.isOpen = true;
        handlers.opened();
      },
      received: (frame) => {
        if (isOurs()) handlers.received(frame);
      },
      closed: (code, reason) => {
        if (!isOurs()) return;
        this.#own.delete(own);
        handlers.closed(code, reason);
      },
    });
    own.channel = channel;
  }

  /** Until this tab is gone, however that comes. */
  #holdTab(name: string): void {
    const until = new Promise<void>((resolve) => (this.#giveUpTab = resolve));
    const held = (): Promise<void> => {
      this.#isHeld = true;
      this.#seek();
      return until;
    };
    navigator.locks.request(name, held).catch(() => undefined);
  }
}

/** Resolves with the work, or after that time. */
async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  await Promise.race([work, new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))]);
  clearTimeout(timer);
}
