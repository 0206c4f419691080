/**
 * Where values came from, and the way back to them, in the app: on linked cards, for one field, without network.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makePair, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, frame, goes, hasAll, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

const whole = (page: Page) => page.locator("aside couplet-history");
const ofField = (page: Page, name: string) => frame(page, name).locator("couplet-history");

describe("the history", () => {
  test("[F8] a value set on the contact is restored on its customer, reaches both cards, and is undone", async () => {
    const { contact, customer } = await makePair({ name: "Verlauf AG", city: "Aarau" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await type(her.page, "City", "Brugg");
    await shows(field(him.page, "City"), "Brugg");
    await type(him.page, "City", "Baden");
    const list = whole(her.page);
    await says(list, /City was Brugg Baden Ben Rossi, .*on Customer/u);
    await list.getByRole("button", { name: "Restore City: “Brugg”" }).click();
    await says(list, /City is “Brugg” again/u);
    await shows(field(him.page, "City"), "Brugg");
    await isSaved(her.page);
    expect((await readCard("customer", customer.id))["city"]).toBe("Brugg");
    await list.getByRole("button", { name: "Undo" }).click();
    await shows(field(him.page, "City"), "Baden");
  });

  test("[F8] of one field: who, when and on which card, by pointer and by key; also without network, with what is not sent yet", async () => {
    const { contact, customer } = await makePair({ name: "Feldverlauf AG", phoneNo: "+41 56 200 00 01" });
    await rest("PATCH", `/contacts/${contact.id}`, { phoneNo: "+41 56 200 00 02" });
    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(customer));
    await isOpen(page);
    await field(page, "Phone").focus();
    await frame(page, "phoneNo")
      .getByRole("button", { name: /Phone was set by .*, on Contact CT\d+/u })
      .click();
    const list = ofField(page, "phoneNo");
    await says(list, /History of Phone.*200 00 02.*on Contact.*shown now.*200 00 01/u);
    const wrong = await look(page, "history-of-field");
    await list.getByRole("button", { name: "Close" }).click();
    await goes(list);
    await whole(page).getByRole("listitem").first().waitFor();

    await her.unplug();
    await says(pill(page), /Offline|On this device/u);
    await type(page, "Phone", "+41 56 200 00 03");
    await field(page, "Phone").focus();
    await page.keyboard.press("Alt+h");
    await says(list, /the values this device knows of.*200 00 03.*not on the server yet.*200 00 02.*200 00 01/u);
    await list.getByRole("button", { name: /Restore Phone: “.*00 01”/u }).click();
    await shows(field(page, "Phone"), "+41 56 200 00 01");
    wrong.push(...(await look(page, "history-offline", "two")));
    await her.plugIn();
    await isSaved(page);
    expect((await readCard("contact", contact.id)).phoneNo).toBe("+41562000001");
    await page.keyboard.press("Escape");
    expect(wrong).toEqual([]);
  });

  test("[F8] opened without network it shows what the device knows, and the rest by itself once the network is back", async () => {
    const { customer } = await makePair({ name: "Nachgeladen AG", city: "Aarau" });
    await rest("PATCH", `/customers/${customer.id}`, { city: "Brugg" });
    const her = await come(ada);
    const { page } = her;
    await her.open("#/customers");
    await hasAll(page);
    await her.unplug();
    await says(pill(page), /Offline/u);
    await page.goto(`${her.line.url}/${hashOf(customer)}`);
    await isOpen(page);
    await says(whole(page), /the values this device knows of/u);
    await says(whole(page), /City\s*Brugg/u);
    await her.plugIn();
    await says(whole(page), /City was Aarau Brugg/u);
    await goes(whole(page).getByText("the values this device knows of"));
  });

  test("[F8] who may only read a kind sees where its values came from and restores none", async () => {
    const { customer } = await makePair({ name: "Nur gelesen AG", city: "Olten" });
    await rest("PATCH", `/customers/${customer.id}`, { city: "Solothurn" });
    const reader = await come({ sub: "vera.vogt", name: "Vera Vogt", role: "viewer" });
    await reader.open(hashOf(customer));
    await isOpen(reader.page);
    await says(whole(reader.page), /City was Olten Solothurn/u);
    expect(
      await whole(reader.page)
        .getByRole("button", { name: /Restore/u })
        .count(),
    ).toBe(0);
    await appears(cardOf(reader.page).getByText("You may read this card but not change it."));
  });
});

describe("another country", () => {
  test("[F6] offers to clear the place of the old one, and one undo brings all of it back", async () => {
    const { contact } = await makePair({
      name: "Umzug AG",
      postCode: "6300",
      city: "Zug",
      county: "ZG",
      countryCode: "CH",
    });
    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(contact));
    await isOpen(page);
    await field(page, "Country").selectOption("AT");
    const offer = cardOf(page).getByText("Another country: post code, city and county are still those of the old one.");
    await appears(offer);
    const wrong = await look(page, "new-country", "two");
    await cardOf(page).getByRole("button", { name: "Clear them" }).click();
    await shows(field(page, "City"), "");
    await shows(field(page, "County"), "");
    await isSaved(page);
    expect(await readCard("contact", contact.id)).toMatchObject({
      postCode: "",
      city: "",
      county: "",
      countryCode: "AT",
    });
    await cardOf(page).getByRole("button", { name: "Undo" }).click();
    await shows(field(page, "City"), "Zug");
    await shows(field(page, "Post code"), "6300");
    await shows(field(page, "County"), "ZG");
    await cardOf(page).getByRole("button", { name: "Undo" }).click();
    await shows(field(page, "Country"), "CH");
    await goes(offer);
    expect(wrong).toEqual([]);
  });
});
