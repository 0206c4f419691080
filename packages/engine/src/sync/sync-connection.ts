/**
 * The connection of this device and account: one socket of `/sync` after the other, with the rooms as channels, the feed and the token.
 *
 * Shape    a {@link Carrier}. It is there while somebody has a channel or a sink wants the feed, and a moment longer.
 * Not      the judge of whether the server can be reached: that is `connectivity.ts`, which it waits for and reports to.
 * Know     a close code of the connection is not one of its rooms: to those the way was lost, and nothing in them was refused.
 * Source   docs/PROTOCOL.md, "One socket per workspace"; docs/decisions/0023-one-socket-per-account-and-device.md
 *
 * @module
 */
import { closeCodes, type FeedStart, feedStarts, syncVersions, type ToClient } from "@couplet/protocol";
import type { Connectivity } from "../connectivity.ts";
import { OfflineError, SignInNeededError } from "../engine-error.ts";
import { Cell, type Readable } from "../readable.ts";
import type { TokenSource } from "../token-source.ts";
import { AskedQuestions } from "./asked-questions.ts";
import {
  lost,
  type Carrier,
  type Channel,
  type ChannelHandlers,
  type CommandAnswer,
  type CommandCarrier,
} from "./carrier.ts";
import { CommandsUnderWay } from "./commands-under-way.ts";
import { FeedIntake, type FeedPosition } from "./feed-intake.ts";
import type { FeedSink } from "./feed-sink.ts";
import { OpenChannels } from "./open-channels.ts";
import { SyncSocket } from "./sync-socket.ts";
import { TokenRenewal } from "./token-renewal.ts";

export interface SyncConnectionContext {
  /** `ws://host/sync` */
  readonly url: string;
  readonly tokens: TokenSource;
  readonly connectivity: Connectivity;
  /** Problems are told in this one. */
  readonly language: () => string;
  /** Keeps the feed. Absent: none is asked for. */
  readonly sink?: FeedSink | undefined;
}

/** How long the socket stays when nobody has a channel any more: from card to card it is the same one. */
const lingerMs = 30_000;
/** After the first end, doubled with each that follows soon; jittered. */
const pauseMs = 200;
const longestPauseMs = 10_000;
/** A connection that lasted this long begins with the first pause again. */
const lastingMs = 10_000;
/** A pause lasts this much longer at most once the server is known to be there; jittered. */
const soonMs = 250;
/** One side has to be brought up to date first. */
const outdatedPauseMs = 60_000;

/** Of a connection without the feed. Nobody is remembered for it: it is there for as long as the page is. */
const never: Readable<boolean> = { value: false, subscribe: () => () => undefined };

export class SyncConnection implements Carrier, CommandCarrier {
  readonly #context: SyncConnectionContext;
  readonly #outdated = new Cell(false);
  readonly #channels = new OpenChannels();
  readonly #commands = new CommandsUnderWay();
  readonly #feed: FeedIntake | undefined;
  #socket: SyncSocket | undefined;
  #renewal: TokenRenewal | undefined;
  /** What the server has said of itself and of us over this socket. */
  #standing: { readonly role: string; readonly epoch: string; readonly offsetMs: number } | undefined;
  #questions: AskedQuestions | undefined;
  /** The store is another one, and what is held here not in step with it yet: no room is joined. Also over several sockets. */
  #isHeld = false;
  /** This socket has said what is held here. */
  #hasPosition = false;
  #isConnecting = false;
  #isClosed = false;
  #openedMs = 0;
  /** Ends that followed each other soon, and the pause after the last of them. */
  #ends = 0;
  #pause: Promise<void> = Promise.resolve();
  #endPause: () => void = () => undefined;
  #lingering: ReturnType<typeof setTimeout> | undefined;

  constructor(context: SyncConnectionContext) {
    this.#context = context;
    this.#feed = context.sink && new FeedIntake(context.sink, () => this.#again());
    this.#connect();
  }

  /** Server and client speak no common version: one of them has to be brought up to date. */
  get outdated(): Readable<boolean> {
    return this.#outdated;
  }

  /** What the feed brings cannot be stored at the moment. */
  get feedFails(): Readable<boolean> {
    return this.#feed?.fails ?? never;
  }

  get isOpen(): boolean {
    return this.#socket?.isOpen ?? false;
  }

  open(documentId: string, handlers: ChannelHandlers): Channel {
    const number = this.#channels.add(documentId, handlers, this.isOpen && !this.#isHeld ? this.#socket : undefined);
    clearTimeout(this.#lingering);
    this.#connect();
    return {
      send: (frame) => this.#channels.send(number, frame),
      close: () => {
        this.#channels.close(number);
        this.#linger();
      },
    };
  }

  command(json: string): Promise<CommandAnswer | undefined> {
    const socket = this.#socket;
    if (!socket?.isOpen) return Promise.resolve(undefined);
    return this.#commands.begin((tag) => socket.send({ type: "command", tag, json }));
  }

  /** Looks after a server that has been silent, where nobody else's timers run. */
  look(): void {
    this.#socket?.look();
  }

  /** Does not wait before the next socket. */
  retryNow(): void {
    this.#endPause();
  }

  /** Ends it without a word to those who have channels. Resolves when nothing of the feed is being stored any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#channels.clear();
    clearTimeout(this.#lingering);
    this.#endPause();
    const stored = this.#feed?.close();
    this.#leave();
    await stored;
  }

  get #isWanted(): boolean {
    return !this.#isClosed && (this.#feed?.isWanted === true || this.#channels.size > 0);
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
    const position = await this.#feed?.position(this.#isHeld);
    // Last of all: it may take long until somebody signs in, and the token is to be good when it is shown.
    const token = await this.#admitted();
    if (this.#isWanted) this.#begin(token, position);
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

  #begin(token: string, position: FeedPosition | undefined): void {
    const { url, tokens, connectivity } = this.#context;
    this.#standing = undefined;
    this.#hasPosition = position !== undefined;
    const socket = new SyncSocket(url, token, {
      opened: () => {
        connectivity.heard();
        this.#openedMs = Date.now();
        const { epoch, cursor } = position ?? { epoch: "", cursor: new Uint8Array() };
        const language = this.#context.language();
        const feed = position !== undefined && this.#feed?.isWanted === true;
        socket.send({ type: "hello", ...syncVersions, epoch, cursor, language, feed });
        if (epoch !== "" && this.#feed?.reconciles) socket.send({ type: "hold" }, false);
        // Nothing waits for the welcome: what follows the hello is served after it.
        if (!this.#isHeld) this.#channels.openOn(socket);
      },
      received: (frame) => this.#receive(frame),
      ended: (code, reason, wasOpen) => this.#ended(code, reason, wasOpen),
    });
    this.#socket = socket;
    this.#questions = new AskedQuestions((question) => socket.send(question));
    this.#renewal = new TokenRenewal(tokens, token, (next) => socket.send({ type: "token", token: next }));
    if (position) this.#feed?.takeFrom(socket);
  }

  #receive(frame: ToClient): void {
    switch (frame.type) {
      case "welcome": {
        const { role, epoch, nowMs, expiresAtMs, start, pending } = frame;
        this.#standing = { role, epoch, offsetMs: nowMs - Date.now() };
        this.#outdated.set(false);
        this.#context.tokens.confirm();
        this.#renewal?.holds(role, expiresAtMs - nowMs);
        if (start === feedStarts.otherEpoch && this.#feed?.reconciles) this.#reconcile(epoch);
        else this.#goOn(start, epoch, pending);
        return;
      }
      case "renewed": {
        const { role, expiresAtMs, start, pending } = frame;
        const before = this.#standing;
        if (!before) return;
        this.#standing = { ...before, role };
        this.#context.tokens.confirm();
        this.#renewal?.holds(role, expiresAtMs - (Date.now() + before.offsetMs));
        if (start !== feedStarts.goesOn || role !== before.role) this.#feed?.begin(start, before.epoch, pending);
        return;
      }
      case "chunk":
        this.#feed?.take(frame);
        return;
      case "channel":
        this.#channels.receive(frame.channel, frame.frame);
        return;
      case "closed":
        this.#channels.end(frame.channel, frame.code, frame.reason);
        return;
      case "outcome":
        this.#commands.settle(frame.tag, { status: frame.status, json: frame.json });
        return;
      case "beat":
        return;
      case "compared":
      case "wanted":
      case "recovered":
        this.#questions?.answer(frame);
        return;
      default:
        frame satisfies never;
    }
  }

  /** Nothing has been said in a room yet: until the server has told of its state, a channel sends no more than what it lacks. */
  #reconcile(epoch: string): void {
    const [socket, questions] = [this.#socket, this.#questions];
    this.#isHeld = true;
    this.#channels.withdraw(closeCodes.tryAgainLater, "otherEpoch");
    if (!socket || !questions) return;
    this.#feed?.reconcile(questions, epoch, () => {
      if (this.#socket !== socket) return;
      this.#isHeld = false;
      socket.send({ type: "go" }, false);
      this.#channels.openOn(socket);
    });
  }

  #goOn(start: FeedStart, epoch: string, pending: number): void {
    this.#feed?.begin(start, epoch, pending);
    if (!this.#isHeld || !this.#socket || !this.#hasPosition) return;
    this.#isHeld = false;
    this.#channels.openOn(this.#socket);
  }

  #ended(code: number, reason: string, wasOpen: boolean): void {
    const { tokens, connectivity } = this.#context;
    const token = this.#renewal?.token;
    this.#leave();
    const hasLasted = wasOpen && this.#standing !== undefined && Math.abs(Date.now() - this.#openedMs) > lastingMs;
    if (hasLasted) this.#ends = 0;
    if (code === closeCodes.notSignedIn && token !== undefined) tokens.reject(token);
    else if (!wasOpen) connectivity.failed();
    const isOutdated = code === closeCodes.protocolVersion;
    if (isOutdated) this.#outdated.set(true);
    // The way was lost; or the server has said to stay away, and that it answers others says nothing.
    const isLost = code < 4_000 && code !== closeCodes.tryAgainLater;
    this.#rest(isOutdated ? outdatedPauseMs : undefined, isLost);
    if (code === closeCodes.tooLarge) this.#channels.endLargest(code, reason);
    this.#channels.lose(code === closeCodes.tryAgainLater ? code : lost, reason);
    this.#connect();
  }

  #leave(): void {
    this.#renewal?.end();
    this.#questions?.end();
    this.#socket?.close();
    this.#socket = undefined;
    this.#commands.lose();
    this.#feed?.leave();
  }

  /** The next socket does not come at once. @param isLost it comes soon when there is a sign that the server can be reached */
  #rest(ms = Math.min(pauseMs * 2 ** this.#ends, longestPauseMs), isLost = false): void {
    this.#ends += 1;
    this.#pause = new Promise((resolve) => {
      const restMs = ms * (0.5 + Math.random());
      const endMs = Date.now() + restMs;
      const end = (): void => {
        stop();
        clearTimeout(timer);
        resolve();
      };
      let timer = setTimeout(end, restMs);
      const stop = this.#context.connectivity.observeSigns(() => {
        if (!isLost) return;
        stop();
        clearTimeout(timer);
        timer = setTimeout(end, Math.min(soonMs * Math.random(), Math.max(0, endMs - Date.now())));
      });
      this.#endPause = end;
    });
  }

  /** Begins with a new socket. */
  #again(): void {
    if (this.#socket) {
      this.#leave();
      this.#rest();
      this.#channels.lose(lost, "");
    }
    this.#connect();
  }

  #linger(): void {
    if (this.#isWanted || this.#isClosed) return;
    clearTimeout(this.#lingering);
    this.#lingering = setTimeout(() => {
      if (!this.#isWanted) this.#leave();
    }, lingerMs);
  }
}
