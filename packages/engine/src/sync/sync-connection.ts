/**
 * The connection of this device and account: one socket of `/sync` after the other, with the rooms as channels, the feed and the token.
 *
 * Shape    a {@link Carrier}. It is there while somebody has a channel or a sink wants the feed, and a moment longer. A channel that is not open
 *          yet waits for the next socket; one that was open ends with the socket, and whoever had it opens another.
 * Not      the judge of whether the server can be reached: that is `connectivity.ts`, which it waits for and reports to.
 * Know     a close code of the connection is not one of its rooms: to those the way was lost, and nothing in them was refused.
 * Source   docs/PROTOCOL.md, "One socket per workspace"; docs/decisions/0023-one-socket-per-account-and-device.md
 *
 * @module
 */
import { AppError } from "@couplet/model";
import { closeCodes, feedStarts, maxFrameBytes, messageTypes, syncVersions, type ToClient } from "@couplet/protocol";
import type { Connectivity } from "../connectivity.ts";
import { OfflineError, SignInNeededError } from "../engine-error.ts";
import { Cell, type Readable } from "../readable.ts";
import type { TokenSource } from "../token-source.ts";
import { lost, type Carrier, type Channel, type ChannelHandlers } from "./carrier.ts";
import { FeedPass } from "./feed-pass.ts";
import type { FeedSink } from "./feed-sink.ts";
import { SyncSocket } from "./sync-socket.ts";
import { TokenRenewal } from "./token-renewal.ts";

export interface SyncConnectionContext {
  /** `ws://host/sync` */
  readonly url: string;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  /** Keeps the feed. Absent: none is asked for. */
  readonly sink?: FeedSink | undefined;
}

interface Carried {
  readonly documentId: string;
  readonly handlers: ChannelHandlers;
  isOpen: boolean;
}

/** How long the socket stays when nobody has a channel any more: from card to card it is the same one. */
const lingerMs = 30_000;
/** After the first end, doubled with each that follows soon; jittered. */
const pauseMs = 200;
const longestPauseMs = 10_000;
/** A connection that lasted this long begins with the first pause again. */
const lastingMs = 10_000;
/** One side has to be brought up to date first. */
const outdatedPauseMs = 60_000;
/** A frame up to this size is never what was too large for a server. */
const narrowestBytes = 2 * 1024;
/** How long a sink may take to say where it stands before the rooms go on without the feed. */
const positionWithinMs = 10_000;
const feedPauseMs = 60_000;
const longestFeedPauseMs = 1_800_000;

const jittered = (ms: number): number => ms * (0.5 + Math.random());
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export class SyncConnection implements Carrier {
  readonly #context: SyncConnectionContext;
  readonly #outdated = new Cell(false);
  readonly #channels = new Map<number, Carried>();
  #lastChannel = 0;
  #socket: SyncSocket | undefined;
  #renewal: TokenRenewal | undefined;
  #pass: FeedPass | undefined;
  /** What came by earlier sockets is stored, or given up. */
  #stored: Promise<void> = Promise.resolve();
  #standing: { readonly role: string; readonly epoch: string; readonly offsetMs: number } | undefined;
  /** The largest frame that was sent over this socket. */
  #largest = { bytes: 0, channel: 0 };
  #isConnecting = false;
  #isClosed = false;
  /** Ends that followed each other soon, and the pause after the last of them. */
  #ends = 0;
  #pause: Promise<void> = Promise.resolve();
  #endPause: () => void = () => undefined;
  #openedMs = 0;
  #feedFailures = 0;
  #isFeedPaused = false;
  #feedTimer: ReturnType<typeof setTimeout> | undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(context: SyncConnectionContext) {
    this.#context = context;
    if (this.#isWanted) this.#connect();
  }

  /** Server and client speak no common version: one of them has to be brought up to date. */
  get outdated(): Readable<boolean> {
    return this.#outdated;
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen ?? false;
  }

  open(documentId: string, handlers: ChannelHandlers): Channel {
    this.#lastChannel += 1;
    const number = this.#lastChannel;
    const carried: Carried = { documentId, handlers, isOpen: false };
    this.#channels.set(number, carried);
    clearTimeout(this.#lingering);
    if (this.isOpen) this.#openChannel(number, carried);
    else this.#connect();
    return { send: (frame) => this.#send(number, frame), close: () => this.#close(number) };
  }

  /** Looks after a server that has been silent, where nobody else's timers run. */
  look(): void {
    this.#socket?.look();
  }

  /** Does not wait before the next socket. */
  retryNow(): void {
    this.#endPause();
  }

  /** Ends it without a word to those who have channels. */
  close(): void {
    this.#isClosed = true;
    this.#endPause();
    this.#channels.clear();
    clearTimeout(this.#lingering);
    clearTimeout(this.#feedTimer);
    this.#leave();
  }

  get #isWanted(): boolean {
    return !this.#isClosed && (this.#context.sink !== undefined || this.#channels.size > 0);
  }

  #connect(): void {
    if (this.#isConnecting || this.#socket || !this.#isWanted) return;
    this.#isConnecting = true;
    this.#prepare()
      .catch(() => this.#rest())
      .finally(() => {
        this.#isConnecting = false;
        this.#connect();
      });
  }

  async #prepare(): Promise<void> {
    await this.#pause;
    const position = await this.#position();
    // Last of all: it may take long until somebody signs in, and the token is to be good when it is shown.
    const token = await this.#admitted();
    if (this.#isWanted) this.#begin(token, position);
  }

  /** `undefined`: no feed this time. */
  async #position(): Promise<Awaited<ReturnType<FeedSink["position"]>> | undefined> {
    const { sink } = this.#context;
    if (!sink || this.#isFeedPaused) return undefined;
    try {
      const asked = this.#stored.then(() => sink.position());
      const position = await Promise.race([asked, after(positionWithinMs)]);
      if (position) return position;
    } catch {
      // Said by whoever keeps it; the rooms go on.
    }
    this.#pauseFeed();
    return undefined;
  }

  /** Waits until the server may be reached and a token is at hand. @throws {EngineClosedError} */
  async #admitted(): Promise<string> {
    const { connectivity, tokens } = this.#context;
    for (;;) {
      await connectivity.admitted();
      try {
        return await tokens.token();
      } catch (error) {
        if (error instanceof OfflineError) connectivity.failed();
        else if (error instanceof SignInNeededError) await tokens.signedIn();
        else throw error;
      }
    }
  }

  #begin(token: string, position: { readonly epoch: string; readonly cursor: Uint8Array } | undefined): void {
    const { url, tokens, connectivity, sink } = this.#context;
    this.#standing = undefined;
    this.#largest = { bytes: 0, channel: 0 };
    const socket = new SyncSocket(url, token, {
      opened: () => {
        connectivity.heard();
        this.#openedMs = Date.now();
        const { epoch, cursor } = position ?? { epoch: "", cursor: new Uint8Array() };
        const language = globalThis.navigator?.language ?? "en";
        socket.send({ type: "hello", ...syncVersions, epoch, cursor, language, feed: position !== undefined });
        // Nothing waits for the welcome: what follows the hello is served after it.
        for (const [number, carried] of this.#channels) this.#openChannel(number, carried);
      },
      received: (frame) => this.#receive(frame),
      ended: (code, reason, wasOpen) => this.#ended(code, reason, wasOpen),
    });
    this.#socket = socket;
    this.#renewal = new TokenRenewal(tokens, token, (next) => socket.send({ type: "token", token: next }));
    this.#pass = sink && position ? this.#createPass(sink, socket) : undefined;
  }

  #createPass(sink: FeedSink, socket: SyncSocket): FeedPass {
    return new FeedPass(sink, {
      taken: (chunks) => {
        this.#feedFailures = 0;
        socket.send({ type: "taken", chunks }, false);
      },
      failed: (error) => {
        // Emptied, it is to be filled from the beginning, and at once.
        if (!(error instanceof AppError && error.code === "replica.emptied")) this.#pauseFeed();
        if (this.#socket === socket) this.#again();
      },
    });
  }

  #openChannel(number: number, carried: Carried): void {
    this.#socket?.send({ type: "open", channel: number, documentId: carried.documentId, acks: true }, false);
    carried.isOpen = true;
    queueMicrotask(() => {
      if (this.#channels.get(number) === carried) carried.handlers.opened();
    });
  }

  #send(number: number, frame: Uint8Array): void {
    const carried = this.#channels.get(number);
    if (!carried?.isOpen) return;
    if (frame.byteLength > maxFrameBytes) {
      // The server would end the connection over it, and with it every other room.
      this.#close(number);
      carried.handlers.closed(closeCodes.tooLarge, "tooLarge");
      return;
    }
    if (frame.byteLength > this.#largest.bytes) this.#largest = { bytes: frame.byteLength, channel: number };
    this.#socket?.send({ type: "channel", channel: number, frame }, frame[0] !== messageTypes.awareness);
  }

  #close(number: number): void {
    const carried = this.#channels.get(number);
    if (!carried) return;
    this.#channels.delete(number);
    if (carried.isOpen) this.#socket?.send({ type: "close", channel: number }, false);
    if (this.#isWanted) return;
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => {
      if (!this.#isWanted) this.#leave();
    }, lingerMs);
  }

  #receive(frame: ToClient): void {
    switch (frame.type) {
      case "welcome": {
        const { role, epoch, nowMs, expiresAtMs, start, pending } = frame;
        this.#standing = { role, epoch, offsetMs: nowMs - Date.now() };
        this.#outdated.set(false);
        this.#context.tokens.confirm();
        this.#renewal?.holds(role, expiresAtMs - nowMs);
        this.#pass?.begin(start, epoch, pending);
        return;
      }
      case "renewed": {
        const { role, expiresAtMs, start, pending } = frame;
        const before = this.#standing;
        if (!before) return;
        this.#standing = { ...before, role };
        this.#context.tokens.confirm();
        this.#renewal?.holds(role, expiresAtMs - (Date.now() + before.offsetMs));
        if (start !== feedStarts.goesOn || role !== before.role) this.#pass?.begin(start, before.epoch, pending);
        return;
      }
      case "chunk":
        this.#pass?.take(frame);
        return;
      case "channel":
        this.#channels.get(frame.channel)?.handlers.received(frame.frame);
        return;
      case "closed":
        this.#endChannel(frame.channel, frame.code, frame.reason);
        return;
      case "outcome":
      case "beat":
        return;
      default:
        frame satisfies never;
    }
  }

  #ended(code: number, reason: string, wasOpen: boolean): void {
    const { tokens, connectivity } = this.#context;
    const token = this.#renewal?.token;
    this.#leave();
    const hasLasted = wasOpen && this.#standing !== undefined && Math.abs(Date.now() - this.#openedMs) > lastingMs;
    if (hasLasted) this.#ends = 0;
    if (code === closeCodes.notSignedIn && token !== undefined) tokens.reject(token);
    else if (!wasOpen) connectivity.failed();
    if (code === closeCodes.protocolVersion) this.#outdated.set(true);
    this.#rest();
    // A server with a narrower bound than ours: it does not say whose frame it was.
    if (code === closeCodes.tooLarge && this.#largest.bytes > narrowestBytes)
      this.#endChannel(this.#largest.channel, code, reason);
    this.#loseChannels(code === closeCodes.tryAgainLater ? code : lost, reason);
    this.#connect();
  }

  #endChannel(number: number, code: number, reason: string): void {
    const carried = this.#channels.get(number);
    this.#channels.delete(number);
    carried?.handlers.closed(code, reason);
  }

  #loseChannels(code: number, reason: string): void {
    for (const [number, carried] of this.#channels) {
      if (carried.isOpen) this.#endChannel(number, code, reason);
    }
  }

  #leave(): void {
    this.#renewal?.end();
    this.#socket?.close();
    this.#socket = undefined;
    this.#stored = this.#pass?.settled ?? this.#stored;
    this.#pass = undefined;
  }

  /** The next socket does not come at once. */
  #rest(): void {
    this.#ends += 1;
    const ms = Math.min(pauseMs * 2 ** (this.#ends - 1), longestPauseMs);
    this.#pause = new Promise((resolve) => {
      const timer = setTimeout(resolve, jittered(this.#outdated.value ? outdatedPauseMs : ms));
      this.#endPause = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Begins with a new socket. */
  #again(): void {
    this.#leave();
    this.#rest();
    this.#loseChannels(lost, "");
    this.#connect();
  }

  /** Storing fails: the rooms go on without the feed for a while. */
  #pauseFeed(): void {
    const ms = Math.min(feedPauseMs * 2 ** this.#feedFailures, longestFeedPauseMs);
    this.#feedFailures += 1;
    this.#isFeedPaused = true;
    clearTimeout(this.#feedTimer);
    this.#feedTimer = setTimeout(() => {
      this.#isFeedPaused = false;
      if (this.#socket) this.#again();
      else this.#connect();
    }, jittered(ms));
  }
}
