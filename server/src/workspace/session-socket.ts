/**
 * What a session needs of a socket: one of its own from `ws`, or a channel of a shared one.
 *
 * Not      a whole WebSocket: no addresses, no extensions, no binary types.
 *
 * @module
 */
import type { RawData } from "ws";

export interface SessionSocket {
  readonly readyState: number;
  /** The {@link readyState} in which it takes frames. */
  readonly OPEN: number;
  /** Bytes the reader has not taken. */
  readonly bufferedAmount: number;
  send(frame: Uint8Array): void;
  close(code: number, reason: string): void;
  /** Ends it without a handshake: the other side does not read, or is gone. */
  terminate(): void;
  pause(): void;
  resume(): void;
  ping(): void;
  on(event: "message", listener: (message: RawData, isBinary: boolean) => void): unknown;
  on(event: "ping" | "pong" | "close", listener: () => void): unknown;
  on(event: "error", listener: (error: Error) => void): unknown;
}
