/**
 * A card in time: moved along its line by keyboard, compared with now and with another moment, brought back to one, and forth again.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { hashOf, makePair, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { field, goes, isOpen, isSaved, says, shows, type } from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };

describe("[F8] a card in time", () => {
  test("is moved along, compared, restored to a moment with one undo, by keyboard alone", async () => {
    const { contact, customer } = await makePair({ name: "Zeitreise AG", city: "Bern" });
    // Somebody else, so that it is a moment of its own, however soon.
    const him = await come(ben);
    await him.open(hashOf(contact));
    await isOpen(him.page);
    await type(him.page, "City", "Chur");
    await type(him.page, "E-mail", "post@zeitreise.example");
    await isSaved(him.page);
    await rest("PATCH", `/customers/${customer.id}`, { phoneNo: "+41313110000" });

    const her = await come(ada);
    const { page } = her;
    await her.open(hashOf(contact));
    await isOpen(page);
    await shows(field(page, "Phone"), "+41 31 311 00 00");
    await page.getByRole("button", { name: "Compare and restore moments…" }).click();
    const dialog = page.getByRole("dialog", { name: "The card as it was" });
    const line = dialog.getByRole("slider", { name: "Moment", exact: true });
    await line.focus();
    await says(dialog, /As it is now\./u);
    await page.keyboard.press("Home");
    await says(dialog, /Before the first change.*Name\s*–\s*Zeitreise AG/u);
    await page.keyboard.press("ArrowRight");
    await says(dialog, /Rita\.rest set .*City.*City\s*Bern\s*Chur.*Phone\s*–\s*.*311 00 00.*E-mail\s*–\s*post@/u);
    const wrong = await look(page, "moments");
    await dialog.getByLabel("Another moment").check();
    await says(dialog.getByRole("table"), /City\s*Bern\s*–/u);
    wrong.push(...(await look(page, "moments-two", "two")));
    await dialog.getByRole("button", { name: "Restore 3 values" }).click();
    await goes(dialog);
    await shows(field(page, "City"), "Bern");
    await expect.poll(async () => (await readCard("customer", customer.id))["city"], waiting).toBe("Bern");
    await shows(field(him.page, "Phone"), "");
    const toast = page.locator("couplet-app-toast");
    await says(toast, /3 values are as of/u);
    await toast.getByRole("button", { name: "Undo" }).press("Enter");
    await shows(field(page, "City"), "Chur");
    await expect.poll(async () => (await readCard("customer", customer.id)).phoneNo, waiting).toBe("+41313110000");
    expect(wrong).toEqual([]);
  });
});
