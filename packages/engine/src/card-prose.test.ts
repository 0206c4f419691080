import * as fc from "fast-check";
import { expect, test } from "vitest";
import { spliceBetween } from "./card-prose.ts";

const apply = (text: string, { index, deleteCount, insert }: ReturnType<typeof spliceBetween>): string =>
  text.slice(0, index) + insert + text.slice(index + deleteCount);

test("a splice between two texts makes the one into the other, and never cuts a character in two", () => {
  const text = fc.string({ unit: fc.constantFrom("a", "b", " ", "é", "😀", "😁", "𝒳") });
  fc.assert(
    fc.property(text, text, (from, to) => {
      const splice = spliceBetween(from, to);
      expect(apply(from, splice)).toBe(to);
      expect(splice.insert.isWellFormed()).toBe(true);
      expect(from.slice(0, splice.index).isWellFormed()).toBe(true);
      expect(from.slice(splice.index, splice.index + splice.deleteCount).isWellFormed()).toBe(true);
    }),
  );
});

test("a splice is as small as can be", () => {
  expect(spliceBetween("Likes tea.", "Likes green tea.")).toEqual({ index: 6, deleteCount: 0, insert: "green " });
  expect(spliceBetween("same", "same")).toEqual({ index: 4, deleteCount: 0, insert: "" });
  expect(spliceBetween("😀", "😁")).toEqual({ index: 0, deleteCount: 2, insert: "😁" });
});
