/**
 * A WebSocket as the server sees one, with nobody's network below it: what the fuzz throws goes in, what the server says comes out.
 *
 * Shape    what is put in while the server does not read waits, as in a kernel's buffer; frames beyond what `ws` is told to take end it.
 * Not      a socket's bytes: handshakes, masks and fragments are in `test/system/fuzz-sockets.test.ts`.
 *
 * @module
 */
import { maxFrameBytes } from "@couplet/protocol";
import { EventEmitter } from "node:events";

const [open, closing, closed] = [1, 2, 3];

export class FuzzSocket extends EventEmitter {
  readonly OPEN = open;
  readyState: number = open;
  readonly bufferedAmount = 0;
  /** The code it was closed with. */
  code: number | undefined;
  readonly #hear: (frame: Uint8Array) => void;
  #waiting: { readonly bytes: Uint8Array; readonly isBinary: boolean }[] = [];
  #isPaused = false;

  constructor(hear: (frame: Uint8Array) => void) {
    super();
    this.#hear = hear;
  }

  get isOpen(): boolean {
    return this.readyState === open;
  }

  /** From the client. */
  put(bytes: Uint8Array, isBinary = true): void {
    if (!this.isOpen) return;
    if (bytes.byteLength > maxFrameBytes + 1024) this.close(4413);
    else if (this.#isPaused) this.#waiting.push({ bytes, isBinary });
    else this.emit("message", Buffer.from(bytes), isBinary);
  }

  /** The client is gone. */
  leave(): void {
    this.#end(1006);
  }

  send(frame: Uint8Array, sent?: () => void): void {
    if (this.isOpen) this.#hear(frame);
    if (sent) queueMicrotask(sent);
  }

  close(code: number): void {
    if (!this.isOpen) return;
    this.readyState = closing;
    this.code = code;
    setImmediate(() => this.#end(code));
  }

  terminate(): void {
    this.#end(1006);
  }

  ping(): void {
    this.emit("pong");
  }

  pause(): void {
    this.#isPaused = true;
  }

  resume(): void {
    this.#isPaused = false;
    while (!this.#isPaused && this.isOpen) {
      const next = this.#waiting.shift();
      if (!next) return;
      this.emit("message", Buffer.from(next.bytes), next.isBinary);
    }
  }

  #end(code: number): void {
    if (this.readyState === closed) return;
    this.code ??= code;
    this.readyState = closed;
    this.#waiting = [];
    this.emit("close", this.code, Buffer.alloc(0));
  }
}
