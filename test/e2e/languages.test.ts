/**
 * The language that somebody chooses: at once, everywhere, on this device, and without losing what is being typed.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import type { Locator, Page } from "playwright-core";
import { hashOf, makeCard, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben, fay } from "./person.ts";
import { appears, cardOf, field, isOpen, isSaved, shows } from "./see.ts";

const come = createCast();

const heading = (page: Page, name: string) => page.getByRole("heading", { level: 1, name, exact: true });

async function choose(page: Page, select: string, language: string): Promise<void> {
  await page.locator("couplet-account-menu button").first().click();
  await page.getByRole("combobox", { name: select }).selectOption(language);
}

describe("languages", () => {
  test("[V2] [E6] another language is spoken at once, and kept for this person on this device", async () => {
    const person = await come(ada);
    const page = await person.open();
    await appears(heading(page, "Contacts"));
    await page.getByRole("searchbox").fill("Josephine");
    await appears(page.getByRole("row").nth(1));

    await choose(page, "Language", "de");
    await appears(heading(page, "Kontakte"));
    expect(await page.evaluate(() => document.documentElement.lang)).toBe("de-CH");
    expect(await page.title()).toBe("Kontakte – Couplet");
    await page.keyboard.press("Escape");
    expect(await page.getByRole("searchbox").inputValue()).toBe("Josephine");
    await page
      .getByRole("row", { name: /Josephine/u })
      .first()
      .click();
    await isOpen(page);
    await appears(cardOf(page).getByText("Vorname").first());

    await page.reload();
    await appears(cardOf(page).getByText("Vorname").first());
    await choose(page, "Sprache", "it");
    await appears(cardOf(page).getByText("Nome di battesimo").first());

    // Whoever signs in next is asked in the language that was spoken last.
    await page.evaluate(() => localStorage.removeItem("couplet.last-user"));
    await page.context().unroute("**/api/v1/token");
    await page.reload();
    await appears(heading(page, "Accesso"));
    expect(person.mishaps).toEqual([]);
  });

  test("[V2] [E6] what somebody is typing stays, with the caret in it, when the language changes around it", async () => {
    const card = await makeCard("contact", { name: "Sprachwechsel AG", city: "Biel", countryCode: "CH" });
    const person = await come(ben);
    const page = await person.open(hashOf(card));
    await isOpen(page);
    await shows(field(page, "City"), "Biel");
    const input = field(page, "City");
    await input.fill("Bienne");
    await input.evaluate((element: HTMLInputElement) => element.setSelectionRange(2, 4));

    const other = await page.context().newPage();
    await other.goto(page.url());
    await choose(other, "Language", "fr");
    await appears(cardOf(page).getByText("Localité").first());
    await appears(cardOf(other).getByText("Localité").first());

    const typed = await field(page, "Localité").evaluate((element: HTMLInputElement) => [
      element.value,
      element.selectionStart,
      element.selectionEnd,
      (element.getRootNode() as ShadowRoot).activeElement === element,
    ]);
    expect(typed).toEqual(["Bienne", 2, 4, true]);
    await page.keyboard.press("Escape");
    await shows(field(page, "Localité"), "Biel");
    expect(person.mishaps).toEqual([]);
  });

  test("[F3] [E6] an amount is read as it is typed in the language, kept in one form and shown in each one's own", async () => {
    const customer = await makeCard("customer", { name: "Betrag AG", creditLimit: "1200", countryCode: "CH" });
    const [french, german] = await Promise.all([come(ada, { locale: "fr-CH" }), come(fay, { locale: "de-CH" })]);
    await Promise.all([french.open(hashOf(customer)), german.open(hashOf(customer))]);
    await Promise.all([isOpen(french.page), isOpen(german.page)]);
    const limit = field(french.page, "Limite de crédit");
    await limit.click();
    await limit.fill("2\u202f500,75");
    await limit.press("Tab");
    await isSaved(french.page);
    expect((await readCard("customer", customer.id))["creditLimit"]).toBe("2500.75");
    const shown = async (control: Locator) => (await control.inputValue()).replace(/[\s’']/u, "_");
    expect(await shown(limit)).toBe("2_500,75");
    await expect.poll(() => shown(field(german.page, "Kreditlimite")), { timeout: 15_000 }).toBe("2_500.75");
  });
});
