/**
 * Pictures of cards in the app: picked on one card they are on the other, with and without network; and where values are looked
 * at side by side, pictures are.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { isPicture } from "@couplet/model";
import { bluePicture, pngFile, redPicture } from "../harness/pictures.ts";
import { hashOf, makeCard, makePair, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben, fay } from "./person.ts";
import { appears, cardOf, frame, goes, isOpen, isSaved, pill, says } from "./see.ts";

const come = createCast();
const waiting = { timeout: 15_000, interval: 50 };

const tile = (page: Page): Locator => cardOf(page).locator("couplet-picture");
const shown = (page: Page): Locator => tile(page).getByRole("button").locator("img");
/** What the tile shows: the stored text of the picture, or nothing. */
const srcOf = async (picture: Locator): Promise<string> => (await picture.getAttribute("src", { timeout: 500 })) ?? "";

/** Picks a file as a person does: presses the tile, and chooses in the window that opens. */
async function pick(page: Page, buffer: Buffer, name = "portrait.png", mimeType = "image/png"): Promise<void> {
  const chooser = page.waitForEvent("filechooser");
  await tile(page).getByRole("button").first().click();
  await (await chooser).setFiles({ name, mimeType, buffer });
}

describe("pictures of cards", () => {
  test("[F9] [F1] a picture picked on the contact appears on the other's customer card; it is pasted over, removed and undone by keyboard, and history shows pictures", async () => {
    const { contact, customer } = await makePair({ name: "Bildhauer AG", city: "Brienz", countryCode: "CH" });
    const [her, him] = await Promise.all([come(ada), come(ben, { locale: "fr-CH" })]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await says(tile(him.page), /BA/u);

    await pick(her.page, pngFile(1_600, 900, [178, 58, 46], [240, 220, 200]));
    await appears(shown(him.page));
    await isSaved(her.page);
    const picked = await srcOf(shown(her.page));
    expect([isPicture(picked), await srcOf(shown(him.page))]).toEqual([true, picked]);
    expect((await readCard("customer", customer.id))["image"]).toBe(picked);
    await him.page.reload();
    await appears(him.page.getByRole("button", { name: "Image de Bildhauer AG: en choisir une autre" }));

    // What is no picture is told, and changes nothing.
    await pick(her.page, Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>"), "logo.svg", "image/svg+xml");
    await says(tile(her.page), /SVG drawings can hold scripts/u);
    expect(await srcOf(shown(her.page))).toBe(picked);

    // By keyboard alone: pasted over, removed, and back again.
    await her.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    await her.page.evaluate(
      async (bytes) => {
        const blob = new Blob([new Uint8Array(bytes)], { type: "image/png" });
        await navigator.clipboard.write([new ClipboardItem({ "image/png": blob })]);
      },
      [...pngFile(300, 300, [40, 91, 163])],
    );
    await tile(her.page).getByRole("button").first().focus();
    await her.page.keyboard.press("Control+V");
    await expect.poll(() => srcOf(shown(her.page)), waiting).not.toBe(picked);
    await isSaved(her.page);
    const pasted = await srcOf(shown(her.page));
    await expect.poll(() => srcOf(shown(him.page)), waiting).toBe(pasted);
    await her.page.keyboard.press("Delete");
    await goes(shown(him.page));
    await her.page.keyboard.press("Control+Z");
    await expect.poll(() => srcOf(shown(him.page)), waiting).toBe(pasted);
    await isSaved(her.page);

    const history = her.page.locator("couplet-history");
    await expect.poll(() => history.locator("li img").count(), waiting).toBeGreaterThanOrEqual(4);
    await says(history, /Picture/u);
    expect(await history.innerText()).not.toContain("base64");
    expect(await look(her.page, "picture-card")).toEqual([]);
    await her.open("#/contacts?q=bildhauer");
    await appears(her.page.getByRole("row").locator("img"));
    expect(await look(her.page, "picture-list")).toEqual([]);
  });

  test("[F9] [F7] [C2] two pictures picked apart are both kept and shown, until somebody keeps one", async () => {
    const { contact, customer } = await makePair({ name: "Zwiebild GmbH", city: "Olten", countryCode: "CH" });
    const [her, him] = await Promise.all([come(ada), come(ben)]);
    await Promise.all([her.open(hashOf(contact)), him.open(hashOf(customer))]);
    await Promise.all([isOpen(her.page), isOpen(him.page)]);
    await isSaved(her.page);
    await her.unplug();
    await pick(her.page, pngFile(400, 400, [178, 58, 46]));
    await appears(shown(her.page));
    await pick(him.page, pngFile(400, 400, [40, 91, 163]));
    await appears(shown(him.page));
    await isSaved(him.page);
    const [hers, his] = await Promise.all([srcOf(shown(her.page)), srcOf(shown(him.page))]);
    expect(hers).not.toBe(his);

    await her.plugIn();
    const mark = frame(him.page, "image").getByRole("button", { name: /2 versions/u });
    await appears(mark);
    await mark.click();
    const choice = frame(him.page, "image").getByRole("group");
    await expect.poll(() => choice.locator("img").count(), waiting).toBe(2);
    const both = await Promise.all([0, 1].map((index) => srcOf(choice.locator("img").nth(index))));
    expect(new Set(both)).toEqual(new Set([hers, his]));
    expect(await look(him.page, "picture-choice", "two")).toEqual([]);
    await choice.getByRole("listitem").filter({ hasText: "Ada Keller" }).getByRole("button").click();
    for (const { page } of [her, him]) await expect.poll(() => srcOf(shown(page)), waiting).toBe(hers);
    await goes(mark);
    await isSaved(him.page);
    expect((await readCard("customer", customer.id))["image"]).toBe(hers);
  });

  test("[F9] [L2] linking shows both pictures side by side, and the chosen one is on both cards", async () => {
    const contact = await makeCard("contact", { name: "Rotbild AG", image: redPicture });
    const vendor = await makeCard("vendor", { name: "Blaubild AG", image: bluePicture });
    const [relation] = vendor.relations;
    await rest("DELETE", `/contacts/${relation?.cardId ?? ""}/links/${relation?.id ?? ""}`);
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    const links = her.page.locator("couplet-links");
    await links.getByRole("button", { name: /^Link/u }).nth(1).click();
    const dialog = links.getByRole("dialog").first();
    await dialog.getByRole("searchbox").fill(vendor.no);
    await dialog.getByRole("button", { name: /Blaubild AG/u }).click();
    const row = dialog.getByRole("row", { name: /Picture/u });
    await expect.poll(() => row.locator("img").count(), waiting).toBe(2);
    expect(await look(her.page, "picture-link", "two")).toEqual([]);
    await row.getByRole("radio").nth(1).check();
    await dialog.getByRole("button", { name: "Link", exact: true }).click();
    await expect.poll(() => srcOf(shown(her.page)), waiting).toBe(bluePicture);
    for (const kind of ["contact", "vendor"] as const)
      expect((await readCard(kind, kind === "contact" ? contact.id : vendor.id))["image"]).toBe(bluePicture);
  });

  test("[F9] [E9] a picture that was refused is shown as one where it waits for attention", async () => {
    const card = await makeCard("contact", { name: "Zu spät AG" });
    const her = await come({ ...fay, role: "editor" });
    await her.open(hashOf(card));
    await isOpen(her.page);
    await her.canStartOffline();
    await her.unplug();
    await pick(her.page, pngFile(200, 200, [178, 58, 46]));
    await says(pill(her.page), /On this device, 1 waiting/u);
    // Kept over a reload without network; her next token says less.
    her.becomes("viewer");
    await her.page.reload();
    await isOpen(her.page);
    await appears(shown(her.page));
    await her.plugIn();
    await says(frame(her.page, "image"), /Your value was: a picture/u);
    await appears(frame(her.page, "image").locator(".problem img"));
    await appears(tile(her.page).locator(".initials"));
    expect(await look(her.page, "picture-refused", "two")).toEqual([]);
    await her.page.evaluate(() => (location.hash = "#/attention"));
    const item = her.page.locator("couplet-attention-page").getByRole("listitem").filter({ hasText: "Zu spät AG" });
    await appears(item.locator("img"));
    expect(await item.innerText()).not.toContain("base64");
    expect(await look(her.page, "picture-attention", "two")).toEqual([]);
    expect((await readCard("contact", card.id))["image"]).toBe("");
  });
});
