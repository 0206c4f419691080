/**
 * What a page and its search worker tell each other.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardFinder, Found, TextChange } from "./card-finder.ts";

export type SearchRequest =
  | { readonly type: "put"; readonly kind: CardKind; readonly changes: readonly TextChange[] }
  | { readonly type: "find"; readonly kind: CardKind; readonly question: number; readonly query: string };

export interface FoundAnswer {
  readonly type: "found";
  readonly question: number;
  readonly found: Found;
}

export type SearchAnswer = { readonly type: "ready" } | FoundAnswer;

/** `undefined`: there is nothing to answer. */
export function answerTo(finder: CardFinder, request: SearchRequest): FoundAnswer | undefined {
  if (request.type === "find") return { type: "found", question: request.question, found: finder.find(request.query) };
  finder.put(request.changes);
  return undefined;
}
