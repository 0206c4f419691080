import * as fc from "fast-check";
import { expect, test } from "vitest";
import * as Y from "yjs";
import { setText } from "./prose.ts";

const proseOf = (text: string): Y.Text => {
  const prose = new Y.Doc().getText("notes");
  prose.insert(0, text);
  return prose;
};

test("[F3] prose says what was sent, whatever it said before", () => {
  const words = fc
    .array(fc.constantFrom("a", "ab", " ", "\n", "👍", "👎", "é", "tea"), { maxLength: 12 })
    .map((parts) => parts.join(""));
  fc.assert(
    fc.property(words, words, (before, after) => {
      const prose = proseOf(before);
      setText(prose, after);
      expect(prose.toJSON()).toBe(after);
    }),
  );
});

test("[F3] only what differs is touched, so that what somebody else types stays", () => {
  const one = proseOf("Calls on Mondays. Likes tea.");
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one.doc ?? new Y.Doc()));
  setText(one, "Calls on Mondays. Likes green tea.");
  other.getText("notes").insert(0, "VIP! ");
  Y.applyUpdate(other, Y.encodeStateAsUpdate(one.doc ?? new Y.Doc()));
  expect(other.getText("notes").toJSON()).toBe("VIP! Calls on Mondays. Likes green tea.");
});

test("[F3] no change is no edit", () => {
  const prose = proseOf("tea");
  let updates = 0;
  prose.doc?.on("update", () => (updates += 1));
  setText(prose, "tea");
  expect(updates).toBe(0);
});

test("[C1] half a surrogate pair becomes the same on every replica", () => {
  const prose = proseOf("tea");
  setText(prose, "tea \ud83d");
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(prose.doc ?? new Y.Doc()));
  expect(prose.toJSON()).toBe("tea \ufffd");
  expect(other.getText("notes").toJSON()).toBe(prose.toJSON());
});
