/**
 * This device: what it keeps, a file of it, and having it gone only after what would be lost was named.
 *
 * @module
 */
import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { hashOf, makePair } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada } from "./person.ts";
import { appears, goes, hasAll, isOpen, says, type } from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };

describe("[V17] this device", () => {
  test("tells what is kept, gives it away as a file, and names what a wipe would lose before it does it", async () => {
    const { contact } = await makePair({ name: "Gerätehaus AG", city: "Aarau" });
    const person = await come(ada);
    const { page } = person;
    await person.open(hashOf(contact));
    await isOpen(page);
    await hasAll(page);
    await person.canStartOffline();
    await person.unplug();
    await type(page, "City", "Baden");
    await page.getByRole("button", { name: /Account: Ada Keller/u }).click();
    await page.getByRole("link", { name: "This device" }).click();
    const device = page.locator("couplet-device-page");
    await says(device, /Cards [\d'’]+, everything you may read.*Not on the server yet 1 change.*Server last heard of/u);
    const wrong = await look(page, "device");

    const [download] = await Promise.all([
      page.waitForEvent("download"),
      device.getByRole("button", { name: "Export local data" }).click(),
    ]);
    const copy = JSON.parse(await readFile(await download.path(), "utf8")) as {
      readonly unsentEdits: number;
      readonly cards: { readonly contact: readonly { readonly id: string; readonly values: object }[] };
    };
    expect(copy.unsentEdits).toBe(1);
    expect(copy.cards.contact.find(({ id }) => id === contact.id)?.values).toMatchObject({ city: "Baden" });

    // From the menu as well: nothing goes before it was named.
    await page.getByRole("button", { name: /Account: Ada Keller/u }).click();
    await page.getByRole("button", { name: /Sign out and remove/u }).click();
    const dialog = page.getByRole("dialog", { name: "Wipe this device?" });
    await says(dialog, /This would be lost for good: 1 change that was not sent/u);
    wrong.push(...(await look(page, "wipe", "two")));
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await goes(dialog);
    await person.plugIn();
    await says(device, /Not on the server yet Nothing/u);
    await device.getByRole("button", { name: "Wipe…" }).click();
    await says(dialog, /Nothing would be lost/u);
    await dialog.getByRole("button", { name: "Wipe and sign out" }).click();
    await appears(page.getByRole("heading", { name: "Sign in" }));
    await expect
      .poll(() => page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name)), waiting)
      .toEqual([]);
    expect(wrong).toEqual([]);
  });
});
