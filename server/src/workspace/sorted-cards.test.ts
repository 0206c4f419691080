import { afterEach, beforeEach, expect, test } from "vitest";
import { ada, type Fixture, openFixture } from "./workspace-fixture.ts";
import type { CardJson, CardSort } from "./workspace.ts";

let fixture: Fixture;
beforeEach(async () => {
  fixture = await openFixture();
});
afterEach(() => fixture.close());

const names = (cards: readonly CardJson[]): unknown[] => cards.map((card) => card["name"]);

async function pages(sort: CardSort, limit: number, between: (page: number) => Promise<unknown>): Promise<CardJson[]> {
  const items: CardJson[] = [];
  let cursor: string | undefined;
  for (let page = 0; page === 0 || cursor !== undefined; page += 1) {
    const read = await fixture.workspace.listCards("customer", { limit, sort, cursor });
    expect(read.items.length).toBeLessThanOrEqual(limit);
    items.push(...read.items);
    cursor = read.nextCursor;
    await between(page);
  }
  return items;
}

test("[HT13] a list is in the order asked for, either way, with cards without a value last, by number", async () => {
  for (const [name, city] of [
    ["beta", "Zug"],
    ["Älpler", ""],
    ["Gamma", "altdorf"],
    ["alpha", "Zug"],
    ["Delta", ""],
  ] as const)
    await fixture.create("customer", { name, ...(city !== "" && { city }) });
  const list = async (sort: CardSort) => names(await pages(sort, 2, () => Promise.resolve()));
  expect(await list("name")).toEqual(["alpha", "Älpler", "beta", "Delta", "Gamma"]);
  expect(await list("-name")).toEqual(["Gamma", "Delta", "beta", "Älpler", "alpha"]);
  expect(await list("no")).toEqual(["beta", "Älpler", "Gamma", "alpha", "Delta"]);
  expect(await list("-no")).toEqual(["Delta", "alpha", "Gamma", "Älpler", "beta"]);
  expect(await list("city")).toEqual(["Gamma", "beta", "alpha", "Älpler", "Delta"]);
  expect(await list("-city")).toEqual(["alpha", "beta", "Gamma", "Älpler", "Delta"]);
  const { items } = await fixture.workspace.listCards("customer", { limit: 9, sort: "-name", search: "zug" });
  expect(names(items)).toEqual(["beta", "alpha"]);
});

test("[HT13] whatever changes between two pages, a card whose value stays is in one of them", async () => {
  for (const sort of ["name", "-name"] as const) {
    const stay = Array.from(
      { length: 12 },
      (_, index) => `Stays ${sort} ${String.fromCharCode(97 + ((index * 5) % 12))}`,
    );
    const moving: string[] = [];
    for (const [index, name] of stay.entries()) {
      await fixture.create("customer", { name });
      if (index % 2 === 0) moving.push((await fixture.create("customer", { name: `${name} moves` })).id);
    }
    const met = await pages(sort, 3, async (page) => {
      const id = moving[page];
      if (id === undefined) return;
      await fixture.create("customer", { name: `Stays ${sort} ${page % 2 === 0 ? "a" : "z"} new ${page}` });
      if (page % 3 === 0) await fixture.delete(id);
      else await fixture.workspace.editCard(id, { name: `Stays ${sort} ${page % 2 === 0 ? "0" : "zz"}` }, ada);
    });
    const metNames = names(met);
    const inOrder = sort === "name" ? stay.toSorted() : stay.toSorted().toReversed();
    expect(metNames.filter((name) => stay.includes(String(name)))).toEqual(inOrder);
  }
});

test("[HT13] a cursor is good for its own order only", async () => {
  for (const name of ["A", "B", "C"]) await fixture.create("customer", { name });
  const cursors = new Map<CardSort, string | undefined>();
  for (const sort of ["no", "-no", "name", "-name", "city"] as const)
    cursors.set(sort, (await fixture.workspace.listCards("customer", { limit: 1, sort })).nextCursor);
  for (const [from, cursor] of cursors) {
    expect(cursor, from).toBeDefined();
    for (const sort of cursors.keys()) {
      const reading = fixture.workspace.listCards("customer", { limit: 1, sort, cursor });
      if (sort === from) expect((await reading).items).toHaveLength(1);
      else await expect(reading, `${from} ${sort}`).rejects.toMatchObject({ status: 400, code: "cursor.invalid" });
    }
  }
});
