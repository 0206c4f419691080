/**
 * Two people who use one browser, at the same time and one after the other: each has what is theirs, and nothing of the other's.
 *
 * @module
 */
import type { RunningServer } from "@couplet/server";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { EngineBrowser } from "./engine-browser.ts";
import { createCaller, startFresh, type Caller } from "./rest-client.ts";

const workspace = "accounts";
let server: RunningServer;
let browser: EngineBrowser;
let ada: Caller;

beforeAll(async () => {
  server = await startFresh();
  ada = await createCaller(server, { workspace });
});
afterAll(() => server.close());
beforeEach(async () => {
  browser = await EngineBrowser.open(server, workspace);
});
afterEach(() => browser.remove());

const status = (page: Page) =>
  page.evaluate(() => {
    const { waiting, refused, decisions } = globalThis.engine.status.value;
    return { waiting, refused, decisions };
  });
const nothing = { waiting: 0, refused: 0, decisions: 0 };
const databasesOf = async (page: Page, sub: string): Promise<string[]> => {
  const names = await page.evaluate(async () => (await indexedDB.databases()).map(({ name = "" }) => name));
  return names.filter((name) => name.includes(`|${workspace}|${sub}/`)).toSorted();
};
const names = (page: Page): Promise<unknown[]> =>
  page.evaluate(async () => (await globalThis.engine.list("contact")).items.map(({ values }) => values["name"]));
const hasAll = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => globalThis.engine.progress.value?.isComplete), { timeout: 30_000 }).toBe(true);

test("[G2] [C2] nothing of one account is in the other, neither shown nor sent nor wiped with it", async () => {
  const { id } = await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" });
  const { id: bank } = await ada.expecting(201, "POST", "/bank-accounts", { name: "Bank AG", bankAccountNo: "12-345" });
  const ben = await browser.visit("persistent", "workspace");
  await hasAll(ben);
  await ben.evaluate((card) => globalThis.openCard("contact", card), id);
  await ben.evaluate(() => globalThis.engine.setOffline(true));
  await ben.evaluate(() => globalThis.card.set("city", "Bern"));
  await ben.evaluate(() => globalThis.engine.create("contact", { name: "Bens AG" }));
  expect((await status(ben)).waiting).toBe(2);
  const kept = await databasesOf(ben, "ben");

  browser.sub = "vera";
  browser.role = "sales";
  const vera = await browser.visit("persistent", "workspace");
  await hasAll(vera);
  expect(await vera.evaluate(() => globalThis.engine.identity.value?.sub)).toBe("vera");
  expect(await names(vera)).not.toContain("Bens AG");
  await vera.evaluate((card) => globalThis.openCard("contact", card), id);
  await expect
    .poll(() => vera.evaluate(() => globalThis.card.snapshot.value.connected), { timeout: 20_000 })
    .toBe(true);
  const shown = await vera.evaluate(() => globalThis.card.snapshot.value);
  expect([shown.values["city"], shown.savedByField]).toEqual(["Zug", {}]);
  // What Ben may read of a bank account, and she may not.
  const read = (page: Page) =>
    page.evaluate(
      async (card) => (await globalThis.engine.readCard("bankAccount", card))?.values["bankAccountNo"],
      bank,
    );
  expect(await read(ben)).toBe("12-345");
  expect(await read(vera)).not.toBe("12-345");
  expect(await status(vera)).toEqual(nothing);
  await vera.evaluate(() => globalThis.card.set("county", "ZG"));
  await expect.poll(() => status(vera), { timeout: 20_000 }).toEqual(nothing);
  expect(await status(ben)).toMatchObject({ waiting: 2 });

  await vera.evaluate(() => globalThis.engine.signOut({ wipe: true }));
  await expect.poll(() => databasesOf(ben, "vera")).toEqual([]);
  expect(await databasesOf(ben, "ben")).toEqual(kept);
  browser.sub = "ben";
  browser.role = "admin";
  await ben.evaluate(() => globalThis.engine.setOffline(false));
  await expect.poll(() => status(ben), { timeout: 20_000 }).toEqual(nothing);
  expect(await ada.expecting(200, "GET", `/contacts/${id}`)).toMatchObject({ city: "Bern", county: "ZG" });
  const { items } = await ada.expecting(200, "GET", `/contacts/${id}/history`);
  const authors = (items as { field: string; by: { sub: string } }[]).map(({ field, by }) => [field, by.sub]);
  expect(authors).toEqual(
    expect.arrayContaining([
      ["city", "ben"],
      ["county", "vera"],
    ]),
  );
});
