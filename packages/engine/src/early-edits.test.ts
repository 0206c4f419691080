import { RecordDocument } from "@couplet/crdt";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { seenThen } from "./early-edits.ts";

test("[F7] what was stamped too early is set again over what its author had seen, and over what they had set before, and nothing else", () => {
  const record = new RecordDocument(new Y.Doc());
  for (const [writer, at] of [
    ["other", 10],
    ["mine", 20],
  ] as const) {
    record.register(writer, { card: "c", user: writer });
    record.set("city", `by ${writer}`, { writer, at });
  }
  const early = { id: "mine@900", writer: "mine", at: 900, cardId: "c", field: "city", value: "Bern" };
  const edit = { ...early, seen: { other: 10, unknown: 5 } };
  record.register("late", { card: "c", user: "late" });
  // Somebody who had not heard of it either.
  record.set("city", "Chur", { writer: "late", at: 30, seen: { other: 10, mine: 20 } });
  const seen = seenThen(record, edit);
  expect(seen).toEqual({ other: 10, mine: 20 });
  record.register("next", { card: "c", user: "mine" });
  record.set("city", "Bern", { writer: "next", at: 40, seen });
  expect(record.candidates("city").map(({ value }) => value)).toEqual(expect.arrayContaining(["Bern", "Chur"]));
  expect(record.candidates("city")).toHaveLength(2);
});
