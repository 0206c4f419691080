/**
 * Names for the ids of users, learned from whoever shows up: presence, histories, the user's own token.
 *
 * Shape    sub -> name, kept on the device; an id nobody has named yet stands for itself.
 *
 * @module
 */
import type { Register } from "./register.ts";

export interface NamedUser {
  readonly sub: string;
  readonly name: string;
}

export class People {
  readonly #register: Register;
  #names = new Map<string, string>();
  readonly #onLearned: () => void;

  constructor(register: Register, onLearned: () => void) {
    this.#register = register;
    this.#onLearned = onLearned;
  }

  async load(): Promise<void> {
    this.#names = new Map([...(await this.#register.people()), ...this.#names]);
  }

  /** Writes the names once more. */
  async keepAnew(): Promise<void> {
    for (const [sub, name] of this.#names) await this.#register.putPerson(sub, name);
  }

  knows(sub: string): boolean {
    return this.#names.has(sub);
  }

  named(sub: string): NamedUser {
    return { sub, name: this.#names.get(sub) ?? sub };
  }

  learn({ sub, name }: NamedUser): void {
    if (name === "" || this.#names.get(sub) === name) return;
    this.#names.set(sub, name);
    this.#register.putPerson(sub, name).catch(() => undefined);
    this.#onLearned();
  }
}
