import { describe, expect, test } from "vitest";
import { moveCaret } from "./notes.ts";

describe("the caret in notes", () => {
  test("[E4] stays between the same letters when others write before it", () => {
    expect(moveCaret(5, [{ retain: 2 }, { insert: "abc" }])).toBe(8);
  });
  test("[E4] does not move for what is written behind it or right at it", () => {
    expect(moveCaret(5, [{ retain: 5 }, { insert: "abc" }])).toBe(5);
    expect(moveCaret(5, [{ retain: 9 }, { insert: "abc" }])).toBe(5);
  });
  test("[E4] stays at the place where the text around it was removed", () => {
    expect(moveCaret(5, [{ retain: 2 }, { delete: 10 }])).toBe(2);
    expect(moveCaret(5, [{ delete: 2 }])).toBe(3);
  });
});
