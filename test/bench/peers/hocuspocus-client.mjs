/** One Y.Doc on a Hocuspocus provider. `saved` is what the provider calls synced: applied in the server's memory. */
import { HocuspocusProvider, HocuspocusProviderWebsocket } from "@hocuspocus/provider";
import { WebSocket } from "ws";
import * as Y from "yjs";

export async function join(url, room) {
  const doc = new Y.Doc();
  const websocketProvider = new HocuspocusProviderWebsocket({ url, WebSocketPolyfill: WebSocket });
  const provider = new HocuspocusProvider({ websocketProvider, name: room, document: doc });
  provider.attach?.();
  await new Promise((resolve) => provider.on("synced", resolve));
  const fields = doc.getMap("fields");
  const waiting = [];
  let at = 0;
  const client = {
    onSeen: () => undefined,
    edit(slot, value) {
      fields.set(slot, [value, ++at, {}]);
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      provider.destroy();
      websocketProvider.destroy();
    },
  };
  // Counts, because that is all the peer gives: so many edits are not yet applied.
  provider.on("unsyncedChanges", (count) => {
    const left = typeof count === "number" ? count : count.number;
    while (waiting.length > left) waiting.shift()();
  });
  fields.observe((event) => {
    if (event.transaction.local) return;
    for (const slot of event.keysChanged) client.onSeen(slot, fields.get(slot)?.[0]);
  });
  return client;
}
