/**
 * Names of users that the device has only ids of: asked for once, with the history of a card they wrote on.
 *
 * @module
 */
import { pathOfKind, type CardKind } from "@couplet/model";
import type { Api } from "./api.ts";
import type { Connectivity } from "./connectivity.ts";
import type { NamedUser, People } from "./people.ts";

export class AskedNames {
  readonly #api: Api;
  readonly #people: People;
  readonly #connectivity: Connectivity;
  readonly #asked = new Set<string>();

  constructor(api: Api, people: People, connectivity: Connectivity) {
    this.#api = api;
    this.#people = people;
    this.#connectivity = connectivity;
  }

  ask(kind: CardKind, cardId: string, users: ReadonlySet<string>): void {
    const unknown = [...users].filter((sub) => sub !== "" && !this.#people.knows(sub) && !this.#asked.has(sub));
    if (unknown.length === 0 || this.#connectivity.reach.value !== "reachable") return;
    for (const sub of unknown) this.#asked.add(sub);
    void this.#learn(kind, cardId);
  }

  async #learn(kind: CardKind, cardId: string): Promise<void> {
    try {
      const answer = (await this.#api.get(`/${pathOfKind(kind)}/${cardId}/history?limit=200`)) as {
        readonly items?: readonly { readonly by?: NamedUser }[];
      };
      for (const { by } of answer.items ?? []) if (by) this.#people.learn(by);
    } catch {
      // Ids stand for the names until somebody shows up by name.
    }
  }
}
