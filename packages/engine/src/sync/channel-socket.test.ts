/**
 * The socket of a stock provider: what the provider sends of its own accord and what of it goes out.
 *
 * @module
 */
import { firstAlias, messageTypes } from "@couplet/protocol";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import { afterEach, expect, test } from "vitest";
import { WebsocketProvider } from "y-websocket";
import * as Y from "yjs";
import type { Carrier, ChannelHandlers } from "./carrier.ts";
import { channelSocketFor } from "./channel-socket.ts";

let provider: WebsocketProvider | undefined;
afterEach(() => provider?.destroy());

const awarenessFrame = (update: Uint8Array): Uint8Array => {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, messageTypes.awareness);
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
};

/** The clients that awareness frames tell of. */
function clientsIn(frames: readonly Uint8Array[]): number[] {
  return frames.flatMap((frame) => {
    const outer = decoding.createDecoder(frame);
    if (decoding.readVarUint(outer) !== messageTypes.awareness) return [];
    const update = decoding.createDecoder(decoding.readVarUint8Array(outer));
    return Array.from({ length: decoding.readVarUint(update) }, () => {
      const client = decoding.readVarUint(update);
      decoding.readVarUint(update);
      decoding.readVarUint8Array(update);
      return client;
    });
  });
}

test("[G3] a stock provider hears of others and does not tell the server of them again; of itself it does", async () => {
  const sent: Uint8Array[] = [];
  let room: ChannelHandlers | undefined;
  const carrier: Carrier = {
    open: (_documentId, handlers) => {
      room = handlers;
      queueMicrotask(() => handlers.opened());
      return { send: (frame) => void sent.push(frame), close: () => undefined };
    },
  };
  const hooks = { tagged: () => undefined, settled: () => undefined, notice: () => undefined, closed: () => undefined };
  const doc = new Y.Doc();
  provider = new WebsocketProvider("ws://couplet.example", "document", doc, {
    WebSocketPolyfill: channelSocketFor(carrier, "document", hooks),
    disableBc: true,
  });
  const connected = new Promise((resolve) => provider?.on("status", resolve));
  await connected;
  const { awareness } = provider;
  const entries = encoding.encode((encoder) => {
    encoding.writeVarUint(encoder, 2);
    for (const client of [firstAlias + 7, firstAlias + 2 ** 40]) {
      encoding.writeVarUint(encoder, client);
      encoding.writeVarUint(encoder, 1);
      encoding.writeVarString(encoder, '{"user":{"sub":"ben"}}');
    }
  });
  room?.received(awarenessFrame(entries));
  expect([...awareness.getStates().keys()]).toEqual(expect.arrayContaining([firstAlias + 7, firstAlias + 2 ** 40]));
  awareness.setLocalState({ user: { sub: "ada" } });
  expect(new Set(clientsIn(sent))).toEqual(new Set([doc.clientID]));
});
