/**
 * Commands that were sent and are not answered yet, by tag.
 *
 * Shape    each is settled once: by its answer, or by `undefined` where the way ended, or nobody answered in time. Then nothing is known of it, and
 *          its id makes it safe to send again, over this way or another.
 * Not      the outbox, which keeps what is to be sent.
 * Source   docs/PROTOCOL.md, "Commands"
 *
 * @module
 */
import type { CommandAnswer } from "./carrier.ts";

interface UnderWay {
  readonly resolve: (answer: CommandAnswer | undefined) => void;
  readonly timer: ReturnType<typeof setTimeout>;
}

const answerWithinMs = 20_000;

export class CommandsUnderWay {
  readonly #byTag = new Map<number, UnderWay>();
  #last = 0;

  get size(): number {
    return this.#byTag.size;
  }

  /** @param send says it, under a tag that is used once */
  begin(send: (tag: number) => void): Promise<CommandAnswer | undefined> {
    this.#last += 1;
    const tag = this.#last;
    return new Promise((resolve) => {
      this.#byTag.set(tag, { resolve, timer: setTimeout(() => this.settle(tag, undefined), answerWithinMs) });
      send(tag);
    });
  }

  settle(tag: number, answer: CommandAnswer | undefined): void {
    const underWay = this.#byTag.get(tag);
    if (!underWay) return;
    this.#byTag.delete(tag);
    clearTimeout(underWay.timer);
    underWay.resolve(answer);
  }

  /** The way to the server ended. */
  lose(): void {
    for (const tag of this.#byTag.keys()) this.settle(tag, undefined);
  }
}
