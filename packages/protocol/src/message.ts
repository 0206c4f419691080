/**
 * Messages in a room: the stock y-websocket frames, and the three that a client with acknowledgements understands.
 *
 * Shape    a varUint message type, then its body. 0 sync, 1 awareness, 2 auth, 3 query awareness (stock);
 *          100 tagged, 101 settled, 102 notice (only on `couplet.ack.v1`).
 * Source   docs/PROTOCOL.md
 *
 * @module
 */
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";

export const messageTypes = {
  sync: 0,
  awareness: 1,
  auth: 2,
  queryAwareness: 3,
  tagged: 100,
  settled: 101,
  notice: 102,
} as const;

/**
 * Others are told of a client under an id from here on, never its own: no client id of Yjs, those have 32 bits. See docs/PROTOCOL.md, "Yjs client ids".
 */
export const firstAlias = 2 ** 32;

/** The longest frame of a room that a server takes. */
export const maxFrameBytes = 1024 * 1024;

/** y-protocols sync message types, the varUint after `messageTypes.sync`. */
export const syncTypes = { step1: 0, step2: 1, update: 2 } as const;

/** Why one edit was not taken. `entry` is `<writer>@<at>`; absent where no single entry is meant. */
export interface Refusal {
  readonly code: string;
  readonly text: string;
  readonly field?: string;
  readonly entry?: string;
  readonly card?: string;
  readonly value?: string | number | boolean;
}

/** The server's answer to a tagged frame: all of it is durable except what `refusals` names. */
export interface Settled {
  readonly tag: number;
  readonly refusals: readonly Refusal[];
}

/**
 * News of a card. `carried-over`, `stranded`: edits of the receiving user ended up elsewhere than they were made;
 * `card-changed`: its row or relations changed, by whomever, so what was read of it before is out of date.
 * `setup-changed`: of no card (`card` is empty); somebody saved the workspace's set-up.
 */
export interface Notice {
  readonly kind: "carried-over" | "stranded" | "card-changed" | "setup-changed";
  readonly card: string;
  readonly entries: readonly {
    readonly field: string;
    readonly entry: string;
    readonly value: string | number | boolean;
  }[];
  /** Where the entries are now; `undefined` for stranded ones. */
  readonly documentId?: string;
}

/** Wraps a stock frame so that the server's answer can name it. `tag` is a positive integer the connection never used before. */
export function encodeTagged(tag: number, frame: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.tagged);
  encoding.writeVarUint(encoder, tag);
  encoding.writeVarUint8Array(encoder, frame);
  return encoding.toUint8Array(encoder);
}

export function encodeSettled(settled: Settled): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.settled);
  encoding.writeVarUint(encoder, settled.tag);
  encoding.writeVarString(encoder, settled.refusals.length === 0 ? "" : JSON.stringify({ refusals: settled.refusals }));
  return encoding.toUint8Array(encoder);
}

export function encodeNotice(notice: Notice): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.notice);
  encoding.writeVarString(encoder, JSON.stringify(notice));
  return encoding.toUint8Array(encoder);
}

/** Body of a tagged message, after its type has been read. @throws where the bytes end early. */
export function readTagged(decoder: decoding.Decoder): { readonly tag: number; readonly frame: Uint8Array } {
  const tag = decoding.readVarUint(decoder);
  return { tag, frame: decoding.readVarUint8Array(decoder) };
}

/** Body of a settled message, after its type has been read. @throws where the bytes end early. */
export function readSettled(decoder: decoding.Decoder): Settled {
  const tag = decoding.readVarUint(decoder);
  const text = decoding.readVarString(decoder);
  if (text === "") return { tag, refusals: [] };
  const { refusals } = JSON.parse(text) as { refusals: readonly Refusal[] };
  return { tag, refusals };
}

/** Body of a notice, after its type has been read. @throws where the bytes end early. */
export const readNotice = (decoder: decoding.Decoder): Notice => JSON.parse(decoding.readVarString(decoder)) as Notice;
