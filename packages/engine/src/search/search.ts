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
import {
  answerTo,
  type FoundAnswer,
  type KeptAnswer,
  type SearchAnswer,
  type SearchRequest,
} from "./search-protocol.ts";
import type { KeptBlock } from "./text-scan.ts";

interface Question {
  readonly resolve: (answer: FoundAnswer | KeptAnswer) => void;
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

  /** In place of putting what is in there. */
  restore(kind: CardKind, texts: readonly KeptBlock[]): void {
    this.#send({ type: "restore", kind, texts });
  }

  /** What was put of the kind until now. @throws {EngineClosedError} */
  async kept(kind: CardKind): Promise<readonly KeptBlock[]> {
    const answer = await this.#ask((question) => ({ type: "keep", kind, question }));
    return answer.type === "kept" ? answer.texts : [];
  }

  /** @throws {EngineClosedError} */
  async find(kind: CardKind, query: string): Promise<Found> {
    const answer = await this.#ask((question) => ({ type: "find", kind, question, query }));
    if (answer.type !== "found") throw new TypeError("Not the answer to that question");
    return answer.found;
  }

  #ask(request: (question: number) => SearchRequest): Promise<FoundAnswer | KeptAnswer> {
    this.#count += 1;
    const question = this.#count;
    return new Promise((resolve, reject) => {
      this.#questions.set(question, { resolve, reject });
      this.#send(request(question));
    });
  }

  close(): void {
    this.#stop();
    this.#send = (request) => {
      if ("question" in request) this.#questions.get(request.question)?.reject(new EngineClosedError());
    };
    this.#failed(new EngineClosedError());
  }

  #answered(answer: FoundAnswer | KeptAnswer): void {
    this.#questions.get(answer.question)?.resolve(answer);
    this.#questions.delete(answer.question);
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
      if (answer.type !== "ready") this.#answered(answer);
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
