/**
 * What a role may not change cannot be typed; what it no longer may comes back with the reason, and with the text.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ben, fay } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, pill, says, shows, type } from "./see.ts";

const come = createCast();

describe("rights", () => {
  test("[X2] [G2] a sales person edits the shared block on the contact; the bank account's own block is closed", async () => {
    const account = await makeCard("bankAccount", { name: "Hausbank AG", iban: "CH9300762011623852957" });
    const him = await come(ben);
    await him.open(hashOf(account));
    await isOpen(him.page);
    await says(cardOf(him.page), /You may read this card but not change it/u);
    await says(cardOf(him.page), /Your role does not show these fields/u);
    expect(await field(him.page, "IBAN").count()).toBe(0);
    expect(await field(him.page, "City").isEditable()).toBe(false);
    expect(await cardOf(him.page).getByRole("button", { name: "Delete…" }).count()).toBe(0);

    await cardOf(him.page)
      .getByRole("button", { name: /^Open Contact/u })
      .click();
    await isOpen(him.page);
    await type(him.page, "City", "Lugano");
    await him.page.goBack();
    await shows(field(him.page, "City"), "Lugano");
  });

  test("[F4] swapped digits of an IBAN are told at once, and the old one holds", async () => {
    const account = await makeCard("bankAccount", { name: "Zahlendreher AG", iban: "CH9300762011623852957" });
    const her = await come(fay);
    await her.open(hashOf(account));
    await isOpen(her.page);
    await type(her.page, "IBAN", "CH93 0076 2011 6238 5259 7");
    await says(frame(her.page, "iban").getByRole("alert"), /check digits do not match/u);
    await shows(field(her.page, "IBAN"), "CH93 0076 2011 6238 5259 7");
    expect((await readCard("bankAccount", account.id)).iban).toBe("CH9300762011623852957");
  });

  test("[C2] rights lost while offline: the edit is refused with the reason, and its text is kept in needs-attention", async () => {
    const account = await makeCard("bankAccount", { name: "Entzug AG" });
    const her = await come(fay);
    await her.open(hashOf(account));
    await isOpen(her.page);
    await her.canStartOffline();
    await her.unplug();
    await type(her.page, "Bank branch No.", "00762");
    await says(pill(her.page), /On this device, 1 waiting/u);

    // Her next token says less; the one she had does not outlive the page.
    her.becomes("sales");
    await her.page.reload();
    await isOpen(her.page);
    await her.plugIn();
    await says(pill(her.page), /1 refused/u);
    await says(cardOf(her.page), /You may read this card but not change it/u);
    await says(cardOf(her.page), /Your role does not show these fields/u);

    await her.page.getByRole("link", { name: "Needs attention: 1" }).click();
    const item = her.page.getByRole("listitem").filter({ hasText: "Entzug AG" });
    await says(item, /Bank branch No\.\s*00762/u);
    await says(item, /right|role|may/u);
    await item.getByRole("button", { name: "Discard" }).click();
    await item.getByRole("button", { name: "Discard for good" }).click();
    await goes(item);
    await appears(her.page.getByText("Nothing needs you"));
    await says(pill(her.page), /^Saved/u);
    expect((await readCard("bankAccount", account.id)).bankBranchNo).toBe("");
  });
});
