/**
 * Who else looks at a document, over the room's awareness.
 *
 * Shape    a state `{ user: { sub, name }, card, kind, field? }`; the server drops states that speak for another user.
 * Not      a record of anything: it is gone with the connection.
 *
 * @module
 */
import { isCardKind, type CardKind } from "@couplet/model";
import type { Awareness } from "y-protocols/awareness";
import type { Person } from "./card-session.ts";

/** What one of this engine's open cards shows of its user. */
export interface Look {
  readonly user: { readonly sub: string; readonly name: string };
  readonly cardId: string;
  readonly kind: CardKind;
  readonly field: string | undefined;
}

const firstLetter = (word: string): string =>
  String.fromCodePoint(...[word.codePointAt(0)].filter((c) => c !== undefined));

/** One or two capital letters for a name. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s\-.@]+/u).filter((word) => /\p{L}/u.test(word));
  const [first = "?"] = words;
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return `${firstLetter(first)}${firstLetter(last)}`.toUpperCase();
}

export class RoomPresence {
  readonly #awareness: Awareness;
  readonly #looks = new Map<object, Look>();

  constructor(awareness: Awareness) {
    this.#awareness = awareness;
  }

  /** Shows `look` on behalf of `key`; the last one shown is what others see. `undefined`: no longer. */
  show(key: object, look: Look | undefined): void {
    this.#looks.delete(key);
    if (look) this.#looks.set(key, look);
    this.#publish();
  }

  #publish(): void {
    const look = [...this.#looks.values()].at(-1);
    if (!look) {
      if (this.#awareness.getLocalState() !== null) this.#awareness.setLocalState(null);
      return;
    }
    const { user, cardId, kind, field } = look;
    this.#awareness.setLocalState({ user, card: cardId, kind, ...(field === undefined ? {} : { field }) });
  }

  #others(): Map<string, unknown>[] {
    const states = [...this.#awareness.getStates()];
    return states
      .filter(([client]) => client !== this.#awareness.clientID)
      .map(([, state]) => new Map(Object.entries(state)));
  }

  /** The others, each once, without the user `ownSub`; somebody in a field is shown there. */
  people(ownSub: string): readonly Person[] {
    const peopleBySub = new Map<string, Person>();
    for (const state of this.#others()) {
      const person = personOf(state);
      if (!person || person.sub === ownSub) continue;
      if (person.field !== undefined || !peopleBySub.has(person.sub)) peopleBySub.set(person.sub, person);
    }
    return [...peopleBySub.values()].sort((a, b) => a.name.localeCompare(b.name) || a.sub.localeCompare(b.sub));
  }
}

function personOf(state: ReadonlyMap<string, unknown>): Person | undefined {
  const user = state.get("user") as { readonly sub?: unknown; readonly name?: unknown } | undefined;
  const kind = state.get("kind");
  const card = state.get("card");
  const field = state.get("field");
  if (typeof user?.sub !== "string" || typeof card !== "string" || !isCardKind(kind)) return undefined;
  const name = typeof user.name === "string" && user.name !== "" ? user.name : user.sub;
  const person = { sub: user.sub, name, initials: initialsOf(name), cardId: card, kind };
  return typeof field === "string" ? { ...person, field } : person;
}
