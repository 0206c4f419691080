/**
 * A page that is of another version than the server: said so, and what is typed waits. And a new version of the app, which waits, too.
 *
 * @module
 */
import { closeCodes } from "@couplet/protocol";
import { describe, expect, inject, onTestFinished, test } from "vitest";
import { hashOf, makeCard, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { newVersionOf } from "./new-version.ts";
import { ada } from "./person.ts";
import { appears, field, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

describe("a page of another version than the server", () => {
  test("[SY2] [A1] says what to do, keeps what is typed, and sends it once both are up to date", async () => {
    const contact = await makeCard("contact", { name: "Versions AG", city: "Bern" });
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    let isOutdated = true;
    await her.context.routeWebSocket("**/sync", async (socket) => {
      if (!isOutdated) socket.connectToServer();
      else await socket.close({ code: closeCodes.protocolVersion, reason: "protocolVersion lowest=2 current=2" });
    });
    await her.page.reload();
    await isOpen(her.page);
    await type(her.page, "City", "Chur");
    await says(her.page.locator("header couplet-status"), /Load this page again/u);
    await appears(her.page.getByText("This page is of another version than the server."));
    await her.page.locator("header couplet-status").getByRole("button").first().click();
    expect(await look(her.page, "outdated")).toEqual([]);
    isOutdated = false;
    await her.page.reload();
    await isSaved(her.page);
  });
});

describe("a new version of the app", () => {
  test("[A1] is told when it is ready, waits until somebody loads it, and has what was typed", async () => {
    const contact = await makeCard("contact", { name: "Neuauflage AG", city: "Bern" });
    const server = await newVersionOf(inject("serverUrl"));
    onTestFinished(() => server.close());
    const her = await come(ada, {}, { url: server.url, tokenLifeMs: 900_000 });
    const { page } = her;
    await her.open(hashOf(contact));
    await isOpen(page);
    await her.canStartOffline();
    // From now on the app comes from its service worker.
    await page.reload();
    await isOpen(page);
    const started = await page.evaluate(() => performance.timeOrigin);
    server.bring();
    await page.evaluate(async () => await (await navigator.serviceWorker.ready).update());
    await appears(page.getByText("A new version is ready."));
    await her.unplug();
    await type(page, "City", "Sils");
    await says(pill(page), /On this device, 1 waiting/u);
    expect(await page.evaluate(() => performance.timeOrigin)).toBe(started);

    await page.getByRole("button", { name: "Load it" }).click();
    await expect
      .poll(() => page.evaluate(() => performance.timeOrigin).catch(() => started), { timeout: 15_000 })
      .not.toBe(started);
    await isOpen(page);
    await shows(field(page, "City"), "Sils");
    await her.plugIn();
    await isSaved(page);
    expect((await readCard("contact", contact.id)).city).toBe("Sils");
  });
});
