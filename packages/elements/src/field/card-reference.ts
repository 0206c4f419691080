/**
 * A field that names another card: its name to show, and the search for another.
 *
 * Shape    a reactive controller; `name` is there once the card has been read, the number or nothing until then.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CardRow, CardSnapshot, Engine } from "@couplet/engine";
import type { Scalar } from "@couplet/model";
import { CardSearch } from "./card-search.ts";

/** Whether the field of a card may name this contact: a company for a person, one of its contact's people for a customer or vendor. */
export function mayPointAt(
  card: CardRow,
  field: string,
  { id, relations }: Pick<CardSnapshot, "id" | "relations">,
): boolean {
  if (card.id === id) return false;
  if (field === "companyId") return card.type === "company";
  if (field !== "primaryContactId") return true;
  const contact = relations.find(({ kind }) => kind === "contact");
  return contact !== undefined && (card.id === contact.cardId || card.companyId === contact.cardId);
}

const namesByEngine = new WeakMap<Engine, Map<string, string>>();

export class CardReference implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly search: CardSearch;
  #id = "";
  name = "";

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    this.search = new CardSearch(host, 8);
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#id = "";
  }

  /** Searches what the field of the card may name. */
  find(engine: Engine | undefined, text: string, field: string, snapshot: CardSnapshot | undefined): void {
    if (engine && snapshot) this.search.ask(engine, "contact", text, (card) => mayPointAt(card, field, snapshot));
  }

  /** Names the card with the id; does nothing while it is the same one. */
  look(engine: Engine | undefined, value: Scalar | undefined): void {
    const id = typeof value === "string" ? value : "";
    if (id === this.#id) return;
    this.#id = id;
    if (!id || !engine) {
      this.name = "";
      if (!engine) this.#id = "";
      return;
    }
    const names = namesByEngine.get(engine) ?? new Map<string, string>();
    namesByEngine.set(engine, names);
    this.name = names.get(id) ?? "";
    engine.readCard("contact", id).then(
      (card) => {
        const name = String(card?.values["name"] || card?.no || "");
        names.set(id, name);
        if (this.#id !== id) return;
        this.name = name;
        this.#host.requestUpdate();
      },
      // Offline and never seen here: the field stays without a name, the value is kept.
      () => undefined,
    );
  }
}
