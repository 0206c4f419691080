/**
 * Working with many cards at once: views that are kept, columns, choosing, changing with a preview and a way back, files.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCard, readCard, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben, type Person } from "./person.ts";
import { appears, goes, hasAll, isSaved, says } from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };
const vendors: CardJson[] = [];

beforeAll(async () => {
  for (let n = 0; n < 6; n += 1)
    vendors.push(
      await makeCard("vendor", {
        name: `Sammelgut ${n} AG`,
        city: n === 5 ? "Chur" : "Bern",
        ...(n === 4 ? { privacyBlocked: true as never } : {}),
      }),
    );
});

const listPage = (page: Page): Locator => page.locator("couplet-list-page");
const rows = (page: Page): Locator => page.locator("couplet-list-table tr[data-index]");
const bar = (page: Page): Locator => page.getByRole("group", { name: "Selected cards" });
const toast = (page: Page): Locator => page.locator("couplet-app-toast");
const cities = async (): Promise<readonly unknown[]> =>
  (await Promise.all(vendors.map(({ id }) => readCard("vendor", id)))).map(({ city }) => city);

async function openVendors(person: Person, query = "q=sammelgut"): Promise<Page> {
  const page = await person.open(`#/vendors?${query}`);
  await hasAll(page);
  await says(listPage(page), /\d cards/u);
  return page;
}

/** Chooses a field and types or picks its new value. */
async function setLine(dialog: Locator, at: number, field: string, value: string): Promise<void> {
  await dialog.getByRole("combobox", { name: "Field", exact: true }).nth(at).selectOption({ label: field });
  await dialog.getByLabel("New value").nth(at).fill(value);
}

describe("[V2] many cards", () => {
  test("are chosen by keyboard, changed after a preview, and changed back by one undo; also without a connection", async () => {
    const person = await come(ada);
    const page = await openVendors(person);
    await page.keyboard.press("j");
    await page.keyboard.press("x");
    await says(bar(page), /1 selected/u);
    for (let more = 0; more < 2; more += 1) await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Shift+X");
    await says(bar(page), /3 selected/u);
    await page.keyboard.press("x");
    await says(bar(page), /2 selected/u);
    const wrong = await look(page, "list-selecting");
    await bar(page).getByRole("button", { name: "Select all 6" }).click();
    await says(bar(page), /6 selected/u);
    await bar(page).getByRole("button", { name: "Change…" }).click();
    const dialog = page.getByRole("dialog", { name: "Change 6 cards" });
    await setLine(dialog, 0, "City", "Chur");
    await dialog.getByRole("button", { name: "Another field" }).click();
    await setLine(dialog, 1, "Currency", "Fränkli");
    await appears(dialog.getByRole("alert"));
    await setLine(dialog, 1, "Currency", "chf");
    await says(dialog, /6 records, 2 fields.*11 values change\..*6 of them share their block/u);
    wrong.push(...(await look(page, "bulk-edit", "two")));
    await dialog.getByRole("button", { name: "Change 6 cards" }).click();
    await says(toast(page), /6 cards changed\.\s*Undo/u);
    await expect.poll(cities, waiting).toEqual(Array.from({ length: 6 }, () => "Chur"));
    expect((await readCard("vendor", vendors[5]?.id ?? "")).currencyCode).toBe("CHF");
    await page.keyboard.press("Control+z");
    await says(toast(page), /6 cards are as they were\./u);
    await expect.poll(cities, waiting).toEqual(["Bern", "Bern", "Bern", "Bern", "Bern", "Chur"]);

    await isSaved(page);
    await person.unplug();
    await rows(page).first().getByRole("link").first().focus();
    await page.keyboard.press("x");
    await bar(page).getByRole("button", { name: "Change…" }).click();
    await setLine(page.getByRole("dialog", { name: "Change 1 card" }), 0, "City", "Spiez");
    await page.getByRole("button", { name: "Change 1 card" }).click();
    await says(toast(page), /1 card changed/u);
    await says(rows(page).first(), /Spiez/u);
    await person.plugIn();
    await expect.poll(async () => (await cities())[0], waiting).toBe("Spiez");
    expect(wrong).toEqual([]);
  });

  test("go into a file for a spreadsheet, or for a phone, without those whose privacy is blocked", async () => {
    const person = await come(ada);
    const page = await openVendors(person);
    await page.getByRole("button", { name: "Select cards" }).click();
    await bar(page).getByRole("button", { name: "Select all 6" }).click();
    const read = async (button: string): Promise<readonly [name: string, text: string]> => {
      const [download] = await Promise.all([
        page.waitForEvent("download"),
        bar(page).getByRole("button", { name: button }).click(),
      ]);
      await says(toast(page), /5 cards exported to vendors-.*1 with the privacy block left out\./u);
      return [download.suggestedFilename(), await readFile(await download.path(), "utf8")];
    };
    const [name, table] = await read("Spreadsheet (CSV)");
    expect(name).toMatch(/^vendors-\d{4}-\d\d-\d\d\.csv$/u);
    expect(table).toMatch(/^\uFEFFNo\.;Name;/u);
    expect(table.match(/Sammelgut/gu)).toHaveLength(5);
    const [, cards] = await read("vCard");
    expect(cards.match(/^FN:Sammelgut/gmu)).toHaveLength(5);
  });

  test("a viewer's role offers files and no change", async () => {
    const person = await come({ ...ben, sub: "vera.viewer", name: "Vera Viewer", role: "viewer" });
    const page = await openVendors(person);
    await page.getByRole("button", { name: "Select cards" }).click();
    await appears(bar(page).getByRole("button", { name: "vCard" }));
    expect(await bar(page).getByRole("button", { name: "Change…" }).count()).toBe(0);
  });
});

describe("[V2] views", () => {
  test("keep search, filter, order and columns under a name, have an address for others, and come back after being deleted", async () => {
    const person = await come(ada);
    const page = await openVendors(person, "");
    await page.locator("couplet-list-page button.filter").click();
    await page.locator("couplet-list-filters select[name=city]").selectOption("=Chur");
    await page.locator("couplet-list-page button.filter").click();
    await page.getByRole("columnheader", { name: "Name", exact: true }).getByRole("button").click();
    await page.getByRole("button", { name: "Choose columns" }).click();
    const columns = page.getByRole("dialog", { name: "Choose columns" });
    await columns.getByLabel("Phone", { exact: true }).uncheck();
    await columns.getByLabel("Currency").check();
    const wrong = await look(page, "list-columns", "two");
    await page.keyboard.press("Escape");
    await expect
      .poll(() => page.url(), waiting)
      .toMatch(/#\/vendors\?sort=name&cols=city%2Cemail%2CcurrencyCode&is\.city=Chur$/u);
    const address = new URL(page.url()).hash;
    await page.getByRole("button", { name: "Saved views" }).click();
    const views = page.getByRole("dialog", { name: "Saved views" });
    await views.getByLabel("Name of the view").fill("Aus Chur");
    await page.keyboard.press("Enter");
    await says(toast(page), /“Aus Chur” is saved/u);

    await page.reload();
    await page.goto(`${person.line.url}/#/vendors`);
    await hasAll(page);
    await appears(page.getByRole("columnheader", { name: "Currency" }));
    await expect.poll(() => rows(page).count(), waiting).toBeGreaterThan(1);
    await page.getByRole("button", { name: "Saved views" }).click();
    wrong.push(...(await look(page, "list-views", "two")));
    await views.getByRole("link", { name: "Aus Chur" }).click();
    await expect.poll(() => new URL(page.url()).hash, waiting).toBe(address);
    await appears(page.getByText("City: Chur"));
    await page.getByRole("button", { name: "Saved views" }).click();
    await views.getByRole("button", { name: "Delete the view Aus Chur" }).click();
    await goes(views.getByRole("link", { name: "Aus Chur" }));
    await page.keyboard.press("Escape");
    await toast(page).getByRole("button", { name: "Undo" }).click();
    await page.getByRole("button", { name: "Saved views" }).click();
    await appears(views.getByRole("link", { name: "Aus Chur" }));

    const other = await come({ ...ben, role: "editor" });
    await other.open(address);
    await hasAll(other.page);
    await appears(other.page.getByText("City: Chur"));
    await appears(other.page.getByRole("columnheader", { name: "Currency" }));
    expect(wrong).toEqual([]);
  });
});
