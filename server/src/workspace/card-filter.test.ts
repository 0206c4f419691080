import { expect, test } from "vitest";
import type { CardFilter } from "../store/job-row.ts";
import { cardFilter } from "./card-filter.ts";

const cards = [
  { no: "V00002", name: "Adatum AG", postingGroup: "EU", currencyCode: "CHF" },
  { no: "V00010", name: "Cronus AG", postingGroup: "EU", currencyCode: "" },
  { no: "V00100", name: "Cronus, Zug", postingGroup: "", currencyCode: "CHF" },
  { no: "X*", name: "A.*", postingGroup: "", currencyCode: "" },
];

test.each<[CardFilter, string[]]>([
  [{}, ["V00002", "V00010", "V00100", "X*"]],
  [{ no: "v00010" }, ["V00010"]],
  [{ no: "V00003..V00100" }, ["V00010", "V00100"]],
  [{ no: "..V00010" }, ["V00002", "V00010"]],
  [{ no: "V00100.." }, ["V00100", "X*"]],
  [{ no: "V*0" }, ["V00010", "V00100"]],
  [{ name: "cronus" }, ["V00010", "V00100"]],
  [{ name: "c*ag" }, ["V00010"]],
  [{ name: "*" }, ["V00002", "V00010", "V00100", "X*"]],
  [{ name: "a.*" }, ["X*"]],
  [{ postingGroup: "eu", currencyCode: "chf" }, ["V00002"]],
  [{ currencyCode: "" }, ["V00010", "X*"]],
])("[L11] cards are chosen by number, name, group and currency: %j", (filter, expected) => {
  expect(cards.filter(cardFilter(filter)).map(({ no }) => no)).toEqual(expected);
});

test("[L11] a pattern of many stars costs no more than its length", () => {
  const matches = cardFilter({ name: "*a".repeat(49) });
  const startedMs = performance.now();
  for (let round = 0; round < 1000; round += 1) matches({ no: "1", name: `${"a".repeat(48)}b`.repeat(2) });
  expect(performance.now() - startedMs).toBeLessThan(1000);
});
