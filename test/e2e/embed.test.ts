/**
 * A page of somebody else's, on another origin and under a strict policy, shows and edits a card in ten lines.
 *
 * @module
 */
import { describe, expect, inject, test } from "vitest";
import { makePair, hashOf, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, isOpen, says, shows, type } from "./see.ts";

const come = createCast();

describe("embedded", () => {
  test("[E1] the card of the README's example is live in a plain page of another origin, and its host hears what happens", async () => {
    const { contact, customer } = await makePair({ name: "Fremde Seite AG", phoneNo: "+41 91 111 11 11" });
    const [host, her] = await Promise.all([come(ben), come(ada)]);
    await her.open(hashOf(contact));
    await host.page.goto(`${inject("hostUrl")}/?customer=${customer.no}`);
    await Promise.all([isOpen(her.page), isOpen(host.page)]);
    await shows(field(host.page, "Name"), "Fremde Seite AG");
    // The short preset, and nothing else: eight fields, and the picture in the head.
    expect(await host.page.locator("couplet-card .section couplet-field").count()).toBe(8);
    expect(await host.page.locator("couplet-card .head couplet-field").count()).toBe(1);

    await type(host.page, "Phone", "+41 91 222 22 22");
    await shows(field(her.page, "Phone"), "+41 91 222 22 22");
    await appears(host.page.getByText("The order knows: the customer has been saved."));
    await says(host.page.locator("couplet-provider > couplet-status"), /Saved/u);
    await type(her.page, "City", "Bellinzona");
    await shows(field(host.page, "City"), "Bellinzona");
    // Who works in the host's page is seen in the app, by the name that the host's server vouches for.
    await appears(her.page.locator('couplet-card couplet-presence li[title*="Otto.host"]').first());
    expect((await readCard("customer", customer.id)).city).toBe("Bellinzona");
  });

  test("[G2] a page of an origin that is not allowed gets nothing", async () => {
    const { customer } = await makePair({ name: "Nicht für alle AG" });
    const stranger = await come(ben);
    // The same page under the other name of this machine is another origin.
    await stranger.page.goto(`${inject("hostUrl").replace("localhost", "127.0.0.1")}/?customer=${customer.no}`);
    await says(cardOf(stranger.page), /not reachable|cannot be shown/u);
    expect(await stranger.page.getByText("Nicht für alle AG").count()).toBe(0);
  });
});
