/**
 * The whole workspace on a device: cards that were never opened there, without network; other tabs; a store that somebody deletes.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashOf, makeCard, makePair, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, type Person } from "./person.ts";
import { appears, cardOf, field, hasAll, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

async function withProfile(): Promise<Person> {
  const profileDir = await mkdtemp(join(tmpdir(), "couplet-profile-"));
  onTestFinished(() => rm(profileDir, { recursive: true, force: true, maxRetries: 5 }));
  return await come(ada, { profileDir });
}

const databases = (page: Page): Promise<string[]> =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name = "" }) => name));

/** Waits until the lists are on the device, as they are a while after they were made. */
async function keepsLists(page: Page): Promise<void> {
  const areKept = (): Promise<boolean> =>
    page.evaluate(async () => {
      const { name = "" } = (await indexedDB.databases()).find((one) => one.name?.endsWith("/replica") === true) ?? {};
      return await new Promise<boolean>((resolve, reject) => {
        const opening = indexedDB.open(name);
        opening.addEventListener("error", () => reject(opening.error ?? new Error(`${name} does not open`)));
        opening.addEventListener("success", () => {
          const asking = opening.result.transaction("lists").objectStore("lists").getAllKeys();
          asking.addEventListener("success", () => {
            opening.result.close();
            resolve((asking.result as (readonly unknown[])[]).some(([, part]) => part === "whole"));
          });
        });
      });
    });
  await expect.poll(areKept, { timeout: 30_000 }).toBe(true);
}

/** As clearing the site's data in the browser's settings does. */
async function clearSiteData(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const { origin } = new URL(page.url());
  await session.send("Storage.clearDataForOrigin", { origin, storageTypes: "indexeddb" });
}

/** Whatever the pill says from now on, however shortly. */
async function everToldBy(page: Page): Promise<() => Promise<string>> {
  const texts = await pill(page).evaluateHandle((element) => {
    const said: string[] = [];
    new MutationObserver(() => said.push(element.textContent)).observe(element, {
      subtree: true,
      childList: true,
      characterData: true,
    });
    return said;
  });
  return () => texts.evaluate((said) => said.join("; "));
}

describe("the whole workspace on a device", () => {
  test("[E4] a card that was never opened opens without network, after a restart too, with all its values, and is edited there", async () => {
    const { contact, customer } = await makePair({
      name: "Nie geöffnet AG",
      city: "Ilanz",
      countryCode: "CH",
      phoneNo: "+41819250101",
    });
    await rest("PATCH", `/customers/${customer.id}`, { notes: "Only in the morning.", creditLimit: "1200" });
    const her = await withProfile();
    await her.open();
    await hasAll(her.page);
    await her.canStartOffline();
    await her.unplug();
    const page = await her.restart({ offline: true });
    await page.goto(`${her.line.url}/#/customers`);
    await page.getByRole("searchbox").fill("nie geöffnet");
    await page.getByRole("link", { name: "Nie geöffnet AG" }).first().click();
    await isOpen(page);
    await shows(field(page, "City"), "Ilanz");
    await shows(field(page, "Phone"), "081 925 01 01");
    await shows(cardOf(page).getByRole("textbox", { name: "Notes" }), "Only in the morning.");
    await type(page, "City", "Vals");
    await says(pill(page), /On this device, 1 waiting/u);
    await page.goto(`${her.line.url}/${hashOf(contact)}`);
    await isOpen(page);
    await shows(field(page, "City"), "Vals");
    await her.plugIn();
    await isSaved(page);
    expect((await rest<{ readonly city: string }>("GET", `/contacts/${contact.id}`)).city).toBe("Vals");
  });

  test("[RP13] a start without network lists and finds everything, with what has come, changed and gone since the lists were kept", async () => {
    const { contact: stays } = await makePair({ name: "Bleibtwie AG", city: "Chur" });
    const { contact: other } = await makePair({ name: "Heissteinst AG", city: "Chur" });
    const gone = await makeCard("vendor", { name: "Gehtfort AG" });
    const her = await withProfile();
    await her.open("#/vendors");
    await hasAll(her.page);
    await her.canStartOffline();
    await keepsLists(her.page);
    await rest("PATCH", `/contacts/${other.id}`, { name: "Heissjetzt AG" });
    await rest("DELETE", `/vendors/${gone.id}`);
    await makeCard("vendor", { name: "Kommtdazu AG" });
    await her.page.getByRole("searchbox").fill("kommtdazu");
    await appears(her.page.getByRole("link", { name: "Kommtdazu AG" }).first());
    await her.unplug();
    const page = await her.restart({ offline: true });
    for (const [kind, search, name] of [
      ["vendors", "kommtdazu", "Kommtdazu AG"],
      ["contacts", "bleibtwie", "Bleibtwie AG"],
      ["customers", "heissjetzt", "Heissjetzt AG"],
    ] as const) {
      await page.goto(`${her.line.url}/#/${kind}`);
      await page.getByRole("searchbox").fill(search);
      await appears(page.getByRole("link", { name }).first());
    }
    for (const [kind, search] of [
      ["customers", "heisseinst"],
      ["vendors", "gehtfort"],
    ] as const) {
      await page.goto(`${her.line.url}/#/${kind}`);
      await page.getByRole("searchbox").fill(search);
      await appears(page.locator(".sheet.empty h2", { hasText: search }));
    }
    await page.goto(`${her.line.url}/${hashOf(stays)}`);
    await isOpen(page);
    await shows(field(page, "City"), "Chur");
  });

  test("a second tab has what the first one fetched, and hears what comes later", async () => {
    const { customer } = await makePair({ name: "Zweiter Reiter AG", city: "Chur" });
    const her = await come(ada);
    await her.open();
    await hasAll(her.page);
    const other = await her.context.newPage();
    await other.goto(`${her.line.url}/#/contacts`);
    await hasAll(other);
    const { contact: later } = await makePair({ name: "Danach gekommen AG", city: "Davos" });
    for (const page of [her.page, other]) {
      await page.getByRole("searchbox").fill("danach gekommen");
      await appears(page.getByRole("link", { name: "Danach gekommen AG" }).first());
    }
    await her.unplug();
    await other.goto(`${her.line.url}/${hashOf(later)}`);
    await isOpen(other);
    await shows(field(other, "City"), "Davos");
    await her.page.goto(`${her.line.url}/${hashOf(customer)}`);
    await isOpen(her.page);
    await shows(field(her.page, "City"), "Chur");
  });

  test("signing out with everything leaves no database behind", async () => {
    const her = await come(ada);
    await her.open();
    await hasAll(her.page);
    expect((await databases(her.page)).some((name) => name.endsWith("/replica"))).toBe(true);
    await her.page.getByRole("button", { name: /Ada Keller/u }).click();
    await her.page.getByRole("button", { name: "Sign out and remove my data from this device" }).click();
    await appears(her.page.getByRole("textbox", { name: /Sign-in link/u }));
    await expect.poll(() => databases(her.page), { timeout: 10_000 }).toEqual([]);
  });

  test("a store that is deleted under an open page is said, and filled again", async () => {
    const { contact } = await makePair({ name: "Gelöscht AG" });
    const her = await come(ada);
    const { contact: open } = await makePair({ name: "Offen AG" });
    await her.open(hashOf(open));
    await isOpen(her.page);
    await hasAll(her.page);
    await clearSiteData(her.page);
    // What is typed on a card that is open goes to the server all the same.
    await type(her.page, "City", "Sils");
    await expect
      .poll(async () => (await rest<{ readonly city: string }>("GET", `/contacts/${open.id}`)).city, {
        timeout: 10_000,
      })
      .toBe("Sils");
    await pill(her.page).click();
    await says(her.page.locator("header couplet-status"), /This browser had deleted what was kept/u);
    await her.page.keyboard.press("Escape");
    await hasAll(her.page);
    await isSaved(her.page);
    await her.unplug();
    await her.page.goto(`${her.line.url}/${hashOf(contact)}`);
    await isOpen(her.page);
    await shows(field(her.page, "Name"), "Gelöscht AG");
  });

  test("[C2] a store that is deleted while changes wait and nothing comes is said, and has all of it again, for after a reload too", async () => {
    const { contact, customer } = await makePair({ name: "Wartet AG", city: "Chur" });
    const her = await withProfile();
    await her.open(hashOf(contact));
    await isOpen(her.page);
    await hasAll(her.page);
    await her.canStartOffline();
    await her.unplug();
    await type(her.page, "City", "Sils");
    await says(pill(her.page), /On this device, 1 waiting/u);
    const told = await everToldBy(her.page);
    await clearSiteData(her.page);
    await expect.poll(told, { timeout: 15_000 }).toContain("This browser cannot keep data");
    await says(pill(her.page), /On this device, 1 waiting/u);
    await type(her.page, "Post code", "7514");
    await says(pill(her.page), /On this device, 2 waiting/u);
    const page = await her.restart({ offline: true });
    await page.goto(`${her.line.url}/${hashOf(contact)}`);
    await says(pill(page), /On this device, 2 waiting/u);
    await isOpen(page);
    await shows(field(page, "City"), "Sils");
    await her.plugIn();
    await isSaved(page);
    expect(await rest("GET", `/customers/${customer.id}`)).toMatchObject({ city: "Sils", postCode: "7514" });
    await hasAll(page);
  });
});
