/**
 * What carries the channels of rooms: the connection of this tab, or the tab that has the connection.
 *
 * Shape    `open` answers at once with a {@link Channel}; what becomes of it comes by its handlers, never before `open` has returned.
 * Not      a promise that the server is there: a channel waits until it is.
 * Source   docs/PROTOCOL.md, "Channels"
 *
 * @module
 */
export interface ChannelHandlers {
  /** The server can be spoken to. */
  opened(): void;
  /** A frame of the room; a view that is good until this returns. */
  received(frame: Uint8Array): void;
  /** It is over, by the server's code or with 1006 where the way to it ended. Not called after `close`. */
  closed(code: number, reason: string): void;
}

export interface Channel {
  /** Drops the frame where the channel is not open. */
  send(frame: Uint8Array): void;
  close(): void;
}

export interface Carrier {
  open(documentId: string, handlers: ChannelHandlers): Channel;
}

/** What the server answers to a command: as `POST /commands` does. */
export interface CommandAnswer {
  readonly status: number;
  readonly json: string;
}

export interface CommandCarrier {
  /** Resolves with `undefined` where there is no way to the server now, or where it ended before the answer came. Never rejects. */
  command(json: string): Promise<CommandAnswer | undefined>;
}

/** The way to the server ended, without a word. */
export const lost = 1006;
