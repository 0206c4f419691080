/**
 * The page of the device tests: nothing but an engine, driven from outside.
 *
 * @module
 */
import { createEngine, SignInNeededError, type CardSession, type Engine } from "@couplet/engine";

declare global {
  var engine: Engine;
  var card: CardSession;
  /** Given by the test. Rejects while there is no network; `null`: nobody is signed in. */
  var token: () => Promise<string | null>;
  function start(storage?: "persistent" | "session"): Promise<void>;
  function openCard(kind: "contact" | "customer", id: string): Promise<void>;
}

globalThis.start = async (storage = "persistent") => {
  globalThis.engine = createEngine({
    endpoint: location.origin,
    storage,
    getToken: async () => {
      const token = await globalThis.token();
      if (token === null) throw new SignInNeededError();
      return { token };
    },
  });
  await globalThis.engine.ready;
};
globalThis.openCard = async (kind, id) => {
  globalThis.card = await globalThis.engine.openCard(kind, { id });
};
