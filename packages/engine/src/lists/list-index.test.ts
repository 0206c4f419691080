import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { arrange, type Arranging } from "./arrangement.ts";
import {
  filterColumns,
  filterValueOf,
  naturalKey,
  sortColumns,
  sortValueOf,
  type FilterColumn,
  type SortColumn,
} from "./list-entry.ts";
import { ListIndex } from "./list-index.ts";
import { randomOf, sampleRow } from "./list-rows-fixture.ts";
import type { KeptCard } from "../register.ts";

const collator = new Intl.Collator("de", { numeric: true });

function indexOf(rows: Iterable<KeptCard>): ListIndex {
  const index = new ListIndex("contact", collator);
  for (const row of rows) index.put(row);
  return index;
}

function idsOf(index: ListIndex, arranging: Arranging = {}): string[] {
  const shown = arrange(index, arranging);
  return Array.from({ length: shown.length }, (_, at) => index.idOf(shown.at(at) ?? -1));
}

const row = (id: string, no: string, values: KeptCard["values"] = {}): KeptCard => ({
  ...sampleRow(id, () => 0.99),
  no,
  values,
});

describe("the order of a list", () => {
  test("[LS1] numbers stand in their natural order, whatever zeros and letter case", () => {
    const numbers = ["K10", "K9", "k11", "CT000100", "CT99", "A", "", "K9-10", "K9-9", "7", "12"];
    const index = indexOf(numbers.map((no) => row(`id${no}`, no)));
    expect(idsOf(index)).toEqual(
      ["7", "12", "A", "CT99", "CT000100", "K9", "K9-9", "K9-10", "K10", "k11", ""].map((no) => `id${no}`),
    );
    expect(naturalKey("K0009")).toBe(naturalKey("k9"));
  });

  test("[LS1] texts stand as the language sorts them, and cards without one come last whichever way it is turned", () => {
    const index = indexOf(
      ["Zug", "Äpfel", "", "Ärztin", "Arzt", "apfel"].map((name, at) => row(name || "none", `K${at}`, { name })),
    );
    expect(idsOf(index, { sort: "name" })).toEqual(["apfel", "Äpfel", "Arzt", "Ärztin", "Zug", "none"]);
    expect(idsOf(index, { sort: "name", descending: true })).toEqual([
      "Zug",
      "Ärztin",
      "Arzt",
      "Äpfel",
      "apfel",
      "none",
    ]);
  });

  test("[LS2] a filter keeps the cards that have one of the values, of every column; a card can be related to several kinds", () => {
    const rows = Array.from({ length: 300 }, (_, at) => sampleRow(`${at}`, randomOf(at)));
    const index = indexOf(rows);
    const filter = { related: ["vendor"], city: ["Bern", ""] } as const;
    const expected = rows.filter(
      ({ relations, values }) =>
        relations.some(({ kind }) => kind === "vendor") && ["Bern", ""].includes(`${values["city"]}`),
    );
    expect(expected.length).toBeGreaterThan(10);
    expect(new Set(idsOf(index, { filter }))).toEqual(new Set(expected.map(({ id }) => id)));
    const both = index.facet("related").find(({ value }) => value === "vendor");
    expect(both?.count).toBe(rows.filter(({ relations }) => relations.length === 2).length);
    expect(idsOf(index, { filter: { blocked: ["none"] } })).toEqual([]);
  });
});

/** As a list would be sorted that has nothing but the rows. */
function plainly(rows: readonly KeptCard[], sort: SortColumn, isDescending: boolean): string[] {
  const byNumber = (a: KeptCard, b: KeptCard): number => {
    const [one, other] = [naturalKey(a.no), naturalKey(b.no)];
    return one === other ? (a.id < b.id ? -1 : 1) : one < other ? -1 : 1;
  };
  const compare = (a: KeptCard, b: KeptCard): number =>
    (sort === "no" ? 0 : collator.compare(sortValueOf(a, sort), sortValueOf(b, sort))) || byNumber(a, b);
  const blank = rows.filter((one) => sortValueOf(one, sort) === "").sort(byNumber);
  const filled = rows.filter((one) => sortValueOf(one, sort) !== "").sort(compare);
  return [...(isDescending ? filled.reverse() : filled), ...blank].map(({ id }) => id);
}

test("[GD2] nothing of a card that went is in what is kept of a list, and what is kept of the others is right", () => {
  const index = indexOf([
    row("a", "CT1", { name: "Quastenberg", city: "Chur" }),
    row("b", "CT2", { name: "Nebel", city: "Bern" }),
  ]);
  index.remove("a");
  const kept = index.kept();
  for (const word of ["CT1", "Quastenberg", "Chur", '"a"']) expect(JSON.stringify(kept)).not.toContain(word);
  const again = new ListIndex("contact", collator);
  for (const _ of again.restore(kept, true));
  expect(idsOf(again)).toEqual(["b"]);
  expect(again.facet("city")).toEqual([{ value: "Bern", count: 1 }]);
});

test("[LS3] after any changes a list is what it would be made anew: orders, filters, counts, places", () => {
  fc.assert(fc.property(fc.integer(), changeAndCompare), { numRuns: 4 });
});

function changeAndCompare(seed: number): void {
  const random = randomOf(seed);
  const rows = new Map<string, KeptCard>();
  let index = new ListIndex("contact", collator);
  const put = (id: string): void => {
    const made = sampleRow(id, random);
    const known = rows.get(id);
    // Often only the name changes.
    const next =
      known && random() < 0.5 ? { ...known, values: { ...known.values, name: `${made.values["name"]}` } } : made;
    rows.set(id, next);
    index.put(next);
  };
  for (let at = 0; at < 200; at += 1) put(`${at}`);
  for (let step = 0; step < 450; step += 1) {
    const id = `${Math.floor(random() * 300)}`;
    if (random() < 0.3) {
      expect(index.remove(id) !== undefined).toBe(rows.delete(id));
    } else put(id);
    // Orders come to be at different times.
    if (random() < 0.05) index.order(sortColumns[Math.floor(random() * sortColumns.length)] ?? "no");
    if (step % 150 !== 149) continue;
    // A start in between, in another language or the same.
    const kept = structuredClone(index.kept());
    index = new ListIndex("contact", collator);
    for (const step of index.restore(kept, random() < 0.5)) expect(step).toBeUndefined();
    const fresh = indexOf(rows.values());
    for (const sort of sortColumns) {
      for (const descending of [false, true]) {
        expect(idsOf(index, { sort, descending })).toEqual(plainly([...rows.values()], sort, descending));
      }
      const shown = arrange(index, { sort });
      for (let at = 0; at < shown.length; at += 7) expect(shown.indexOf(shown.at(at) ?? -1)).toBe(at);
    }
    for (const column of filterColumns) {
      const counted = (of: ListIndex) => [...of.facet(column)].sort((a, b) => (a.value < b.value ? -1 : 1));
      expect(counted(index)).toEqual(counted(fresh));
      for (const { value, count } of index.facet(column)) {
        const filter = { [column]: [value] } as Partial<Record<FilterColumn, string[]>>;
        const passing = [...rows.values()].filter((one) => [filterValueOf(one, column)].flat().includes(value));
        expect(passing.length).toBe(count);
        expect(new Set(idsOf(index, { filter, sort: "name" }))).toEqual(new Set(passing.map(({ id }) => id)));
      }
    }
  }
  expect(index.size).toBe(rows.size);
}
