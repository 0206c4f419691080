/**
 * Tabs of one browser, which share one connection: one of them leads, and goes away in every way a tab can.
 *
 * Know     sockets are counted on the server.
 *
 * @module
 */
import { metricsTextOf, metricsToken } from "../harness/metrics.ts";
import type { Role } from "@couplet/model";
import type { RunningServer } from "@couplet/server";
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { EngineBrowser } from "./engine-browser.ts";
import { createCaller, startFresh, type Caller } from "./rest-client.ts";

let server: RunningServer;
let browser: EngineBrowser;
let ada: Caller;
let count = 0;
let id = "";

beforeAll(async () => {
  server = await startFresh({ metricsToken });
});
afterAll(() => server.close());
beforeEach(async () => {
  count += 1;
  const workspace = `tabs-${count}`;
  ada = await createCaller(server, { workspace });
  id = ((await ada.expecting(201, "POST", "/contacts", { name: "Cronus AG", city: "Zug" })) as { id: string }).id;
  browser = await EngineBrowser.open(server, workspace);
});
afterEach(() => browser.remove());

/** WebSockets that are open on the server. */
async function sockets(): Promise<number> {
  const text = await metricsTextOf(server.url);
  return Number(/^couplet_sockets_open (\d+)/mu.exec(text)?.[1]);
}

/** A tab with the card open and live. */
async function tab(): Promise<Page> {
  const page = await browser.visit();
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await isLive(page);
  return page;
}

const isLive = (page: Page): Promise<void> =>
  expect.poll(() => page.evaluate(() => globalThis.card.snapshot.value.connected), { timeout: 40_000 }).toBe(true);
const value = (page: Page, field: string) =>
  page.evaluate((name) => globalThis.card.snapshot.value.values[name], field);
const set = (page: Page, field: string, text: string) =>
  page.evaluate(([name, input]) => globalThis.card.set(name ?? "", input), [field, text]);
const waiting = (page: Page) => page.evaluate(() => globalThis.engine.status.value.waiting);
const isSaved = (page: Page) => expect.poll(() => waiting(page), { timeout: 20_000 }).toBe(0);

/** The values a field has had, each as often as it was set. */
async function past(field: string): Promise<unknown[]> {
  const { items } = await ada.expecting(200, "GET", `/contacts/${id}/history?field=${field}`);
  return (items as { readonly new: unknown }[]).map((item) => item.new).reverse();
}

describe("several tabs of one account", () => {
  test("[TB1] have one socket between them, and each sees the other's edits, which are made once", async () => {
    const pages = [await tab(), await tab(), await tab()];
    const [one, two, three] = pages as [Page, Page, Page];
    expect(await sockets()).toBe(1);
    await Promise.all([set(one, "city", "Bern"), set(two, "address", "Weg 1"), set(three, "postCode", "3000")]);
    for (const page of pages) {
      await isSaved(page);
      await expect.poll(() => value(page, "postCode")).toBe("3000");
      expect([await value(page, "city"), await value(page, "address")]).toEqual(["Bern", "Weg 1"]);
    }
    expect([await past("city"), await past("address")]).toEqual([["Zug", "Bern"], ["Weg 1"]]);
    // Another account's tab has one of its own.
    const other = await EngineBrowser.open(server, `tabs-${count}-other`);
    await (await createCaller(server, { workspace: `tabs-${count}-other` })).expecting(200, "GET", "/contacts");
    const page = await other.visit();
    const made = await page.evaluate(() => globalThis.engine.create("contact", { name: "Elsewhere" }));
    await page.evaluate((card) => globalThis.openCard("contact", card), made.id);
    await isLive(page);
    expect(await sockets()).toBe(2);
    await other.remove();
  });

  test("[SY9] commands of every tab go over the one socket, each is done once", async () => {
    const pages = [await tab(), await tab()];
    const requests: string[] = [];
    for (const page of pages) page.on("request", (request) => requests.push(request.url()));
    for (const page of pages) await page.evaluate(() => globalThis.engine.create("vendor", { name: "From a tab" }));
    for (const page of pages) await isSaved(page);
    expect(requests.filter((url) => url.endsWith("/commands"))).toEqual([]);
    expect((await ada.expecting(200, "GET", "/vendors"))["items"]).toHaveLength(2);
    expect(await sockets()).toBe(1);
  });

  test("[TB2] a tab that leads and crashes loses nobody's edits: the next one has the socket, and what it had typed meanwhile goes out once", async () => {
    const leader = await tab();
    const [two, three] = [await tab(), await tab()];
    await set(two, "city", "Bern");
    await isSaved(two);
    await set(leader, "address", "Weg 1");
    // Long enough for the device, not always for the server.
    await leader.waitForTimeout(50);
    await crash(leader);
    await set(two, "city", "Chur");
    await set(three, "postCode", "7000");
    for (const page of [two, three]) {
      await isSaved(page);
      await isLive(page);
      await expect.poll(() => value(page, "city")).toBe("Chur");
      await expect.poll(() => value(page, "address"), { timeout: 20_000 }).toBe("Weg 1");
    }
    await expect.poll(sockets).toBe(1);
    expect(await past("city")).toEqual(["Zug", "Bern", "Chur"]);
    expect([await past("postCode"), await past("address")]).toEqual([["7000"], ["Weg 1"]]);
  });

  test("[TB3] a tab that leads and is closed in order, or reloaded, hands the socket on at once", async () => {
    const leader = await tab();
    const two = await tab();
    await leader.reload();
    await isLive(two);
    await set(two, "city", "Bern");
    await isSaved(two);
    await leader.evaluate(() => globalThis.start());
    await leader.evaluate((card) => globalThis.openCard("contact", card), id);
    await isLive(leader);
    expect(await value(leader, "city")).toBe("Bern");
    expect(await sockets()).toBe(1);
    await two.close();
    await set(leader, "city", "Chur");
    await isSaved(leader);
    await expect.poll(sockets).toBe(1);
  });

  test("[TB4] a tab that leads and does not answer any more is deposed, and steps down when it comes round", async () => {
    const leader = await tab();
    const two = await tab();
    const dialog = leader.waitForEvent("dialog");
    // Nothing runs in a page that shows one.
    const shown = leader.evaluate(() => globalThis.alert("Nothing else happens here"));
    const opened = await dialog;
    const askedMs = Date.now();
    await set(two, "city", "Bern");
    await expect.poll(() => waiting(two), { timeout: 60_000 }).toBe(0);
    expect(Date.now() - askedMs).toBeGreaterThan(7_000);
    await opened.accept();
    await shown;
    await isLive(leader);
    await expect.poll(() => value(leader, "city"), { timeout: 20_000 }).toBe("Bern");
    await expect.poll(sockets, { timeout: 20_000 }).toBe(1);
    await set(leader, "city", "Chur");
    await isSaved(leader);
    expect(await past("city")).toEqual(["Zug", "Bern", "Chur"]);
  });

  test("[TB5] a tab that is offline does not lead: the others go on without it", async () => {
    const leader = await tab();
    const two = await tab();
    await leader.evaluate(() => globalThis.engine.setOffline(true));
    await set(leader, "address", "Weg 1");
    await isLive(two);
    await set(two, "city", "Bern");
    await isSaved(two);
    expect(await waiting(leader)).toBe(1);
    expect(await sockets()).toBe(1);
    await leader.evaluate(() => globalThis.engine.setOffline(false));
    await isSaved(leader);
    await expect.poll(() => value(two, "address")).toBe("Weg 1");
    expect(await sockets()).toBe(1);
    for (const page of [leader, two]) await page.evaluate(() => globalThis.engine.setOffline(true));
    await expect.poll(sockets).toBe(0);
  });

  test("[TB6] a token of a lesser role, whichever tab gets it, holds for the one connection from then on", async () => {
    const leader = await tab();
    const two = await tab();
    // Of two tokens that end in the same second neither is the newer one.
    const lessen = async (): Promise<unknown> => {
      await give(two, "viewer");
      return await role(leader);
    };
    await expect.poll(lessen, { timeout: 10_000, interval: 200 }).toBe("viewer");
    for (const page of [leader, two]) {
      await isLive(page);
      expect(await set(page, "city", "Bern")).toMatchObject({ ok: false, problem: { code: "perm.kind" } });
    }
    await give(leader, "editor");
    await set(leader, "city", "Chur");
    await isSaved(leader);
    await expect.poll(() => value(two, "city")).toBe("Chur");
    expect(await past("city")).toEqual(["Zug", "Chur"]);
    expect(await sockets()).toBe(1);
  });

  test("[TB7] signing out in the tab that leads leaves the others their account and their edits; in both, nothing is connected", async () => {
    const leader = await tab();
    const two = await tab();
    await set(two, "city", "Bern");
    await leader.evaluate(() => globalThis.engine.signOut());
    await isSaved(two);
    await isLive(two);
    await set(two, "city", "Chur");
    await isSaved(two);
    expect(await past("city")).toEqual(["Zug", "Bern", "Chur"]);
    expect(await sockets()).toBe(1);
    await two.evaluate(() => globalThis.engine.signOut({ wipe: true }));
    await expect.poll(sockets).toBe(0);
  });
});

const role = (page: Page) => page.evaluate(() => globalThis.engine.identity.value?.role);

/** The tab's next token says so, and it asks for one. */
async function give(page: Page, next: Role): Promise<void> {
  browser.role = next;
  const token = await page.evaluate(() => globalThis.token());
  await page.evaluate((text) => globalThis.engine.setToken({ token: text ?? "" }), token);
  await expect.poll(() => role(page)).toBe(next);
}

/** As if its process had ended. */
async function crash(page: Page): Promise<void> {
  const gone = page.waitForEvent("crash");
  const session = await browser.context.newCDPSession(page);
  session.send("Page.crash").catch(() => undefined);
  await gone;
}
