/**
 * A line to the server that knows where WebSocket messages begin and end, and breaks between two of them.
 *
 * Shape    a relay. Messages pass whole; after so many of them, in both directions together, every connection
 *          is dropped without a word, once. It can also drop connections that are idle, as proxies do, and stand still.
 *
 * @module
 */
import type { Socket } from "node:net";
import { Relay } from "./relay.ts";

export interface MessageLineOptions {
  /** Breaks once so many messages have passed. */
  readonly cutAfter?: number;
  /** Drops connections over which nothing has passed for so long. */
  readonly idleMs?: number;
}

export class MessageLine extends Relay {
  /** Messages that have passed. */
  messages = 0;
  /** Connections that became WebSockets. */
  sockets = 0;
  #cutAfter: number;
  #stallAfter = Number.POSITIVE_INFINITY;
  #stalled: () => void = () => undefined;
  /** Nothing more that comes from them passes. */
  readonly #standing = new WeakSet<Socket>();
  readonly #idleMs: number | undefined;

  private constructor({ cutAfter = Number.POSITIVE_INFINITY, idleMs }: MessageLineOptions) {
    super();
    this.#cutAfter = cutAfter;
    this.#idleMs = idleMs;
  }

  static open(serverUrl: string, options: MessageLineOptions = {}): Promise<MessageLine> {
    return new MessageLine(options).listen(serverUrl);
  }

  /** Breaks once so many more messages have passed. */
  cutIn(messages: number): void {
    this.#cutAfter = this.messages + messages;
  }

  /** Resolves once so many more messages have passed: nothing passes over that connection after them, and it stays. */
  async standStillIn(messages: number): Promise<void> {
    this.#stallAfter = this.messages + messages;
    await new Promise<void>((resolve) => (this.#stalled = resolve));
  }

  protected override carry(from: Socket, to: Socket, isFromServer: boolean): void {
    if (this.#idleMs !== undefined) from.setTimeout(this.#idleMs, () => from.destroy());
    const splitter = new Splitter();
    from.on("data", (bytes: Buffer) => {
      for (const part of splitter.push(bytes)) {
        if (to.destroyed || this.#standing.has(from)) return;
        to.write(part.bytes);
        if (part.isUpgrade && isFromServer) this.sockets += 1;
        if (part.isMessage) this.#passed(from, to);
      }
    });
  }

  #passed(one: Socket, other: Socket): void {
    this.messages += 1;
    if (this.messages >= this.#stallAfter) {
      this.#stallAfter = Number.POSITIVE_INFINITY;
      for (const socket of [one, other]) this.#standing.add(socket);
      this.#stalled();
    }
    if (this.messages < this.#cutAfter) return;
    this.#cutAfter = Number.POSITIVE_INFINITY;
    // What was handed over before gets there; nothing after it does.
    one.destroySoon();
    other.destroySoon();
  }
}

interface Part {
  readonly bytes: Buffer;
  readonly isUpgrade?: boolean;
  readonly isMessage?: boolean;
}

/** Cuts what comes over one direction of a connection into HTTP, as it comes, and whole WebSocket frames. */
class Splitter {
  #rest: Buffer = Buffer.alloc(0);
  #isWebSocket = false;

  *push(bytes: Buffer): Generator<Part> {
    this.#rest = Buffer.concat([this.#rest, bytes]);
    if (!this.#isWebSocket) {
      const end = this.#rest.indexOf("\r\n\r\n") + 4;
      const isUpgrade = end >= 4 && /^upgrade: *websocket/imu.test(this.#rest.toString("latin1", 0, end));
      this.#isWebSocket = isUpgrade;
      const head = this.#rest.subarray(0, isUpgrade ? end : undefined);
      this.#rest = this.#rest.subarray(head.byteLength);
      yield { bytes: head, isUpgrade };
    }
    for (;;) {
      const length = frameLength(this.#rest);
      if (length === undefined || this.#rest.byteLength < length) return;
      const frame = this.#rest.subarray(0, length);
      this.#rest = this.#rest.subarray(length);
      // Pings, pongs and the closing handshake are no messages.
      yield { bytes: frame, isMessage: ((frame[0] ?? 0) & 0x08) === 0 };
    }
  }
}

/** `undefined` while its head has not come. */
function frameLength(bytes: Buffer): number | undefined {
  if (bytes.byteLength < 2) return undefined;
  const second = bytes[1] ?? 0;
  const mask = second & 0x80 ? 4 : 0;
  const short = second & 0x7f;
  if (short < 126) return 2 + mask + short;
  if (short === 126) return bytes.byteLength < 4 ? undefined : 4 + mask + bytes.readUInt16BE(2);
  return bytes.byteLength < 10 ? undefined : 10 + mask + Number(bytes.readBigUInt64BE(2));
}
