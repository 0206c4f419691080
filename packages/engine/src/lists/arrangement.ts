/**
 * Which cards of a list are shown, and in which order.
 *
 * Shape    by a column, or what a search found by how well it fits; made anew when the list changes, in one pass. A list that is only
 *          sorted is read from the order itself.
 *
 * @module
 */
import type { Found } from "../search/card-finder.ts";
import { ranks } from "../search/text-scan.ts";
import type { ListFilter, SortColumn } from "./list-entry.ts";
import type { ListIndex } from "./list-index.ts";

export interface Arranging {
  /** If absent by number, and what was searched by how well it fits. */
  readonly sort?: SortColumn;
  readonly descending?: boolean;
  readonly filter?: ListFilter;
}

export interface Arrangement {
  readonly length: number;
  /** A handle. */
  at(index: number): number | undefined;
  indexOf(handle: number): number;
}

/** @param found what a search found; `undefined`: there was none */
export function arrange(
  index: ListIndex,
  { sort, descending = false, filter = {} }: Arranging,
  found?: Found,
): Arrangement {
  const order = index.order(sort ?? "no");
  const isFiltered = Object.keys(filter).length > 0;
  if (!found && !isFiltered) {
    return {
      length: order.length,
      at: (at) => order.at(at, descending),
      indexOf: (handle) => order.indexOf(handle, descending),
    };
  }
  const passes = index.test(filter);
  const rankOf = found && rankByHandle(found);
  const byRank: number[][] = Array.from({ length: ranks.inside + 1 }, () => []);
  order.forEach(descending, (handle) => {
    const rank = rankOf ? rankOf[handle] : ranks.number;
    if (rank === undefined || rank === notFound || !passes(handle)) return;
    byRank[sort === undefined ? rank : ranks.number]?.push(handle);
  });
  const handles = byRank.flat();
  return { length: handles.length, at: (at) => handles[at], indexOf: (handle) => handles.indexOf(handle) };
}

const notFound = 255;

function rankByHandle({ handles, ranks }: Found): Uint8Array {
  const size = handles.reduce((most, handle) => Math.max(most, handle + 1), 0);
  const rankOf = new Uint8Array(size).fill(notFound);
  handles.forEach((handle, index) => (rankOf[handle] = ranks[index] ?? notFound));
  return rankOf;
}
