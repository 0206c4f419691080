/**
 * The cards that are open in this engine, kept in step with what happens to their rows.
 *
 * Shape    the server tells the rooms of a card when its row changed; what may have been missed is read again when a document ends or
 *          connects again, when the page becomes visible and when the server becomes reachable.
 * Not      the documents: those are live by themselves.
 *
 * @module
 */
import type { LiveCard } from "./live-card.ts";

const recountMs = 60_000;
/** Each room of a card tells of the same change, one after the other. */
const gatherMs = 25;

export class OpenCards {
  readonly #cards = new Set<LiveCard>();
  readonly #stale = new Set<string>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onVisible: () => void;

  /** `recount`: now and then, what else others may have dealt with; `visible`: whatever may have been missed. */
  constructor(isReachable: () => boolean, { recount, visible }: Record<"recount" | "visible", () => void>) {
    this.#timer = setInterval(() => {
      if (isReachable() && globalThis.document?.visibilityState !== "hidden") recount();
    }, recountMs);
    this.#onVisible = () => {
      if (!isReachable() || document.visibilityState !== "visible") return;
      this.reloadAll();
      visible();
    };
    globalThis.document?.addEventListener("visibilitychange", this.#onVisible);
  }

  add(card: LiveCard): void {
    this.#cards.add(card);
  }

  delete(card: LiveCard): void {
    this.#cards.delete(card);
  }

  *[Symbol.iterator](): Iterator<LiveCard> {
    yield* this.#cards;
  }

  of(cardId: string): readonly LiveCard[] {
    return [...this.#cards].filter(({ id }) => id === cardId);
  }

  /** Reads the row of this card, and of open cards related to it, again. */
  reload(cardId: string): void {
    this.#stale.add(cardId);
    this.#gathering ??= setTimeout(() => this.#reloadStale(), gatherMs);
  }

  #reloadStale(): void {
    this.#gathering = undefined;
    const stale = new Set(this.#stale);
    this.#stale.clear();
    for (const card of this.#cards) {
      const isTouched = stale.has(card.id) || card.row.relations.some(({ cardId }) => stale.has(cardId));
      if (isTouched) card.reload().catch(() => undefined);
    }
  }

  /** The server can be reached again: what may have been missed is read where no room is about to bring it. */
  catchUp(): void {
    for (const card of this.#cards) card.catchUp();
  }

  reloadAll(): void {
    for (const card of this.#cards) card.reload().catch(() => undefined);
  }

  close(): void {
    clearInterval(this.#timer);
    clearTimeout(this.#gathering);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisible);
    for (const card of this.#cards) card.close();
  }
}
