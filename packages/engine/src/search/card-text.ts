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
  // A row's contact name is the one that is shown, the primary contact's where there is one: it is a text of the card's like any other here.
  const { search, partySearch } = searchTextOf({ ...values, primaryContactId: "" });
  return `${searchTextOfNo(no)}\n${search}${partySearch}`;
}

/** Whether every word of the search is in the card's number or values. A blank search is in every card. */
export function matches(row: Pick<CardRow, "no" | "values">, search: string): boolean {
  const text = searchTextOfCard(row);
  return searchTerms(search).every((term) => text.includes(term));
}
