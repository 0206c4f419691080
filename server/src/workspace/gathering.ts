/**
 * Frames on their way out of a socket: what is sent in one turn of the event loop leaves as one piece of bytes.
 *
 * Shape    `gather` what more may follow, `flush` what must leave now. A commit of many edits means as many acknowledgements for their
 *          authors; sent one by one, `ws` hands two buffers and two callbacks each to the stream, and the system gathers hundreds of them.
 * Know     writes WebSocket frames (RFC 6455, 5.2: final, binary, unmasked, as a server's are) past `ws`, between its own ones. That is sound because
 *          nothing is compressed, so that `ws` holds back no frame of its own, and because nothing is written once it has begun to close.
 *
 * @module
 */
import { type SessionSocket, streamOf } from "./session-socket.ts";

export interface Gatherer {
  gather(frame: Uint8Array): void;
  /** What was gathered leaves now. */
  flush(): void;
}

/** As much of a socket as frames leave by. */
type OutgoingSocket = Pick<SessionSocket, "readyState" | "OPEN" | "send">;

const finalBinary = 0x82;
const [mostShort, mostMedium] = [125, 0xffff];

export class Gathering implements Gatherer {
  /** Of what waits to leave with the others. */
  bytes = 0;
  readonly #socket: OutgoingSocket;
  #parts: Uint8Array[] = [];
  #lengths: number[] = [];

  constructor(socket: OutgoingSocket) {
    this.#socket = socket;
  }

  /** @param prefix what the frame begins with; `frame` is the rest of it, read when it leaves */
  gather(frame: Uint8Array, prefix: Uint8Array = nothing): void {
    if (this.#lengths.length === 0) process.nextTick(() => this.flush());
    const length = prefix.byteLength + frame.byteLength;
    this.#parts.push(prefix, frame);
    this.#lengths.push(length);
    this.bytes += headerBytes(length) + length;
  }

  flush(): void {
    const { bytes } = this;
    if (bytes === 0) return;
    const [parts, lengths] = [this.#parts, this.#lengths];
    this.#parts = [];
    this.#lengths = [];
    this.bytes = 0;
    const stream = streamOf(this.#socket);
    if (!stream?.writable || this.#socket.readyState !== this.#socket.OPEN) return;
    const piece = Buffer.allocUnsafe(bytes);
    let at = 0;
    for (const [index, length] of lengths.entries()) {
      at = writeHeader(piece, at, length);
      for (const part of [parts[2 * index], parts[2 * index + 1]]) {
        if (!part) continue;
        piece.set(part, at);
        at += part.byteLength;
      }
    }
    stream.write(piece);
  }
}

const nothing = new Uint8Array();

const headerBytes = (length: number): number => (length <= mostShort ? 2 : length <= mostMedium ? 4 : 10);

/** @returns where the frame itself begins */
function writeHeader(piece: Buffer, at: number, length: number): number {
  piece[at] = finalBinary;
  if (length <= mostShort) {
    piece[at + 1] = length;
    return at + 2;
  }
  if (length <= mostMedium) {
    piece[at + 1] = 126;
    return piece.writeUInt16BE(length, at + 2);
  }
  piece[at + 1] = 127;
  piece.writeUInt32BE(Math.floor(length / 2 ** 32), at + 2);
  return piece.writeUInt32BE(length % 2 ** 32, at + 6);
}
