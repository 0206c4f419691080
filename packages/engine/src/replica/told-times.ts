/**
 * When the feed last told something new of each card.
 *
 * Not      exact beyond the last few thousand cards: what is not remembered one by one counts as told when that was given up.
 *
 * @module
 */
const maxRemembered = 5_000;

export class ToldTimes {
  readonly #byCard = new Map<string, number>();
  /** Of cards that are not named there. */
  #othersMs = 0;

  /** In milliseconds since 1970; 0: not since this began. */
  of(cardId: string): number {
    return this.#byCard.get(cardId) ?? this.#othersMs;
  }

  note(cardIds: ReadonlySet<string>, nowMs: number): void {
    if (this.#byCard.size + cardIds.size > maxRemembered) this.noteAll(nowMs);
    else for (const id of cardIds) this.#byCard.set(id, nowMs);
  }

  /** What is there at a start was told until then; nobody remembers when of which card. */
  noteAll(nowMs: number): void {
    this.#byCard.clear();
    this.#othersMs = nowMs;
  }
}
