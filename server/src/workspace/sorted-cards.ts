/**
 * The cards of a kind in the order of a value: a page of them, from a place on.
 *
 * Shape    cards without the value come last, by number, whichever way it is turned. A place is a value, and not a count of cards: whatever is
 *          changed between two pages, every card whose value stays has its place in exactly one of them.
 * Know     the store has no order of values: a page looks at all cards of the kind, some at a time, and keeps only as many as it needs.
 *
 * @module
 */
import { type CardKind, type SortColumn, sortKeyOf } from "@couplet/model";
import { setImmediate as aTurn } from "node:timers/promises";
import type { Store } from "../store/store.ts";

/** Where a card stands. */
export interface Place {
  /** `""` for no value. */
  readonly key: string;
  readonly no: string;
  readonly id: string;
}

export interface SortedQuery {
  readonly kind: CardKind;
  readonly search?: string | undefined;
  /** See `CardQuery`. */
  readonly commonOnly: boolean;
  readonly field: SortColumn;
  readonly isDescending: boolean;
  readonly limit: number;
  readonly after?: Place | undefined;
}

/** Cards that are looked at without letting anybody else have a turn. */
const cardsAtATime = 1_000;

/** Places of the next cards that are there, in order. O(cards of the workspace). */
export async function sortedCards(
  store: Pick<Store, "cardValues">,
  workspace: string,
  { field, isDescending, limit, after, ...query }: SortedQuery,
): Promise<readonly Place[]> {
  const compare = compareWith(isDescending);
  let next: Place[] = [];
  for (let afterId: string | undefined; ; await aTurn()) {
    const read = await store.cardValues(workspace, { ...query, field, afterId, limit: cardsAtATime });
    for (const { id, no, value } of read) {
      const place = { key: sortKeyOf(value), no, id };
      if (!after || compare(place, after) > 0) next.push(place);
    }
    next = next.sort(compare).slice(0, limit);
    afterId = read.at(-1)?.id;
    if (read.length < cardsAtATime) return next;
  }
}

function compareWith(isDescending: boolean): (a: Place, b: Place) => number {
  const direction = isDescending ? -1 : 1;
  return (a, b) => {
    if ((a.key === "") !== (b.key === "")) return a.key === "" ? 1 : -1;
    const byNumber = compareText(a.no, b.no) || compareText(a.id, b.id);
    return a.key === "" ? byNumber : direction * (compareText(a.key, b.key) || byNumber);
  };
}

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
