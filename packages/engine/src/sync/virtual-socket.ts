/**
 * A WebSocket without a network of its own, as a stock `WebsocketProvider` is given one: what carries it says when it opens, what comes
 * and when it ends.
 *
 * Not      an `EventTarget`: a provider sets the four handlers.
 *
 * @module
 */
type Handler<Message> = ((message: Message) => void) | null;

export abstract class VirtualSocket {
  readonly CONNECTING = 0;
  readonly OPEN = 1;
  readonly CLOSING = 2;
  readonly CLOSED = 3;
  readyState = 0;
  binaryType = "arraybuffer";
  onopen: Handler<undefined> = null;
  /** A provider copies what it is handed. */
  onmessage: Handler<{ readonly data: Uint8Array }> = null;
  onclose: Handler<{ readonly code: number; readonly reason: string }> = null;
  onerror: Handler<unknown> = null;

  abstract send(frame: Uint8Array): void;
  /** Tells the other side that the provider has closed it. */
  protected abstract leave(): void;
  /** Once, just before the provider is told. */
  protected ended(): void {}

  close(): void {
    if (this.readyState === this.CLOSED) return;
    this.leave();
    this.end(1000, "");
  }

  open(): void {
    if (this.readyState !== this.CONNECTING) return;
    this.readyState = this.OPEN;
    this.onopen?.(undefined);
  }

  pass(frame: Uint8Array): void {
    this.onmessage?.({ data: frame });
  }

  end(code: number, reason: string): void {
    if (this.readyState === this.CLOSED) return;
    this.readyState = this.CLOSED;
    this.ended();
    // Deferred: a provider must not be told of the end inside its own constructor or `close` call.
    queueMicrotask(() => this.onclose?.({ code, reason }));
  }
}
