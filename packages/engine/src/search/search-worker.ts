/**
 * Search beside the page: a worker with a {@link CardFinder} per kind.
 *
 * Shape    takes {@link SearchRequest}s in order, answers questions by their number; says that it is there as soon as it is.
 *
 * @module
 */
import { CardFinder } from "./card-finder.ts";
import { answerTo, type SearchRequest, type SearchAnswer } from "./search-protocol.ts";

interface Page {
  postMessage(answer: SearchAnswer, transfer: Transferable[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<SearchRequest>) => void): void;
}

const page = globalThis as unknown as Page;
const finders = new Map<string, CardFinder>();
/** Nothing comes for so long: there is time to work ahead, for so long in a row. */
const pauseMs = 200;
const sliceMs = 10;
let pause: ReturnType<typeof setTimeout> | undefined;
let ahead: Generator<void> | undefined;

function* workAhead(): Generator<void> {
  for (const finder of finders.values()) yield* finder.warm();
}

function goOn(): void {
  ahead ??= workAhead();
  const untilMs = performance.now() + sliceMs;
  while (performance.now() < untilMs) {
    if (ahead.next().done !== true) continue;
    ahead = undefined;
    return;
  }
  pause = setTimeout(goOn);
}

page.addEventListener("message", ({ data: request }) => {
  const finder = finders.get(request.kind) ?? new CardFinder();
  finders.set(request.kind, finder);
  const answer = answerTo(finder, request);
  clearTimeout(pause);
  pause = setTimeout(goOn, pauseMs);
  if (answer?.type === "found") page.postMessage(answer, [answer.found.handles.buffer, answer.found.ranks.buffer]);
  else if (answer) page.postMessage(answer, []);
});
page.postMessage({ type: "ready" }, []);
