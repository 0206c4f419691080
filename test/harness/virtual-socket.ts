/**
 * A WebSocket that is a channel of a shared connection: what a stock provider is given.
 *
 * @module
 */
export interface VirtualWire {
  send(frame: Uint8Array): void;
  close(): void;
}

type Handler<Event> = ((event: Event) => void) | null;

export class VirtualSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readyState = 0;
  binaryType = "arraybuffer";
  onopen: Handler<undefined> = null;
  onmessage: Handler<{ readonly data: ArrayBuffer }> = null;
  onclose: Handler<{ readonly code: number; readonly reason: string }> = null;
  onerror: Handler<unknown> = null;
  /** The code it was closed with. */
  code: number | undefined;
  readonly #wire: VirtualWire;

  constructor(url: string, join: (socket: VirtualSocket, documentId: string) => VirtualWire) {
    this.#wire = join(this, /[^/]+$/u.exec(url)?.[0] ?? "");
    queueMicrotask(() => {
      if (this.readyState !== this.CONNECTING) return;
      this.readyState = this.OPEN;
      this.onopen?.(undefined);
    });
  }

  send(frame: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#wire.send(frame);
  }

  close(): void {
    if (this.readyState >= this.CLOSING) return;
    this.#wire.close();
    this.end(1000, "");
  }

  receive(frame: Uint8Array): void {
    this.onmessage?.({ data: frame.slice().buffer });
  }

  end(code: number, reason: string): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.code = code;
    queueMicrotask(() => this.onclose?.({ code, reason }));
  }
}

export function virtualSocketFor(
  join: (socket: VirtualSocket, documentId: string) => VirtualWire,
): typeof globalThis.WebSocket {
  const Bound = class extends VirtualSocket {
    constructor(url: string) {
      super(url, join);
    }
  };
  return Bound as unknown as typeof globalThis.WebSocket;
}
