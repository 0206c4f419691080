import { expect, test } from "vitest";
import { searchNameOf, withSearchName } from "./search-name.ts";

const card = (name: string, searchName: string) => (field: string) => ({ name, searchName })[field];

test("a search name nobody has set is the name in capitals, within its limit", () => {
  expect(searchNameOf("Müller & Söhne")).toBe("MÜLLER & SÖHNE");
  expect(searchNameOf("ß".repeat(100))).toBe("S".repeat(100));
  expect(searchNameOf(undefined)).toBe("");
});

test("a new name takes along a search name that repeats the old one, and no other", () => {
  expect(withSearchName(card("Cronus AG", "CRONUS AG"), { name: "Kronos AG" })).toEqual({
    name: "Kronos AG",
    searchName: "",
  });
  expect(withSearchName(card("Cronus AG", "KRONOS"), { name: "Kronos AG" })).toEqual({ name: "Kronos AG" });
  expect(withSearchName(card("Cronus AG", ""), { name: "Kronos AG" })).toEqual({ name: "Kronos AG" });
  const given = { name: "Kronos AG", searchName: "KAG" };
  expect(withSearchName(card("Cronus AG", "CRONUS AG"), given)).toEqual(given);
});

test("a card that is given back as it was read, with another name, does not keep the old search name", () => {
  const edit = { name: "Kronos AG", searchName: "CRONUS AG" };
  expect(withSearchName(card("Cronus AG", ""), edit)).toEqual({ name: "Kronos AG" });
  expect(withSearchName(card("Cronus AG", "CRONUS AG"), edit)).toEqual({ name: "Kronos AG", searchName: "" });
  expect(withSearchName(card("Cronus AG", ""), { searchName: "CRONUS AG" })).toEqual({});
});
