import { describe, expect, test } from "vitest";
import { rowHeightPx, scrollFor, windowOf } from "./window-of.ts";

describe("the rows of a list that are drawn", () => {
  test("[E15] rows in sight and a few around them are drawn, of a hundred thousand, and never more than there are", () => {
    const { from, to } = windowOf(50_000 * rowHeightPx, 440, 100_000);
    expect(from).toBeLessThanOrEqual(50_000);
    expect(to).toBeGreaterThanOrEqual(50_010);
    expect(to - from).toBeLessThan(40);
    expect(windowOf(0, 440, 3)).toEqual({ from: 0, to: 3 });
    expect(windowOf(0, 440, 0)).toEqual({ from: 0, to: 0 });
    expect(windowOf(9_999_999, 440, 5)).toEqual({ from: 4, to: 5 });
  });

  test("[E15] a row out of sight is scrolled to by the shortest way, one in sight is left where it is", () => {
    expect(scrollFor(2, 0, 440)).toBeUndefined();
    expect(scrollFor(0, 100, 440)).toBe(0);
    expect(scrollFor(10, 0, 440)).toBe(11 * rowHeightPx - 440);
  });
});
