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

  test("[E19] only what is on the page is loaded, what comes later is loaded then, and calls made too early are kept", async () => {
    const visitor = await come(ben);
    const { page } = visitor;
    const loaded: string[] = [];
    page.on("request", (request) => loaded.push(new URL(request.url()).pathname));
    await page.goto(`${inject("hostUrl")}/early.html`);
    await expect.poll(() => page.evaluate("calls"), { timeout: 20_000 }).toEqual(["first", "second"]);
    expect(await page.evaluate(() => customElements.get("couplet-chip"))).toBeUndefined();
    expect(loaded.filter((path) => path.startsWith("/embed/"))).toEqual(["/embed/v1/couplet.js"]);
    await page.evaluate(() => {
      const nested = document.createElement("p");
      nested.append("Order for ", document.createElement("couplet-chip"));
      document.body.append(nested);
    });
    await page.evaluate(() => customElements.whenDefined("couplet-chip"));
    expect(loaded.some((path) => /\/card\.define-/u.test(path))).toBe(false);
    await page.evaluate("couplet.queue.push(() => calls.push('late'))");
    expect(await page.evaluate("calls")).toEqual(["first", "second", "late"]);
    await page.evaluate("couplet.load('couplet-list')");
    expect(await page.evaluate(() => typeof customElements.get("couplet-list"))).toBe("function");
  });

  test("[E20] a file that is not the one couplet.js was built with is not run, and the page is told", async () => {
    const visitor = await come(ben);
    const { page } = visitor;
    await page.route(/\/embed\/v1\/base-/u, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, body: `globalThis.stolen = true;${await response.text()}` });
    });
    await page.goto(`${inject("hostUrl")}/early.html`);
    await page.evaluate("couplet.ready");
    const told = page.evaluate(
      () =>
        new Promise((resolve) =>
          document.addEventListener("couplet-error", (event) => resolve((event as CustomEvent).detail), { once: true }),
        ),
    );
    await page.evaluate(() => document.body.append(document.createElement("couplet-status")));
    expect(await told).toMatchObject({ code: "embed.file" });
    expect(await page.evaluate("[globalThis.stolen, customElements.get('couplet-status')]")).toEqual([
      undefined,
      undefined,
    ]);
  });

  test("[E5] several providers on one page: each card has the rights, the language and the look of its own", async () => {
    const { contact, customer } = await makePair({ name: "Zwei Verbindungen AG", phoneNo: "+41 91 111 11 11" });
    const [{ page }, her] = await Promise.all([come(ben), come(ada)]);
    await her.open(hashOf(contact));
    await page.goto(`${inject("hostUrl")}/two.html?customer=${customer.no}`);
    const [reads, writes] = [page.locator("#reads"), page.locator("#writes")];
    await says(reads, /You may read this card but not change it/u);
    await says(writes, /Téléphone/u);
    const control = writes.getByLabel("Téléphone", { exact: true });
    await control.fill("+41 91 333 33 33");
    await control.press("Tab");
    await shows(reads.getByLabel("Phone", { exact: true }), "+41 91 333 33 33");
    await shows(field(her.page, "Phone"), "+41 91 333 33 33");
    const scheme = (locator: typeof reads): Promise<string> =>
      locator.locator("couplet-card").evaluate((card) => getComputedStyle(card).colorScheme);
    expect(await scheme(reads)).toBe("dark");
    expect(await scheme(writes)).toContain("light");
  });

  test("[E5] two copies on one page: the card of one finds the provider of the other", async () => {
    const { customer } = await makePair({ name: "Zwei Kopien AG" });
    const { page } = await come(ben);
    await page.goto(`${inject("hostUrl")}/versions.html?customer=${customer.no}&endpoint=${inject("serverUrl")}`);
    await shows(field(page, "Name"), "Zwei Kopien AG");
    await type(page, "City", "Mendrisio");
    await expect
      .poll(async () => (await readCard("customer", customer.id)).city, { timeout: 20_000 })
      .toBe("Mendrisio");
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
