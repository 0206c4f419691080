import { expect, test } from "vitest";
import { cardKinds } from "./kind.ts";
import { fieldSpec } from "./schema.ts";
import { sortColumnsOf, sortKeyOf } from "./sort-column.ts";

test("[HT13] lists are sorted by the number and by what every role reads", () => {
  for (const kind of cardKinds) {
    const [first, ...fields] = sortColumnsOf(kind);
    expect(first).toBe("no");
    expect(fields).toContain("name");
    for (const field of fields) expect(fieldSpec(kind, field)?.scope, `${kind} ${field}`).toBe("common");
  }
});

test("[HT13] letter case and accents do not count in an order, no value is blank, and a key is short whatever the value", () => {
  expect(["Zürich", "zurich", "ZÜRICH"].map(sortKeyOf)).toEqual(["zurich", "zurich", "zurich"]);
  expect([undefined, "", true, 7].map(sortKeyOf)).toEqual(["", "", "", ""]);
  expect(sortKeyOf("\uFDFA".repeat(100))).toHaveLength(100);
});
