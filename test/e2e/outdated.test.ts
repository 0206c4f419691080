/**
 * A page that is of another version than the server: said so, and what is typed waits.
 *
 * @module
 */
import { closeCodes } from "@couplet/protocol";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada } from "./person.ts";
import { appears, isOpen, isSaved, says, type } from "./see.ts";

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
