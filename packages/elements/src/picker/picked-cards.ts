/**
 * What is known of the cards whose ids a picker holds: a value that the page has set is only an id, and its name is asked for, once.
 *
 * @module
 */
import type { ReactiveControllerHost } from "lit";
import type { CardRow, Engine } from "@couplet/engine";
import type { CardKind } from "@couplet/model";
import type { PickedCard } from "../events.ts";

export class PickedCards {
  readonly #host: Pick<ReactiveControllerHost, "requestUpdate">;
  readonly #cards = new Map<string, PickedCard>();
  readonly #asked = new Set<string>();
  #engine: Engine | undefined;

  constructor(host: Pick<ReactiveControllerHost, "requestUpdate">) {
    this.#host = host;
  }

  get(id: string): PickedCard | undefined {
    return this.#cards.get(id);
  }

  know({ kind, id, no, values }: CardRow): PickedCard {
    const card = { kind, id, no, name: String(values["name"] ?? "") };
    this.#cards.set(id, card);
    return card;
  }

  /** Asks for those that are not known; another engine is asked again. */
  lookUp(engine: Engine, ids: readonly string[], kinds: readonly CardKind[]): void {
    if (engine !== this.#engine) this.#asked.clear();
    this.#engine = engine;
    for (const id of ids) {
      if (this.#cards.has(id) || this.#asked.has(id)) continue;
      this.#asked.add(id);
      void this.#ask(engine, id, kinds);
    }
  }

  async #ask(engine: Engine, id: string, kinds: readonly CardKind[]): Promise<void> {
    for (const kind of kinds) {
      const card = await engine.readCard(kind, id).catch(() => undefined);
      if (!card || engine !== this.#engine) continue;
      this.know(card);
      this.#host.requestUpdate();
      return;
    }
  }
}
