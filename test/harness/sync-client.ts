/**
 * A client of `/sync` in a few lines: the feed into a replica, commands by tag, channels as virtual sockets.
 *
 * Not      the engine: it does not reconnect and decides nothing, so that a test sees exactly what the server said.
 *
 * @module
 */
import {
  type Chunk,
  type Compare,
  type Compared,
  decodeToClient,
  encodeToServer,
  offerOf,
  syncVersions,
  type Recover,
  type Recovered,
  type ToClient,
  type ToServer,
  type Versions,
  type Want,
  type Wanted,
} from "@couplet/protocol";
import { WebSocket } from "ws";
import { type ClientSocket, clientSocketFor } from "./client-socket.ts";
import { SyncReplica } from "./sync-replica.ts";

export interface SyncClientOptions {
  /** `http://…` of the server. */
  readonly url: string;
  readonly token: string;
  /** What an earlier connection left. */
  readonly replica?: SyncReplica;
  readonly versions?: Versions;
  readonly language?: string;
  /** Where the epoch is another, it waits with the feed. */
  readonly holds?: boolean;
  /** False: rooms and commands only. */
  readonly feed?: boolean;
  /** Says nothing by itself, not even hello. */
  readonly isMute?: boolean;
  /** Chunks it takes before it takes no more. */
  readonly takes?: number;
  /** Goes away once so many frames have come. */
  readonly cutAfter?: number;
  /** Called before a chunk is applied. */
  readonly onChunk?: (chunk: Chunk) => void;
}

type Welcome = Extract<ToClient, { type: "welcome" }>;
type Renewed = Extract<ToClient, { type: "renewed" }>;

interface Outcome<Value> {
  readonly status: number;
  readonly value: Value;
}

export class SyncClient {
  readonly replica: SyncReplica;
  readonly frames: ToClient[] = [];
  readonly welcomed: Promise<Welcome>;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
  readonly sockets = new Set<ClientSocket>();
  bytes = 0;
  chunks = 0;
  /** Nothing is left at the moment. */
  isCaughtUp = false;
  readonly #options: SyncClientOptions;
  readonly #socket: WebSocket;
  readonly #outcomes = new Map<number, (outcome: Outcome<never>) => void>();
  readonly #channels = new Map<number, ClientSocket>();
  readonly #waiting = new Set<() => void>();
  readonly #asked: ((answer: Compared | Wanted | Recovered) => void)[] = [];
  #channel = 0;
  #tag = 0;

  constructor(options: SyncClientOptions) {
    this.#options = options;
    this.replica = options.replica ?? new SyncReplica();
    this.#socket = new WebSocket(`${options.url.replace("http", "ws")}/sync`, offerOf(options.token, false), {
      perMessageDeflate: false,
    });
    let welcome: (frame: Welcome) => void;
    this.welcomed = new Promise((resolve) => (welcome = resolve));
    this.closed = new Promise((resolve) =>
      this.#socket.on("close", (code, reason) => resolve({ code, reason: reason.toString() })),
    );
    this.#socket.on("error", () => undefined);
    this.#socket.on("open", () => {
      if (options.isMute !== true) this.hello();
    });
    this.#socket.on("message", (message: Buffer) => {
      this.bytes += message.byteLength;
      const frame = decodeToClient(message);
      if (frame.type === "welcome") welcome(frame);
      this.#receive(frame);
      for (const look of this.#waiting) look();
    });
    this.#socket.on("close", () => {
      for (const channel of this.#channels.values()) channel.end(1006, "");
      for (const look of this.#waiting) look();
    });
  }

  hello(): void {
    const { epoch, cursor } = this.replica;
    const { versions = syncVersions, language = "en", feed = true } = this.#options;
    this.send({ type: "hello", ...versions, epoch, cursor, language, feed });
    if (this.#options.holds === true) this.send({ type: "hold" });
  }

  send(frame: ToServer): void {
    this.sendRaw(encodeToServer(frame));
  }

  sendRaw(bytes: Uint8Array | string): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes);
  }

  /** Resolves once it is so, or the connection has ended. */
  async until(isSo: () => boolean): Promise<void> {
    if (isSo() || this.#socket.readyState >= WebSocket.CLOSING) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = (): void => {
      if (!isSo() && this.#socket.readyState < WebSocket.CLOSING) return;
      this.#waiting.delete(look);
      resolve();
    };
    this.#waiting.add(look);
    await promise;
  }

  /** Resolves once the server has said that nothing is left, or has closed. */
  caughtUp(): Promise<void> {
    return this.until(() => this.isCaughtUp);
  }

  /** What the server says to a question of a comparison. */
  ask<Question extends Compare | Want | Recover>(
    question: Question,
  ): Promise<Question extends Compare ? Compared : Question extends Want ? Wanted : Recovered> {
    const answered = new Promise<never>((resolve) => this.#asked.push((answer) => resolve(answer as never)));
    this.send(question);
    return answered;
  }

  /** The answer of the server, as `POST /commands` would give it. */
  command<Value>(command: unknown): Promise<Outcome<Value>> {
    this.#tag += 1;
    const tag = this.#tag;
    const outcome = new Promise<Outcome<Value>>((resolve) => this.#outcomes.set(tag, resolve));
    this.send({ type: "command", tag, json: typeof command === "string" ? command : JSON.stringify(command) });
    return outcome;
  }

  async renew(token: string): Promise<Renewed | undefined> {
    const before = this.frames.length;
    const found = (): Renewed | undefined =>
      this.frames.slice(before).find((frame): frame is Renewed => frame.type === "renewed");
    this.send({ type: "token", token });
    await this.until(() => found() !== undefined);
    return found();
  }

  /** The class to hand to a stock provider as its `WebSocketPolyfill`. */
  socketClass(acks = false): typeof globalThis.WebSocket {
    return clientSocketFor((socket, documentId) => {
      const channel = (this.#channel += 1);
      this.#channels.set(channel, socket);
      this.sockets.add(socket);
      this.send({ type: "open", channel, documentId, acks });
      return {
        send: (frame) => this.send({ type: "channel", channel, frame }),
        close: () => {
          this.#channels.delete(channel);
          this.send({ type: "close", channel });
        },
      };
    });
  }

  /** Reads nothing any more. */
  stopReading(): void {
    this.#socket.pause();
  }

  readOn(): void {
    this.#socket.resume();
  }

  end(): void {
    this.#socket.terminate();
  }

  #receive(frame: ToClient): void {
    const { cutAfter, takes = Number.POSITIVE_INFINITY, isMute } = this.#options;
    if (cutAfter !== undefined && this.frames.length >= cutAfter) return;
    this.frames.push(frame.type === "chunk" ? { ...frame, items: [] } : frame);
    switch (frame.type) {
      case "welcome":
        this.replica.epoch = frame.epoch;
        break;
      case "chunk":
        this.#options.onChunk?.(frame);
        this.replica.apply(frame);
        this.chunks += 1;
        this.isCaughtUp = frame.isLast;
        if (this.chunks <= takes && isMute !== true) this.send({ type: "taken", chunks: this.chunks });
        break;
      case "renewed":
        if (frame.start !== 0) this.isCaughtUp = false;
        break;
      case "compared":
      case "wanted":
      case "recovered":
        this.#asked.shift()?.(frame);
        break;
      case "outcome":
        this.#outcomes.get(frame.tag)?.({ status: frame.status, value: JSON.parse(frame.json) as never });
        this.#outcomes.delete(frame.tag);
        break;
      case "channel":
        this.#channels.get(frame.channel)?.pass(frame.frame);
        break;
      case "closed":
        this.#channels.get(frame.channel)?.end(frame.code, frame.reason);
        this.#channels.delete(frame.channel);
        break;
      case "beat":
        break;
      default:
        frame satisfies never;
    }
    if (this.frames.length === cutAfter) this.end();
  }
}
