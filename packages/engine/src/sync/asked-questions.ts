/**
 * Questions of a comparison over one socket: answered in the order in which they were asked.
 *
 * Source   docs/PROTOCOL.md, "Another epoch"
 *
 * @module
 */
import type { Compare, Compared, Recover, Recovered, Want, Wanted } from "@couplet/protocol";
import type { Questions } from "./reconcile.ts";

type Question = Compare | Want | Recover;
type Answer = Compared | Wanted | Recovered;

/** The way was lost: whoever asks begins again over the next one. */
export class WayLostError extends Error {}

interface Asked {
  readonly type: Answer["type"];
  readonly resolve: (answer: never) => void;
  readonly reject: (error: Error) => void;
}

export class AskedQuestions implements Questions {
  readonly #send: (question: Question) => void;
  readonly #asked: Asked[] = [];
  #hasEnded = false;

  constructor(send: (question: Question) => void) {
    this.#send = send;
  }

  compare = (question: Compare): Promise<Compared> => this.#ask(question, "compared");
  want = (question: Want): Promise<Wanted> => this.#ask(question, "wanted");
  recover = (question: Recover): Promise<Recovered> => this.#ask(question, "recovered");

  /** What was not asked for is not heard. What an answer says are views of its frame. */
  answer(answer: Answer): void {
    const asked = this.#asked[0];
    if (asked?.type !== answer.type) return;
    this.#asked.shift();
    asked.resolve(answer as never);
  }

  end(): void {
    this.#hasEnded = true;
    for (const { reject } of this.#asked.splice(0)) reject(new WayLostError());
  }

  #ask<Given extends Answer>(question: Question, type: Given["type"]): Promise<Given> {
    return new Promise<Given>((resolve, reject) => {
      if (this.#hasEnded) {
        reject(new WayLostError());
        return;
      }
      this.#asked.push({ type, resolve, reject });
      this.#send(question);
    });
  }
}
