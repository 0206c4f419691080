/**
 * A page of cards in an order that is known without their rows.
 *
 * @module
 */
import type { CardRow } from "./card-row.ts";

export interface PageQuery<Row extends CardRow> {
  /** Cards found before this page. */
  readonly from: number;
  readonly limit: number;
  /** Absent: all are found. */
  readonly isFound: ((row: Row) => boolean) | undefined;
}

/** Reads no more rows than the page and its search need. */
export function pageOf<Row extends CardRow>(
  ids: Iterable<string>,
  { from, limit, isFound }: PageQuery<Row>,
  read: (id: string) => Row | undefined,
): { readonly items: readonly Row[]; readonly isMore: boolean } {
  const items: Row[] = [];
  let passed = 0;
  for (const id of ids) {
    if (isFound || passed >= from) {
      const row = read(id);
      if (!row || (isFound && !isFound(row))) continue;
      if (passed >= from) items.push(row);
    }
    passed += 1;
    if (items.length > limit) break;
  }
  return { items: items.slice(0, limit), isMore: items.length > limit };
}
