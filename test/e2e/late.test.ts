/**
 * Edits that come late: for a card that somebody deleted meanwhile, and after so long that the server has forgotten what they were
 * made on.
 *
 * @module
 */
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, onTestFinished, test } from "vitest";
import { signToken, startServer, type RunningServer } from "@couplet/server";
import { call, testSecret } from "../harness/server-process.ts";
import { hashOf, makePair, readCard, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, type Person } from "./person.ts";
import { appears, field, goes, isOpen, isSaved, pill, says, shows, type } from "./see.ts";

const come = createCast();
const attention = (page: Page) => page.locator("couplet-attention-page");
const itemOf = (page: Page, text: string) =>
  page
    .getByRole("region", { name: /^(Arrived after a card was deleted|Too late to send)/u })
    .getByRole("listitem")
    .filter({ hasText: text });

async function openAttention({ page, line }: Person): Promise<void> {
  await page.goto(`${line.url}/#/attention`);
  await appears(page.getByRole("heading", { name: "Needs attention", level: 1 }));
}

describe("a card that was deleted while she edited it without network", () => {
  test("[D4] is offered to her: to restore it, to apply the edit to the related card, or to discard it", async () => {
    const names = ["Rückkehr AG", "Übertrag AG", "Verzicht AG"] as const;
    const pairs: { readonly contact: CardJson; readonly customer: CardJson }[] = [];
    for (const name of names) pairs.push(await makePair({ name, city: "Bern" }));
    const [back, over, gone] = pairs;
    if (!back || !over || !gone) throw new Error("three pairs");
    const her = await come(ada);
    const { page } = her;
    for (const { customer } of pairs) {
      await her.open(hashOf(customer));
      await isOpen(page);
      await isSaved(page);
    }
    await her.unplug();
    for (const { customer } of pairs) {
      await page.goto(`${her.line.url}/${hashOf(customer)}`);
      await isOpen(page);
      await shows(field(page, "Name"), customer.name);
      await type(page, "City", "Chur");
    }
    await says(pill(page), /On this device, 3 waiting/u);
    for (const { customer } of pairs) await rest("DELETE", `/customers/${customer.id}`);
    await her.plugIn();
    await says(pill(page), /3 need your decision/u);
    await openAttention(her);
    await says(attention(page), /Arrived after a card was deleted/u);
    for (const { contact, customer } of pairs) {
      const item = itemOf(page, customer.name);
      await says(item, new RegExp(`${customer.no}.*City\\s*Chur`, "u"));
      await appears(item.getByRole("button", { name: `Apply to Contact ${contact.no}` }));
      await appears(item.getByRole("button", { name: "Discard" }));
    }
    expect(await look(page, "attention-deleted")).toEqual([]);

    await itemOf(page, names[0]).getByRole("button", { name: "Restore the card" }).click();
    await goes(itemOf(page, names[0]));
    await appears(page.getByText(`${names[0]} is back, with your change.`));
    expect(await readCard("customer", back.customer.id)).toMatchObject({
      city: "Chur",
      relations: [{ kind: "contact" }],
    });
    expect(await readCard("contact", back.contact.id)).toMatchObject({ city: "Chur" });

    await itemOf(page, names[1])
      .getByRole("button", { name: /^Apply to Contact/u })
      .click();
    await goes(itemOf(page, names[1]));
    expect(await readCard("contact", over.contact.id)).toMatchObject({ city: "Chur", relations: [] });

    const last = itemOf(page, names[2]);
    await last.getByRole("button", { name: "Discard" }).click();
    await last.getByRole("button", { name: "Keep" }).click();
    await last.getByRole("button", { name: "Discard" }).click();
    expect(await look(page, "attention-discard", "two")).toEqual([]);
    await last.getByRole("button", { name: "Discard for good" }).click();
    await goes(last);
    await appears(page.getByText("Nothing needs you"));
    await isSaved(page);
    expect(await readCard("contact", gone.contact.id)).toMatchObject({ city: "Bern", relations: [] });
    await expect(readCard("customer", gone.customer.id)).rejects.toThrow("404");
  });

  test("[D4] a field that no other card has can only come back with the card", async () => {
    const { customer } = await makePair({ name: "Einzelfeld AG" });
    const her = await come({ ...ada, sub: "nora.nacht", name: "Nora Nacht" });
    const page = await her.open(hashOf(customer));
    await isOpen(page);
    await isSaved(page);
    await her.unplug();
    await type(page, "Payment terms", "30D");
    await rest("DELETE", `/customers/${customer.id}`);
    await her.plugIn();
    await says(pill(page), /1 needs? your decision/u);
    await openAttention(her);
    const item = itemOf(page, "Einzelfeld AG");
    expect(await item.getByRole("button", { name: /Apply/u }).count()).toBe(0);
    await item.getByRole("button", { name: "Restore the card" }).click();
    await goes(item);
    expect(await readCard("customer", customer.id)).toMatchObject({ paymentTermsCode: "30D" });
  });
});

describe("a device that was away for longer than the server waits", () => {
  const dayMs = 24 * 60 * 60 * 1000;
  const longMs = 4_000 * dayMs;

  async function serverOfItsOwn(nowMs: () => number): Promise<RunningServer> {
    const dataDir = await mkdtemp(join(tmpdir(), "couplet-late-"));
    const server = await startServer({
      dataDir,
      nowMs,
      auth: { kind: "secret", secret: testSecret },
      pagesDirectory: new URL("../../client/dist", import.meta.url).pathname,
    });
    onTestFinished(async () => {
      await server.close();
      await rm(dataDir, { recursive: true, force: true });
    });
    return server;
  }

  test("[C2] keeps its edits over a restart of the browser, exports them as a file, and sets one again or discards it", async () => {
    let movedMs = 0;
    const server = await serverOfItsOwn(() => Date.now() + movedMs);
    const token = await signToken(testSecret, { ...ada, workspace: "demo" }, Date.now() + longMs);
    const ask = <T = CardJson>(method: string, path: string, body?: unknown): Promise<T> =>
      call<T>(server.url, token, method, path, body);
    // A customer of its own document, which is then retired into a contact's.
    const made = await ask("POST", "/customers", { name: "Fernweh AG", city: "Bern" });
    await ask("DELETE", `/contacts/${made.relations[0]?.cardId ?? ""}`);
    const contact = await ask("POST", "/contacts", { name: "Heimweh AG", city: "Genf" });

    const profileDir = await mkdtemp(join(tmpdir(), "couplet-profile-"));
    onTestFinished(() => rm(profileDir, { recursive: true, force: true, maxRetries: 5 }));
    const her = await come(ada, { profileDir }, { url: server.url, tokenLifeMs: longMs });
    await her.open(hashOf(made));
    await isOpen(her.page);
    await isSaved(her.page);
    await her.canStartOffline();
    await her.unplug();
    await type(her.page, "City", "Chur");
    await type(her.page, "Phone", "+41 81 222 33 44");
    await says(pill(her.page), /On this device, 2 waiting/u);
    // The browser was closed all the time, and the card is not even looked at afterwards.
    const page = await her.restart({ offline: true });
    await ask("POST", `/contacts/${contact.id}/links`, { cardId: made.id });
    movedMs = 91 * dayMs;
    await server.workspaces.forgetOld();
    await her.plugIn();
    await openAttention(her);
    await says(pill(page), /2 refused/u);
    await says(attention(page), /Too late to send/u);
    await page.reload();
    await says(attention(page), /Too late to send\s*2/u);
    expect(await look(page, "attention-too-late")).toEqual([]);

    const download = page.waitForEvent("download");
    await page.getByRole("button", { name: "Export all" }).click();
    const file = await download;
    expect(file.suggestedFilename()).toMatch(/^changes-not-sent-\d{4}-\d\d-\d\d\.csv$/u);
    const text = await readFile(await file.path(), "utf8");
    expect(text.split("\r\n")).toHaveLength(4);
    expect(text).toContain(`,City,Chur,`);
    expect(text).toMatch(/Phone,\+41812223344,\d{4}-/u);

    await itemOf(page, "Phone").getByRole("button", { name: "Discard" }).click();
    await itemOf(page, "Phone").getByRole("button", { name: "Discard for good" }).click();
    await goes(itemOf(page, "Phone"));
    await itemOf(page, "City").getByRole("button", { name: "Set again" }).click();
    await appears(page.getByText("Nothing needs you"));
    await expect
      .poll(() => ask("GET", `/contacts/${contact.id}`), { timeout: 10_000 })
      .toMatchObject({ city: "Chur", phoneNo: "" });
  });
});
