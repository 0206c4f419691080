/**
 * What the product is for, shown as a person would show it, each in a minute, with a picture of every step in `test-results/screens`.
 *
 * Know     the same card in other applications is shown by `embed.test.ts`; an import has no screen yet.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import {
  appears,
  askToLink,
  cardOf,
  field,
  frame,
  goes,
  hasAll,
  isOpen,
  isSaved,
  pill,
  says,
  shows,
  type,
} from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };
const itemsOf = async <Item>(path: string): Promise<readonly Item[]> =>
  (await rest<{ readonly items: readonly Item[] }>("GET", path)).items;

describe("demos", () => {
  test("[F1] [F7] one card, two browsers: typed together, then both in one field; chosen; undone", async () => {
    const { contact, customer } = await makePair({ name: "Zusammen AG", city: "Olten", countryCode: "CH" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await Promise.all([type(her.page, "Phone", "+41 62 200 10 10"), type(him.page, "E-mail", "post@zusammen.example")]);
    for (const page of [her.page, him.page]) {
      await shows(field(page, "Phone"), "062 200 10 10");
      await shows(field(page, "E-mail"), "post@zusammen.example");
    }
    const picture = new RegExp(`2 cards hold one block: Contact ${contact.no} and Customer ${customer.no}`, "u");
    for (const page of [her.page, him.page]) await appears(page.getByRole("img", { name: picture }));
    const wrong = await look(her.page, "demo-1-together", "two");
    await isSaved(her.page);
    await her.unplug();
    await type(her.page, "Phone", "+41 62 200 20 20");
    await type(him.page, "Phone", "+41 62 200 30 30");
    await isSaved(him.page);
    await her.plugIn();
    const several = frame(her.page, "phoneNo").getByRole("button", { name: /several people/u });
    await several.click();
    await says(frame(her.page, "phoneNo").getByRole("group"), /200 20 20.*200 30 30|200 30 30.*200 20 20/u);
    wrong.push(...(await look(her.page, "demo-1-choice")));
    await frame(her.page, "phoneNo")
      .getByRole("button", { name: /Keep .*200 30 30/u })
      .click();
    for (const page of [her.page, him.page]) await shows(field(page, "Phone"), "062 200 30 30");
    await isSaved(her.page);
    await cardOf(her.page).getByRole("button", { name: "Undo", exact: true }).click();
    for (const page of [her.page, him.page]) await shows(field(page, "Phone"), "062 200 20 20");
    expect(wrong).toEqual([]);
  });

  test("[C2] [S3] the plug is pulled: two cards edited, one made, the browser restarted; afterwards the server has each once", async () => {
    const { contact, customer } = await makePair({ name: "Steckdose AG", city: "Olten" });
    const dir = await mkdtemp(join(tmpdir(), "couplet-profile-"));
    onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
    const her = await come(ada, { profileDir: dir });
    await her.open(hashOf(contact));
    await isOpen(her.page);
    await hasAll(her.page);
    await her.canStartOffline();
    await her.unplug();
    await type(her.page, "City", "Aarburg");
    await her.page.goto(`${her.line.url}/${hashOf(customer)}`);
    await isOpen(her.page);
    await type(her.page, "Payment terms", "30D");
    await her.page.keyboard.press("Escape");
    await her.page.goto(`${her.line.url}/#/contacts`);
    await her.page.getByRole("button", { name: "New contact" }).click();
    const dialog = her.page.getByRole("dialog", { name: "New contact" });
    await dialog.getByLabel("Name", { exact: true }).fill("Ohne Strom GmbH");
    await dialog.getByRole("button", { name: "Create" }).click();
    await isOpen(her.page);
    await says(pill(her.page), /On this device, 3 waiting/u);
    const wrong = await look(her.page, "demo-2-waiting");

    const page = await her.restart({ offline: true });
    await page.goto(`${her.line.url}/${hashOf(contact)}`);
    await isOpen(page);
    await shows(field(page, "City"), "Aarburg");
    await says(pill(page), /On this device, 3 waiting/u);
    await her.plugIn();
    await isSaved(page);
    await says(page.locator("couplet-card"), /Steckdose AG/u);
    wrong.push(...(await look(page, "demo-2-sent", "two")));
    const history = await itemsOf<{ readonly field: string; readonly new: unknown }>(`/contacts/${contact.id}/history`);
    expect(history.filter(({ new: value }) => value === "Aarburg")).toHaveLength(1);
    expect((await readCard("customer", customer.id))["paymentTermsCode"]).toBe("30D");
    const made = await itemsOf<CardJson>("/contacts?search=Ohne%20Strom");
    expect(made.map(({ name, no }) => [name, no !== ""])).toEqual([["Ohne Strom GmbH", true]]);
    expect(wrong).toEqual([]);
  });

  test("[D1] [L2] [L7] [U2] deleted while somebody edits; linked; joined; parted again", async () => {
    const { contact, customer } = await makePair({ name: "Wandel AG", city: "Bern" });
    const spare = await makeCard("vendor", { name: "Wandel Lieferung AG", city: "Thun" });
    const spareContact = await readCard("contact", spare.relations[0]?.cardId ?? "");
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(customer)), him.open(hashOf(contact))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await field(him.page, "Address").pressSequentially("Bundesp");
    await cardOf(her.page).getByRole("button", { name: "Delete…" }).click();
    await appears(her.page.getByText("What stays"));
    const wrong = await look(her.page, "demo-4-delete", "two");
    await her.page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await says(her.page.locator("couplet-app-toast"), /Wandel AG is deleted.*Undo/u);
    // What he types goes on, and stays.
    await field(him.page, "Address").pressSequentially("latz 1");
    await field(him.page, "Address").press("Enter");
    await shows(field(him.page, "Address"), "Bundesplatz 1");
    await says(him.page.locator("couplet-links"), /No customer yet/u);
    await isSaved(him.page);
    expect((await readCard("contact", contact.id))["address"]).toBe("Bundesplatz 1");

    await her.page.goto(`${her.line.url}/${hashOf(contact)}`);
    await isOpen(her.page);
    const linking = await askToLink(her.page, "vendor");
    await linking.getByRole("searchbox").fill("wandel lieferung");
    await linking.getByRole("button", { name: new RegExp(spare.no, "u") }).click();
    const joining = her.page.getByRole("dialog", { name: "Join two contacts" });
    await joining.getByRole("radio", { name: /City: Thun/u }).check();
    wrong.push(...(await look(her.page, "demo-4-join")));
    await joining.getByRole("button", { name: "Join the contacts" }).click();
    await goes(joining);
    await shows(field(him.page, "City"), "Thun");
    await says(cardOf(her.page), /One block, held by both cards/u);
    wrong.push(...(await look(her.page, "demo-4-joined", "two")));
    await her.page
      .locator("couplet-links")
      .getByRole("button", { name: new RegExp(`Undo joining ${spareContact.no}`, "u") })
      .first()
      .click();
    await expect.poll(async () => (await readCard("contact", spareContact.id)).id, waiting).toBe(spareContact.id);
    await shows(field(him.page, "City"), "Bern");
    expect(wrong).toEqual([]);
  });
});
