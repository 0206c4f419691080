/**
 * The client's end of a real WebSocket, with the face of a {@link FuzzSocket}: what is put in travels as frames of `ws`, and back.
 *
 * @module
 */
import { WebSocket } from "ws";

export class WireSocket {
  /** The code it was closed with. */
  code: number | undefined;
  readonly #socket: WebSocket;

  constructor(url: string, protocols: readonly string[], hear: (frame: Uint8Array) => void) {
    this.#socket = new WebSocket(url, [...protocols], { perMessageDeflate: false });
    this.#socket.on("message", (frame: Buffer) => hear(frame));
    this.#socket.on("error", () => undefined);
    this.#socket.on("close", (code) => (this.code = code));
  }

  get isOpen(): boolean {
    return this.code === undefined;
  }

  /** Resolves once it is open, or has ended. */
  async opened(): Promise<void> {
    if (this.#socket.readyState !== WebSocket.CONNECTING) return;
    await new Promise((resolve) => {
      this.#socket.once("open", resolve);
      this.#socket.once("close", resolve);
    });
  }

  put(bytes: Uint8Array, isBinary = true): void {
    if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(bytes, { binary: isBinary });
  }

  leave(): void {
    this.#socket.terminate();
  }
}
