/**
 * For everybody: by keyboard alone, at twice the size, in forced colours, in an order that makes sense; and others' edits disturb nobody.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, goes, hasAll, isOpen, isSaved, says, shows, type } from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };

/** What the focus is on, by its name. Runs in the page. */
function focusedName(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const labels =
    element instanceof HTMLInputElement || element instanceof HTMLSelectElement ? element.labels : undefined;
  const name = element?.getAttribute("aria-label") ?? labels?.[0]?.textContent ?? element?.textContent ?? "";
  return name.replaceAll(/\s+/gu, " ").trim();
}

/** Presses Tab until the focus is on something called so. */
async function tabTo(page: Page, name: RegExp): Promise<void> {
  const seen: string[] = [];
  for (let presses = 0; presses < 90; presses += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(focusedName);
    if (name.test(now)) return;
    seen.push(now);
  }
  throw new Error(`${name} cannot be reached by Tab: ${seen.join(" | ")}`);
}

describe("[A2] by keyboard alone", () => {
  test("a customer is found and linked", async () => {
    const contact = await makeCard("contact", { name: "Tastenlink AG", city: "Thun" });
    const { contact: lonely, customer } = await makePair({ name: "Tastenkunde AG", city: "Biel" });
    await rest("DELETE", `/contacts/${lonely.id}`);
    const person = await come(ada);
    const page = await person.open(hashOf(contact));
    await isOpen(page);
    await hasAll(page);
    const links = page.locator("couplet-links").getByRole("listitem").filter({ hasText: "No customer yet" });
    await appears(links);
    await tabTo(page, /^Link existing/u);
    await page.keyboard.press("Enter");
    const dialog = page.getByRole("dialog", { name: /^Link an existing/u });
    await appears(dialog);
    await page.keyboard.type("tastenkunde");
    await appears(dialog.getByRole("button", { name: customer.no }));
    await tabTo(page, new RegExp(customer.no, "u"));
    await page.keyboard.press("Enter");
    await appears(dialog.getByRole("row").nth(1));
    await tabTo(page, /^Link$/u);
    await page.keyboard.press("Enter");
    await goes(dialog);
    await expect
      .poll(async () => (await readCard("customer", customer.id)).relations.map(({ cardId }) => cardId), waiting)
      .toEqual([contact.id]);
  });

  test("a choice between two values is made by its number", async () => {
    const { contact, customer } = await makePair({ name: "Tastenwahl AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await her.unplug();
    await type(him.page, "Name", "Tastenwahl Holding AG");
    await isSaved(him.page);
    await type(her.page, "Name", "Tastenwahl Gruppe AG");
    await her.plugIn();
    const { page } = her;
    await tabTo(page, /Needs attention: 1/u);
    await page.keyboard.press("Enter");
    const choice = page.locator("couplet-conflicts").getByRole("group");
    await says(choice, /1\s*Tastenwahl (?:Gruppe|Holding) AG.*2\s*Tastenwahl (?:Gruppe|Holding) AG/u);
    const second = /2\s*(Tastenwahl (?:Gruppe|Holding) AG)/u.exec((await choice.textContent()) ?? "")?.[1] ?? "";
    await tabTo(page, /^Keep/u);
    await page.keyboard.press("2");
    await goes(choice);
    await shows(field(him.page, "Name"), second);
  });

  test("the focus goes through a list from its head to its rows, and comes back from what was opened", async () => {
    const person = await come(ada);
    const page = await person.open("#/contacts");
    await hasAll(page);
    await appears(page.getByRole("row").nth(5));
    await page.reload();
    await appears(page.getByRole("row").nth(5));
    await expect
      .poll(() => page.getByRole("columnheader", { name: "Name", exact: true }).getByRole("button").count())
      .toBe(1);
    const order: string[] = [];
    for (let presses = 0; presses < 22; presses += 1) {
      await page.keyboard.press("Tab");
      order.push(await page.evaluate(focusedName));
    }
    expect(order.slice(0, 9)).toEqual([
      "Skip to content",
      "Couplet",
      "Contacts",
      "Customers",
      "Vendors",
      "Bank accounts",
      "Find a card or do something",
      expect.stringMatching(/^Needs attention/u),
      expect.stringMatching(/^Saved|^Starting|^All/u),
    ]);
    expect(order.slice(9, 21)).toEqual([
      expect.stringMatching(/Account: Ada Keller/u),
      "Search Contacts",
      "Filter",
      "Saved views",
      "Choose columns",
      "Select cards",
      "New contact",
      "No.",
      "Name",
      "City",
      "Phone",
      "E-mail",
    ]);
    await page.keyboard.press("Control+k");
    await appears(page.getByRole("dialog", { name: "Find a card or do something" }));
    await page.keyboard.press("Escape");
    await expect.poll(() => page.evaluate(focusedName), waiting).toBe(order.at(-1));
  });
});

describe("[A1] at twice the size, and in forced colours", () => {
  test("nothing is cut off at 200 %, and everything can be reached", async () => {
    const { contact } = await makePair({ name: "Lupe und Brille Handelsgesellschaft AG", city: "Winterthur" });
    // What a window of 1280 by 900 is at 200 %.
    const person = await come(ada, { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 });
    const page = await person.open();
    for (const address of ["#/contacts", hashOf(contact), "#/attention", "#/setup", "#/account", "#/device"]) {
      await page.goto(`${person.line.url}/${address}`);
      await appears(page.getByRole("heading", { level: 1 }).or(cardOf(page).getByRole("heading").first()).first());
      if (address.startsWith("#/contacts/")) await isOpen(page);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      expect([address, spill]).toEqual([address, 0]);
      await page.screenshot({
        path: `test-results/screens/zoomed${address.replaceAll(/\W+/gu, "-").slice(0, 12)}.png`,
      });
    }
    // What has the focus is not hidden under what sticks to the edges.
    await page.goto(`${person.line.url}/${hashOf(contact)}`);
    await isOpen(page);
    for (let presses = 0; presses < 30; presses += 1) {
      await page.keyboard.press("Tab");
      const hidden = await page.evaluate(focusIsHidden);
      expect(hidden).toBe("");
    }
  });

  test("the list, the palette and a card keep their marks in forced colours", async () => {
    const { contact } = await makePair({ name: "Kontrast AG", city: "Zug" });
    const person = await come(ada, { forcedColors: "active" });
    const page = await person.open("#/contacts");
    await appears(page.getByRole("row").nth(5));
    await page.keyboard.press("j");
    expect(await page.evaluate(focusMark)).not.toMatch(/^none|^0px/u);
    await page.keyboard.press("x");
    await appears(page.getByRole("checkbox", { checked: true }));
    await page.screenshot({ path: "test-results/screens/forced-list.png" });
    await page.keyboard.press("Control+k");
    const chosen = page.getByRole("option", { selected: true });
    await appears(chosen);
    expect(await chosen.evaluate((option) => getComputedStyle(option).outlineStyle)).toBe("solid");
    await page.keyboard.press("Escape");
    await page.goto(`${person.line.url}/${hashOf(contact)}`);
    await isOpen(page);
    await field(page, "Phone").focus();
    await page.screenshot({ path: "test-results/screens/forced-card.png" });
    const wrong = await look(page, "forced-card", "two");
    expect(wrong).toEqual([]);
  });
});

describe("[E2] others' edits", () => {
  test("are shown once, and move neither the focus, nor the caret, nor the page", async () => {
    const { contact, customer } = await makePair({ name: "Ungestört AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    const { page } = her;
    await field(page, "Home page").click();
    await page.keyboard.type("https://ungestoert.example");
    for (let steps = 0; steps < 5; steps += 1) await page.keyboard.press("ArrowLeft");
    const before = await page.evaluate(whereIsShe);
    await page.evaluate(watchFresh);
    await type(him.page, "Name 2", "Zweite Zeile");
    await type(him.page, "City", "Basel");
    await shows(field(page, "City"), "Basel");
    await shows(field(page, "Name 2"), "Zweite Zeile");
    expect(await page.evaluate(whereIsShe)).toEqual(before);
    const seen = (): Promise<readonly string[]> =>
      page.evaluate(() => (globalThis as unknown as { fresh: string[] }).fresh);
    await expect.poll(async () => (await seen()).toSorted(), waiting).toEqual(["city", "name2"]);
    // Her own are nothing new to her.
    await page.keyboard.press("Tab");
    await isSaved(page);
    expect((await seen()).toSorted()).toEqual(["city", "name2"]);
  });
});

/** Focus, caret, text and scroll. Runs in the page. */
function whereIsShe(): readonly unknown[] {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  const input = element as HTMLInputElement;
  return [input.labels?.[0]?.textContent?.trim(), input.value, input.selectionStart, input.selectionEnd, scrollY];
}

/** Notes which fields are marked as fresh, each time. Runs in the page. */
function watchFresh(): void {
  const fresh: string[] = [];
  Object.assign(globalThis, { fresh });
  const page = document.querySelector("couplet-app")?.shadowRoot?.querySelector("couplet-card-page")?.shadowRoot;
  const card = page?.querySelector("couplet-card")?.shadowRoot;
  const observer = new MutationObserver((changes) => {
    for (const { target } of changes)
      if (target instanceof HTMLElement && target.hasAttribute("data-fresh")) fresh.push(target.dataset["field"] ?? "");
  });
  if (card) observer.observe(card, { subtree: true, attributes: true, attributeFilter: ["data-fresh"] });
}

/** The name of what has the focus where it lies wholly under something else. Runs in the page. */
function focusIsHidden(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element || element === document.body) return "";
  const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
  if (width < 2 || height < 2 || bottom < 0 || top > innerHeight) return width < 2 ? "" : `${element.tagName} outside`;
  const points = [0.1, 0.5, 0.9].map((share) => [(left + right) / 2, top + (bottom - top) * share] as const);
  const isSeen = points.some(([x, y]) => {
    let over = document.elementFromPoint(x, y);
    while (over?.shadowRoot) {
      const inner = over.shadowRoot.elementFromPoint(x, y);
      if (!inner || inner === over) break;
      over = inner;
    }
    return (
      over !== null &&
      (over === element ||
        over?.contains(element) ||
        element?.contains(over) ||
        over?.getRootNode() === element?.getRootNode())
    );
  });
  return isSeen
    ? ""
    : `${element.tagName} ${element.getAttribute("aria-label") ?? element.textContent ?? ""}`.slice(0, 80);
}

/** How the row with the focus is marked. Runs in the page. */
function focusMark(): string {
  let element = document.activeElement;
  while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
  if (!element) return "none";
  const { outlineStyle, outlineWidth } = getComputedStyle(element, "::after");
  return `${outlineStyle} ${outlineWidth}`;
}
