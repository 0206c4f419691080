/**
 * The command palette, by keyboard alone: any card by name or number, any screen, what can be done; also without a connection.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { makeCard, makePair } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, goes, hasAll, isOpen, says, shows } from "./see.ts";

const come = createCast();
const paletteOf = (page: Page): Locator => page.getByRole("dialog", { name: "Find a card or do something" });
const chosen = (page: Page): Locator => paletteOf(page).getByRole("option", { selected: true });

async function ask(page: Page, text: string): Promise<void> {
  await page.keyboard.press("Control+k");
  await appears(paletteOf(page));
  await page.keyboard.type(text);
}

describe("[V2] the command palette", () => {
  test("finds a card by name and by number, from a field that is being typed in, and leaves what is typed there alone", async () => {
    const { contact, customer } = await makePair({ name: "Palettenbau AG", city: "Thun" });
    const person = await come(ada);
    const { page } = person;
    await person.open(`#/contacts/${contact.id}`);
    await isOpen(page);
    await field(page, "City").fill("Spiez");
    await ask(page, "palettenb");
    await appears(
      paletteOf(page)
        .getByRole("option", { name: /Palettenbau AG/u })
        .nth(1),
    );
    const wrong = await look(page, "palette");
    await page.keyboard.press("Escape");
    await goes(paletteOf(page));
    await shows(field(page, "City"), "Spiez");
    await ask(page, customer.no);
    await says(chosen(page), new RegExp(`Customer ${customer.no}`, "u"));
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain(`#/customers/${customer.id}`);
    await isOpen(page);
    await ask(page, "no such thing anywhere");
    await appears(page.getByText("Nothing found for “no such thing anywhere”"));
    expect(wrong).toEqual([]);
  });

  test("goes to screens and does things, as the role allows, and finds cards without a connection", async () => {
    await makeCard("contact", { name: "Ohnenetz Handel GmbH" });
    const person = await come(ben);
    const { page } = person;
    await person.open("#/contacts");
    await hasAll(page);
    await ask(page, "set");
    await says(chosen(page), /Set-up/u);
    await page.keyboard.press("Enter");
    await expect.poll(() => page.url()).toContain("#/setup");
    await ask(page, "new");
    const offered = paletteOf(page).getByRole("group", { name: "Actions" }).getByRole("option");
    await expect
      .poll(async () => (await offered.allTextContents()).map((text) => text.trim()), { timeout: 15_000 })
      .toEqual(["New contact", "New customer"]);
    await offered.last().hover();
    await says(chosen(page), /New customer/u);
    await page.keyboard.press("Enter");
    await appears(page.getByRole("dialog", { name: "New customer" }));
    // Not above another dialog.
    await page.keyboard.press("Control+k");
    expect(await paletteOf(page).count()).toBe(0);
    await page.keyboard.press("Escape");
    await goes(page.getByRole("dialog", { name: "New customer" }));
    await person.unplug();
    await ask(page, "ohnenetz");
    await says(chosen(page), /Ohnenetz Handel GmbH/u);
    await page.keyboard.press("Enter");
    await isOpen(page);
    await appears(
      cardOf(page)
        .getByRole("heading", { name: /Ohnenetz/u })
        .first(),
    );
    await page.keyboard.press("?");
    await says(page.getByRole("dialog", { name: "Keyboard shortcuts" }), /Ctrl K\s*Find a card/u);
  });
});
