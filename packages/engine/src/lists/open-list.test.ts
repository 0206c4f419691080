import { describe, expect, test } from "vitest";
import { OfflineError, RequestRefusedError } from "../engine-error.ts";
import type { CardList, ListQuery } from "../engine.ts";
import { Cell } from "../readable.ts";
import { CardLists } from "./card-lists.ts";
import { OpenList, type OpenListQuery } from "./open-list.ts";
import { randomOf, sampleRow, SampleRows } from "./list-rows-fixture.ts";
import type { KeptCard } from "../register.ts";

const collator = new Intl.Collator("de", { numeric: true });
const cards = (count: number, step = 1): KeptCard[] =>
  Array.from({ length: count }, (_, at) => ({ ...sampleRow(`${at * step}`, randomOf(at)), no: `K${at * step}` }));

/** A server with pages, and a device that keeps what came. */
function stage(all: KeptCard[], kept = new SampleRows()) {
  kept.isComplete.set(false);
  const reach = new Cell<"unknown" | "reachable" | "offline" | "unreachable">("reachable");
  const asked: ListQuery[] = [];
  const server = { all, isDown: false, refuses: undefined as Error | undefined, saving: Promise.resolve() };
  const lists = new CardLists(kept, collator);
  const page = async (_kind: string, query: ListQuery): Promise<CardList> => {
    asked.push(query);
    await Promise.resolve();
    if (server.refuses) throw server.refuses;
    if (server.isDown) throw new OfflineError("Reading");
    const from = Number(query.cursor ?? 0);
    const to = from + (query.limit ?? 100);
    const items = server.all.slice(from, to);
    kept.put(...items);
    return { items, fromCache: false, ...(to < server.all.length ? { nextCursor: String(to) } : {}) };
  };
  const host = { lists, collator, reach, reader: { page, save: () => server.saving } };
  const open = async (query: OpenListQuery = {}): Promise<OpenList> => {
    const list = new OpenList(host, "contact", query);
    await list.start();
    return list;
  };
  return { kept, reach, server, asked, open };
}

const idsOf = (list: OpenList): string[] => list.rows(0, list.count.value).map(({ id }) => id);

describe("[LS7] a list over the server's pages", () => {
  test("grows as it is looked at, and can be sorted and narrowed down once all of it is here", async () => {
    const { open, asked } = stage(cards(750));
    const list = await open({ sort: "name", descending: true, filter: { city: ["Bern"] } });
    expect([list.count.value, list.progress.value.hasMore, list.progress.value.canArrange]).toEqual([100, true, false]);
    expect(idsOf(list)).toEqual(cards(100).map(({ id }) => id));
    list.rows(60, 100);
    list.rows(60, 100);
    await expect.poll(() => list.count.value).toBe(600);
    expect(asked).toHaveLength(2);
    list.rows(550, 600);
    await expect.poll(() => list.progress.value.hasMore).toBe(false);
    const expected = cards(750).filter(({ values }) => values["city"] === "Bern");
    expect(list.count.value).toBe(expected.length);
    const names = list
      .rows(0, 750)
      .map(({ values }) => String(values["name"]))
      .filter((name) => name !== "");
    expect(names).toEqual(names.toSorted(collator.compare).reverse());
    expect(list.values("city").find(({ value }) => value === "Bern")?.count).toBe(expected.length);
    list.arrange({ sort: "no" });
    expect(idsOf(list).slice(0, 3)).toEqual(["0", "1", "2"]);
    expect([list.count.value, asked.length]).toEqual([750, 3]);
  });

  test("shows what rows say now, without those that were deleted", async () => {
    const { open, kept } = stage(cards(30));
    const list = await open();
    let heard = 0;
    list.observe(() => (heard += 1));
    const [first, second] = cards(2);
    kept.put({ ...sampleRow("0", randomOf(9)), no: "K0", values: { name: "Anders" } });
    kept.put({ ...(second ?? sampleRow("1", randomOf(1))), isDeleted: true });
    expect(list.rows(0, 1)[0]?.values["name"]).toBe("Anders");
    expect([list.count.value, list.indexOf("1"), list.indexOf("2"), heard]).toEqual([29, -1, 1, 2]);
    // The device keeps it no more; the list goes on showing it.
    kept.remove("2");
    expect(list.indexOf("2")).toBe(1);
    expect(first?.id).toBe("0");
  });

  test("goes on with what the device keeps while the server cannot be reached, and back", async () => {
    const { open, server, reach, kept } = stage(cards(40), new SampleRows(cards(5)));
    server.isDown = true;
    const list = await open({ sort: "no", descending: true });
    expect([list.count.value, list.progress.value.fromCache]).toEqual([5, true]);
    expect(idsOf(list)).toEqual(["4", "3", "2", "1", "0"]);
    kept.put({ ...sampleRow("x", randomOf(3)), no: "K99" });
    await expect.poll(() => idsOf(list)[0]).toBe("x");
    server.isDown = false;
    reach.set("offline");
    reach.set("reachable");
    await expect.poll(() => [list.count.value, list.progress.value.fromCache]).toEqual([40, false]);
    expect(idsOf(list)[0]).toBe("39");
  });

  test("loses the server between two pages, without losing its rows", async () => {
    const { open, server, reach } = stage(cards(300));
    const list = await open();
    server.isDown = true;
    reach.set("unreachable");
    list.rows(60, 100);
    await expect.poll(() => list.progress.value.fromCache).toBe(true);
    expect(list.count.value).toBe(100);
  });

  test("says why the server refuses, and shows what it had", async () => {
    const { open, server } = stage(cards(20));
    const list = await open();
    server.refuses = new RequestRefusedError(429, { code: "rate.limited", text: "Too many requests" });
    await list.refresh();
    expect([list.count.value, list.progress.value.failure]).toEqual([20, server.refuses]);
    server.refuses = undefined;
    await list.refresh();
    expect(list.progress.value.failure).toBeUndefined();
    server.refuses = new RequestRefusedError(403, { code: "forbidden", text: "No" });
    await expect(open()).rejects.toThrow("No");
  });

  test("read again, it is as long as before, and in the order that was chosen", async () => {
    const { open, server } = stage(cards(2_300));
    const list = await open({ sort: "no", descending: true });
    for (let end = 100; end < 2_300; end += 500) {
      await expect.poll(() => list.count.value).toBe(end);
      list.rows(end - 20, end);
    }
    await expect.poll(() => list.progress.value.canArrange).toBe(true);
    server.all = cards(2_301);
    await list.refresh();
    expect([list.count.value, list.progress.value.canArrange, list.rows(0, 1)[0]?.id]).toEqual([2_301, true, "2300"]);
  });

  test("is not asked for any more once the device has everything", async () => {
    const { open, kept, asked } = stage(cards(300));
    const list = await open({ sort: "name" });
    kept.put(...cards(300));
    kept.isComplete.set(true);
    await expect.poll(() => list.progress.value.canArrange).toBe(true);
    const before = asked.length;
    expect([list.count.value, list.progress.value.hasMore]).toEqual([300, false]);
    list.rows(0, 300);
    await list.refresh();
    expect(asked).toHaveLength(before);
  });

  test("opened while the device comes to have everything, it is there with something to show", async () => {
    const { open, kept, reach, server } = stage(cards(300), new SampleRows(cards(300)));
    reach.set("offline");
    const opening = open();
    server.saving = new Promise((resolve) => setTimeout(resolve, 50));
    kept.isComplete.set(true);
    expect(idsOf(await opening)).toHaveLength(300);
  });

  test("closed, it hears of nothing any more", async () => {
    const { open, kept, reach, asked } = stage(cards(10));
    const list = await open();
    let heard = 0;
    list.observe(() => (heard += 1));
    list.close();
    kept.put({ ...sampleRow("0", randomOf(9)), no: "K0" });
    reach.set("offline");
    kept.isComplete.set(true);
    await Promise.resolve();
    expect([heard, asked.length]).toEqual([0, 1]);
  });
});
