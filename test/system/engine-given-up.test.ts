/**
 * Several tabs of the engine, and a copy of a document that one of them gives up.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { deviceScene, shown, status } from "./device-scene.ts";
import { written } from "./engine-browser.ts";

const scene = deviceScene();
const { createContact, read, visit } = scene;

describe("a copy of a document that one tab gives up, because the server took nothing of what it sent", () => {
  /** Each as often as it was told. */
  const refusedFields = (page: Page) =>
    page.evaluate(() =>
      globalThis.engine.attention.value.flatMap((item) => (item.kind === "refused" ? item.field : [])).sort(),
    );

  /** The tab's edits are refused whole, as those of somebody who may only read. */
  async function spoil(page: Page): Promise<void> {
    await page.evaluate(() => globalThis.engine.setOffline(true));
    await page.evaluate(() => {
      globalThis.card.set("phoneNo", "+41441111111");
      globalThis.card.notes.replace("Never.");
    });
    scene.browser.role = "viewer";
    await page.evaluate(async () => globalThis.engine.setToken({ token: (await globalThis.token()) ?? "" }));
    await page.evaluate(() => globalThis.engine.setOffline(false));
    // By name: what another tab has left may be refused right after them.
    await expect
      .poll(() => refusedFields(page), { timeout: 10_000 })
      .toEqual(expect.arrayContaining(["notes", "phoneNo"]));
    // It goes on with a fresh one, and would delete the old one about now.
    await page.waitForTimeout(1_000);
    scene.browser.role = "admin";
  }

  const documents = (page: Page) =>
    page.evaluate(async () =>
      (await indexedDB.databases()).flatMap(({ name = "" }) => (name.includes("/doc/") ? name.split("/").at(-1) : [])),
    );
  const common = async (id: string): Promise<string> => String((await read(id))["documentId"]);

  async function twoTabs(id: string): Promise<readonly [Page, Page]> {
    const pages = [await visit(), await visit()] as const;
    for (const page of pages) await page.evaluate((card) => globalThis.openCard("contact", card), id);
    return pages;
  }

  test("[C2] what another tab left unsent in it arrives from the fresh one, under the same name and once", async () => {
    const id = await createContact();
    const [one, two] = await twoTabs(id);
    await two.evaluate(() => globalThis.engine.setOffline(true));
    await two.evaluate(() => globalThis.card.set("city", "Bern"));
    await two.evaluate(() => globalThis.card.notes.replace("Ring twice."));
    await spoil(one);
    await two.close();
    await one.reload();
    await one.evaluate(() => globalThis.start());
    await expect.poll(async () => (await read(id))["city"], { timeout: 15_000 }).toBe("Bern");
    await expect.poll(async () => (await status(one)).waiting).toBe(0);
    const { items } = await scene.ada.expecting(200, "GET", `/contacts/${id}/history?field=city`);
    expect((items as { readonly new: unknown }[]).map((item) => item.new)).toEqual(["Bern"]);
    // The refused number, and the text that nobody can set again for its author.
    const refused = () =>
      one.evaluate(() =>
        globalThis.engine.attention.value.flatMap((item) =>
          item.kind === "refused" ? `${item.field}: ${item.value}` : [],
        ),
      );
    expect((await refused()).sort()).toEqual([
      expect.stringMatching(/^notes: .*Ring twice\./u),
      "phoneNo: +41441111111",
    ]);
    const name = await common(id);
    await expect
      .poll(async () => (await documents(one)).filter((kept) => kept?.startsWith(name)))
      .toEqual([`${name}~1`]);
  });

  test("[C2] another tab that has it open keeps what was typed there, sends it, and moves to the fresh one", async () => {
    const id = await createContact();
    const [one, two] = await twoTabs(id);
    await two.evaluate(() => globalThis.engine.setOffline(true));
    await two.evaluate(() => globalThis.card.set("city", "Bern"));
    await spoil(one);
    await two.evaluate(() => globalThis.card.set("address", "Weg 1"));
    expect((await status(two)).waiting).toBe(2);
    await one.evaluate(async () => globalThis.engine.setToken({ token: (await globalThis.token()) ?? "" }));
    await two.evaluate(() => globalThis.engine.setOffline(false));
    await expect
      .poll(() => read(id), { timeout: 15_000 })
      .toMatchObject({ city: "Bern", address: "Weg 1", phoneNo: "+41442000000" });
    const name = await common(id);
    await expect
      .poll(async () => (await documents(two)).filter((kept) => kept?.startsWith(name)), { timeout: 10_000 })
      .toEqual([`${name}~1`]);
    expect(await shown(two)).toMatchObject({ city: "Bern" });
    await two.evaluate(() => globalThis.card.set("city", "Chur"));
    await expect.poll(async () => (await read(id))["city"]).toBe("Chur");
    await expect.poll(() => status(two)).toMatchObject({ waiting: 0, refused: 0 });
  });

  test("[C2] what a tab that has crashed left in it is not lost either: it goes out by the tab that gives the copy up", async () => {
    const id = await createContact();
    const [one, two] = await twoTabs(id);
    await two.evaluate(() => globalThis.engine.setOffline(true));
    await two.evaluate(() => globalThis.card.set("city", "Bern"));
    await written(two);
    await two.close();
    await spoil(one);
    // Its role allows no more than to be told.
    await expect.poll(() => refusedFields(one), { timeout: 15_000 }).toEqual(["city", "notes", "phoneNo"]);
    expect(await status(one)).toMatchObject({ waiting: 0, refused: 3 });
  });
});
