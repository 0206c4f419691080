/**
 * A browser whose clock is set forward and back by days, under a page and between two of its starts: what is typed arrives, as it was typed.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EngineBrowser } from "./engine-browser.ts";
import { createCaller, startFresh, type Caller } from "./rest-client.ts";

const dayMs = 86_400_000;
let server: RunningServer;
let browser: EngineBrowser;
let ada: Caller;
let count = 0;
let id = "";

beforeAll(async () => {
  server = await startFresh();
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  const workspace = `clock-${count}`;
  ada = await createCaller(server, { workspace });
  id = ((await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" })) as { id: string }).id;
  browser = await EngineBrowser.open(server, workspace);
});
afterEach(() => browser.remove());

/** A tab with the card open, on a device whose clock is wrong by so much. */
async function tab(days: number): Promise<Page> {
  await browser.setClock(days * dayMs);
  const page = await browser.visit();
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await expect.poll(() => page.evaluate(() => globalThis.card.snapshot.value.loading), { timeout: 20_000 }).toBe(false);
  return page;
}

const set = async (page: Page, field: string, text: string): Promise<void> => {
  const result = await page.evaluate(([name = "", value]) => globalThis.card.set(name, value), [field, text]);
  expect(result).toMatchObject({ ok: true });
};
const status = (page: Page) =>
  page.evaluate(() => {
    const { waiting, refused } = globalThis.engine.status.value;
    return { waiting, refused };
  });
const isSaved = (page: Page): Promise<void> =>
  expect.poll(() => status(page), { timeout: 30_000 }).toEqual({ waiting: 0, refused: 0 });

interface Told {
  readonly new: unknown;
  readonly entry: string;
}

interface Conflict {
  readonly field: string;
  readonly candidates: readonly { readonly value: string }[];
}

async function past(field: string): Promise<Told[]> {
  const { items } = await ada.expecting(200, "GET", `/contacts/${id}/history?field=${field}`);
  return (items as Told[]).reverse();
}

const valuesOf = async (field: string): Promise<unknown[]> => (await past(field)).map((item) => item.new);

/** What each writer stamped, in the order in which the server got it. */
async function stamps(...fields: string[]): Promise<number[][]> {
  const byWriter = new Map<string, number[]>();
  for (const field of fields) {
    for (const { entry } of await past(field)) {
      const [writer = "", at] = entry.split("@");
      const slot = `${writer} ${field}`;
      byWriter.set(slot, [...(byWriter.get(slot) ?? []), Number(at)]);
    }
  }
  return [...byWriter.values()];
}

async function expectGrowing(...fields: string[]): Promise<void> {
  for (const ats of await stamps(...fields)) expect(ats).toEqual([...new Set(ats)].toSorted((a, b) => a - b));
}

describe("a browser whose clock is set", () => {
  test("[C2] forward and back by days under the page: everything typed arrives in its order, and nothing is refused", async () => {
    const page = await tab(0);
    const cities = ["Zug"];
    for (const days of [0, 3, -4, 10, 0, -1, 2]) {
      await browser.setClock(days * dayMs);
      cities.push(`Ort ${cities.length}`);
      await set(page, "city", cities.at(-1) ?? "");
      await isSaved(page);
      expect((await ada.expecting(200, "GET", `/contacts/${id}`)).city).toBe(cities.at(-1));
    }
    expect(await valuesOf("city")).toEqual(cities);
    await expectGrowing("city");
    expect((await ada.expecting(200, "GET", `/contacts/${id}/conflicts`)).items).toEqual([]);
  });

  test("[C2] [F7] three days ahead while it was offline, over a restart: what was typed then arrives, beside what others set, and what is typed later is newer", async () => {
    const first = await tab(0);
    await isSaved(first);
    await browser.cut(true);
    await browser.setClock(3 * dayMs);
    await set(first, "city", "Bern");
    await set(first, "address", "Weg 1");
    await set(first, "address", "Weg 2");
    await first.evaluate(() => globalThis.card.kept());
    await browser.context.close();
    await ada.expecting(200, "PATCH", `/contacts/${id}`, { city: "Chur" });

    await browser.launch();
    const page = await tab(3);
    await set(page, "county", "BE");
    expect((await status(page)).waiting).toBe(3);
    await browser.cut(false);
    await isSaved(page);
    expect(await ada.expecting(200, "GET", `/contacts/${id}`)).toMatchObject({ address: "Weg 2", county: "BE" });
    const { items } = await ada.expecting(200, "GET", `/contacts/${id}/conflicts`);
    const conflicts = (items as Conflict[]).map(({ field, candidates }) => [
      field,
      candidates.map(({ value }) => value).toSorted(),
    ]);
    expect(conflicts).toEqual([["city", ["Bern", "Chur"]]]);

    await browser.setClock(-5 * dayMs);
    await set(page, "address", "Weg 3");
    await set(page, "city", "Davos");
    await isSaved(page);
    expect(await ada.expecting(200, "GET", `/contacts/${id}`)).toMatchObject({ address: "Weg 3", city: "Davos" });
    expect((await ada.expecting(200, "GET", `/contacts/${id}/conflicts`)).items).toEqual([]);
    await expectGrowing("city", "address", "county");
  });
});
