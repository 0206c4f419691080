/**
 * Search over all cards of this device, in a worker where the browser gives one.
 *
 * Shape    what is put before a question is asked is found by it: both go the same way, in order.
 *          Where no worker can be had (Node, a page whose policy forbids it, a bundle from another origin) it works in the page's own thread.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import { EngineClosedError } from "../engine-error.ts";
import { CardFinder, type Found, type TextChange } from "./card-finder.ts";
import { answerTo, type FoundAnswer, type SearchAnswer, type SearchRequest } from "./search-protocol.ts";

interface Question {
  readonly resolve: (found: Found) => void;
  readonly reject: (error: unknown) => void;
}

/** A worker that may not start does not always say so. */
const startTimeoutMs = 4_000;

export class Search {
  readonly #questions = new Map<number, Question>();
  #count = 0;
  #send: (request: SearchRequest) => void;
  #stop: () => void = () => undefined;

  constructor(startWorker: () => Worker | undefined = newWorker) {
    this.#send = this.#inWorker(startWorker) ?? this.#inThread([]);
  }

  put(kind: CardKind, changes: readonly TextChange[]): void {
    if (changes.length > 0) this.#send({ type: "put", kind, changes });
  }

  /** @throws {EngineClosedError} */
  find(kind: CardKind, query: string): Promise<Found> {
    this.#count += 1;
    const question = this.#count;
    return new Promise((resolve, reject) => {
      this.#questions.set(question, { resolve, reject });
      this.#send({ type: "find", kind, question, query });
    });
  }

  close(): void {
    this.#stop();
    this.#send = (request) => {
      if (request.type === "find") this.#questions.get(request.question)?.reject(new EngineClosedError());
    };
    this.#failed(new EngineClosedError());
  }

  #answered({ question, found }: FoundAnswer): void {
    this.#questions.get(question)?.resolve(found);
    this.#questions.delete(question);
  }

  #failed(error: Error): void {
    for (const { reject } of this.#questions.values()) reject(error);
    this.#questions.clear();
  }

  #inThread(requests: readonly SearchRequest[]): (request: SearchRequest) => void {
    const finders = new Map<CardKind, CardFinder>();
    const take = (request: SearchRequest): void => {
      const finder = finders.get(request.kind) ?? new CardFinder();
      finders.set(request.kind, finder);
      const answer = answerTo(finder, request);
      if (answer) this.#answered(answer);
    };
    requests.forEach(take);
    return take;
  }

  /** Until the worker has said that it is there, what it is sent is also kept. `undefined`: there can be none. */
  #inWorker(startWorker: () => Worker | undefined): ((request: SearchRequest) => void) | undefined {
    const worker = startWorker();
    if (!worker) return undefined;
    let kept: SearchRequest[] | undefined = [];
    const giveUp = (): void => {
      if (!kept) return;
      worker.terminate();
      this.#send = this.#inThread(kept);
      kept = undefined;
    };
    const patience = setTimeout(giveUp, startTimeoutMs);
    worker.addEventListener("error", (event) => {
      event.preventDefault();
      if (kept) giveUp();
      else this.#failed(new Error(event.message));
    });
    worker.addEventListener("message", ({ data: answer }: MessageEvent<SearchAnswer>) => {
      clearTimeout(patience);
      kept = undefined;
      if (answer.type === "found") this.#answered(answer);
    });
    this.#stop = () => {
      clearTimeout(patience);
      kept = undefined;
      worker.terminate();
    };
    return (request) => {
      kept?.push(request);
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker has no origin to aim at
      worker.postMessage(request);
    };
  }
}

function newWorker(): Worker | undefined {
  if (globalThis.Worker === undefined) return undefined;
  try {
    return new Worker(new URL("./search-worker.ts", import.meta.url), { type: "module" });
  } catch {
    return undefined;
  }
}
