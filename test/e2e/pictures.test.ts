/**
 * The pictures of the README, taken anew with `PICTURES=1 npx vitest run --project e2e pictures`.
 *
 * @module
 */
import { describe, test } from "vitest";
import { hashOf, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben } from "./person.ts";
import { appears, field, frame, goes, isOpen, isSaved, says, type } from "./see.ts";

const come = createCast();
const isWanted = process.env["PICTURES"] === "1";
const sharp = { viewport: { width: 1280, height: 900 }, deviceScaleFactor: 1.5 };

describe.runIf(isWanted)("pictures", () => {
  test("[A3] a contact that is a customer, a vendor and a bank account, with somebody else in a field; and the list behind it", async () => {
    const [customer] = (await rest<{ items: CardJson[] }>("GET", "/customers?search=Adatum Luzern")).items;
    const contactId = customer?.relations[0]?.cardId ?? "";
    for (const path of ["vendors", "bank-accounts"]) await rest("POST", `/contacts/${contactId}/${path}`, {});
    const [her, him] = await Promise.all([come(ada, sharp), come(ben)]);
    const hash = hashOf({ kind: "contact", id: contactId });
    await Promise.all([her.open("#/contacts?q=luzern"), him.open(hash)]);
    await appears(her.page.getByRole("row").nth(1));
    await her.page.getByRole("link", { name: "Adatum Corporation" }).first().click();
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await type(her.page, "Phone", "041 711 22 33");
    await type(her.page, "Mobile phone", "079 300 40 50");
    await type(her.page, "Home page", "https://adatum.example");
    await isSaved(her.page);
    await field(him.page, "E-mail").click();
    await appears(frame(her.page, "email").getByTitle("Ben Rossi is here"));
    await her.page.locator("body").click({ position: { x: 5, y: 500 } });
    await her.page.mouse.move(0, 0);
    await says(her.page.locator("couplet-history"), /Home page/u);
    await her.page.evaluate(() => scrollTo({ top: 0 }));
    await her.page.screenshot({ path: "docs/pictures/card.png", animations: "disabled" });

    await her.open("#/contacts?q=ca");
    await appears(her.page.getByRole("row").nth(20));
    await goes(her.page.locator("couplet-card"));
    await her.page.screenshot({ path: "docs/pictures/list.png", animations: "disabled" });
  });
});
