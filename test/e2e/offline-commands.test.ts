/**
 * Cards made, linked and deleted in the app without network, and what the server says to it afterwards.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { askToLink, appears, cardOf, field, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

/** A customer that has no contact. */
async function loneCustomer(name: string, city: string): Promise<CardJson> {
  const { contact, customer } = await makePair({ name, city });
  await rest("DELETE", `/contacts/${contact.id}`);
  return customer;
}

describe("without network", () => {
  test("[S3] [G4] a card is made, edited and related at once with provisional numbers, and gets its own when the network is back", async () => {
    const her = await come(ada);
    const page = await her.open("#/contacts");
    await isSaved(page);
    await her.unplug();
    await page.getByRole("button", { name: /^New contact/u }).click();
    const dialog = page.getByRole("dialog", { name: "New contact" });
    await says(dialog, /the card is kept on this device/u);
    await dialog.getByLabel("Name").fill("Unterwegs AG");
    await dialog.getByRole("button", { name: "Create" }).click();
    await isOpen(page);
    await says(cardOf(page), /Number follows/u);
    await shows(field(page, "Name"), "Unterwegs AG");
    await type(page, "City", "Andermatt");
    const links = page.locator("couplet-links");
    await links
      .getByRole("listitem")
      .filter({ hasText: "No vendor yet" })
      .getByRole("button", { name: /Create/u })
      .click();
    await says(links, /Vendor Unterwegs AG created/u);
    await says(cardOf(page), /One block, held by both cards/u);
    const wrong = await look(page, "card-provisional", "two");
    await page.goto(`${her.line.url}/#/attention`);
    await says(page.locator("couplet-attention-page"), /Waiting for the connection.*Create Contact Unterwegs AG/u);
    await page.goto(`${her.line.url}/#/contacts?q=unterwegs`);
    await says(page.locator("couplet-list-page"), /No\. follows/u);
    wrong.push(...(await look(page, "list-provisional", "two")));
    expect(wrong).toEqual([]);
    await her.plugIn();
    await isSaved(page);
    const { items } = await rest<{ items: CardJson[] }>("GET", "/contacts?search=unterwegs");
    expect(items).toMatchObject([
      { name: "Unterwegs AG", city: "Andermatt", relations: [{ kind: "vendor", name: "Unterwegs AG" }] },
    ]);
    await says(page.locator("couplet-list-page"), new RegExp(items[0]?.no ?? "-", "u"));
    await goes(page.locator("couplet-list-page").getByText("No. follows"));
    await page.goto(`${her.line.url}/${hashOf({ kind: "contact", id: items[0]?.id ?? "" })}`);
    await isOpen(page);
    await says(cardOf(page).locator("header.head"), new RegExp(items[0]?.no ?? "-", "u"));
    await goes(cardOf(page).getByText("Number follows"));
  });

  test("[L6] two people link one contact to two customers: one link holds, the other is told why and its card is as it was", async () => {
    const contact = await makeCard("contact", { name: "Begehrt AG", city: "Zug" });
    const customers = [await loneCustomer("Erste AG", "Bern"), await loneCustomer("Zweite AG", "Chur")];
    const before = await readCard("customer", customers[1]?.id ?? "");
    const people = await Promise.all([come(ada), come(ben)]);
    for (const [index, person] of people.entries()) {
      await person.open(hashOf(customers[index] ?? contact));
      await isOpen(person.page);
      await person.open(hashOf(contact));
      await isOpen(person.page);
      await isSaved(person.page);
      await person.unplug();
      const links = person.page.locator("couplet-links");
      const dialog = await askToLink(person.page, "customer");
      const name = index === 0 ? "Erste AG" : "Zweite AG";
      await dialog.getByRole("searchbox").fill(name);
      await dialog.getByRole("button", { name: new RegExp(name, "u") }).click();
      await dialog.getByRole("button", { name: "Link", exact: true }).click();
      await goes(dialog);
      await says(links, /now share one block/u);
    }
    const [first, second] = people;
    if (!first || !second) throw new Error("two people");
    await first.plugIn();
    await isSaved(first.page);
    await second.plugIn();
    await says(pill(second.page), /1 refused/u);
    await second.page.goto(`${second.line.url}/#/attention`);
    const list = second.page.locator("couplet-attention-page");
    await says(list, /Not carried out.*Link Customer Zweite AG to Contact Begehrt AG/u);
    await says(list, /Begehrt AG.* is already linked to .*(Begehrt|Erste) AG/u);
    // Nothing of it: neither a value nor the document that holds it.
    expect(before).toMatchObject({ name: "Zweite AG", city: "Chur", relations: [] });
    expect(await readCard("customer", before.id)).toEqual(before);
    const wrong = await look(second.page, "link-refused", "two");
    expect(wrong).toEqual([]);
    expect(await readCard("customer", customers[0]?.id ?? "")).toMatchObject({ name: "Begehrt AG", city: "Zug" });
    await second.open(hashOf(customers[1] ?? contact));
    await isOpen(second.page);
    await shows(field(second.page, "City"), "Chur");
    await second.page.goto(`${second.line.url}/#/attention`);
    await list.getByRole("button", { name: "Discard" }).click();
    await appears(list.getByText("Nothing needs you"));
  });
});
