/**
 * A long list: scrolled, sorted by its headers, narrowed down, searched, walked by keyboard, and found again as it was.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, test } from "vitest";
import { makeCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada } from "./person.ts";
import { appears, cardOf, goes, isOpen, says } from "./see.ts";

const come = createCast();
const cities = ["Bern", "Chur", "Zug", "Genève"];
const count = 240;
const waiting = { timeout: 15_000, interval: 50 };

beforeAll(async () => {
  for (let from = 0; from < count; from += 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => {
        const n = from + at;
        return makeCard("bankAccount", {
          name: `Reihenhaus ${String((n * 7) % count).padStart(3, "0")}`,
          city: cities[n % cities.length] ?? "",
          phoneNo: `+4144900${String(n).padStart(4, "0")}`,
        });
      }),
    );
  }
});

const rows = (page: Page) => page.locator("couplet-list-table tr[data-index]");
const header = (page: Page, name: string) => page.getByRole("columnheader", { name, exact: true });
const total = (page: Page) => page.locator("couplet-list-table table").getAttribute("aria-rowcount");
/** Names in the window, from above. */
const namesSeen = (page: Page): Promise<string[]> =>
  rows(page).evaluateAll((found) =>
    found
      .filter((row) => row.getBoundingClientRect().bottom > 140 && row.getBoundingClientRect().top < innerHeight)
      .map((row) => row.querySelector("a.open")?.textContent?.trim() ?? ""),
  );
const focusedRow = (page: Page): Promise<number> =>
  page.evaluate(() => {
    let element = document.activeElement;
    while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
    return Number(element?.closest("tr")?.dataset["index"] ?? -1);
  });
/** To the end, as often as more comes. */
async function scrollToEnd(page: Page): Promise<void> {
  await expect
    .poll(async () => {
      await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight }));
      return Number(await total(page));
    }, waiting)
    .toBeGreaterThan(count);
}

/** How often rows are drawn anew while nothing happens, after the page has come to rest. */
const drawnIdly = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    const app = document.querySelector("couplet-app")?.shadowRoot;
    const table = app?.querySelector("couplet-list-page")?.shadowRoot?.querySelector("couplet-list-table")?.shadowRoot;
    const frames = async (count: number): Promise<void> => {
      for (let at = 0; at < count; at += 1) await new Promise(requestAnimationFrame);
    };
    await frames(30);
    let drawn = 0;
    const observer = new MutationObserver((changes) => (drawn += changes.length));
    observer.observe(table as ShadowRoot, { childList: true, subtree: true, attributes: true });
    await frames(20);
    observer.disconnect();
    return drawn;
  });

describe("[LS8] a list of hundreds of cards", () => {
  test("draws what is seen, tells how much there is, comes back as it was", async () => {
    const { page, ...person } = await come(ada).then((one) => ({ page: one.page, open: one.open.bind(one) }));
    await person.open("#/bank-accounts");
    await appears(rows(page).first());
    await says(page.locator("couplet-list-page"), /First 100/u);
    await expect.poll(() => header(page, "Name").getByRole("button").count()).toBe(0);
    await scrollToEnd(page);
    const all = Number(await total(page)) - 1;
    await says(page.locator("couplet-list-page"), new RegExp(`${all} cards`, "u"));
    expect(await rows(page).count()).toBeLessThan(90);

    await header(page, "Name").getByRole("button").click();
    await expect.poll(() => header(page, "Name").getAttribute("aria-sort")).toBe("ascending");
    await header(page, "Name").getByRole("button").click();
    await expect.poll(() => header(page, "Name").getAttribute("aria-sort"), waiting).toBe("descending");
    await expect.poll(async () => (await namesSeen(page)).slice(-1)[0] ?? "", waiting).toMatch(/Reihenhaus 2/u);
    const names = await namesSeen(page);
    expect(names).toEqual(names.toSorted((a, b) => a.localeCompare(b)).reverse());

    await page.evaluate(() => scrollTo({ top: 4_000 }));
    await expect.poll(async () => (await namesSeen(page)).length, waiting).toBeGreaterThan(10);
    const seen = await namesSeen(page);
    await rows(page)
      .filter({ hasText: seen[5] ?? "" })
      .getByRole("link")
      .first()
      .click();
    await isOpen(page);
    await page.goBack();
    await goes(cardOf(page));
    await expect.poll(() => namesSeen(page), waiting).toEqual(seen);
    await expect.poll(() => focusedRow(page)).toBeGreaterThan(90);
  });

  test("is narrowed down by values, and found in by keyboard", async () => {
    const person = await come(ada);
    const { page } = person;
    await person.open("#/bank-accounts");
    await appears(rows(page).first());
    await scrollToEnd(page);
    const wrong = await look(page, "list-scrolled");
    // Heights of rows that depend on what is drawn, and what is drawn on them: it has to come to an end.
    for (const width of [375, 701, 1280]) {
      await page.setViewportSize({ width, height: 811 });
      expect(await drawnIdly(page), `${width}`).toBe(0);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator("couplet-list-page button.filter").click();
    await page.locator("couplet-list-filters select[name=city]").selectOption("=Chur");
    await says(page.locator("couplet-list-page"), /60 cards/u);
    wrong.push(...(await look(page, "list-filters")));
    expect([...new Set(await rows(page).locator(".city").allTextContents())].map((text) => text.trim())).toEqual([
      "Chur",
    ]);
    await page.locator("couplet-list-page button.filter").click();
    await appears(page.getByText("City: Chur"));
    wrong.push(...(await look(page, "list-filtered", "two")));
    await page.getByRole("button", { name: "Remove the filter City" }).click();
    await expect.poll(async () => Number(await total(page)), waiting).toBeGreaterThan(count);

    await page.keyboard.press("j");
    await expect.poll(() => focusedRow(page)).toBe(0);
    await page.keyboard.press("End");
    const last = Number(await total(page)) - 2;
    await expect.poll(() => focusedRow(page), waiting).toBe(last);
    await page.keyboard.press("PageUp");
    await expect.poll(() => focusedRow(page)).toBeLessThan(last - 10);
    await page.keyboard.press("Home");
    await expect.poll(() => focusedRow(page), waiting).toBe(0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("ArrowUp");
    await expect.poll(() => focusedRow(page)).toBe(1);
    // The focus stays with its row, wherever the page is scrolled meanwhile.
    await page.mouse.wheel(0, 5_000);
    await expect.poll(() => page.evaluate(() => scrollY), waiting).toBeGreaterThan(3_000);
    expect(await focusedRow(page)).toBe(1);
    await page.keyboard.press("Enter");
    await isOpen(page);
    expect(wrong).toEqual([]);
  });

  test("goes on without a connection: sorted, searched, with what comes in between, without a jump", async () => {
    const person = await come(ada);
    const { page } = person;
    await person.open("#/bank-accounts");
    await appears(rows(page).first());
    await scrollToEnd(page);
    await person.unplug();
    await page.keyboard.press("/");
    await page.keyboard.type("044 900 00 17");
    await says(page.locator("couplet-list-page"), /1 card\b/u);
    await page.keyboard.press("Control+a");
    await page.keyboard.type("Reihenhauss");
    await appears(page.getByText("Nothing is spelled “Reihenhauss”"));
    const wrong = await look(page, "list-near", "two");
    await page.keyboard.press("Escape");
    await goes(page.getByText("Nothing is spelled"));
    await header(page, "Name").getByRole("button").click();
    await expect.poll(() => header(page, "Name").getAttribute("aria-sort"), waiting).toBe("ascending");
    await page.evaluate(() => scrollTo({ top: 3_000 }));
    await expect.poll(async () => (await namesSeen(page)).length, waiting).toBeGreaterThan(10);
    const seen = await namesSeen(page);
    const before = await total(page);
    await page.evaluate(async () => {
      const app = document.querySelector("couplet-app") as HTMLElement & { shadowRoot: ShadowRoot };
      const list = app.shadowRoot.querySelector("couplet-list-page") as unknown as {
        engine: { create(kind: string, fields: object): Promise<unknown> };
      };
      await list.engine.create("bankAccount", { name: "Aarehaus neu" });
    });
    await expect.poll(() => total(page), waiting).toBe(String(Number(before) + 1));
    await expect.poll(() => namesSeen(page), waiting).toEqual(seen);
    expect(wrong).toEqual([]);
    await person.plugIn();
    await expect
      .poll(
        async () => (await rest<{ items: unknown[] }>("GET", "/bank-accounts?search=aarehaus")).items.length,
        waiting,
      )
      .toBe(1);
  });
});
