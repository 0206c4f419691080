/**
 * A page of somebody else's, on another origin and under a strict policy, shows and edits a card in ten lines.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import type { Locator } from "playwright-core";
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

  test("[E23] in a frame a card is live, asks its page for tokens, and tells it what happens", async () => {
    const { contact, customer } = await makePair({ name: "Gerahmte Seite AG" });
    const [{ page }, her] = await Promise.all([come(ben), come(ada)]);
    await her.open(hashOf(contact));
    // The snippet of the documentation, as it stands there.
    const text = await readFile("docs/EMBEDDING.md", "utf8");
    const [, script = ""] = /^```js frame\.js\n([\s\S]*?)^```$/mu.exec(text) ?? [];
    await page.route("**/frame.js", async (route) => {
      const isOurs = route.request().url().startsWith(inject("serverUrl"));
      if (isOurs) await route.continue();
      else
        await route.fulfill({
          contentType: "text/javascript",
          body: script.replace("frame.dataset.customer", `"${customer.no}"`),
        });
    });
    await page.goto(`${inject("hostUrl")}/frame.html`);
    const frame = page.frameLocator("iframe");
    const control = (label: string): Locator => frame.locator("couplet-field").getByLabel(label, { exact: true });
    await shows(control("Name"), "Gerahmte Seite AG");
    await control("City").fill("Locarno");
    await control("City").press("Tab");
    await appears(page.getByText("The customer has been saved."));
    await shows(field(her.page, "City"), "Locarno");
    expect(Number(await page.locator("iframe").getAttribute("height"))).toBeGreaterThan(300);
  });

  test("[G2] a page of an origin that is not allowed cannot put a card into a frame", async () => {
    const response = await fetch(`${inject("serverUrl")}/embed/v1/card`);
    const policy = response.headers.get("content-security-policy") ?? "";
    expect(policy).toContain(`frame-ancestors ${inject("hostUrl")} ${inject("otherHostUrl")}`);
    expect(policy).not.toMatch(/unsafe|\*/u);
    const app = await fetch(inject("serverUrl"));
    expect(app.headers.get("x-frame-options")).toBe("DENY");
  });

  test("[E24] nothing below a card moves when it comes: its room is kept from the first paint on", async () => {
    const { customer } = await makePair({ name: "Ruhige Seite AG" });
    const { page } = await come(ben);
    await page.goto(`${inject("hostUrl")}/room.html?customer=${customer.no}`);
    const below = page.locator("#below");
    await appears(page.getByText("Alpine Skihaus, Zug"));
    const before = await below.evaluate((element) => element.getBoundingClientRect().top);
    await page.evaluate("loadCouplet()");
    await isOpen(page);
    await shows(field(page, "Name"), "Ruhige Seite AG");
    // The words that stood there are no longer drawn.
    const drawn = await cardOf(page).evaluate((card) => {
      const words = document.createRange();
      words.selectNodeContents(card);
      return words.getClientRects().length;
    });
    expect(drawn).toBe(0);
    expect(await below.evaluate((element) => element.getBoundingClientRect().top)).toBe(before);
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
