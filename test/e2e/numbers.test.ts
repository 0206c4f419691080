/**
 * The number and the primary contact of a card in the app: changed, refused, offline.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { afterEach, describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

const change = (page: Page) => cardOf(page).getByRole("button", { name: /Change the number/u });
const dialogOf = (page: Page, { no }: CardJson) => page.getByRole("dialog", { name: `Another number for ${no}` });
const head = (page: Page) => cardOf(page).locator("header.head");

interface Series {
  readonly numberSeries: { readonly vendor: object };
}

describe("another number", () => {
  const manual = async (isManual: boolean): Promise<void> => {
    const { numberSeries } = await rest<Series>("GET", "/setup");
    const vendor = { ...numberSeries.vendor, manual: isManual };
    await rest("PUT", "/setup", { numberSeries: { ...numberSeries, vendor } });
  };
  afterEach(() => manual(true));

  test("[K6] is typed on the card, seen by others at once, kept from other cards, and refused in plain words where it is taken", async () => {
    const { contact, customer } = await makePair({ name: "Nummer AG" });
    const other = await makeCard("contact", { name: "Andere AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    const { page } = her;
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(page), isOpen(him.page)]);
    await change(page).click();
    const dialog = dialogOf(page, contact);
    const input = dialog.getByLabel("New number");
    await shows(input, contact.no);
    await says(dialog, /linked to this card stays linked.*No other card will get/u);
    const doIt = dialog.getByRole("button", { name: "Change the number" });
    expect(await doIt.isDisabled()).toBe(true);
    const wrong = await look(page, "number");
    // By keyboard alone: what is there is selected, typing replaces it.
    await page.keyboard.type(` ${other.no.toLowerCase()} `);
    await page.keyboard.press("Enter");
    await says(dialog.getByRole("alert"), new RegExp(`${other.no} is already used\\. Take `, "u"));
    wrong.push(...(await look(page, "number-refused", "two")));
    expect((await readCard("contact", contact.id)).no).toBe(contact.no);
    await input.fill(`neu-${contact.no.slice(-4)}`);
    await goes(dialog.getByRole("alert"));
    const no = `NEU-${contact.no.slice(-4)}`;
    await doIt.click();
    await goes(dialog);
    await says(head(page), new RegExp(no, "u"));
    await says(him.page.locator("couplet-links"), new RegExp(no, "u"));
    expect(await readCard("contact", contact.id)).toMatchObject({ no, relations: [{ cardId: customer.id }] });
    await expect(rest("PATCH", `/contacts/${other.id}`, { no: contact.no })).rejects.toThrow(/number\.taken/u);
    expect(wrong).toEqual([]);
  });

  test("[K6] is refused beforehand where numbers come from the series alone, and nobody is offered it who may not edit", async () => {
    await manual(false);
    const vendor = await makeCard("vendor", { name: "Nur Serie AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(vendor)), him.open(hashOf(vendor))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await change(her.page).click();
    const dialog = dialogOf(her.page, vendor);
    await says(dialog, /come from the number series and cannot be typed\. An administrator can allow it/u);
    expect(await dialog.getByRole("button", { name: "Change the number" }).isDisabled()).toBe(true);
    const wrong = await look(her.page, "number-drawn", "two");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await goes(dialog);
    await says(head(him.page), new RegExp(vendor.no, "u"));
    expect(await change(him.page).count()).toBe(0);
    expect(wrong).toEqual([]);
  });

  test("[K6] given offline is shown at once and waits; refused meanwhile, the card has its old one again and says why", async () => {
    const [first, second] = await Promise.all([
      makeCard("contact", { name: "Ohne Netz AG" }),
      makeCard("contact", { name: "Zu spät AG" }),
    ]);
    const her = await come(ada);
    const { page } = her;
    const renumber = async (card: CardJson, no: string): Promise<void> => {
      await page.goto(`${her.line.url}/${hashOf(card)}`);
      await isOpen(page);
      await change(page).click();
      await dialogOf(page, card).getByLabel("New number").fill(no);
      await page.keyboard.press("Enter");
      await goes(dialogOf(page, card));
      await says(head(page), new RegExp(no, "u"));
    };
    for (const card of [second, first]) {
      await her.open(hashOf(card));
      await isOpen(page);
    }
    await isSaved(page);
    await her.unplug();
    await says(pill(page), /Offline|On this device/u);
    const [one, two] = [`FELD-${first.no.slice(-4)}`, `WEG-${second.no.slice(-4)}`];
    await renumber(first, one);
    await renumber(second, two);
    await says(pill(page), /2 waiting/u);
    await page.goto(`${her.line.url}/#/attention`);
    await says(page.locator("couplet-attention-page"), /Change the number of Contact Ohne Netz AG/u);
    await makeCard("contact", { name: "Schneller AG", no: two });
    await her.plugIn();
    await says(pill(page), /1 refused/u);
    await says(page.locator("couplet-attention-page"), new RegExp(`Number ${two} is already used`, "u"));
    await page.locator("couplet-attention-page").getByRole("button", { name: "Discard" }).click();
    expect([(await readCard("contact", first.id)).no, (await readCard("contact", second.id)).no]).toEqual([
      one,
      second.no,
    ]);
    await page.goto(`${her.line.url}/${hashOf(second)}`);
    await says(head(page), new RegExp(second.no, "u"));
  });
});

describe("the contact name", () => {
  test("[H4] is that of the primary contact, live, and says so; it is changed there", async () => {
    const { contact, customer } = await makePair({ name: "Hauptkontakt AG" });
    const person = await makeCard("contact", { type: "person", name: "Petra Prima", companyId: contact.id });
    await rest("PATCH", `/customers/${customer.id}`, { primaryContactId: person.id });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    const { page } = her;
    await Promise.all([her.open(hashOf(customer)), him.open(hashOf(person))]);
    await Promise.all([isOpen(page), isOpen(him.page)]);
    await shows(field(page, "Contact name"), "Petra Prima");
    await says(frame(page, "contactName"), new RegExp(`from ${person.no}`, "u"));
    expect(await field(page, "Contact name").isEditable()).toBe(false);
    await type(him.page, "Surname", "Neumann");
    await shows(field(page, "Contact name"), "Petra Neumann");
    await shows(cardOf(page).getByRole("combobox", { name: "Primary contact" }), "Petra Neumann");
    await field(page, "Contact name").scrollIntoViewIfNeeded();
    const wrong = await look(page, "contact-name", "two");
    await frame(page, "primaryContactId").getByRole("button", { name: "Clear" }).click();
    await shows(field(page, "Contact name"), "");
    await type(page, "Contact name", "Frau Frei");
    await isSaved(page);
    expect(await readCard("customer", customer.id)).toMatchObject({ primaryContactId: "", contactName: "Frau Frei" });
    await appears(frame(page, "contactName"));
    expect(wrong).toEqual([]);
  });
});
