/**
 * The WebSocket a stock `WebsocketProvider` is given: adds the token and acknowledgements, hides them from the provider.
 *
 * Shape    a class made per room by {@link roomSocketFor}. Outgoing frames that carry updates are tagged, incoming `settled` and
 *          `notice` frames go to the hooks. The real socket opens once the hooks say that trying makes sense.
 * Not      a reconnecting socket: that is the provider's part. Not shared between rooms yet.
 * Source   docs/PROTOCOL.md, "Acknowledgements"
 *
 * @module
 */
import {
  ackProtocol,
  closeCodes,
  encodeTagged,
  messageTypes,
  offerOf,
  readNotice,
  readSettled,
  syncTypes,
  type Notice,
  type Settled,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export interface RoomSocketHooks {
  /** Resolves with a token when connecting makes sense. A rejection is answered like a failed connection. */
  admitted(): Promise<string>;
  /** Just before a frame goes out that carries updates. */
  tagged(tag: number, what: "everything" | "the rest"): void;
  settled(settled: Settled): void;
  notice(notice: Notice): void;
  /** Sync step 1 for the document as it is: asked of a server that has long been silent. */
  syncStep1(): Uint8Array;
  opened(): void;
  /** `wasOpen`: the server had been reached. */
  closed(code: number, token: string | undefined, wasOpen: boolean): void;
}

/** A provider closes itself after 30 s without a message; an empty awareness message keeps it content. */
const feedAfterMs = 20_000;
const emptyAwareness = Uint8Array.of(messageTypes.awareness, 1, 0);
/** A handshake nobody answers hangs as long as the system likes, minutes at least. */
const openWithinMs = 20_000;
/** A server silent this long is asked for a sign of life, and given up when it gives none. */
const askAfterMs = 50_000;
const giveUpAfterMs = 15_000;
const tickMs = 5_000;

let nextTag = 1;

type Handler<Message> = ((message: Message) => void) | null;

class RoomSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  binaryType = "arraybuffer";
  onopen: Handler<undefined> = null;
  onmessage: Handler<{ readonly data: ArrayBuffer }> = null;
  onclose: Handler<{ readonly code: number; readonly reason: string }> = null;
  onerror: Handler<unknown> = null;
  readonly #hooks: RoomSocketHooks;
  readonly #url: string;
  #socket: WebSocket | undefined;
  #token: string | undefined;
  #isClosed = false;
  #wasOpen = false;
  #hasAnsweredStep1 = false;
  #lastHeardMs = 0;
  #lastFedMs = 0;
  /** When something that must be answered was sent without an answer since. */
  #waitingSinceMs: number | undefined;
  #ticker: ReturnType<typeof setInterval> | undefined;
  #opening: ReturnType<typeof setTimeout> | undefined;

  constructor(hooks: RoomSocketHooks, url: string) {
    this.#hooks = hooks;
    this.#url = url;
    void this.#connect();
  }

  get readyState(): number {
    if (this.#isClosed) return this.CLOSED;
    return this.#socket?.readyState ?? this.CONNECTING;
  }

  send(frame: Uint8Array<ArrayBuffer>): void {
    const socket = this.#socket;
    if (socket?.readyState !== this.OPEN) return;
    const [messageType, syncType] = frame;
    const isStep2 = syncType === syncTypes.step2;
    const isUpdate = syncType === syncTypes.update;
    if (socket.protocol !== ackProtocol || messageType !== messageTypes.sync || !(isStep2 || isUpdate)) {
      if (messageType === messageTypes.sync) this.#waitingSinceMs ??= Date.now();
      socket.send(frame);
      return;
    }
    // Until the server's sync step 1 is answered an update could depend on edits it has not seen; the answer carries this one too.
    if (isUpdate && !this.#hasAnsweredStep1) return;
    if (isStep2) this.#hasAnsweredStep1 = true;
    const tag = nextTag;
    nextTag += 1;
    this.#hooks.tagged(tag, isStep2 ? "everything" : "the rest");
    this.#waitingSinceMs ??= Date.now();
    socket.send(encodeTagged(tag, frame) as Uint8Array<ArrayBuffer>);
  }

  close(): void {
    if (this.#isClosed) return;
    this.#end(1000, "");
    this.#socket?.close();
  }

  async #connect(): Promise<void> {
    try {
      this.#token = await this.#hooks.admitted();
      if (this.#isClosed) return;
      this.#open(this.#token);
    } catch {
      this.#end(1006, "");
    }
  }

  #open(token: string): void {
    const socket = new WebSocket(this.#url, offerOf(token, true));
    socket.binaryType = "arraybuffer";
    this.#socket = socket;
    this.#opening = setTimeout(() => {
      this.#end(1006, "silent");
      socket.close();
    }, openWithinMs);
    socket.addEventListener("open", () => {
      clearTimeout(this.#opening);
      if (this.#isClosed) return;
      this.#wasOpen = true;
      this.#lastHeardMs = this.#lastFedMs = Date.now();
      this.#ticker = setInterval(() => this.#tick(), tickMs);
      this.#hooks.opened();
      this.onopen?.(undefined);
    });
    socket.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (!this.#isClosed && event.data instanceof ArrayBuffer) this.#receive(event.data);
    });
    socket.addEventListener("error", (event) => {
      if (!this.#isClosed) this.onerror?.(event);
    });
    socket.addEventListener("close", (event) => this.#end(event.code, event.reason));
  }

  #receive(data: ArrayBuffer): void {
    this.#lastHeardMs = Date.now();
    this.#waitingSinceMs = undefined;
    const decoder = decoding.createDecoder(new Uint8Array(data));
    const messageType = decoding.readVarUint(decoder);
    if (messageType === messageTypes.settled) this.#hooks.settled(readSettled(decoder));
    else if (messageType === messageTypes.notice) this.#hooks.notice(readNotice(decoder));
    else if (messageType !== messageTypes.auth) this.#pass(data);
  }

  #pass(data: ArrayBuffer): void {
    this.#lastFedMs = Date.now();
    this.onmessage?.({ data });
  }

  #tick(): void {
    const nowMs = Date.now();
    if (nowMs - this.#lastFedMs > feedAfterMs) this.#pass(emptyAwareness.slice().buffer);
    if (this.#waitingSinceMs !== undefined && nowMs - this.#waitingSinceMs > giveUpAfterMs) {
      this.#end(1006, "silent");
      this.#socket?.close();
    } else if (nowMs - this.#lastHeardMs > askAfterMs && this.#waitingSinceMs === undefined) {
      this.#waitingSinceMs = nowMs;
      this.#socket?.send(this.#hooks.syncStep1() as Uint8Array<ArrayBuffer>);
    }
  }

  #end(code: number, reason: string): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearInterval(this.#ticker);
    clearTimeout(this.#opening);
    this.#hooks.closed(code, this.#token, this.#wasOpen);
    // Deferred: a provider must not be told of the end inside its own constructor or `close` call.
    queueMicrotask(() => this.onclose?.({ code, reason }));
  }
}

/** The class to hand to a provider as its `WebSocketPolyfill`. */
export function roomSocketFor(hooks: RoomSocketHooks): typeof WebSocket {
  const Bound = class extends RoomSocket {
    constructor(url: string) {
      super(hooks, url);
    }
  };
  return Bound as unknown as typeof WebSocket;
}

/** Codes after which the provider must not simply connect again; the token and the rate pass with time. */
export const endsRoom = (code: number): boolean =>
  code >= 4400 && code <= 4499 && code !== closeCodes.notSignedIn && code !== closeCodes.rate;

/** A stock sync step 1 frame around a state vector. */
export function encodeSyncStep1(stateVector: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, syncTypes.step1);
  encoding.writeVarUint8Array(encoder, stateVector);
  return encoding.toUint8Array(encoder);
}
