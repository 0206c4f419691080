/**
 * Without network: what was open opens, what is typed is kept, and afterwards nothing is lost and nobody is overruled in silence.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { hashOf, makePair, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();

async function profileDir(): Promise<string> {
  const dir = await mkdtemp(join(tmpdir(), "couplet-profile-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true, maxRetries: 5 }));
  return dir;
}

describe("without network", () => {
  test("[C2] edits survive a reload and a restart of the offline browser; afterwards different fields both hold and one choice settles the same field", async () => {
    const { contact, customer } = await makePair({ name: "Funkloch AG", city: "Andermatt", countryCode: "CH" });
    const her = await come(ada, { profileDir: await profileDir() });
    const him = await come(ben);
    await her.open();
    await appears(her.page.getByRole("heading", { name: "Contacts" }));
    await her.page.getByRole("searchbox").fill(contact.no);
    await her.page.getByRole("link", { name: "Funkloch AG" }).first().click();
    await him.open(hashOf(customer));
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await isSaved(her.page);
    await her.canStartOffline();

    await her.unplug();
    await type(her.page, "Phone", "+41 41 887 15 15");
    await says(pill(her.page), /On this device, 1 waiting/u);
    await type(him.page, "Address", "Gotthardstrasse 4");
    await type(him.page, "E-mail", "ben@funkloch.example");
    await isSaved(him.page);
    await type(her.page, "E-mail", "ada@funkloch.example");
    await says(pill(her.page), /On this device, 2 waiting/u);

    // A reload without network: the shell, the card and what was typed are all on this device.
    await her.page.reload();
    await isOpen(her.page);
    await shows(field(her.page, "Phone"), "041 887 15 15");
    await shows(field(her.page, "E-mail"), "ada@funkloch.example");
    await says(pill(her.page), /On this device, 2 waiting/u);

    // So it is after the browser was closed; the list of what was seen opens, too.
    const page = await her.restart({ offline: true });
    await page.goto(`${her.line.url}/`);
    await appears(page.getByText("Without a connection: the cards kept on this device."));
    await page.getByRole("searchbox").fill("funkloch");
    await page.getByRole("link", { name: "Funkloch AG" }).first().click();
    await isOpen(page);
    await shows(field(page, "Phone"), "041 887 15 15");
    await shows(field(page, "E-mail"), "ada@funkloch.example");
    await says(pill(page), /On this device, 2 waiting/u);
    await shows(field(him.page, "Phone"), "");

    await her.plugIn();
    await isSaved(page);
    await shows(field(him.page, "Phone"), "041 887 15 15");
    await shows(field(page, "Address"), "Gotthardstrasse 4");

    // The same field: both values, with who and when, on both screens; the newest is shown meanwhile.
    for (const [who, other] of [
      [page, "Ben Rossi"],
      [him.page, "Ada Keller"],
    ] as const) {
      await shows(field(who, "E-mail"), "ada@funkloch.example");
      await frame(who, "email")
        .getByRole("button", { name: /several people/u })
        .click();
      await says(frame(who, "email").getByRole("group"), new RegExp(`${other}, .*\\d{1,2}:\\d\\d`, "u"));
      await says(frame(who, "email").getByRole("group"), /You, .*\d{1,2}:\d\d/u);
      await says(frame(who, "email").getByRole("group"), /ada@funkloch\.example.*ben@funkloch\.example/u);
    }

    // One choice settles it everywhere, and can be undone.
    await frame(page, "email")
      .getByRole("button", { name: /Keep .*ben@funkloch\.example/u })
      .click();
    for (const who of [page, him.page]) {
      await shows(field(who, "E-mail"), "ben@funkloch.example");
      await goes(frame(who, "email").getByRole("group"));
      await goes(frame(who, "email").getByRole("button", { name: /several people/u }));
    }
    await isSaved(page);
    await cardOf(page).getByRole("button", { name: "Undo", exact: true }).click();
    for (const who of [page, him.page]) await shows(field(who, "E-mail"), "ada@funkloch.example");
    await isSaved(page);
    expect((await readCard("customer", customer.id)).email).toBe("ada@funkloch.example");
  });

  test("[F7] a name set by two people asks: in the pill, in needs-attention, with keys", async () => {
    const { contact, customer } = await makePair({ name: "Doppelname AG" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await her.unplug();
    await type(him.page, "Name", "Doppelname Holding AG");
    await isSaved(him.page);
    await type(her.page, "Name", "Doppelname Gruppe AG");
    await says(pill(her.page), /On this device, 1 waiting/u);
    await her.plugIn();
    await says(pill(her.page), /1 needs your decision/u);
    await says(frame(her.page, "name").getByRole("group"), /Ben Rossi also changed Name at .*Which one is right\?/u);

    await her.page.getByRole("link", { name: /Needs attention/u }).click();
    const choice = her.page.locator("couplet-conflicts").getByRole("group");
    await says(choice, /Doppelname Gruppe AG.*Doppelname Holding AG/u);
    await choice.getByRole("button", { name: /Keep .*Holding/u }).click();
    await goes(choice);
    await says(her.page.locator("couplet-conflicts"), /Settled: Name is now Doppelname Holding AG/u);
    await shows(field(him.page, "Name"), "Doppelname Holding AG");
    await goes(frame(him.page, "name").getByRole("group"));
    await isSaved(her.page);
    await her.page.locator("couplet-conflicts").getByRole("button", { name: "Undo" }).click();
    await shows(field(him.page, "Name"), "Doppelname Gruppe AG");
  });

  test("[C2] a server that does not answer is told apart from a missing network, and is tried again by itself", async () => {
    const { contact } = await makePair({ name: "Kabelbruch AG" });
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    await isSaved(her.page);
    her.line.cut();
    await says(pill(her.page), /Server not reachable, trying again/u);
    await type(her.page, "City", "Sargans");
    await appears(frame(her.page, "city").getByText("On this device, not on the server yet"));
    her.line.mend();
    await isSaved(her.page);
    expect((await readCard("contact", contact.id)).city).toBe("Sargans");
  });

  test("[E4] a card that this device has never heard of says so, and opens by itself when the network is back", async () => {
    const { contact: seen } = await makePair({ name: "Gesehen AG" });
    const her = await come(ada);
    await her.open(hashOf(seen));
    await isOpen(her.page);
    await her.unplug();
    // The device has every card there was.
    const { contact: unseen } = await makePair({ name: "Ungesehen AG" });
    await her.page.goto(`${her.line.url}/${hashOf(unseen)}`);
    await says(cardOf(her.page), /cannot be shown offline/u);
    await her.page.goBack();
    await isOpen(her.page);
    await shows(field(her.page, "Name"), "Gesehen AG");

    await her.page.goForward();
    await says(cardOf(her.page), /cannot be shown offline/u);
    await her.plugIn();
    await shows(field(her.page, "Name"), "Ungesehen AG");
  });
});
