/**
 * Two people in two browsers on the same party: what one types the other sees, on the other card.
 *
 * @module
 */
import { describe, expect, inject, test } from "vitest";
import { hashOf, makePair, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, isSaved, says, shows, type } from "./see.ts";

const come = createCast();

describe("two browsers", () => {
  test("[F1] a phone number typed on the contact appears on the other's customer card, without reload, in their own language", async () => {
    const [adasLink = "", bensLink = ""] = inject("signInLinks");
    const [her, him] = await Promise.all([come(ada), come(ben, { locale: "fr-CH" })]);
    await Promise.all([her.follow(adasLink), him.follow(bensLink)]);
    await Promise.all([
      appears(her.page.getByRole("heading", { name: "Contacts" })),
      appears(him.page.getByRole("link", { name: "Clients" })),
    ]);
    expect(her.page.url()).not.toContain("code=");
    expect(him.page.url()).not.toContain("code=");

    // A company of the demo workspace, found as anybody would.
    const [customer] = (await rest<{ items: CardJson[] }>("GET", "/customers?search=Alpine")).items;
    if (!customer) throw new Error("The demo workspace has no such customer");
    const contactNo = customer.relations[0]?.no ?? "";
    await her.page.getByRole("searchbox").fill(contactNo);
    await her.page.getByRole("link", { name: customer.name }).first().click();
    await him.page.getByRole("link", { name: "Clients" }).click();
    await him.page.getByRole("searchbox").fill(customer.no);
    await him.page.getByRole("link", { name: customer.name }).first().click();
    await Promise.all([isOpen(her.page), isOpen(him.page)]);

    // Each sees the other.
    await appears(
      her.page
        .locator("couplet-card couplet-presence")
        .getByRole("listitem", { name: /Ben Rossi/u })
        .or(her.page.locator('couplet-card couplet-presence li[title*="Ben Rossi"]'))
        .first(),
    );
    await appears(him.page.locator('couplet-card couplet-presence li[title*="Ada Keller"]').first());

    // Where she is, he sees; what she types, too.
    await field(her.page, "Phone").click();
    await says(frame(him.page, "phoneNo"), /AK/u);
    await field(her.page, "Phone").fill("+41 44 668 18 00");
    await field(her.page, "Phone").press("Tab");
    await shows(field(him.page, "Téléphone"), "+41 44 668 18 00");
    await isSaved(her.page);

    // And back.
    await type(him.page, "E-mail", "info@alpine.example");
    await shows(field(her.page, "E-mail"), "info@alpine.example");

    // The French browser shows French: the card, the state, the shell.
    await says(him.page.locator("header couplet-status"), /Enregistré/u);
    await appears(cardOf(him.page).getByText("Sur ce client seulement"));
    expect(await him.page.locator("html").getAttribute("lang")).toMatch(/^fr/u);
  });

  test("[F3] a private field stays on its card; a field of the block does not", async () => {
    const { contact, customer } = await makePair({ name: "Privat Muster AG", city: "Zug" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(customer)), him.open(hashOf(contact))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await type(her.page, "Payment terms", "30D");
    await type(her.page, "City", "Cham");
    await shows(field(him.page, "City"), "Cham");
    await goes(field(him.page, "Payment terms"));
    await shows(field(her.page, "Payment terms"), "30D");
  });

  test("[F6] what is refused says why beside the field and keeps what was typed; the other sees nothing of it", async () => {
    const { contact } = await makePair({ name: "Telefon Muster AG", phoneNo: "+41 31 300 00 00", countryCode: "CH" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(contact))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await type(her.page, "Phone", "call Anna");
    await appears(frame(her.page, "phoneNo").getByRole("alert"));
    await shows(field(her.page, "Phone"), "call Anna");
    await type(her.page, "City", "Bern");
    await shows(field(him.page, "City"), "Bern");
    await shows(field(him.page, "Phone"), "031 300 00 00");
    await field(her.page, "Phone").click();
    await field(her.page, "Phone").press("Escape");
    await shows(field(her.page, "Phone"), "031 300 00 00");
  });

  test("[E2] somebody else's edit neither moves the focus nor alters what is being typed", async () => {
    const { contact, customer } = await makePair({ name: "Fokus Muster AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await field(her.page, "Address").pressSequentially("Bahnhof");
    await type(him.page, "City", "Basel");
    await shows(field(her.page, "City"), "Basel");
    await field(her.page, "Address").pressSequentially("strasse 1");
    await shows(field(her.page, "Address"), "Bahnhofstrasse 1");
    await field(her.page, "Address").press("Enter");
    await shows(field(him.page, "Address"), "Bahnhofstrasse 1");
  });
});
