import { expect, test } from "vitest";
import { searchTextOfCard } from "../search/card-text.ts";
import { CardLists } from "./card-lists.ts";
import { randomOf, sampleRow, SampleRows } from "./list-rows-fixture.ts";
import { LocalView } from "./local-view.ts";
import type { KeptCard } from "../register.ts";

const collator = new Intl.Collator("de", { numeric: true });
const sample = (count: number): KeptCard[] =>
  Array.from({ length: count }, (_, at) => sampleRow(`${at}`, randomOf(at + 1)));
const named = (id: string, name: string): KeptCard => ({ ...sampleRow(id, () => 0.5), values: { name } });
const idsOf = (view: LocalView): (string | undefined)[] =>
  Array.from({ length: view.count }, (_, at) => view.row(at)?.id);

test("[LS3] what changes while everything is being read is in the list, and what went is not", async () => {
  const rows = new SampleRows(sample(1_000));
  const lists = new CardLists(rows, collator);
  const ready = lists.ready();
  rows.put(named("new", "Neu AG"));
  rows.remove("3");
  rows.put({ ...named("4", "Weg AG"), isDeleted: true });
  await ready;
  expect(lists.progress.value).toBe(1);
  expect(lists.index("contact").size).toBe(999);
  for (const [id, isThere] of [
    ["new", true],
    ["3", false],
    ["4", false],
  ] as const)
    expect(lists.index("contact").handleOf(id) !== undefined, id).toBe(isThere);
  expect((await lists.find("contact", "neu ag")).handles).toEqual(
    Uint32Array.of(lists.index("contact").handleOf("new") ?? -1),
  );
  lists.close();
});

test("[LS3] an open list hears of what comes, changes and goes, searched or not", async () => {
  const rows = new SampleRows(["Meier", "Weber", "Meier Söhne"].map((name, at) => named(`${at}`, name)));
  const lists = new CardLists(rows, collator);
  let heard = 0;
  const all = await LocalView.open(lists, "contact", { sort: "name" }, () => (heard += 1));
  const found = await LocalView.open(lists, "contact", { search: "meier" }, () => (heard += 1));
  expect([idsOf(all), idsOf(found)]).toEqual([
    ["0", "2", "1"],
    ["0", "2"],
  ]);
  rows.remove("0");
  rows.put(named("9", "Aebi"));
  rows.put(named("1", "Weber Meier"));
  await expect.poll(() => heard).toBeGreaterThan(3);
  await expect.poll(() => idsOf(found)).toEqual(["2", "1"]);
  expect(idsOf(all)).toEqual(["9", "2", "1"]);
  expect([all.indexOf("2"), all.indexOf("0"), found.indexOf("9"), found.indexOf("1")]).toEqual([1, -1, -1, 1]);
  lists.close();
});

test("[LS6] a search without an order shows what fits best first, with one shows that order", async () => {
  const rows = new SampleRows([
    { ...named("a", "Alpen Meier"), no: "K1" },
    { ...named("b", "Meier Zug"), no: "K2" },
    { ...named("c", "Meier Aarau"), no: "K10" },
  ]);
  const lists = new CardLists(rows, collator);
  const open = async (sort?: "name") =>
    idsOf(await LocalView.open(lists, "contact", { search: "meier", ...(sort && { sort }) }, () => undefined));
  expect(await open()).toEqual(["b", "c", "a"]);
  expect(await open("name")).toEqual(["a", "c", "b"]);
  lists.close();
});

test("a picture is not searched", () => {
  const row = named("1", "Meier");
  expect(searchTextOfCard({ ...row, values: { ...row.values, image: "data:image/jpeg;base64,zz" } })).not.toContain(
    "zz",
  );
});

test("[LS3] lists that were kept are put up when nothing is going on that the user waits for, and miss nothing of that time", async () => {
  const rows = new SampleRows(sample(50));
  const first = new CardLists(rows, collator);
  await first.ready();
  const lists = await first.keep();
  first.close();
  let isQuiet: () => void = () => undefined;
  const quiet = new Promise<void>((resolve) => (isQuiet = resolve));
  const kept = Object.assign(rows, { kept: () => Promise.resolve({ lists, changed: new Set<string>() }) });
  const again = new CardLists(kept, collator, () => quiet);
  const ready = again.ready();
  await new Promise((resolve) => setTimeout(resolve));
  expect(again.index("contact").size).toBe(0);
  rows.remove("3");
  isQuiet();
  await ready;
  expect(again.index("contact").size).toBe(49);
  again.close();
});
