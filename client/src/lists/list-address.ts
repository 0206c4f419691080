/**
 * How a list is arranged, as part of its address: so that it can be kept, sent to somebody, and found again by going back.
 *
 * Shape    `q=ada&sort=-name&cols=city,email&is.city=Bern&is.city=Chur`; what the kind does not know is left out.
 *
 * @module
 */
import type { CardKind } from "@couplet/model";
import { type ListFilter, filterColumnsOf } from "@couplet/engine";
import type { Sorting } from "../pages/list-table.ts";
import { columnsOf, mostColumns, sortOf } from "./list-columns.ts";

export interface Arranged {
  readonly filter?: ListFilter;
  readonly sorting?: Sorting;
  /** As asked for; the person's own where absent. */
  readonly columns?: readonly string[];
}

/** Pure. Only what says anything. */
export const arrangedOf = (
  filter: ListFilter,
  sorting: Sorting | undefined,
  columns: readonly string[] | undefined,
): Arranged => ({
  ...(Object.keys(filter).length > 0 ? { filter } : {}),
  ...(sorting ? { sorting } : {}),
  ...(columns ? { columns } : {}),
});

/** Values of one column that an address may ask for. */
const mostValues = 50;

/** Pure. Only what differs from the list as it comes. */
export function writeArranged(query: URLSearchParams, { filter = {}, sorting, columns }: Arranged): void {
  if (sorting) query.set("sort", `${sorting.descending ? "-" : ""}${sorting.sort}`);
  if (columns) query.set("cols", columns.join(","));
  for (const [column, values] of Object.entries(filter))
    for (const value of values) query.append(`is.${column}`, value);
}

/** Pure. */
export function readArranged(kind: CardKind, query: URLSearchParams): Arranged {
  const asked = query.get("sort") ?? "";
  const sort = sortOf(kind, asked.replace(/^-/u, ""));
  const columns = (query.get("cols") ?? "").split(",").filter((name) => columnsOf(kind).includes(name));
  const chosen = filterColumnsOf(kind)
    .map((column) => [column, query.getAll(`is.${column}`).slice(0, mostValues)] as const)
    .filter(([, values]) => values.length > 0);
  return {
    ...(chosen.length > 0 ? { filter: Object.fromEntries(chosen) } : {}),
    ...(sort ? { sorting: { sort, descending: asked.startsWith("-") } } : {}),
    ...(columns.length > 0 ? { columns: [...new Set(columns)].slice(0, mostColumns) } : {}),
  };
}
