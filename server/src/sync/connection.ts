/**
 * A connection: one socket of `/sync`, from its hello to its end.
 *
 * Shape    reads frames, keeps the bounds of `sync-limits.ts`, and hands each frame to the part it concerns: the feed's flow, the channels,
 *          the commands, the token.
 * Not      a judge of what travels inside: rooms, commands and tokens have their own.
 * Source   docs/PROTOCOL.md, "One socket per workspace"
 *
 * @module
 */
import type { Actor, Locale, Role } from "@couplet/model";
import {
  agreedVersion,
  closeCodes,
  decodeToServer,
  encodeToClient,
  type FeedStart,
  feedStarts,
  type Hello,
  MalformedSyncFrameError,
  syncVersions,
  type ToServer,
} from "@couplet/protocol";
import type { Socket } from "node:net";
import type { RawData, WebSocket } from "ws";
import { localeOf } from "../http/problem.ts";
import type { Store } from "../store/store.ts";
import type { Limits } from "../workspace/limits.ts";
import type { Logger } from "../workspace/log.ts";
import { Gathering } from "../workspace/gathering.ts";
import { type SessionSocket, streamOf } from "../workspace/session-socket.ts";
import { TokenBucket } from "../workspace/token-bucket.ts";
import type { SyncVisitor, Workspace } from "../workspace/workspace.ts";
import { Channels } from "./channels.ts";
import { Comparison } from "./comparison.ts";
import { type Beginning, beginningAgain, beginningOf } from "./beginning.ts";
import { type FeedCursor, type KindSet, kindsOf } from "./feed-cursor.ts";
import { FeedFlow } from "./feed-flow.ts";
import type { Feed } from "./feed.ts";
import { Renewal } from "./renewal.ts";
import { SyncCommands } from "./sync-commands.ts";

/** What a connection is lent by the workspace it is in. */
export interface ConnectionHost {
  readonly workspace: Workspace & { seenBy(reader: Role): Workspace };
  readonly feed: Feed;
  readonly store: Pick<Store, "inRange">;
  readonly limits: Limits;
  readonly log: Logger;
  nowMs(): number;
  epoch(): Promise<string>;
  left(connection: Connection): void;
}

const closingMs = 5_000;

export class Connection {
  isOpen = true;
  locale: Locale = "en";
  readonly #socket: WebSocket;
  readonly #gathering: Gathering;
  readonly #host: ConnectionHost;
  readonly #frames: TokenBucket;
  readonly #flow: FeedFlow;
  readonly #channels: Channels;
  readonly #commands: SyncCommands;
  readonly #comparison: Comparison;
  readonly #renewal: Renewal;
  #wantsFeed = false;
  /** `greeted` while the welcome is put together: what comes meanwhile waits for it. */
  #stage: "new" | "greeted" | "welcomed" = "new";
  #early: ToServer[] = [];
  #greeting: Promise<void> | undefined;
  #waitingFrames = 0;
  #waitingBytes = 0;
  #working = 0;
  #isPaused = false;
  #isAlive = true;
  #lastSentMs: number;
  /** The end of the log when the feed had to begin anew because the epoch is another: what is compared is of then or later. */
  #base: number | undefined;
  readonly #helloTimer: NodeJS.Timeout;

  constructor(socket: WebSocket, visitor: SyncVisitor, host: ConnectionHost) {
    this.#socket = socket;
    this.#gathering = new Gathering(socket);
    this.#host = host;
    const { limits, feed } = host;
    const { sync } = limits;
    this.#lastSentMs = host.nowMs();
    this.#renewal = new Renewal(this, visitor, sync);
    this.#frames = new TokenBucket(sync.framesPerSecond, sync.framesBurst, host.nowMs());
    this.#flow = new FeedFlow(this, feed, sync);
    this.#channels = new Channels(this, sync);
    this.#commands = new SyncCommands(this, sync);
    this.#comparison = new Comparison(this, host.store, host.workspace.id, sync);
    this.#helloTimer = setTimeout(() => this.close("malformed"), sync.helloMs).unref();
    socket.on("message", (message, isBinary) => this.#receive(message, isBinary));
    socket.on("ping", () => this.#spend());
    socket.on("pong", () => (this.#isAlive = true));
    socket.on("close", () => this.#leave());
    // `ws` closes the socket by itself after an error, with the code that fits.
    socket.on("error", () => {});
    socket.resume();
  }

  get actor(): Actor {
    return this.#renewal.actor;
  }

  /** As the user sees it now. */
  get workspace(): Workspace {
    return this.#host.workspace.seenBy(this.actor.role);
  }

  get kinds(): KindSet {
    return kindsOf(this.actor.role);
  }

  get log(): Logger {
    return this.#host.log;
  }

  get bufferedBytes(): number {
    return this.#socket.bufferedAmount + this.#gathering.bytes;
  }

  get stream(): Socket | undefined {
    return streamOf(this.#socket);
  }

  nowMs(): number {
    return this.#host.nowMs();
  }

  /** What is sent in one turn, to however many channels, leaves as one piece. @param prefix what the frame begins with */
  send(frame: Uint8Array, prefix?: Uint8Array): void {
    if (this.#mayTake()) this.#gathering.gather(frame, prefix);
  }

  sendChunk(frame: Uint8Array, drained: () => void): void {
    if (!this.#mayTake()) return;
    this.#gathering.flush();
    this.#socket.send(frame, drained);
  }

  /** A client that does not read what it has been sent is closed. */
  #mayTake(): boolean {
    if (!this.isOpen || this.#socket.readyState !== this.#socket.OPEN) return false;
    const isTooSlow = this.bufferedBytes > this.#host.limits.maxBufferedBytes;
    if (isTooSlow) this.tooSlow();
    else this.#lastSentMs = this.nowMs();
    return !isTooSlow;
  }

  join(socket: SessionSocket, documentId: string, actor: Actor, acks: boolean): void {
    this.#host.workspace.connect(socket, documentId, actor, acks).catch((error: unknown) => {
      this.log.error({ error }, "a channel could not be joined");
      socket.close(closeCodes.tryAgainLater, "tryAgainLater");
    });
  }

  waits(frames: number, bytes: number): void {
    this.#waitingFrames += frames;
    this.#waitingBytes += bytes;
    this.#regulate();
  }

  tooSlow(): void {
    this.close("tryAgainLater", "tooSlow");
  }

  failed(error: unknown): void {
    this.log.error({ error }, "the feed could not be read");
    this.close("tryAgainLater");
  }

  close(code: keyof typeof closeCodes, reason: string = code): void {
    if (!this.isOpen) return;
    this.#socket.resume();
    this.#gathering.flush();
    this.#socket.close(closeCodes[code], reason);
    // A peer that does not answer the closing handshake keeps nothing open.
    setTimeout(() => this.#socket.terminate(), closingMs).unref();
    this.#leave();
  }

  /** Called now and then: keeps a quiet connection, ends a dead one and one that takes nothing. */
  beat(nowMs: number, isPingDue: boolean): void {
    if (this.#flow.isStalled(nowMs)) {
      this.tooSlow();
      return;
    }
    this.#flow.nudge();
    if (nowMs - this.#lastSentMs > this.#host.limits.heartbeatMs) this.send(encodeToClient({ type: "beat" }));
    if (!isPingDue) return;
    if (this.#isAlive) {
      this.#isAlive = false;
      this.#socket.ping();
    } else this.#socket.terminate();
  }

  /** Somebody else by the same token's owner: from now on only what they may see is sent. */
  async renewed(before: Actor): Promise<void> {
    // What is being put together for the welcome is of before.
    await this.#greeting;
    const isOther = before.role !== this.actor.role;
    if (!this.isOpen || this.#stage === "new") return;
    if (isOther) this.#channels.closeAll();
    const { start, cursor } =
      isOther && this.#wantsFeed ? this.#beginAgain() : { start: feedStarts.goesOn, cursor: undefined };
    const pending = cursor ? await this.#host.feed.countAfter(cursor) : 0;
    if (!this.isOpen) return;
    const { expiresAtMs, actor } = this.#renewal;
    this.send(encodeToClient({ type: "renewed", expiresAtMs, role: actor.role, start, pending }));
    if (cursor) this.#flow.begin(cursor, pending);
  }

  #beginAgain(): Beginning {
    const { cursor } = this.#flow;
    this.#flow.pause();
    return beginningAgain(cursor, this.actor);
  }

  #receive(message: RawData, isBinary: boolean): void {
    if (!this.isOpen || !this.#spend()) return;
    if (!isBinary || !(message instanceof Uint8Array)) {
      this.close("malformed");
      return;
    }
    try {
      this.#handle(decodeToServer(message));
    } catch (error) {
      if (!(error instanceof MalformedSyncFrameError)) throw error;
      this.close("malformed");
    }
  }

  /** Frames and pings cost the same. */
  #spend(): boolean {
    const isWithin = this.#frames.take(this.nowMs());
    if (!isWithin) this.close("rate");
    return isWithin;
  }

  #handle(frame: ToServer): void {
    if ((frame.type === "hello") !== (this.#stage === "new")) this.close("malformed");
    else if (frame.type === "hello") this.#work((this.#greeting = this.#greet(frame)));
    else if (this.#stage === "greeted") this.#early.push(frame);
    else this.#serve(frame);
  }

  #serve(frame: Exclude<ToServer, Hello> | ToServer): void {
    switch (frame.type) {
      case "hello":
        return;
      case "taken":
        if (!this.#flow.take(frame.chunks)) this.close("malformed");
        return;
      case "token":
        this.#work(this.#renewal.renew(frame.token));
        return;
      case "command":
        this.#work(this.#commands.run(frame.tag, frame.json));
        return;
      case "open":
      case "channel":
      case "close": {
        const verdict = this.#channels.handle(frame);
        if (verdict !== "taken") this.close(verdict);
        return;
      }
      case "hold":
        if (this.#base !== undefined) this.#flow.pause();
        return;
      case "compare":
      case "want":
      case "recover":
        if (this.#base === undefined) this.close("malformed");
        else this.#work(this.#comparison.answer(frame));
        return;
      case "go":
        this.#work(this.#goOn());
        return;
      case "beat":
        this.send(encodeToClient({ type: "beat" }));
        return;
      default:
        frame satisfies never;
    }
  }

  /** Something that takes a while; too many of them at once, and nothing more is read. */
  #work(work: Promise<void>): void {
    this.#working += 1;
    this.#regulate();
    work
      .catch((error: unknown) => {
        this.log.error({ error }, "a connection could not be served");
        this.close("tryAgainLater");
      })
      .finally(() => {
        this.#working -= 1;
        this.#regulate();
      });
  }

  async #greet(hello: Hello): Promise<void> {
    clearTimeout(this.#helloTimer);
    this.#stage = "greeted";
    const version = agreedVersion(syncVersions, hello);
    if (version === undefined) {
      const { lowest, version: current } = syncVersions;
      this.close("protocolVersion", `protocolVersion lowest=${lowest} current=${current}`);
      return;
    }
    this.locale = localeOf(hello.language);
    this.#wantsFeed = hello.feed;
    const epoch = await this.#host.epoch();
    const { start, cursor, pending } = await this.#beginning(hello, epoch);
    if (!this.isOpen) return;
    const { expiresAtMs, actor } = this.#renewal;
    const { lowest } = syncVersions;
    const standing = { expiresAtMs, role: actor.role, start, pending };
    this.send(encodeToClient({ type: "welcome", version, lowest, epoch, nowMs: this.nowMs(), ...standing }));
    this.#stage = "welcomed";
    if (cursor) this.#flow.begin(cursor, pending);
    for (const frame of this.#early.splice(0)) if (this.isOpen) this.#serve(frame);
  }

  async #beginning(
    hello: Hello,
    epoch: string,
  ): Promise<{ readonly start: FeedStart; readonly cursor?: FeedCursor; readonly pending: number }> {
    const { feed } = this.#host;
    if (!hello.feed) {
      const isOther = hello.epoch !== "" && hello.epoch !== epoch;
      if (isOther) this.#base = await feed.end();
      return { start: isOther ? feedStarts.otherEpoch : feedStarts.goesOn, pending: 0 };
    }
    const end = await feed.end();
    const beginning = await beginningOf(hello, epoch, feed, this.actor);
    if (beginning.start === feedStarts.otherEpoch) this.#base = end;
    return { ...beginning, pending: await feed.countAfter(beginning.cursor) };
  }

  /** What was compared is the same on both sides now, but for what has changed since the welcome. */
  async #goOn(): Promise<void> {
    const { feed } = this.#host;
    const base = this.#base;
    if (base === undefined || !this.#wantsFeed || this.#flow.cursor) return;
    const cursor = { since: base, after: base, kinds: this.kinds };
    const pending = await feed.countAfter(cursor);
    if (this.isOpen && !this.#flow.cursor) this.#flow.begin(cursor, pending);
  }

  #regulate(): void {
    const { limits } = this.#host;
    const share = Math.max(
      this.#waitingFrames / limits.maxWaitingFrames,
      this.#waitingBytes / limits.maxWaitingBytes,
      this.#working / limits.sync.maxWorking,
      this.#early.length / limits.maxWaitingFrames,
    );
    if (!this.isOpen || (this.#isPaused ? share > 0.5 : share < 1)) return;
    this.#isPaused = !this.#isPaused;
    if (this.#isPaused) this.#socket.pause();
    else this.#socket.resume();
  }

  #leave(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    clearTimeout(this.#helloTimer);
    this.#renewal.end();
    this.#flow.end();
    this.#channels.leaveAll();
    this.#host.left(this);
  }
}
