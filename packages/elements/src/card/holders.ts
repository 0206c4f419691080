/**
 * The cards that hold one common document together: what the chips above the shared block name.
 *
 * Shape    a reactive controller; the contact first, then customer, vendor, bank account, as the schema orders kinds.
 * Not      relations: a customer is related to its contact only, yet it shares its block with the contact's vendor too.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { CardSnapshot, Engine, RelatedCard } from "@couplet/engine";
import { cardKinds, type CardKind } from "@couplet/model";

export interface Holder {
  readonly id: string;
  readonly kind: CardKind;
  readonly no: string;
  readonly name: string;
  readonly isHere: boolean;
}

const byKind = (a: Holder, b: Holder): number => cardKinds.indexOf(a.kind) - cardKinds.indexOf(b.kind);

const holderOf = (related: RelatedCard): Holder => ({
  id: related.cardId,
  kind: related.kind,
  no: related.no,
  name: related.name,
  isHere: false,
});

/** Pure. @param others relations of the contact, as seen from the contact */
export function holdersOf(snapshot: CardSnapshot, others: readonly RelatedCard[]): readonly Holder[] {
  const here: Holder = {
    id: snapshot.id,
    kind: snapshot.kind,
    no: snapshot.no,
    name: String(snapshot.values["name"] ?? ""),
    isHere: true,
  };
  const rest = [...snapshot.relations, ...others].map(holderOf).filter((holder) => holder.id !== snapshot.id);
  const unique = new Map(rest.map((holder) => [holder.id, holder]));
  return [here, ...unique.values()].sort(byKind);
}

export class Holders implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  #engine: Engine | undefined;
  #contactId = "";
  #relations: readonly RelatedCard[] = [];
  #seen: readonly RelatedCard[] = [];
  #others: readonly RelatedCard[] = [];
  #stop: (() => void) | undefined;

  constructor(host: ReactiveControllerHost) {
    this.#host = host;
    host.addController(this);
  }

  hostDisconnected(): void {
    this.#stop?.();
    this.#engine = undefined;
    this.#contactId = "";
  }

  /** All cards that hold the block of the card, itself included. Asks the contact for its other cards when it must. */
  of(engine: Engine | undefined, snapshot: CardSnapshot): readonly Holder[] {
    const contact = snapshot.relations.find((related) => related.kind === "contact");
    const contactId = contact?.cardId ?? "";
    if (engine !== this.#engine) {
      this.#stop?.();
      this.#engine = engine;
      this.#stop = engine?.observe((event) => {
        if (event.type === "cards-changed" && event.cardIds.includes(this.#contactId)) this.#ask();
      });
    }
    if (contactId !== this.#contactId || snapshot.relations !== this.#seen) {
      if (contactId !== this.#contactId) this.#others = [];
      this.#contactId = contactId;
      this.#seen = snapshot.relations;
      this.#ask();
    }
    this.#relations = contactId ? this.#others : [];
    return holdersOf(snapshot, this.#relations);
  }

  #ask(): void {
    const contactId = this.#contactId;
    if (!contactId || !this.#engine) return;
    this.#engine.readCard("contact", contactId).then(
      (card) => {
        if (this.#contactId !== contactId || !card) return;
        this.#others = card.relations;
        this.#host.requestUpdate();
      },
      // Offline and never seen: the relations of the card itself are shown.
      () => undefined,
    );
  }
}
