/**
 * The set-up in the app, contacts in bulk, templates: what an administrator changes and what follows from it on the cards.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import type { CardKind } from "@couplet/model";
import { type CardJson, hashOf, makeCard, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben, type Person } from "./person.ts";
import { appears, cardOf, field, goes, isOpen, says, shows } from "./see.ts";

type SetupJson = Readonly<Record<string, unknown>> & {
  readonly businessRelationCodes: Readonly<Record<string, string>>;
  readonly defaults: Readonly<Record<string, string>>;
};

const come = createCast();
let before: SetupJson;

const readSetup = (): Promise<SetupJson> => rest("GET", "/setup");
const change = (sections: object): Promise<SetupJson> => rest("PUT", "/setup", sections);

beforeAll(async () => {
  before = await readSetup();
});
/** As it was for the tests of other files; codes that relations carry as well. */
afterEach(async () => {
  const { businessRelationCodes: codes } = await readSetup();
  const renames = Object.entries(before.businessRelationCodes)
    .map(([kind, to]) => ({ from: codes[kind] ?? "", to }))
    .filter(({ from, to }) => from !== "" && from !== to);
  await change({ ...before, renames });
});

const setting = (page: Page, path: string) => page.locator(`couplet-setup-page [id="${path}"]`);
const around = (page: Page, path: string) => page.locator(`couplet-setup-page .row:has([id="${path}"])`);
const save = (page: Page) => page.locator("couplet-setup-page .bar").getByRole("button", { name: "Save" });
const toast = (page: Page) => page.locator("couplet-app-toast");

async function openSetup(person: Person): Promise<Page> {
  const page = await person.open("#/setup");
  await appears(setting(page, "businessRelationCodes.customer"));
  return page;
}

async function saved(page: Page): Promise<void> {
  await save(page).click();
  await says(toast(page), /Set-up saved/u);
  await goes(save(page));
}

/** Cards without a contact: the code is blank while they are made. */
async function makeLone(kind: CardKind, names: readonly string[]): Promise<readonly CardJson[]> {
  const { businessRelationCodes: codes } = await readSetup();
  await change({ businessRelationCodes: { ...codes, [kind]: "" } });
  const cards: CardJson[] = [];
  const left = [...names];
  const work = async (): Promise<void> => {
    for (let name = left.pop(); name !== undefined; name = left.pop()) cards.push(await makeCard(kind, { name }));
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await change({ businessRelationCodes: codes });
  return cards;
}

describe("the set-up page", () => {
  test("[S6] a renamed relation code is on the cards it relates; the page says what happens before it does", async () => {
    const customer = await makeCard("customer", { name: "Umbenannt AG" });
    const page = await openSetup(await come(ada));
    await setting(page, "businessRelationCodes.customer").fill("kunde");
    await says(around(page, "businessRelationCodes.customer"), /All relations with CUST get KUNDE; every link stays/u);
    await saved(page);
    expect((await readCard("customer", customer.id)).relations).toMatchObject([{ code: "KUNDE" }]);
    await page.goto(page.url().replace(/#.*/u, hashOf(customer)));
    await says(page.locator("couplet-links"), /KUNDE/u);
  });

  test("[S7] [S5] a list and the set-up page, with no card open, hear of another set-up within a minute, or as somebody comes back to them", async () => {
    const company = await makeCard("contact", {
      name: "Zentrale Hörweite AG",
      countryCode: "CH",
      phoneNo: "+41 44 222 33 44",
    });
    await makeCard("contact", { type: "person", name: "Hanna Hörweite", companyId: company.id });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.context.clock.install(), him.context.clock.install()]);
    const [page, list] = await Promise.all([openSetup(her), him.open("#/contacts?q=hanna h%C3%B6rweite")]);
    const row = list.locator("couplet-list-page tbody tr", { hasText: "Hanna Hörweite" });
    await says(row, /044 222 33 44/u);
    const communication = setting(page, "inheritance.communication");
    const isOn = (): Promise<boolean> => communication.isChecked();
    expect(await isOn()).toBe(true);
    const { inheritance } = await readSetup();
    await change({ inheritance: { ...(inheritance as object), communication: false } });
    await Promise.all([page.clock.fastForward(61_000), list.clock.fastForward(61_000)]);
    await goes(row.getByText("044 222 33 44"));
    await expect.poll(isOn, { timeout: 10_000 }).toBe(false);
    await change({ inheritance: { ...(inheritance as object), communication: true } });
    for (const one of [page, list]) await one.evaluate(() => dispatchEvent(new Event("focus")));
    await says(row, /044 222 33 44/u);
    await expect.poll(isOn, { timeout: 10_000 }).toBe(true);
  });

  test("[S1] a blank code is off: the page says so, no contact is made, and linking is refused naming the setting", async () => {
    const contact = await makeCard("contact", { name: "Ohne Kunde AG" });
    const page = await openSetup(await come(ada));
    await setting(page, "businessRelationCodes.customer").fill("");
    await says(around(page, "businessRelationCodes.customer"), /Off: a new customer gets no contact/u);
    await saved(page);
    expect((await makeCard("customer", { name: "Allein AG" })).relations).toEqual([]);
    await page.goto(page.url().replace(/#.*/u, hashOf(contact)));
    await isOpen(page);
    await page.locator("couplet-links").getByRole("button", { name: "Create customer" }).click();
    await says(page.locator("couplet-links"), /Set a relation code for customer first/u);
  });

  test("[S2] a series shows its next numbers, refuses what cannot be, and takes effect with the next card", async () => {
    const page = await openSetup(await come(ada));
    await setting(page, "numberSeries.bankAccount.next").fill("1");
    await says(page.locator("couplet-setup-page"), /A next number only goes up/u);
    expect(await save(page).isDisabled()).toBe(true);
    await setting(page, "numberSeries.bankAccount.next").fill("7000");
    await setting(page, "numberSeries.bankAccount.prefix").fill("bk-");
    await says(page.locator("couplet-setup-page"), /Next: BK-07000, then BK-07001/u);
    await saved(page);
    expect((await makeCard("bankAccount", { name: "Neue Bank" })).no).toBe("BK-07000");
  });

  test("[S4] a contact made by hand starts with the defaults", async () => {
    const page = await openSetup(await come(ada));
    await setting(page, "defaults.languageCode").fill("fr-CH");
    await says(around(page, "defaults.languageCode"), /New contacts start with/u);
    await saved(page);
    expect((await makeCard("contact", { name: "Nouveau SA" }))["languageCode"]).toBe("fr-CH");
  });

  test("[S7] who is no administrator reads the set-up and cannot change it", async () => {
    const page = await openSetup(await come(ben));
    await says(page.locator("couplet-setup-page"), /Only an administrator changes the set-up/u);
    expect(await setting(page, "businessRelationCodes.customer").isDisabled()).toBe(true);
    expect(await page.getByRole("button", { name: "Add a template" }).count()).toBe(0);
  });

  test("[S7] what another administrator saved meanwhile is not overwritten: both changes are there to save", async () => {
    const page = await openSetup(await come(ada));
    await setting(page, "defaults.countryCode").fill("CH");
    await setting(page, "defaults.territoryCode").fill("WEST");
    await change({ defaults: { ...before.defaults, countryCode: "FR", salespersonCode: "AK" } });
    await save(page).click();
    await says(page.locator("couplet-setup-page"), /Somebody else saved the set-up meanwhile. Nothing is overwritten/u);
    expect((await readSetup()).defaults).toMatchObject({ countryCode: "FR", territoryCode: "", salespersonCode: "AK" });
    await shows(setting(page, "defaults.salespersonCode"), "AK");
    await shows(setting(page, "defaults.countryCode"), "CH");
    await says(around(page, "defaults.countryCode"), /Meanwhile set to “FR” by somebody else/u);
    await around(page, "defaults.countryCode").getByRole("button", { name: "Take theirs" }).click();
    await shows(setting(page, "defaults.countryCode"), "FR");
    await saved(page);
    expect((await readSetup()).defaults).toMatchObject({
      countryCode: "FR",
      territoryCode: "WEST",
      salespersonCode: "AK",
    });
  });

  test("[S7] without a connection the set-up is there to read, and says so; what was typed is kept", async () => {
    const person = await come(ada);
    const page = await openSetup(person);
    await person.canStartOffline();
    await setting(page, "defaults.territoryCode").fill("OST");
    await person.unplug();
    await says(page.locator("couplet-setup-page"), /No connection. The set-up can be read here as of /u);
    expect(await setting(page, "defaults.territoryCode").isDisabled()).toBe(true);
    await person.plugIn();
    await goes(page.getByText(/The set-up can be read here as of/u));
    await shows(setting(page, "defaults.territoryCode"), "OST");
    await saved(page);
    expect((await readSetup()).defaults["territoryCode"]).toBe("OST");
    await person.unplug();
    await page.reload();
    await says(page.locator("couplet-setup-page"), /No connection. The set-up can be read here as of /u);
    await shows(setting(page, "defaults.territoryCode"), "OST");
  });
});

describe("interactions and duplicates", () => {
  test("[S5] a template is renamed and what is logged with it follows; one is added; the threshold says what it means; all of it is kept", async () => {
    const page = await openSetup(await come(ada));
    const wrong: string[] = [];
    const index = await page.locator('couplet-setup-page [id^="interactionTemplates."][id$=".code"]').count();
    await setting(page, "interactionTemplates.4.code").fill("mail");
    await says(around(page, "interactionOperations.email"), /Logged as MAIL/u);
    await page.getByRole("button", { name: "Add an interaction" }).click();
    await setting(page, `interactionTemplates.${index}.code`).fill("fax");
    await setting(page, `interactionTemplates.${index}.description`).fill("Fax sent");
    await setting(page, "interactionOperations.coverSheet").selectOption("FAX");
    await setting(page, "duplicateRules.thresholdPercent").fill("5");
    await says(around(page, "duplicateRules.thresholdPercent"), /A whole number from 10 to 100/u);
    expect(await save(page).isDisabled()).toBe(true);
    await setting(page, "duplicateRules.thresholdPercent").fill("75");
    await says(around(page, "duplicateRules.thresholdPercent"), /12 of 16 comparisons have to be equal/u);
    await setting(page, "duplicateRules.thresholdPercent").scrollIntoViewIfNeeded();
    wrong.push(...(await look(page, "setup-interactions")));
    await saved(page);
    expect(await readSetup()).toMatchObject({
      interactionOperations: { email: "MAIL", coverSheet: "FAX" },
      duplicateRules: { suggest: true, thresholdPercent: 75 },
    });
    await page.reload();
    await shows(setting(page, `interactionTemplates.${index}.code`), "FAX");
    await page.getByRole("button", { name: "Remove FAX" }).click();
    await says(around(page, "interactionOperations.coverSheet"), /Nothing is logged/u);
    expect(wrong).toEqual([]);
  });
});

describe("card templates", () => {
  test("[L9] one that is set up is used; of several one is chosen, and the new card opens on its own fields", async () => {
    const person = await come(ada);
    const page = await openSetup(person);
    for (const [index, code] of ["inland", "export"].entries()) {
      await page.getByRole("button", { name: "Add a template" }).click();
      await setting(page, `cardTemplates.${index}.code`).fill(code);
      await page.getByLabel("Add a value…").nth(index).selectOption("postingGroup");
      await setting(page, `cardTemplates.${index}.fields.postingGroup`).fill(code);
    }
    await says(page.locator("couplet-setup-page"), /2 templates fit: people choose one/u);
    await saved(page);
    const contact = await makeCard("contact", { name: "Mit Vorlage AG" });
    await page.goto(page.url().replace(/#.*/u, hashOf(contact)));
    await isOpen(page);
    const links = page.locator("couplet-links");
    await links.getByRole("button", { name: "Create customer" }).click();
    await appears(links.getByRole("heading", { name: "Which template for the customer?" }));
    await links.getByRole("button", { name: /EXPORT/u }).click();
    await page.waitForURL(/#\/customers\//u);
    await shows(field(page, "Posting group"), "EXPORT");
    await expect
      .poll(() => field(page, "Posting group").evaluate((input) => input.matches(":focus")), { timeout: 10_000 })
      .toBe(true);
    await shows(field(page, "Name"), "Mit Vorlage AG");
  });
});

describe("contacts for cards without one", () => {
  test("[L11] found by filter and counted, made once, reported card by card", async () => {
    const cards = await makeLone("customer", ["Sammel Eins", "Sammel Zwei"]);
    const page = await (await come(ben)).open("#/customers");
    await page.getByRole("button", { name: "Make contacts…" }).click();
    await page.getByLabel("Name contains").fill("sammel");
    await appears(page.getByText("2 cards without a contact, of 2 found."));
    await page.getByRole("button", { name: "Make 2 contacts" }).click();
    await appears(page.getByText("2 made, 0 had one already, 0 refused."));
    for (const card of cards) await appears(page.getByRole("row", { name: new RegExp(`${card.no} made`, "u") }));
    await page.getByRole("button", { name: "Another filter" }).click();
    await page.getByLabel("Name contains").fill("sammel");
    await appears(page.getByText("Every card found has a contact already."));
    for (const card of cards) expect((await readCard("customer", card.id)).relations).toHaveLength(1);
  });
});

describe("screens", () => {
  test("[A1] the set-up as it is changed, contacts in bulk, the choice of a template", async () => {
    const templates = ["INLAND", "EXPORT"].map((code) => ({ code, kind: "customer", fields: { postingGroup: code } }));
    await change({ cardTemplates: templates });
    const contact = await makeCard("contact", { name: "Bildvorlage AG" });
    const page = await openSetup(await come(ada));
    const wrong: string[] = [];
    await setting(page, "businessRelationCodes.customer").fill("kunde");
    await setting(page, "businessRelationCodes.vendor").fill("");
    await setting(page, "numberSeries.contact.next").fill("1");
    await setting(page, "numberSeries.vendor").uncheck();
    await page.getByRole("button", { name: "Add a template" }).click();
    await page.getByLabel("Add a value…").last().selectOption("currencyCode");
    await setting(page, "cardTemplates.2.fields.currencyCode").fill("francs");
    wrong.push(...(await look(page, "setup", "two")));
    await page.getByRole("button", { name: "Discard changes" }).click();
    await page.goto(page.url().replace(/#.*/u, hashOf(contact)));
    await isOpen(page);
    await page.locator("couplet-links").getByRole("button", { name: "Create customer" }).click();
    await appears(page.getByRole("heading", { name: "Which template for the customer?" }));
    wrong.push(...(await look(page, "template", "two")));
    await page.keyboard.press("Escape");
    const french = await come(ben, { locale: "fr-CH" });
    await french.open("#/customers");
    await french.page.getByRole("button", { name: "Créer des contacts…" }).click();
    await appears(french.page.getByText(/sans contact, sur|ont déjà un contact/u));
    wrong.push(...(await look(french.page, "bulk-french", "two")));
    await french.open("#/setup");
    await appears(french.page.getByText("Seul un administrateur modifie les paramètres."));
    wrong.push(...(await look(french.page, "setup-french", "two")));
    expect(wrong).toEqual([]);
  });
});

describe("what a contact is to us", () => {
  test("[K5] is said on the list and on the card, for a person by the company's relations", async () => {
    const customer = await makeCard("customer", { name: "Statusfirma AG" });
    const contact = await readCard("contact", customer.relations[0]?.cardId ?? "");
    const person = await makeCard("contact", { type: "person", name: "Rita Statusperson", companyId: contact.id });
    const page = await (await come(ada)).open("#/contacts?q=Status");
    const rowOf = (name: string) =>
      page.locator("couplet-list-page tbody tr").filter({ has: page.getByRole("link", { name, exact: true }) });
    await says(rowOf("Statusfirma AG"), /Customer/u);
    await says(rowOf("Rita Statusperson"), /Customer/u);
    await page.goto(page.url().replace(/#.*/u, hashOf(person)));
    await isOpen(page);
    await says(cardOf(page).locator("header.head"), /Person Customer/u);
  });
});
