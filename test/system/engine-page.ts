/**
 * The page of the device tests: nothing but an engine, driven from outside.
 *
 * @module
 */
import { createEngine, NotKeptError, SignInNeededError, type CardSession, type Engine } from "@couplet/engine";

declare global {
  var engine: Engine;
  var card: CardSession;
  /** Given by the test. Rejects while there is no network; `null`: nobody is signed in. */
  var token: () => Promise<string | null>;
  function start(storage?: "persistent" | "session", keeps?: "opened" | "workspace"): Promise<void>;
  function openCard(kind: "contact" | "customer", id: string): Promise<void>;
  /** Sets the fields of the open card in turn to ever greater numbers, and says up to which all are on the device. Never ends. */
  function writeOn(fields: readonly string[], from: number): Promise<void>;
  /** Sets the page's clock: milliseconds ahead of the true one. Given by the browser of the tests. */
  var setClock: (aheadMs: number) => void;
  /** Given by the test that asks for that. */
  var keptHere: (what: "set" | "made", number: number) => Promise<void>;
}

globalThis.start = async (storage = "persistent", keeps = "opened") => {
  globalThis.engine = createEngine({
    endpoint: location.origin,
    storage,
    keeps,
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

/** A device may be slow to give a document: until it has, nothing is kept. */
async function kept(): Promise<void> {
  for (;;) {
    const isKept = await globalThis.card.kept().then(
      () => true,
      (error: unknown) => {
        if (error instanceof NotKeptError) return false;
        throw error;
      },
    );
    if (isKept) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

globalThis.writeOn = async (fields, from) => {
  for (let number = from; ; number += 1) {
    const field = fields[number % fields.length] ?? "";
    const result = globalThis.card.set(field, `WERT ${number}`);
    if (!result.ok) throw new Error(`${field} cannot be set: ${result.problem.code}`);
    // Now and then several are on their way to the device together.
    if (number % 4 !== 0) continue;
    await kept();
    await globalThis.keptHere("set", number);
    if (number % 50 === 0) {
      const made = globalThis.engine.create("contact", { name: `NEU ${number}` });
      await made.then(() => globalThis.keptHere("made", number)).catch(() => undefined);
    }
  }
};
