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
/** Longer than this nothing waits for a card: it may be waiting for the server itself. */
const maxQuietMs = 300;

export class OpenCards {
  readonly #cards = new Set<LiveCard>();
  readonly #stale = new Set<string>();
  readonly #opening = new Set<Promise<void>>();
  #gathering: ReturnType<typeof setTimeout> | undefined;
  readonly #timer: ReturnType<typeof setInterval>;
  readonly #onVisible: () => void;
  readonly #onFocus: () => void;

  /**
   * `recount`: now and then, what else others may have dealt with; `visible`: whatever may have been missed; `unheard`: what the rooms of a
   * card would have told, now and then and when somebody comes back to the window, while a page is looked at that shows no card.
   */
  constructor(isReachable: () => boolean, listener: Record<"recount" | "visible" | "unheard", () => void>) {
    const { recount, visible, unheard } = listener;
    // Where there is no page, nobody looks at one.
    const isSeen = (): boolean => globalThis.document?.visibilityState === "visible";
    this.#onFocus = () => {
      if (isReachable() && isSeen() && this.#cards.size === 0) unheard();
    };
    // Engines begin at different moments, so that they do not all ask at once.
    this.#timer = setInterval(() => {
      if (isReachable() && globalThis.document?.visibilityState !== "hidden") recount();
      this.#onFocus();
    }, recountMs);
    this.#onVisible = () => {
      if (!isReachable() || document.visibilityState !== "visible") return;
      this.reloadAll();
      visible();
    };
    globalThis.document?.addEventListener("visibilitychange", this.#onVisible);
    globalThis.document?.defaultView?.addEventListener("focus", this.#onFocus);
  }

  add(card: LiveCard): void {
    this.#cards.add(card);
  }

  /** Resolves once the card is there to be seen: until then what can wait does, see {@link quiet}. */
  async opened(card: Pick<LiveCard, "opened">): Promise<void> {
    const opened = card.opened();
    this.#opening.add(opened);
    try {
      await opened;
    } finally {
      this.#opening.delete(opened);
    }
  }

  /** Resolves when no card is being opened, or one takes long: work that keeps the page from everything else begins then. */
  async quiet(): Promise<void> {
    if (this.#opening.size === 0) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tooLong = new Promise<void>((resolve) => (timer = setTimeout(resolve, maxQuietMs)));
    await Promise.race([Promise.allSettled(this.#opening), tooLong]);
    clearTimeout(timer);
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
    globalThis.document?.defaultView?.removeEventListener("focus", this.#onFocus);
    for (const card of this.#cards) card.close();
  }
}
