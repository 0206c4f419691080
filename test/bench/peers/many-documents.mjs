/** A client that has many documents and brings them up to date: one socket per document, or one for all of them. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { WebSocket } from "ws";
import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as sync from "y-protocols/sync";
import * as Y from "yjs";

const load = (bytes) => {
  const doc = new Y.Doc();
  if (bytes) Y.applyUpdate(doc, bytes);
  return doc;
};

/**
 * What a y-websocket provider does at connecting, without its timers: step 1, the server's step 1 answered, its step 2 applied.
 *
 * @param documents bytes by name
 * @returns the documents, up to date
 */
export async function overYWebsocket(url, documents) {
  const docs = new Map();
  const open = async ([name, bytes]) => {
    const doc = load(bytes);
    docs.set(name, doc);
    const socket = new WebSocket(`${url}/${name}`, { perMessageDeflate: false });
    const frame = (write) => {
      const encoder = encoding.createEncoder();
      encoding.writeVarUint(encoder, 0);
      write(encoder);
      socket.send(encoding.toUint8Array(encoder));
    };
    socket.on("open", () => frame((encoder) => sync.writeSyncStep1(encoder, doc)));
    let steps = 0;
    await new Promise((resolve, reject) => {
      socket.on("error", reject);
      socket.on("message", (message) => {
        const decoder = decoding.createDecoder(message);
        if (decoding.readVarUint(decoder) !== 0) return;
        const reply = encoding.createEncoder();
        encoding.writeVarUint(reply, 0);
        const type = sync.readSyncMessage(decoder, reply, doc, "remote");
        if (encoding.length(reply) > 1) socket.send(encoding.toUint8Array(reply));
        steps |= type === 0 ? 1 : 2;
        if (steps === 3) resolve();
      });
    });
    socket.close();
  };
  await Promise.all([...documents].map(open));
  return docs;
}

/** At a time: the server closes a connection that asks for more at once. */
const atOnce = 50;

export async function overHocuspocus(url, documents) {
  const docs = new Map();
  const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  const providers = [];
  const entries = [...documents];
  for (let from = 0; from < entries.length; from += atOnce) {
    const some = entries.slice(from, from + atOnce).map(([name, bytes]) => {
      const document = load(bytes);
      docs.set(name, document);
      const provider = new HocuspocusProvider({ websocketProvider, name, document });
      const synced = new Promise((resolve) => provider.on("synced", resolve));
      provider.attach?.();
      return { provider, synced };
    });
    await Promise.all(some.map(({ synced }) => synced));
    providers.push(...some);
  }
  // What was pushed is on the server once nothing is left unsynced.
  for (const { provider } of providers) {
    while (provider.hasUnsyncedChanges) await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const { provider } of providers) provider.destroy();
  websocketProvider.destroy();
  return docs;
}
