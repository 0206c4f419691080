/**
 * Which rows of a list of equal rows are drawn.
 *
 * Shape    pure: from where the list is scrolled to, the rows in sight and a few around them.
 *
 * @module
 */
export const rowHeightPx = 44;
const around = 8;

export interface RowWindow {
  readonly from: number;
  /** Not itself drawn. */
  readonly to: number;
}

export function windowOf(scrollTopPx: number, heightPx: number, count: number): RowWindow {
  const first = Math.floor(scrollTopPx / rowHeightPx) - around;
  const last = Math.ceil((scrollTopPx + heightPx) / rowHeightPx) + around;
  const from = Math.max(0, Math.min(first, count - 1));
  return { from, to: Math.max(from, Math.min(last, count)) };
}

/** Where to scroll to so that a row is in sight; `undefined`: it is already. */
export function scrollFor(index: number, scrollTopPx: number, heightPx: number): number | undefined {
  const top = index * rowHeightPx;
  if (top < scrollTopPx) return top;
  return top + rowHeightPx > scrollTopPx + heightPx ? top + rowHeightPx - heightPx : undefined;
}
