/**
 * Deleting, restoring, unlinking and linking cards from the app: what goes, what stays, what crosses.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben } from "./person.ts";
import { askToLink, appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

const chip = (page: Page, name: string) =>
  cardOf(page).getByRole("list", { name: "Cards that hold this block" }).getByText(name);

describe("deleting", () => {
  test("[D1] [D4] the contact goes after a question that names what stays; the customer keeps every value and stays editable, and the undo relinks them", async () => {
    const { contact, customer } = await makePair({ name: "Bleibt AG", phoneNo: "+41 44 000 00 01", city: "Uster" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await appears(chip(him.page, contact.no));

    await cardOf(her.page).getByRole("button", { name: "Delete…" }).click();
    const question = her.page.getByRole("dialog", { name: `Delete this contact, ${contact.no}?` });
    await says(question, new RegExp(`Customer ${customer.no} keeps every value and stays editable`, "u"));
    await question.getByRole("button", { name: "Cancel" }).click();
    await goes(question);
    expect((await readCard("contact", contact.id)).name).toBe("Bleibt AG");

    await cardOf(her.page).getByRole("button", { name: "Delete…" }).click();
    await question.getByRole("button", { name: "Delete", exact: true }).click();
    const toast = her.page.getByRole("status").filter({ hasText: "is deleted" });
    await says(toast, new RegExp(`Bleibt AG is deleted. Customer ${customer.no} stays as it is`, "u"));
    expect(her.page.url()).toMatch(/#\/contacts$/u);

    // His customer is whole, alone, and as live as before.
    await goes(chip(him.page, contact.no));
    await shows(field(him.page, "City"), "Uster");
    await type(him.page, "City", "Wetzikon");
    await isSaved(him.page);
    expect((await readCard("customer", customer.id)).city).toBe("Wetzikon");

    // Back again: related as before, with what was edited meanwhile.
    await toast.getByRole("button", { name: "Undo" }).click();
    await isOpen(her.page);
    await shows(field(her.page, "City"), "Wetzikon");
    await appears(chip(her.page, customer.no));
    await appears(chip(him.page, contact.no));
    await type(her.page, "City", "Pfäffikon");
    await shows(field(him.page, "City"), "Pfäffikon");
  });

  test("[D1] [D4] the customer goes, the contact keeps everything; what was typed offline meanwhile on the deleted card is offered to its author", async () => {
    const { contact, customer } = await makePair({ name: "Umgekehrt AG", city: "Aarau" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await him.unplug();
    await type(him.page, "City", "Olten");
    await says(pill(him.page), /On this device, 1 waiting/u);

    await her.page.goto(`${her.line.url}/${hashOf(customer)}`);
    await isOpen(her.page);
    await cardOf(her.page).getByRole("button", { name: "Delete…" }).click();
    await her.page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await says(
      her.page.getByRole("status").filter({ hasText: "is deleted" }),
      new RegExp(`Contact ${contact.no} stays`, "u"),
    );

    await him.plugIn();
    await says(cardOf(him.page), /This card has been deleted/u);
    await him.page.getByRole("link", { name: /Needs attention/u }).click();
    const item = him.page.getByRole("listitem").filter({ hasText: "Olten" });
    await appears(item.getByRole("button", { name: "Restore the card" }));
    await item.getByRole("button", { name: `Apply to Contact ${contact.no}` }).click();
    await goes(item);
    await her.page.goto(`${her.line.url}/${hashOf(contact)}`);
    await shows(field(her.page, "City"), "Olten");
  });

  test("[D1] the contact is deleted while the other edits the customer offline: the edit arrives where the customer lives now", async () => {
    const { contact, customer } = await makePair({ name: "Spätling AG", city: "Chur" });
    const him = await come(ben);
    await him.open(hashOf(customer));
    await isOpen(him.page);
    await isSaved(him.page);
    await him.unplug();
    await type(him.page, "City", "Davos");
    await says(pill(him.page), /On this device, 1 waiting/u);
    await rest("DELETE", `/contacts/${contact.id}`);
    await him.plugIn();
    await isSaved(him.page);
    await shows(field(him.page, "City"), "Davos");
    await goes(chip(him.page, contact.no));
    expect((await readCard("customer", customer.id)).city).toBe("Davos");
    await type(him.page, "Address", "Promenade 1");
    await isSaved(him.page);
    expect((await readCard("customer", customer.id)).address).toBe("Promenade 1");
  });
});

describe("unlinking", () => {
  test("[L12] both keep every value, and nothing crosses afterwards, nor what was typed offline before", async () => {
    const { contact, customer } = await makePair({ name: "Getrennt AG", city: "Thun", address: "Hauptgasse 1" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await isSaved(him.page);
    await him.unplug();
    await type(him.page, "Address", "Seestrasse 9");

    const links = her.page.locator("couplet-links");
    await links.getByRole("button", { name: "Unlink…" }).click();
    const question = her.page.getByRole("dialog", {
      name: `Unlink Contact ${contact.no} and Customer ${customer.no}?`,
    });
    await says(question, /Both cards keep every value/u);
    await question.getByRole("button", { name: "Unlink" }).click();
    await says(links, new RegExp(`Contact ${contact.no} and Customer ${customer.no} are parted`, "u"));
    await goes(chip(her.page, customer.no));

    await type(her.page, "City", "Spiez");
    await isSaved(her.page);
    await him.plugIn();
    await isSaved(him.page);
    await goes(chip(him.page, contact.no));
    await type(him.page, "E-mail", "kunde@getrennt.example");
    await isSaved(him.page);
    expect(await readCard("contact", contact.id)).toMatchObject({ city: "Spiez", address: "Hauptgasse 1", email: "" });
    expect(await readCard("customer", customer.id)).toMatchObject({
      city: "Thun",
      address: "Seestrasse 9",
      email: "kunde@getrennt.example",
    });
    await shows(field(her.page, "Address"), "Hauptgasse 1");
    await shows(field(him.page, "City"), "Thun");
  });
});

describe("linking", () => {
  test("[L2] an existing customer is found, both sides are seen side by side, and the choice per field reaches both cards", async () => {
    const { contact: other, customer } = await makePair({
      name: "Allein Handels AG",
      city: "Luzern",
      phoneNo: "+41 41 111 11 11",
      countryCode: "CH",
    });
    await rest("DELETE", `/contacts/${other.id}`);
    const contact = await makeCard("contact", {
      name: "Allein AG",
      city: "Kriens",
      phoneNo: "+41 41 222 22 22",
      countryCode: "CH",
    });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);

    const links = her.page.locator("couplet-links");
    const dialog = await askToLink(her.page, "customer");
    await dialog.getByRole("searchbox").fill("allein handels");
    await dialog.getByRole("button", { name: /Allein Handels AG/u }).click();
    await appears(dialog.getByRole("row").filter({ hasText: "Kriens" }).filter({ hasText: "Luzern" }));
    await dialog.getByRole("radio", { name: /Phone: .*111 11 11/u }).check();
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    await goes(dialog);
    await says(links, new RegExp(`Contact ${contact.no} and Customer ${customer.no} now share one block`, "u"));
    for (const { page } of [her, him]) {
      await shows(field(page, "Name"), "Allein AG");
      await shows(field(page, "City"), "Kriens");
      await shows(field(page, "Phone"), "041 111 11 11");
    }
    await type(him.page, "City", "Horw");
    await shows(field(her.page, "City"), "Horw");
  });

  test("[L3] a value chosen from the card reaches the contact's other cards, and what was not chosen stays in the history", async () => {
    const { contact: other, customer } = await makePair({
      name: "Gewählt Handels AG",
      city: "Chur",
      phoneNo: "+41 81 111 11 11",
    });
    await rest("DELETE", `/contacts/${other.id}`);
    const contact = await makeCard("contact", { name: "Gewählt AG", city: "Davos", phoneNo: "+41 81 222 22 22" });
    const vendor = await rest<CardJson>("POST", `/contacts/${contact.id}/vendors`, {});
    const [her, him] = await Promise.all([come(ada), come({ ...ben, role: "purchasing" })]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(vendor))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await shows(field(him.page, "Phone"), "+41 81 222 22 22");
    const dialog = await askToLink(her.page, "customer");
    await dialog.getByRole("searchbox").fill("gewählt handels");
    await dialog.getByRole("button", { name: /Gewählt Handels AG/u }).click();
    // Both sides of every field that differs, the contact's chosen.
    for (const [label, contacts, cards] of [
      ["Name", "Gewählt AG", "Gewählt Handels AG"],
      ["City", "Davos", "Chur"],
      ["Phone", "+41 81 222 22 22", "+41 81 111 11 11"],
    ] as const) {
      const row = dialog
        .getByRole("row")
        .filter({ has: her.page.getByRole("rowheader", { name: label, exact: true }) });
      const sides = row.getByRole("radio");
      await says(row, new RegExp(`${contacts}.*${cards}`.replaceAll("+", "."), "u"));
      expect(await sides.first().isChecked()).toBe(true);
    }
    await dialog.getByRole("radio", { name: /Phone: .*111 11 11/u }).check();
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    await goes(dialog);
    for (const { page } of [her, him]) {
      await shows(field(page, "Phone"), "+41 81 111 11 11");
      await shows(field(page, "City"), "Davos");
    }
    for (const [kind, { id }] of [
      ["contact", contact],
      ["vendor", vendor],
      ["customer", customer],
    ] as const)
      expect(await readCard(kind, id)).toMatchObject({ name: "Gewählt AG", phoneNo: "+41811111111", city: "Davos" });
    await says(her.page.locator("aside couplet-history"), /Phone was \+41 81 222 22 22 \+41 81 111 11 11/u);
  });

  test("[L8] a vendor made from the contact shares its block at once, and each card leads to the others", async () => {
    const { contact, customer } = await makePair({ name: "Dreifach AG", city: "Sion" });
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    const links = her.page.locator("couplet-links");
    await links
      .getByRole("listitem")
      .filter({ hasText: "No vendor yet" })
      .getByRole("button", { name: /Create/u })
      .click();
    await says(links, /Vendor \S+ created/u);
    // A card just made opens on its own.
    await her.page.waitForURL(/#\/vendors\//u);
    await isOpen(her.page);
    await says(cardOf(her.page), /One block, held by 3 cards/u);
    await shows(field(her.page, "City"), "Sion");
    await appears(chip(her.page, customer.no));
    await type(her.page, "City", "Sierre");
    await cardOf(her.page)
      .getByRole("button", { name: `Open Customer ${customer.no}` })
      .click();
    await appears(frame(her.page, "creditLimit"));
    await shows(field(her.page, "City"), "Sierre");
  });
});
