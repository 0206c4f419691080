/**
 * Companies and their persons in the app: joining and leaving, what is read from the company and what is not, and a change of type.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

const companyFields = { phoneNo: "+41 31 333 00 00", address: "Marktgasse 1", city: "Bern", countryCode: "CH" };
const makePerson = (fields: Readonly<Record<string, string>>): Promise<CardJson> =>
  makeCard("contact", { type: "person", ...fields });

async function pick(page: Page, label: string, name: string): Promise<void> {
  await cardOf(page).getByRole("combobox", { name: label }).fill(name);
  await cardOf(page)
    .getByRole("option", { name: new RegExp(name, "u") })
    .click();
}

describe("a company and its persons", () => {
  test("[H2] a company's phone changes on two of three persons, live in another browser; the third has its own, until that is cleared", async () => {
    const company = await makeCard("contact", { name: "Drei Personen AG", ...companyFields });
    const joined = { companyId: company.id };
    const [eva, max, tim] = await Promise.all([
      makePerson({ name: "Eva Erste", ...joined }),
      makePerson({ name: "Max Zweiter", ...joined }),
      makePerson({ name: "Tim Dritter", ...joined, phoneNo: "+41 79 111 22 33" }),
    ]);
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    const other = await him.context.newPage();
    const third = await him.context.newPage();
    await Promise.all([her.open(hashOf(company)), him.open(hashOf(eva))]);
    await Promise.all([
      other.goto(`${him.line.url}/${hashOf(max)}`),
      third.goto(`${him.line.url}/${hashOf(tim)}`),
      isOpen(her.page),
      isOpen(him.page),
    ]);
    await Promise.all([isOpen(other), isOpen(third)]);
    for (const page of [him.page, other]) {
      await shows(field(page, "Phone"), "031 333 00 00");
      await says(frame(page, "phoneNo"), /from Drei Personen AG/u);
    }
    const wrong = await look(him.page, "person-inherits", "two");
    expect(wrong).toEqual([]);
    await type(her.page, "Phone", "+41 31 333 99 99");
    for (const page of [him.page, other]) await shows(field(page, "Phone"), "031 333 99 99");
    await shows(field(third, "Phone"), "079 111 22 33");
    await isSaved(her.page);
    expect((await readCard("contact", eva.id)).phoneNo).toBe("+41313339999");
    expect((await readCard("contact", tim.id)).phoneNo).toBe("+41791112233");

    // What one of them types is hers alone; cleared, she reads her company's again.
    await type(him.page, "Phone", "+41 79 444 55 66");
    await goes(frame(him.page, "phoneNo").getByText("from Drei Personen AG"));
    await isSaved(him.page);
    await shows(field(her.page, "Phone"), "031 333 99 99");
    await type(him.page, "Phone", "");
    await shows(field(him.page, "Phone"), "031 333 99 99");
    await type(third, "Phone", "");
    await shows(field(third, "Phone"), "031 333 99 99");
    await says(frame(third, "phoneNo"), /from Drei Personen AG/u);
    // And the history of the third says what was.
    await says(third.locator("aside couplet-history"), /Phone was 079 111 22 33 empty/u);
  });

  test("[H1] joining a company shows beforehand what will be read from it and what goes, and leaving what is kept", async () => {
    const company = await makeCard("contact", { name: "Eintritt AG", ...companyFields, languageCode: "de-CH" });
    const person = await makePerson({ name: "Nina Neu", languageCode: "fr-CH", email: "nina@neu.example" });
    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(person));
    await isOpen(page);
    await pick(page, "Company", "Eintritt AG");
    const question = frame(page, "companyId").getByRole("group", { name: "Join Eintritt AG?" });
    await says(question, /Read from Eintritt AG from then on.*Marktgasse 1.*031 333 00 00/u);
    await says(question, /own values that go.*Language.*fr-CH/u);
    const wrong = await look(page, "company-join", "two");
    await question.getByRole("button", { name: "Cancel" }).click();
    await goes(question);
    expect((await readCard("contact", person.id))["companyId"] ?? "").toBe("");

    await pick(page, "Company", "Eintritt AG");
    // By keyboard alone: the question has the focus.
    await expect
      .poll(() =>
        question.getByRole("button", { name: "Join Eintritt AG" }).evaluate((button) => button.matches(":focus")),
      )
      .toBe(true);
    await page.keyboard.press("Enter");
    await shows(cardOf(page).getByRole("combobox", { name: "Company" }), "Eintritt AG");
    await shows(field(page, "Phone"), "031 333 00 00");
    await says(frame(page, "city"), /from Eintritt AG/u);
    await shows(field(page, "E-mail"), "nina@neu.example");
    await isSaved(page);
    expect(await readCard("contact", person.id)).toMatchObject({ companyId: company.id, languageCode: "de-CH" });

    await frame(page, "companyId").getByRole("button", { name: "Clear" }).click();
    const leaving = frame(page, "companyId").getByRole("group", { name: "Leave the company?" });
    await says(leaving, /this person's own from then on.*Marktgasse 1/u);
    await leaving.getByRole("button", { name: "Leave" }).click();
    await goes(leaving);
    await shows(field(page, "City"), "Bern");
    await goes(frame(page, "city").getByText("from Eintritt AG"));
    await isSaved(page);
    expect(await readCard("contact", person.id)).toMatchObject({ city: "Bern", phoneNo: "+41313330000" });
    // Taken back, the person belongs to it again and reads what it read.
    await cardOf(page).getByRole("button", { name: "Undo" }).click();
    await shows(cardOf(page).getByRole("combobox", { name: "Company" }), "Eintritt AG");
    await says(frame(page, "city"), /from Eintritt AG/u);
    expect(wrong).toEqual([]);
  });
});

describe("a change of type", () => {
  const change = (page: Page) => cardOf(page).getByRole("button", { name: /Change the type/u });

  test("[H5] of a company tells what stands in the way, each with what to do, and is refused by nobody once that is gone", async () => {
    const { contact, customer } = await makePair({
      name: "Hanna Hindernis",
      vatRegistrationNo: "CHE-116.281.710 MWST",
      countryCode: "CH",
    });
    const person = await makePerson({ name: "Paul Person", companyId: contact.id });
    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(contact));
    await isOpen(page);
    await type(page, "Currency", "EUR");
    await change(page).click();
    const dialog = page.getByRole("dialog", { name: `Make ${contact.no} a person?` });
    await says(dialog, /cannot become a person yet/u);
    await says(dialog, /1 person belongs to it: Paul Person/u);
    await says(dialog, new RegExp(`related to Customer ${customer.no}\\. Unlink first`, "u"));
    await says(dialog, /a currency, EUR\. Clear it first/u);
    await says(dialog, /a VAT number, .*116.*Clear it first/u);
    expect(await dialog.getByRole("button", { name: "Make it a person" }).isDisabled()).toBe(true);
    const wrong = await look(page, "type-blocked", "two");
    await dialog.getByRole("button", { name: "Cancel" }).click();
    expect((await readCard("contact", contact.id))["type"]).toBe("company");
    await her.open(hashOf(person));
    await isOpen(page);
    await change(page).click();
    await says(page.getByRole("dialog", { name: `Make ${person.no} a company?` }), /It leaves Hanna Hindernis/u);
    wrong.push(...(await look(page, "type-company", "two")));
    expect(wrong).toEqual([]);
  });

  test("[H5] is seen by others at once; offline it is shown at once, waits, and arrives", async () => {
    const company = await makeCard("contact", { name: "Anna Maria Wechsel" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    const { page } = her;
    await Promise.all([her.open(hashOf(company)), him.open(hashOf(company))]);
    await Promise.all([isOpen(page), isOpen(him.page)]);
    await change(page).click();
    const dialog = page.getByRole("dialog", { name: `Make ${company.no} a person?` });
    await says(dialog, /The name is taken apart: First name Anna, Middle name Maria,? and Surname Wechsel/u);
    await dialog.getByRole("button", { name: "Make it a person" }).click();
    await goes(dialog);
    for (const one of [page, him.page]) {
      await shows(field(one, "First name"), "Anna");
      await says(cardOf(one).locator("header.head"), /Person/u);
    }
    expect(await readCard("contact", company.id)).toMatchObject({ type: "person", surname: "Wechsel" });

    await isSaved(page);
    await her.unplug();
    await says(pill(page), /Offline|On this device/u);
    await change(page).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make it a company" }).click();
    await says(cardOf(page).locator("header.head"), /Company/u);
    await goes(field(page, "First name"));
    await says(pill(page), /1 waiting/u);
    await page.goto(`${her.line.url}/#/attention`);
    await says(page.locator("couplet-attention-page"), /Change the type of Contact Anna Maria Wechsel/u);
    await page.goto(`${her.line.url}/${hashOf(company)}`);
    await her.plugIn();
    await isSaved(page);
    await says(cardOf(him.page).locator("header.head"), /Company/u);
    expect(await readCard("contact", company.id)).toMatchObject({ type: "company", name: "Anna Maria Wechsel" });
  });

  test("[H5] given offline and refused meanwhile leaves the card as it was, and says why", async () => {
    const company = await makeCard("contact", { name: "Zu Spät AG" });
    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(company));
    await isOpen(page);
    await isSaved(page);
    await her.unplug();
    await says(pill(page), /Offline|On this device/u);
    await change(page).click();
    await page.getByRole("dialog").getByRole("button", { name: "Make it a person" }).click();
    await says(cardOf(page).locator("header.head"), /Person/u);
    await makePerson({ name: "Rasche Person", companyId: company.id });
    await her.plugIn();
    await says(pill(page), /1 refused/u);
    await says(cardOf(page).locator("header.head"), /Company/u);
    await appears(cardOf(page).getByRole("heading", { name: "Zu Spät AG" }));
    await page.goto(`${her.line.url}/#/attention`);
    const list = page.locator("couplet-attention-page");
    await says(list, /A company with persons cannot become a person; it has 1/u);
    await list.getByRole("button", { name: "Discard" }).click();
    await appears(list.getByText("Nothing needs you"));
  });
});
