/**
 * The cards that are open in this engine, kept in step with what happens to their rows.
 *
 * Shape    rows are read again when a document ends, when others or other tabs say so, when the page becomes visible or the
 *          server reachable, and every few seconds besides, until a feed tells.
 * Not      the documents: those are live by themselves.
 *
 * @module
 */
import type { LiveCard } from "./live-card.ts";

const pollMs = 15_000;

export class OpenCards {
  readonly #cards = new Set<LiveCard>();
  readonly #poll: ReturnType<typeof setInterval>;
  readonly #onVisible: () => void;
  readonly #channel: BroadcastChannel | undefined;

  /** `channelName`: over which tabs of this user tell each other; `undefined`: there are none to tell. `onPoll`: what else is due. */
  constructor(channelName: string | undefined, isReachable: () => boolean, onPoll: () => void) {
    this.#poll = setInterval(() => {
      if (!isReachable() || globalThis.document?.visibilityState === "hidden") return;
      this.reloadAll();
      onPoll();
    }, pollMs);
    this.#onVisible = () => {
      if (isReachable() && document.visibilityState === "visible") this.reloadAll();
    };
    globalThis.document?.addEventListener("visibilitychange", this.#onVisible);
    this.#channel = channelName === undefined ? undefined : new BroadcastChannel(channelName);
    this.#channel?.addEventListener("message", (event: MessageEvent<unknown>) => {
      if (Array.isArray(event.data)) this.reload(event.data.map(String));
    });
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

  /** Reads the rows of these cards, and of open cards related to them, again. */
  reload(cardIds: readonly string[]): void {
    if (cardIds.length === 0) return;
    for (const card of this.#cards) {
      const isTouched = cardIds.includes(card.id) || card.row.relations.some(({ cardId }) => cardIds.includes(cardId));
      if (isTouched) card.reload().catch(() => undefined);
    }
  }

  reloadAll(): void {
    for (const card of this.#cards) card.reload().catch(() => undefined);
  }

  /** Tells other tabs. */
  announce(cardIds: readonly string[]): void {
    this.#channel?.postMessage(cardIds);
  }

  close(): void {
    clearInterval(this.#poll);
    globalThis.document?.removeEventListener("visibilitychange", this.#onVisible);
    this.#channel?.close();
    for (const card of this.#cards) card.close();
  }
}
