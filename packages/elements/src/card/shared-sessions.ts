/**
 * One open card per card, however many elements of a page show it.
 *
 * Shape    reference-counted {@link CardSession}s per engine; the last to let go closes it, a moment later, so that an element that
 *          moves or changes its attributes does not close and open a connection.
 * Not      a cache of values: a session nobody holds is closed.
 *
 * @module
 */
import type { CardSession, Engine } from "@couplet/engine";
import type { CardKind } from "@couplet/model";

export type CardName = { readonly id: string } | { readonly no: string };

interface Shared {
  holders: number;
  readonly session: Promise<CardSession>;
}

export interface HeldSession {
  readonly session: Promise<CardSession>;
  /** Once. */
  release(): void;
}

const lingerMs = 300;
const byEngine = new WeakMap<Engine, Map<string, Shared>>();

export const keyOfCard = (kind: CardKind, name: CardName): string =>
  "id" in name ? `${kind} id ${name.id}` : `${kind} no ${name.no}`;

export function holdSession(engine: Engine, kind: CardKind, name: CardName): HeldSession {
  const sessions = byEngine.get(engine) ?? new Map<string, Shared>();
  byEngine.set(engine, sessions);
  const key = keyOfCard(kind, name);
  const shared = sessions.get(key) ?? { holders: 0, session: engine.openCard(kind, name) };
  sessions.set(key, shared);
  shared.holders += 1;

  const forget = (): void => {
    if (sessions.get(key) === shared) sessions.delete(key);
  };
  // A card that could not be opened is asked for again by the next who wants it.
  shared.session.catch(forget);

  let isReleased = false;
  return {
    session: shared.session,
    release(): void {
      if (isReleased) return;
      isReleased = true;
      shared.holders -= 1;
      if (shared.holders > 0) return;
      setTimeout(() => {
        if (shared.holders > 0) return;
        forget();
        shared.session.then(
          (session) => session.close(),
          () => undefined,
        );
      }, lingerMs);
    },
  };
}
