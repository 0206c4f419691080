/**
 * Longer words: every screen on a phone, in each language, with nothing over the edge and no button cut off.
 *
 * Shape    finds its way by what is the same in every language; pictures go to `test-results/screens`.
 * Not      what axe finds: see `screens.test.ts`.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada } from "./person.ts";
import { appears, cardOf, isOpen } from "./see.ts";

const come = createCast();

/** What cannot be read whole: beyond the edge of the window, or cut off in its own box. Runs in the page. */
function cutOff(): string[] {
  const found: string[] = [];
  if (document.documentElement.scrollWidth > innerWidth)
    found.push(`the page, by ${document.documentElement.scrollWidth - innerWidth} px`);
  const nameOf = (element: Element): string =>
    `${element.localName}.${element.className} “${(element.textContent ?? "").replaceAll(/\s+/gu, " ").trim().slice(0, 40)}”`;
  const wordsOf = (element: Element): DOMRect[] => {
    const words = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const boxes: DOMRect[] = [];
    while (words.nextNode()) {
      const parent = words.currentNode.parentElement;
      // Said to screen readers only.
      if (!parent || parent.clientWidth === 1 || getComputedStyle(parent).clipPath !== "none") continue;
      const range = document.createRange();
      range.selectNodeContents(words.currentNode);
      boxes.push(...[...range.getClientRects()].filter(({ width }) => width > 1));
    }
    return boxes;
  };
  const look = (root: ParentNode): void => {
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) look(element.shadowRoot);
      if (!element.matches("button, a, h1, h2, h3, label, legend, th, summary, option, [role=status], [role=alert]"))
        continue;
      if (!element.checkVisibility()) continue;
      const box = element.getBoundingClientRect();
      if (box.width <= 1 || box.height <= 1 || getComputedStyle(element).clipPath !== "none") continue;
      if (box.right > innerWidth + 1 || box.left < -1) found.push(`${nameOf(element)} is over the edge`);
      else if (wordsOf(element).some(({ left, right }) => right > box.right + 1 || left < box.left - 1))
        found.push(`${nameOf(element)} is cut off`);
    }
  };
  look(document);
  return found;
}

const phone = { width: 375, height: 812 };

interface Scene {
  readonly contact: CardJson;
  readonly customer: CardJson;
  readonly account: CardJson;
}

/** Each screen, and how to get there. */
const screens: Readonly<
  Record<string, (page: Page, go: (hash: string) => Promise<void>, scene: Scene) => Promise<void>>
> = {
  list: async (page, go) => {
    await go("#/bank-accounts");
    await go("#/contacts");
    await appears(page.getByRole("row").nth(3));
  },
  filters: async (page) => {
    await page.locator("couplet-list-page button[aria-expanded]").first().click();
  },
  nothing: async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("searchbox").fill("qqqq zzzz");
    await appears(page.getByRole("heading", { level: 2 }).first());
  },
  "new-card": async (page) => {
    await page.getByRole("searchbox").fill("");
    await appears(page.getByRole("row").nth(3));
    await page.locator("couplet-list-page button.new").click();
    await appears(page.locator("couplet-new-card-dialog dialog"));
  },
  shortcuts: async (page) => {
    await page.keyboard.press("Escape");
    await page.keyboard.press("?");
    await appears(page.locator("couplet-shortcuts-dialog dialog"));
  },
  account: async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("couplet-account-menu button").first().click();
    await appears(page.locator("couplet-account-menu #menu"));
  },
  status: async (page) => {
    await page.keyboard.press("Escape");
    await page.locator("header couplet-status button").first().click();
  },
  contact: async (page, go, { contact }) => {
    await go(hashOf(contact));
    await isOpen(page);
  },
  unlink: async (page) => {
    await page.locator("couplet-links").getByRole("listitem").first().getByRole("button").last().click();
    await appears(page.locator("couplet-links dialog[open], couplet-links [role=alertdialog]").first());
  },
  customer: async (page, go, { customer }) => {
    await page.keyboard.press("Escape");
    await go(hashOf(customer));
    await isOpen(page);
  },
  delete: async (page) => {
    await cardOf(page).locator("button.delete").first().click();
    await appears(page.locator("couplet-card dialog[open]").first());
  },
  "bank-account": async (page, go, { account }) => {
    await page.keyboard.press("Escape");
    await go(hashOf(account));
    await isOpen(page);
  },
  attention: async (page, go) => {
    await go("#/attention");
    await appears(page.locator("couplet-attention-page").getByRole("heading").first());
  },
  setup: async (page, go) => {
    await go("#/setup");
    await appears(page.locator("couplet-setup-page").getByRole("textbox").first());
  },
  "own-account": async (page, go) => {
    await go("#/account");
    await appears(page.locator("couplet-account-page").getByRole("heading").nth(1));
  },
};

describe("longer words", () => {
  test.each(["fr-CH", "de-CH", "it-CH"])("[E6] on a phone nothing is cut off in %s", async (locale) => {
    const { contact, customer } = await makePair({
      name: `Genossenschaft ${locale} AG`,
      city: "Bern",
      countryCode: "CH",
    });
    const account = await makeCard("bankAccount", { name: `Kantonalbank ${locale}`, iban: "CH9300762011623852957" });
    const person = await come(ada, { locale, viewport: phone });
    const { page, line } = person;
    const wrong: string[] = [];
    const seen = async (name: string): Promise<void> => {
      await page.screenshot({
        path: `test-results/screens/${locale}-${name}.png`,
        animations: "disabled",
      });
      wrong.push(...(await page.evaluate(cutOff)).map((what) => `${name}: ${what}`));
    };
    await page.goto(`${line.url}/`);
    await appears(page.locator("couplet-sign-in-page").getByRole("heading"));
    await seen("sign-in");
    await person.open();
    await page.reload();
    const go = async (hash: string): Promise<void> => {
      await page.evaluate((to) => (location.hash = to), hash);
    };
    for (const [name, open] of Object.entries(screens)) {
      await open(page, go, { contact, customer, account });
      await seen(name);
    }
    expect(wrong).toEqual([]);
  });
});
