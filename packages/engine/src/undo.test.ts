import { describe, expect, test } from "vitest";
import { UndoHistory, type UndoStep } from "./undo.ts";

const step = (entry: string): UndoStep => ({ kind: "fields", fields: [{ field: "city", entry, before: "" }] });
const entryOf = (done: UndoStep | undefined): string | undefined =>
  done?.kind === "fields" ? done.fields[0]?.entry : done?.kind;

describe("undo", () => {
  test("goes back one step after the other, and forth again", () => {
    const history = new UndoHistory();
    history.did(step("a"));
    history.did(step("b"));
    const seen: unknown[] = [];
    const apply = (done: UndoStep): UndoStep => {
      seen.push(entryOf(done));
      return step(`not ${entryOf(done)}`);
    };
    expect([history.undo(apply), history.undo(apply), history.undo(apply)]).toEqual([true, true, false]);
    expect(history.redo(apply)).toBe(true);
    expect(seen).toEqual(["b", "a", "not a"]);
    expect([history.canUndo, history.canRedo]).toEqual([true, true]);
  });

  test("skips what no longer applies, and forgets what was undone at the next edit", () => {
    const history = new UndoHistory();
    history.did(step("a"));
    history.did(step("b"));
    expect(history.undo((done) => (entryOf(done) === "b" ? undefined : done))).toBe(true);
    expect(history.canUndo).toBe(false);
    history.did({ kind: "notes" });
    expect(history.canRedo).toBe(false);
    history.dropNotes();
    expect(history.canUndo).toBe(false);
  });
});
