/**
 * What a session needs of a socket: one of its own from `ws`, or a channel of a shared one.
 *
 * Not      a whole WebSocket: no addresses, no extensions, no binary types.
 *
 * @module
 */
import type { Socket } from "node:net";
import type { RawData } from "ws";
import type { Gatherer } from "./gathering.ts";

export interface SessionSocket {
  readonly readyState: number;
  /** The {@link readyState} in which it takes frames. */
  readonly OPEN: number;
  /** Bytes the reader has not taken. */
  readonly bufferedAmount: number;
  /** Of what shares its socket with others. */
  readonly gatherer?: Gatherer;
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

/** The stream below, to write what was gathered and to see whether anything arrives; `undefined` once it is gone. */
export function streamOf(socket: object): Socket | undefined {
  // oxlint-disable-next-line no-underscore-dangle -- `ws` names its stream so, and does neither of the two itself
  return (socket as { readonly _socket?: Socket })._socket;
}
