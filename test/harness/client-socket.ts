/**
 * A WebSocket that is a channel of a test's connection: what a stock provider is given.
 *
 * Not      the engine's channel, which adds acknowledgements: nothing is tagged here, so that a test sees what stock parts do.
 *
 * @module
 */
import { VirtualSocket } from "@couplet/engine/sync";

export interface Wire {
  send(frame: Uint8Array): void;
  close(): void;
}

type Join = (socket: ClientSocket, documentId: string) => Wire;

export class ClientSocket extends VirtualSocket {
  /** The code it was closed with. */
  code: number | undefined;
  readonly #wire: Wire;

  constructor(url: string, join: Join) {
    super();
    this.#wire = join(this, /[^/]+$/u.exec(url)?.[0] ?? "");
    queueMicrotask(() => this.open());
  }

  override send(frame: Uint8Array): void {
    if (this.readyState === this.OPEN) this.#wire.send(frame);
  }

  protected override leave(): void {
    this.#wire.close();
  }

  override end(code: number, reason: string): void {
    if (this.readyState !== this.CLOSED) this.code = code;
    super.end(code, reason);
  }
}

export function clientSocketFor(join: Join): typeof globalThis.WebSocket {
  const Bound = class extends ClientSocket {
    constructor(url: string) {
      super(url, join);
    }
  };
  return Bound as unknown as typeof globalThis.WebSocket;
}
