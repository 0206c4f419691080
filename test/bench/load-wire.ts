/**
 * How a client of the load benchmark speaks to each peer: frames in and out, and nothing kept.
 *
 * Shape    a {@link Wire} per peer over the same updates and awareness states, so that both are asked for the same work.
 * Not      an engine nor a provider: fifty of those would cost more than the server that is measured.
 *
 * @module
 */
import {
  decodeToClient,
  encodeTagged,
  encodeToServer,
  messageTypes,
  readSettled,
  syncTypes,
  syncVersions,
} from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/** What came over a wire. */
export type Heard =
  /** The clocks of the update, by client: first and first after. */
  | { readonly kind: "update"; readonly clocks: readonly (readonly [client: number, from: number, to: number])[] }
  | { readonly kind: "state"; readonly update: Uint8Array }
  | { readonly kind: "awareness"; readonly clients: readonly (readonly [client: number, clock: number])[] }
  /** One edit is acknowledged. */
  | { readonly kind: "settled"; readonly isRefused: boolean }
  | { readonly kind: "other" };

export interface Wire {
  /** Subprotocols to offer. */
  readonly protocols: readonly string[];
  readonly path: string;
  /** Sent as soon as the socket is open; the answer that ends it is a `state`. */
  opening(): Uint8Array[];
  edit(update: Uint8Array): Uint8Array;
  awareness(client: number, clock: number, state: string): Uint8Array;
  read(message: Uint8Array): Heard;
}

const syncFrame = (encoder: encoding.Encoder, type: number, body: Uint8Array): Uint8Array => {
  encoding.writeVarUint(encoder, messageTypes.sync);
  encoding.writeVarUint(encoder, type);
  encoding.writeVarUint8Array(encoder, body);
  return encoding.toUint8Array(encoder);
};

const awarenessFrame = (encoder: encoding.Encoder, client: number, clock: number, state: string): Uint8Array => {
  const update = encoding.createEncoder();
  encoding.writeVarUint(update, 1);
  encoding.writeVarUint(update, client);
  encoding.writeVarUint(update, clock);
  encoding.writeVarString(update, state);
  encoding.writeVarUint(encoder, messageTypes.awareness);
  encoding.writeVarUint8Array(encoder, encoding.toUint8Array(update));
  return encoding.toUint8Array(encoder);
};

const noState = Uint8Array.of(0);
const nothing: Heard = { kind: "other" };

/** Past its type and, where the peer has one, its address. */
function readSync(decoder: decoding.Decoder): Heard {
  const type = decoding.readVarUint(decoder);
  const body = decoding.readVarUint8Array(decoder);
  if (type === syncTypes.step2) return { kind: "state", update: body };
  if (type !== syncTypes.update) return nothing;
  const { from, to } = Y.parseUpdateMeta(body);
  return { kind: "update", clocks: [...to].map(([client, end]) => [client, from.get(client) ?? 0, end]) };
}

function readAwareness(decoder: decoding.Decoder): Heard {
  const update = decoding.createDecoder(decoding.readVarUint8Array(decoder));
  const clients = Array.from({ length: decoding.readVarUint(update) }, () => {
    const heard = [decoding.readVarUint(update), decoding.readVarUint(update)] as const;
    decoding.readVarUint8Array(update);
    return heard;
  });
  return { kind: "awareness", clients };
}

/** `/sync` with one channel, which has acknowledgements. */
export function coupletWire(documentId: string, token: string, feed: boolean): Wire {
  const channel = 1;
  let tag = 0;
  const inChannel = (frame: Uint8Array): Uint8Array => encodeToServer({ type: "channel", channel, frame });
  return {
    protocols: ["couplet.v1", `jwt.${token}`],
    path: "/sync",
    opening: () => [
      encodeToServer({ type: "hello", ...syncVersions, epoch: "", cursor: new Uint8Array(), language: "en", feed }),
      encodeToServer({ type: "open", channel, documentId, acks: true }),
      inChannel(syncFrame(encoding.createEncoder(), syncTypes.step1, noState)),
    ],
    edit: (update) =>
      inChannel(encodeTagged((tag += 1), syncFrame(encoding.createEncoder(), syncTypes.update, update))),
    awareness: (client, clock, state) => inChannel(awarenessFrame(encoding.createEncoder(), client, clock, state)),
    read: (message) => {
      const outer = decodeToClient(message);
      if (outer.type !== "channel") return nothing;
      const decoder = decoding.createDecoder(outer.frame);
      const type = decoding.readVarUint(decoder);
      if (type === messageTypes.sync) return readSync(decoder);
      if (type === messageTypes.awareness) return readAwareness(decoder);
      if (type !== messageTypes.settled) return nothing;
      return { kind: "settled", isRefused: readSettled(decoder).refusals.length > 0 };
    },
  };
}

const hocuspocusTypes = { sync: 0, awareness: 1, auth: 2, syncReply: 4, syncStatus: 8 } as const;

/** Hocuspocus 4: each frame begins with the document's name. What it says is saved is in its memory. */
export function hocuspocusWire(documentId: string): Wire {
  const addressed = (): encoding.Encoder => {
    const encoder = encoding.createEncoder();
    encoding.writeVarString(encoder, documentId);
    return encoder;
  };
  const auth = (): Uint8Array => {
    const encoder = addressed();
    encoding.writeVarUint(encoder, hocuspocusTypes.auth);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, "");
    encoding.writeVarString(encoder, "4.7.0");
    return encoding.toUint8Array(encoder);
  };
  return {
    protocols: [],
    path: "/",
    opening: () => [auth(), syncFrame(addressed(), syncTypes.step1, noState)],
    edit: (update) => syncFrame(addressed(), syncTypes.update, update),
    awareness: (client, clock, state) => awarenessFrame(addressed(), client, clock, state),
    read: (message) => {
      const decoder = decoding.createDecoder(message);
      decoding.readVarUint8Array(decoder);
      const type = decoding.readVarUint(decoder);
      if (type === hocuspocusTypes.sync || type === hocuspocusTypes.syncReply) return readSync(decoder);
      if (type === hocuspocusTypes.awareness) return readAwareness(decoder);
      if (type !== hocuspocusTypes.syncStatus) return nothing;
      return { kind: "settled", isRefused: decoding.readVarUint(decoder) !== 1 };
    },
  };
}

/** Frames that many clients get alike are read once: otherwise what is measured is the reading. */
export class FrameReader {
  readonly #kept: { readonly bytes: Buffer; readonly heard: Heard }[] = [];
  #next = 0;

  read(wire: Wire, message: Buffer): Heard {
    if (message.byteLength < 32) return wire.read(message);
    const known = this.#kept.find(({ bytes }) => bytes.equals(message));
    if (known) return known.heard;
    const heard = wire.read(message);
    this.#kept[this.#next] = { bytes: message, heard };
    this.#next = (this.#next + 1) % 16;
    return heard;
  }
}
