/**
 * The page of the device tests: nothing but an engine, driven from outside.
 *
 * @module
 */
import { createEngine, type CardSession, type Engine } from "@couplet/engine";

declare global {
  var engine: Engine;
  var card: CardSession;
  /** Given by the test. Rejects while there is no network. */
  var token: () => Promise<string>;
  function start(storage?: "persistent" | "session"): Promise<void>;
  function openCard(kind: "contact" | "customer", id: string): Promise<void>;
}

globalThis.start = async (storage = "persistent") => {
  globalThis.engine = createEngine({
    endpoint: location.origin,
    storage,
    getToken: async () => ({ token: await globalThis.token() }),
  });
  await globalThis.engine.ready;
};
globalThis.openCard = async (kind, id) => {
  globalThis.card = await globalThis.engine.openCard(kind, { id });
};
