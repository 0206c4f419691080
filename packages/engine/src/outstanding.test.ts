import { describe, expect, test } from "vitest";
import { Outstanding, type Edit } from "./outstanding.ts";

const edit = (id: string, field = "city"): Edit => ({ id, writer: "w", at: 1, cardId: "c", field, value: "x" });

const nothing = { candidates: () => [] };

describe("outstanding edits", () => {
  test("[C2] an edit is confirmed by the frame that carried it, and by no earlier answer", () => {
    const outstanding = new Outstanding();
    outstanding.add(edit("w@1"));
    outstanding.carry(7, "the rest");
    outstanding.add(edit("w@2"));
    outstanding.carry(8, "the rest");
    expect(outstanding.settle(6, []).confirmed).toEqual([]);
    expect(outstanding.settle(7, []).confirmed.map(({ id }) => id)).toEqual(["w@1"]);
    expect(outstanding.judge(nothing).displaced.map(({ id }) => id)).toEqual(["w@1"]);
    expect(outstanding.list().map(({ id }) => id)).toEqual(["w@2"]);
    expect(outstanding.settle(8, []).confirmed.map(({ id }) => id)).toEqual(["w@2"]);
  });

  test("[C2] answers of an earlier connection confirm nothing; the next answer to step 1 carries all", () => {
    const outstanding = new Outstanding();
    outstanding.add(edit("w@1"));
    outstanding.carry(3, "the rest");
    outstanding.disconnected();
    expect(outstanding.settle(3, []).confirmed).toEqual([]);
    outstanding.add(edit("w@2"));
    outstanding.carry(4, "everything");
    expect(outstanding.settle(4, []).confirmed).toHaveLength(2);
    // Whether they stand is still to be told.
    expect(outstanding.size).toBe(2);
    expect(outstanding.judge(nothing).displaced).toHaveLength(2);
    expect(outstanding.size).toBe(0);
  });

  test("a refusal names its edit; one without an entry is about all edits of its field, or all of the frame", () => {
    const outstanding = new Outstanding();
    for (const [id, field] of [
      ["w@1", "city"],
      ["w@2", "name"],
      ["w@3", "name"],
    ] as const)
      outstanding.add(edit(id, field));
    outstanding.carry(1, "everything");
    const { confirmed, refused } = outstanding.settle(1, [
      { code: "perm.kind", text: "no", entry: "w@1" },
      { code: "text.tooLong", text: "no", field: "name" },
    ]);
    expect(confirmed).toEqual([]);
    expect(refused.map(({ edit: { id }, refusal }) => `${id} ${refusal.code}`)).toEqual([
      "w@1 perm.kind",
      "w@2 text.tooLong",
      "w@3 text.tooLong",
    ]);
    outstanding.add(edit("w@4"));
    outstanding.carry(2, "everything");
    expect(outstanding.settle(2, [{ code: "perm.kind", text: "no" }]).refused).toHaveLength(1);
  });

  test("an edit that was never carried stays", () => {
    const outstanding = new Outstanding();
    outstanding.add(edit("w@1"));
    expect(outstanding.settle(99, []).confirmed).toEqual([]);
    expect(outstanding.remove("w@1")?.id).toBe("w@1");
    expect(outstanding.remove("w@1")).toBeUndefined();
  });
});
