/**
 * What a page and its search worker tell each other.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import type { CardFinder, Found, TextChange } from "./card-finder.ts";
import type { KeptBlock } from "./text-scan.ts";

export type SearchRequest =
  | { readonly type: "put"; readonly kind: CardKind; readonly changes: readonly TextChange[] }
  /** Before anything is put. */
  | { readonly type: "restore"; readonly kind: CardKind; readonly texts: readonly KeptBlock[] }
  | { readonly type: "keep"; readonly kind: CardKind; readonly question: number }
  | { readonly type: "find"; readonly kind: CardKind; readonly question: number; readonly query: string };

export interface FoundAnswer {
  readonly type: "found";
  readonly question: number;
  readonly found: Found;
}

export interface KeptAnswer {
  readonly type: "kept";
  readonly question: number;
  readonly texts: readonly KeptBlock[];
}

export type SearchAnswer = { readonly type: "ready" } | FoundAnswer | KeptAnswer;

/** `undefined`: there is nothing to answer. */
export function answerTo(finder: CardFinder, request: SearchRequest): FoundAnswer | KeptAnswer | undefined {
  switch (request.type) {
    case "find":
      return { type: "found", question: request.question, found: finder.find(request.query) };
    case "keep":
      return { type: "kept", question: request.question, texts: finder.kept() };
    case "restore":
      finder.restore(request.texts);
      return undefined;
    case "put":
      finder.put(request.changes);
      return undefined;
    default:
      return request satisfies never;
  }
}
