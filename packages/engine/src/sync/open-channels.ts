/**
 * The channels of a connection, over all its sockets: which wait, which are open, and by what number.
 *
 * Shape    numbers are used once and grow, as the server asks, also from socket to socket. A channel that waits is opened on the next socket; one that
 *          was open ends with its own.
 * Source   docs/PROTOCOL.md, "Channels"
 *
 * @module
 */
import { closeCodes, maxFrameBytes, messageTypes } from "@couplet/protocol";
import type { ChannelHandlers } from "./carrier.ts";
import type { SyncSocket } from "./sync-socket.ts";

interface Carried {
  readonly documentId: string;
  readonly handlers: ChannelHandlers;
  /** The socket it is open on. */
  socket: SyncSocket | undefined;
}

/** A frame up to this size is never what was too large for a server. */
const narrowestBytes = 2 * 1024;

export class OpenChannels {
  readonly #byNumber = new Map<number, Carried>();
  #last = 0;
  /** The largest frame that was sent over the socket of the moment. */
  #largest = { bytes: 0, channel: 0 };

  get size(): number {
    return this.#byNumber.size;
  }

  /** @param socket absent while there is none: the channel waits */
  add(documentId: string, handlers: ChannelHandlers, socket: SyncSocket | undefined): number {
    this.#last += 1;
    const carried: Carried = { documentId, handlers, socket: undefined };
    this.#byNumber.set(this.#last, carried);
    if (socket) this.#open(this.#last, carried, socket);
    return this.#last;
  }

  /** Opens all that wait. */
  openOn(socket: SyncSocket): void {
    this.#largest = { bytes: 0, channel: 0 };
    for (const [number, carried] of this.#byNumber) if (!carried.socket) this.#open(number, carried, socket);
  }

  #open(channel: number, carried: Carried, socket: SyncSocket): void {
    socket.send({ type: "open", channel, documentId: carried.documentId, acks: true }, false);
    carried.socket = socket;
    queueMicrotask(() => {
      if (this.#byNumber.get(channel) === carried) carried.handlers.opened();
    });
  }

  send(channel: number, frame: Uint8Array): void {
    const carried = this.#byNumber.get(channel);
    if (!carried?.socket) return;
    if (frame.byteLength > maxFrameBytes) {
      // The server would end the connection over it, and with it every other room.
      this.close(channel);
      carried.handlers.closed(closeCodes.tooLarge, "tooLarge");
      return;
    }
    if (frame.byteLength > this.#largest.bytes) this.#largest = { bytes: frame.byteLength, channel };
    carried.socket.send({ type: "channel", channel, frame }, frame[0] !== messageTypes.awareness);
  }

  /** Nobody here wants it any more. */
  close(channel: number): void {
    const carried = this.#byNumber.get(channel);
    this.#byNumber.delete(channel);
    carried?.socket?.send({ type: "close", channel }, false);
  }

  receive(channel: number, frame: Uint8Array): void {
    this.#byNumber.get(channel)?.handlers.received(frame);
  }

  /** The server has closed it. */
  end(channel: number, code: number, reason: string): void {
    const carried = this.#byNumber.get(channel);
    this.#byNumber.delete(channel);
    carried?.handlers.closed(code, reason);
  }

  /** The socket was closed over a frame that was too large for a server with a narrower bound than ours. It does not say whose it was. */
  endLargest(code: number, reason: string): void {
    if (this.#largest.bytes > narrowestBytes) this.end(this.#largest.channel, code, reason);
  }

  /** Nothing may be in a room for now: what was opened is taken back. */
  withdraw(code: number, reason: string): void {
    for (const [channel, { socket }] of this.#byNumber) {
      if (!socket) continue;
      socket.send({ type: "close", channel }, false);
      this.end(channel, code, reason);
    }
  }

  /** The socket has ended: what was open is told, what waits goes on waiting. */
  lose(code: number, reason: string): void {
    for (const [channel, { socket }] of this.#byNumber) if (socket) this.end(channel, code, reason);
  }

  /** Without a word. */
  clear(): void {
    this.#byNumber.clear();
  }
}
