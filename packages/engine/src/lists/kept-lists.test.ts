import { expect, test } from "vitest";
import { searchTextOfCard } from "../search/card-text.ts";
import { listForm } from "./kept-lists.ts";
import { filterColumnsOf, filterValueOf, naturalKey, sortColumnsOf, sortValueOf } from "./list-entry.ts";
import { randomOf, sampleRow } from "./list-rows-fixture.ts";
import { packTexts, unpackTexts } from "./packed-texts.ts";

test("[RP13] lists made otherwise are of another form: raise `listForm` along with what changes here", async () => {
  const made = (["contact", "customer", "vendor", "bankAccount"] as const).flatMap((kind) =>
    Array.from({ length: 20 }, (_, at) => {
      const row = sampleRow(`${at}`, randomOf(at), kind);
      return [
        naturalKey(row.no),
        searchTextOfCard({ ...row, values: { ...row.values, iban: "CH93 0076 2011", contactName: "Søn Œuvre" } }),
        ...sortColumnsOf(kind).map((column) => [column, sortValueOf(row, column)]),
        ...filterColumnsOf(kind).map((column) => [column, filterValueOf(row, column)]),
      ];
    }),
  );
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(JSON.stringify(made)));
  const shown = [...new Uint8Array(digest).subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  expect([listForm, shown]).toEqual([1, "8f6758db96898f61"]);
});

test("[RP13] texts are the same after they were packed, whatever is in them", () => {
  const texts = ["", "a\nb", "ü𝄞", "", "\0", "x".repeat(300), ""];
  expect(unpackTexts(structuredClone(packTexts(texts)))).toEqual(texts);
  expect(unpackTexts(packTexts([]))).toEqual([]);
});
