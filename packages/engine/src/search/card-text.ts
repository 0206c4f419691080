/**
 * What a card is found by: the same text as on the server.
 *
 * Shape    number, then values, folded, one a line.
 *
 * @module
 */
import { searchTerms, searchTextOf, searchTextOfNo } from "@couplet/model";
import type { CardRow } from "../card-row.ts";

export function searchTextOfCard({ no, values }: Pick<CardRow, "no" | "values">): string {
  const { search, partySearch } = searchTextOf(values);
  return `${searchTextOfNo(no)}\n${search}${partySearch}`;
}

/** Whether every word of the search is in the card's number or values. A blank search is in every card. */
export function matches(row: Pick<CardRow, "no" | "values">, search: string): boolean {
  const text = searchTextOfCard(row);
  return searchTerms(search).every((term) => text.includes(term));
}
