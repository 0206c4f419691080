/**
 * A channel: one room on a shared connection, which to the room looks like a socket of its own.
 *
 * Shape    frames that come while nobody is in the room yet wait, counted by the connection; what the room sends goes out under the
 *          channel's number. Pings stay with the connection: a channel answers them itself.
 * Source   docs/PROTOCOL.md, "Channels"
 *
 * @module
 */
import { encodeToClient } from "@couplet/protocol";
import { EventEmitter } from "node:events";
import type { Socket } from "node:net";
import type { Gatherer } from "../workspace/gathering.ts";
import type { SessionSocket } from "../workspace/session-socket.ts";

/** What a connection lends its channels. */
export interface ChannelHost {
  readonly bufferedBytes: number;
  /** The connection's own stream, to see whether anything arrives. */
  readonly stream: Socket | undefined;
  send(frame: Uint8Array, prefix?: Uint8Array): void;
  /** A frame waits for its room; negative once it does not any more. */
  waits(frames: number, bytes: number): void;
  /** The channel is closed, by whichever side. */
  gone(channel: number): void;
  /** The client does not read. */
  tooSlow(): void;
}

const [open, closed] = [1, 3];

export class Channel extends EventEmitter implements SessionSocket {
  readonly OPEN = open;
  readyState: number = open;
  /** All that is sent in a turn leaves together, whichever channel it is of. */
  readonly gatherer: Gatherer;
  readonly #number: number;
  /** What every frame of the channel begins with on its connection. */
  readonly #prefix: Uint8Array;
  readonly #host: ChannelHost;
  #waiting: Uint8Array[] = [];
  #isPaused = false;

  constructor(number: number, host: ChannelHost) {
    super();
    this.#number = number;
    this.#host = host;
    this.#prefix = encodeToClient({ type: "channel", channel: number, frame: new Uint8Array() });
    this.gatherer = { gather: (frame) => this.send(frame), flush: () => {} };
  }

  get bufferedAmount(): number {
    return this.#host.bufferedBytes;
  }

  /** As `ws` has it, see `streamOf`. */
  get _socket(): Socket | undefined {
    return this.#host.stream;
  }

  /** A frame from the client. */
  receive(frame: Uint8Array): void {
    if (this.readyState !== open) return;
    if (this.#isPaused) {
      this.#waiting.push(frame);
      this.#host.waits(1, frame.byteLength);
    } else this.emit("message", frame, true);
  }

  send(frame: Uint8Array): void {
    if (this.readyState === open) this.#host.send(frame, this.#prefix);
  }

  close(code: number, reason: string): void {
    if (this.readyState !== open) return;
    this.#host.send(encodeToClient({ type: "closed", channel: this.#number, code, reason }));
    this.leave();
  }

  /** Ends it without a word: the client asked for it, or the connection is gone. */
  leave(): void {
    if (this.readyState !== open) return;
    this.readyState = closed;
    for (const frame of this.#waiting.splice(0)) this.#host.waits(-1, -frame.byteLength);
    this.#host.gone(this.#number);
    this.emit("close");
  }

  terminate(): void {
    if (this.readyState === open) this.#host.tooSlow();
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused) {
      const frame = this.#waiting.shift();
      if (!frame) return;
      this.#host.waits(-1, -frame.byteLength);
      this.emit("message", frame, true);
    }
  }

  ping(): void {
    this.emit("pong");
  }
}
