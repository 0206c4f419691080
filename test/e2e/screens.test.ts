/**
 * Every screen, light and dark, on a desk and on a phone: nothing that keeps anybody out; and the way through by keyboard alone.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben, fay } from "./person.ts";
import { askToLink, appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

async function demoCard(path: string, find: (card: CardJson) => boolean): Promise<CardJson> {
  const card = (await rest<{ items: CardJson[] }>("GET", path)).items.find(find);
  if (!card) throw new Error(`The demo workspace has nothing at ${path}`);
  return card;
}

describe("screens", () => {
  test("[A1] signing in, and lists", async () => {
    const person = await come(ada);
    const { page, line } = person;
    const wrong: string[] = [];
    await page.goto(`${line.url}/`);
    await appears(page.getByRole("heading", { name: "Sign in" }));
    wrong.push(...(await look(page, "sign-in")));

    await person.open();
    await page.reload();
    await appears(page.getByRole("row").nth(5));
    wrong.push(...(await look(page, "list")));
    await page.getByRole("searchbox").fill("nobody has this name");
    await appears(page.getByText(/No contact matches/u));
    wrong.push(...(await look(page, "list-nothing")));
    expect(wrong).toEqual([]);
  });

  test("[A1] cards of every kind", async () => {
    const person = await come(ada);
    const { page } = person;
    const wrong: string[] = [];
    const josephine = await demoCard("/contacts?search=Josephine", ({ type: kind }) => kind === "person");
    const customer = await demoCard("/customers?search=Relecloud", () => true);
    const vendor = await demoCard("/vendors?search=Fabrikam", () => true);
    const account = await makeCard("bankAccount", { name: "Bildbank AG", iban: "CH9300762011623852957" });
    for (const [name, card] of Object.entries({ person: josephine, customer, vendor, "bank-account": account })) {
      await person.open(hashOf(card));
      await isOpen(page);
      await shows(field(page, "Name"), card.name);
      wrong.push(...(await look(page, `card-${name}`)));
    }
    // Longer words have to fit, too.
    const french = await come(ben, { locale: "fr-CH" });
    await french.open(hashOf(vendor));
    await isOpen(french.page);
    wrong.push(...(await look(french.page, "card-french")));
    await person.open("#/contacts/00000000-0000-7000-8000-000000000000");
    await appears(page.getByText("There is no such card").first());
    wrong.push(...(await look(page, "card-missing")));
    expect(wrong).toEqual([]);
  });

  test("[A1] what opens above a page: dialogs, menus, the state of saving", async () => {
    const { contact } = await makePair({ name: "Dialog AG", city: "Bern", countryCode: "CH" });
    const { contact: lonely, customer } = await makePair({ name: "Allein stehend AG", city: "Biel" });
    await rest("DELETE", `/contacts/${lonely.id}`);
    const person = await come(ada);
    const { page } = person;
    const wrong: string[] = [];
    const seen = async (name: string): Promise<void> => {
      wrong.push(...(await look(page, name, "two")));
      await page.keyboard.press("Escape");
    };
    await person.open();
    await appears(page.getByRole("row").nth(5));
    await page.getByRole("button", { name: "New contact" }).click();
    await appears(page.getByRole("dialog", { name: "New contact" }));
    await seen("new-contact");
    await page.keyboard.press("?");
    await appears(page.getByRole("dialog", { name: "Keyboard shortcuts" }));
    await seen("shortcuts");
    await page.getByRole("button", { name: /Account: Ada Keller/u }).click();
    await appears(page.getByRole("dialog", { name: "Account" }));
    await seen("account");
    await pill(page).click();
    await appears(page.getByText("Everything is on the server."));
    await seen("status");

    await person.open(hashOf(contact));
    await isOpen(page);
    await cardOf(page).getByRole("button", { name: "Delete…" }).click();
    await appears(page.getByText("What stays"));
    await seen("delete");
    await page.locator("couplet-links").getByRole("button", { name: "Unlink…" }).click();
    await appears(page.getByText("Both cards keep every value"));
    await seen("unlink");
    await person.open(hashOf(await makeCard("contact", { name: "Sucht Kunden AG", city: "Thun" })));
    await isOpen(page);
    const dialog = await askToLink(page, "customer");
    await dialog.getByRole("searchbox").fill("allein stehend");
    await appears(dialog.getByRole("button", { name: customer.no }));
    wrong.push(...(await look(page, "link-search", "two")));
    await dialog.getByRole("button", { name: customer.no }).click();
    await appears(dialog.getByRole("row").nth(2));
    await seen("link-choice");
    expect(wrong).toEqual([]);
  });

  test("[A1] trouble: conflicts, refusals, no network, wrong input, somebody else in the field", async () => {
    const { contact, customer } = await makePair({ name: "Streit AG", city: "Bern", countryCode: "CH" });
    const [her, him] = await Promise.all([come(fay), come(ben)]);
    const wrong: string[] = [];
    await Promise.all([her.open(hashOf(customer)), him.open(hashOf(contact))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await her.canStartOffline();
    await her.unplug();
    await type(her.page, "Name", "Streit & Söhne AG");
    await type(her.page, "E-mail", "buero@streit.example");
    // Nothing that was there before is unknown to her device.
    const account = await makeCard("bankAccount", { name: "Ohne Recht AG" });
    await her.page.goto(`${her.line.url}/${hashOf(account)}`);
    await says(cardOf(her.page), /cannot be shown offline/u);
    wrong.push(...(await look(her.page, "offline-unknown")));
    await type(him.page, "Name", "Streit Holding AG");
    await type(him.page, "E-mail", "info@streit.example");
    await isSaved(him.page);
    await her.plugIn();
    await isOpen(her.page);
    await her.unplug();
    await type(her.page, "Bank branch No.", "00762");
    await says(pill(her.page), /On this device/u);
    await appears(her.page.getByText("No connection. Keep working"));
    wrong.push(...(await look(her.page, "offline-card")));
    // Her next token says less; the one she had does not outlive the page.
    her.becomes("sales");
    await her.page.reload();
    await isOpen(her.page);
    await her.plugIn();
    // Also where she does not read the block any more, whichever of the two she hears of first.
    const own = cardOf(her.page).getByRole("region", { name: "Only on this bank account" });
    await says(own, /Your role does not show these fields.*Bank branch No\. .*Your value was: 00762/u);
    wrong.push(...(await look(her.page, "card-refused")));
    await her.page.getByRole("link", { name: /Needs attention/u }).click();
    await appears(her.page.locator("couplet-conflicts").getByRole("group").first());
    await her.page.getByText("Show the list").click();
    wrong.push(...(await look(her.page, "attention")));

    await him.page.reload();
    await isOpen(him.page);
    await frame(him.page, "email")
      .getByRole("button", { name: /several people/u })
      .click();
    await type(him.page, "Phone", "ask Anna");
    await appears(frame(him.page, "phoneNo").getByRole("alert"));
    await her.page.goto(`${her.line.url}/${hashOf(customer)}`);
    await field(her.page, "City").click();
    await appears(frame(him.page, "city").getByTitle("Fay Favre is here"));
    wrong.push(...(await look(him.page, "card-trouble")));
    expect(wrong).toEqual([]);
  });

  test("[A2] list, card, edit, save and back by keyboard alone", async () => {
    const { contact } = await makePair({ name: "Tastatur AG" });
    const person = await come(ada);
    const { page } = person;
    await person.open();
    await appears(page.getByRole("row").nth(5));
    await page.keyboard.press("/");
    await page.keyboard.type("tastatur");
    await says(page.locator("couplet-list-page"), /1 card/u);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await isOpen(page);
    await tabTo(page, "Phone");
    await page.keyboard.type("+41 62 333 44 55");
    await page.keyboard.press("Enter");
    await isSaved(page);
    await expect.poll(async () => (await readCard("contact", contact.id)).phoneNo).toBe("+41623334455");
    // What Escape brings back is what was there before the focus.
    await tabTo(page, "Home page");
    await tabTo(page, "Phone", "Shift+Tab");
    await page.keyboard.press("Control+a");
    await page.keyboard.type("wrong");
    await page.keyboard.press("Escape");
    await shows(field(page, "Phone"), "+41 62 333 44 55");
    await tabTo(page, "Contacts", "Shift+Tab");
    await page.keyboard.press("Enter");
    await goes(cardOf(page));
    expect(page.url()).toMatch(/#\/contacts/u);
  });
});

/** Presses Tab until what has the focus is called so. */
async function tabTo(page: Page, name: string, key: "Tab" | "Shift+Tab" = "Tab"): Promise<void> {
  for (let presses = 0; presses < 80; presses++) {
    await page.keyboard.press(key);
    const focused = await page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      const label = element instanceof HTMLInputElement ? element.labels?.[0] : undefined;
      return (label ?? element)?.textContent?.trim() ?? "";
    });
    if (focused === name) return;
  }
  throw new Error(`${name} cannot be reached by ${key}`);
}
