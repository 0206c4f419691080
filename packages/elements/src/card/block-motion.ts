/**
 * Which way the shared block of a card last moved: a card joined those that hold it, or parted from them.
 *
 * @module
 */
export class BlockMotion {
  #heldBefore = 0;
  way: "" | "joining" | "parting" = "";

  note(holders: number): void {
    const before = this.#heldBefore;
    this.#heldBefore = holders;
    if (before > 0 && holders !== before) this.way = holders > before ? "joining" : "parting";
  }

  /** It has been shown. */
  end(): void {
    this.way = "";
  }

  /** Another card is shown. */
  forget(): void {
    this.#heldBefore = 0;
    this.way = "";
  }
}
