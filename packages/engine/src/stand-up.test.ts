import { RecordDocument } from "@couplet/crdt";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { standingUp } from "./stand-up.ts";

/** What a client set without having seen the server's entry, and the other way round. */
function documentWith(entries: readonly (readonly [writer: string, value: string, at: number])[]): RecordDocument {
  const record = new RecordDocument(new Y.Doc());
  for (const [writer, value, at] of entries) {
    const alone = new RecordDocument(new Y.Doc());
    alone.register(writer, { card: "card", user: writer });
    alone.set("name", value, { writer, at });
    Y.applyUpdate(record.doc, Y.encodeStateAsUpdate(alone.doc));
  }
  return record;
}
const isMine = (writer: string): boolean => writer === "mine";

test("[C2] an edit made over what a forecast showed is to replace it", () => {
  const record = documentWith([
    ["mine", "Cronus Zug", 10],
    ["server", "Cronus", 20],
  ]);
  expect(record.value("name")).toBe("Cronus");
  expect(standingUp(record, isMine, { name: "Cronus" })).toMatchObject([{ field: "name", value: "Cronus Zug" }]);
});

test("[F7] beside a value the forecast had not shown it stays a conflict", () => {
  const record = documentWith([
    ["mine", "Cronus Zug", 10],
    ["server", "Cronus", 20],
    ["other", "Cronus Bern", 30],
  ]);
  expect(standingUp(record, isMine, { name: "Cronus" })).toEqual([]);
});

test("[F7] others' conflicts are left alone", () => {
  const record = documentWith([
    ["server", "Cronus", 20],
    ["other", "Cronus Bern", 30],
  ]);
  expect(standingUp(record, isMine, { name: "Cronus" })).toEqual([]);
});
