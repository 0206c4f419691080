/**
 * One socket of `/sync`: frames both ways, and whether anybody is still there.
 *
 * Shape    opens at once; `ended` is called once, whatever ended it, but not by {@link SyncSocket.close}. A handshake or a question that
 *          nobody answers ends it, too: a half-open link says nothing for as long as the system likes.
 * Not      a connection that comes back: see `sync-connection.ts`.
 * Know     time is counted in steps of the ticker, so that a clock that is set or a device that slept leads to a question, not to an end.
 * Source   docs/PROTOCOL.md, "Keep-alive"
 *
 * @module
 */
import {
  decodeToClient,
  encodeToServer,
  MalformedSyncFrameError,
  offerOf,
  type ToClient,
  type ToServer,
} from "@couplet/protocol";
import { lost } from "./carrier.ts";

export interface SyncSocketHooks {
  opened(): void;
  received(frame: ToClient): void;
  /** `wasOpen`: the server had been reached. */
  ended(code: number, reason: string, wasOpen: boolean): void;
}

const openWithinMs = 20_000;
const tickMs = 5_000;
/** A server silent this long is asked for a sign of life, and given up when it gives none. */
const askAfterMs = 50_000;
const giveUpAfterMs = 15_000;

export class SyncSocket {
  readonly #hooks: SyncSocketHooks;
  readonly #socket: WebSocket;
  readonly #opening: ReturnType<typeof setTimeout>;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #isOpen = false;
  #isOver = false;
  #lookedMs = 0;
  #quietMs = 0;
  /** Since something that must be answered was sent. */
  #unansweredMs: number | undefined;

  constructor(url: string, token: string, hooks: SyncSocketHooks) {
    this.#hooks = hooks;
    this.#opening = setTimeout(() => this.#end(lost, "silent"), openWithinMs);
    const socket = new WebSocket(url, offerOf(token, false));
    this.#socket = socket;
    socket.binaryType = "arraybuffer";
    socket.addEventListener("open", () => this.#open());
    socket.addEventListener("message", ({ data }: MessageEvent<unknown>) => {
      if (!this.#isOver && data instanceof ArrayBuffer) this.#receive(new Uint8Array(data));
    });
    socket.addEventListener("close", ({ code, reason }) => this.#end(code, reason));
  }

  get isOpen(): boolean {
    return this.#isOpen && !this.#isOver;
  }

  /** @param mustAnswer whether the server answers such a frame */
  send(frame: ToServer, mustAnswer = true): void {
    if (!this.isOpen) return;
    if (mustAnswer) this.#unansweredMs ??= 0;
    this.#socket.send(encodeToServer(frame) as Uint8Array<ArrayBuffer>);
  }

  /** Looks after a server that has been silent; also called by itself. */
  look(): void {
    if (!this.isOpen) return;
    const nowMs = Date.now();
    const passedMs = Math.max(0, nowMs - this.#lookedMs);
    this.#lookedMs = nowMs;
    this.#quietMs += passedMs;
    if (this.#unansweredMs !== undefined) {
      this.#unansweredMs += passedMs;
      if (this.#unansweredMs > giveUpAfterMs) this.#end(lost, "silent");
    } else if (this.#quietMs > askAfterMs) this.send({ type: "beat" });
  }

  close(): void {
    if (this.#isOver) return;
    this.#over();
    this.#socket.close();
  }

  #open(): void {
    if (this.#isOver) return;
    clearTimeout(this.#opening);
    this.#isOpen = true;
    this.#lookedMs = Date.now();
    this.#ticker = setInterval(() => this.look(), tickMs);
    this.#hooks.opened();
  }

  #receive(bytes: Uint8Array): void {
    this.#quietMs = 0;
    this.#unansweredMs = undefined;
    let frame: ToClient;
    try {
      frame = decodeToClient(bytes);
    } catch (error) {
      if (!(error instanceof MalformedSyncFrameError)) throw error;
      this.#end(lost, "malformed");
      return;
    }
    this.#hooks.received(frame);
  }

  #over(): void {
    this.#isOver = true;
    clearTimeout(this.#opening);
    clearInterval(this.#ticker);
  }

  #end(code: number, reason: string): void {
    if (this.#isOver) return;
    this.#over();
    this.#socket.close();
    this.#hooks.ended(code, reason, this.#isOpen);
  }
}
