/**
 * Joining two contacts from the link dialog, undoing that, and undoing a link: what people see of it.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { askToLink, appears, cardOf, field, goes, isOpen, isSaved, says, shows, type } from "./see.ts";

const come = createCast();

/** A customer and a vendor of one party, each with the contact it made. */
async function twins(name: string) {
  const customer = await makeCard("customer", { name, city: "Thun", phoneNo: "+41 33 222 11 11", countryCode: "CH" });
  const vendor = await makeCard("vendor", { name: `${name} Lieferant`, city: "Spiez", email: "post@doppelt.example" });
  const contactOf = async (card: CardJson) => {
    const [relation] = card.relations;
    return await readCard("contact", relation?.cardId ?? "");
  };
  return { customer, vendor, kept: await contactOf(customer), merged: await contactOf(vendor) };
}

describe("joining contacts", () => {
  test("[L7] [U2] a vendor that has another contact is found; both contacts are seen side by side, become one, and can be parted again", async () => {
    const { vendor, kept, merged } = await twins("Doppelt AG");
    await rest("PATCH", `/contacts/${merged.id}`, { notes: "Liefert spät." });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(kept)), him.open(hashOf(merged))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);

    const links = her.page.locator("couplet-links");
    const openDialog = async (): Promise<void> => {
      await askToLink(her.page, "vendor");
      await her.page.getByRole("dialog").getByRole("searchbox").fill("doppelt");
      const candidate = her.page.getByRole("dialog").getByRole("button", { name: new RegExp(vendor.no, "u") });
      await says(candidate, new RegExp(`has contact ${merged.no}`, "u"));
      await candidate.click();
    };
    await openDialog();
    const dialog = her.page.getByRole("dialog", { name: "Join two contacts" });
    await says(dialog, new RegExp(`Cards, persons and notes of ${merged.no}`, "u"));
    expect(await look(her.page, "merge-choice", "two")).toEqual([]);
    await dialog.getByRole("button", { name: "Cancel" }).click();
    await goes(dialog);
    expect((await readCard("contact", merged.id)).id).toBe(merged.id);

    await openDialog();
    await dialog.getByRole("radio", { name: /City: Spiez/u }).check();
    await dialog.getByRole("button", { name: "Join the contacts" }).click();
    await goes(dialog);
    await says(links, new RegExp(`Contact ${merged.no} is part of Contact ${kept.no} now`, "u"));
    await shows(field(her.page, "Name"), "Doppelt AG");
    await shows(field(her.page, "City"), "Spiez");
    await shows(field(her.page, "E-mail"), "post@doppelt.example");
    await says(cardOf(her.page), /One block, held by 3 cards/u);
    await says(links, /Joined into this contact/u);
    expect(await look(her.page, "merged", "two")).toEqual([]);

    // Who has the other contact open is led on.
    await says(cardOf(him.page), new RegExp(`This contact was joined into ${kept.no} Doppelt AG`, "u"));
    await him.page.getByRole("button", { name: new RegExp(`Open ${kept.no}`, "u") }).click();
    await isOpen(him.page);
    await shows(field(him.page, "City"), "Spiez");
    await type(him.page, "Address", "Seestrasse 4");
    await isSaved(him.page);
    await shows(field(her.page, "Address"), "Seestrasse 4");

    await links
      .getByRole("button", { name: new RegExp(`Undo joining ${merged.no}`, "u") })
      .first()
      .click();
    await says(links, /is a contact of its own again/u);
    await shows(field(her.page, "City"), "Thun");
    await shows(field(her.page, "Address"), "Seestrasse 4");
    expect(await readCard("contact", merged.id)).toMatchObject({
      id: merged.id,
      city: "Spiez",
      notes: "Liefert spät.",
    });
    expect(await readCard("vendor", vendor.id)).toMatchObject({ name: "Doppelt AG Lieferant", city: "Spiez" });
  });

  test("[K2] two contacts with a customer each are not joined: the dialog names both, and nothing has changed", async () => {
    const { vendor, kept, merged, customer } = await twins("Zweifach AG");
    const second = await rest<CardJson>("POST", `/contacts/${merged.id}/customers`, {});
    const her = await come(ada);
    await her.open(hashOf(kept));
    await isOpen(her.page);
    await askToLink(her.page, "vendor");
    const dialog = her.page.getByRole("dialog");
    await dialog.getByRole("searchbox").fill(vendor.no);
    await dialog.getByRole("button", { name: new RegExp(vendor.no, "u") }).click();
    await dialog.getByRole("button", { name: "Join the contacts" }).click();
    const alert = dialog.getByRole("alert");
    await says(alert, /Both contacts have a customer/u);
    await says(alert, new RegExp(`${customer.no}.*${second.no}`, "u"));
    expect((await readCard("contact", merged.id)).id).toBe(merged.id);
  });
});

describe("undoing a link", () => {
  test("[L2] offered beside what was done, it gives both cards back what they had; an edit ends the offer", async () => {
    const { contact, customer } = await loners();
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    const links = her.page.locator("couplet-links");
    const link = async (): Promise<void> => {
      const dialog = await askToLink(her.page, "customer");
      await dialog.getByRole("searchbox").fill("einzel kunde");
      await dialog.getByRole("button", { name: /Einzel Kunde/u }).click();
      await dialog.getByRole("button", { name: "All from the card" }).click();
      await dialog.getByRole("button", { name: "Link", exact: true }).click();
      await goes(dialog);
      await shows(field(her.page, "Name"), "Einzel Kunde");
    };
    await link();
    expect(await look(her.page, "link-undo", "two")).toEqual([]);
    await links.getByRole("button", { name: "Undo the link" }).first().click();
    await says(links, /The link is undone/u);
    await shows(field(her.page, "Name"), "Einzel AG");
    expect(await readCard("customer", customer.id)).toMatchObject({ name: "Einzel Kunde", relations: [] });

    await link();
    await appears(links.getByRole("button", { name: "Undo the link" }).first());
    await type(her.page, "City", "Visp");
    await isSaved(her.page);
    await her.page.reload();
    await isOpen(her.page);
    await appears(links.getByRole("button", { name: "Unlink…" }));
    await goes(links.getByRole("button", { name: "Undo the link" }).first());
  });
});

/** A contact and a customer that have nobody. */
async function loners() {
  const customer = await makeCard("customer", { name: "Einzel Kunde", city: "Brig" });
  const [relation] = customer.relations;
  await rest("DELETE", `/contacts/${relation?.cardId ?? ""}`);
  return { customer, contact: await makeCard("contact", { name: "Einzel AG", city: "Naters" }) };
}
