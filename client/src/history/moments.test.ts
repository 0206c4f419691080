import { describe, expect, test } from "vitest";
import type { HistoryItem } from "@couplet/engine";
import { differences, momentsOf, valuesAt } from "./moments.ts";

const minute = 60_000;
const item = (atMinute: number, field: string, old: HistoryItem["old"], value: string, sub = "ada"): HistoryItem => ({
  entry: `w@${atMinute}${field}`,
  field,
  old,
  new: value,
  by: { sub, name: sub },
  atMs: atMinute * minute,
  cardId: "c",
});
const items = [
  item(30, "city", "Bern", "Chur", "ben"),
  item(10, "city", "", "Bern"),
  item(10.5, "phoneNo", "", "+41313110000"),
  item(20, "email", undefined, "a@b.example"),
];
const now = { city: "Chur", phoneNo: "+41313110000", email: "a@b.example", name: "Muster AG" };

describe("a card at a moment", () => {
  test("[F8] what one person set together is one moment, oldest first", () => {
    expect(momentsOf(items).map(({ items: set }) => set.map(({ field }) => field))).toEqual([
      ["city", "phoneNo"],
      ["email"],
      ["city"],
    ]);
  });

  test("[F8] has the values set last until then; what nothing tells of is as it is now", () => {
    expect(valuesAt(items, 20 * minute, now)).toEqual({ ...now, city: "Bern" });
    expect(valuesAt(items, 0, now)).toEqual({ name: "Muster AG", city: "", phoneNo: "", email: "" });
    expect(valuesAt(items, 99 * minute, now)).toEqual(now);
  });

  test("[F8] two moments differ where their values mean something else, in the order of the card", () => {
    const fields = ["name", "city", "phoneNo", "email", "nothing"];
    const before = valuesAt(items, 10 * minute, now);
    expect(differences("contact", fields, before, now)).toEqual([
      { field: "city", from: "Bern", to: "Chur" },
      { field: "phoneNo", from: "", to: "+41313110000" },
      { field: "email", from: "", to: "a@b.example" },
    ]);
    expect(differences("contact", ["privacyBlocked"], {}, { privacyBlocked: false })).toEqual([]);
  });
});
