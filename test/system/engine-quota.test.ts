/**
 * A browser that has no space left: the quota of the site is set so, by the browser's own means.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { deviceScene, status } from "./device-scene.ts";
import { written } from "./engine-browser.ts";

const scene = deviceScene();
const { createContact, cut, read, visit } = scene;

const spaceBytes = 32 * 2 ** 20;

/** Another database of the site takes all there is. */
const fill = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const open = indexedDB.open("filler");
    open.addEventListener("upgradeneeded", () => open.result.createObjectStore("bytes", { autoIncrement: true }));
    await new Promise((resolve, reject) => {
      open.addEventListener("success", resolve);
      open.addEventListener("error", reject);
    });
    const isTaken = (bytes: Uint8Array): Promise<boolean> =>
      new Promise((resolve) => {
        const transaction = open.result.transaction("bytes", "readwrite");
        transaction.addEventListener("complete", () => resolve(true));
        transaction.addEventListener("abort", () => resolve(false));
        transaction.objectStore("bytes").add(bytes);
      });
    for (let size = 2 ** 20; size >= 64; size /= 4) {
      const bytes = new Uint8Array(size);
      crypto.getRandomValues(bytes.subarray(0, 65_536));
      while (await isTaken(bytes));
    }
    open.result.close();
  });

const makeSpace = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    const deleting = indexedDB.deleteDatabase("filler");
    await new Promise((resolve, reject) => {
      deleting.addEventListener("success", resolve);
      deleting.addEventListener("error", reject);
    });
  });

const city = (page: Page) => page.evaluate(() => globalThis.card.snapshot.value.values["city"]);

test("[C2] a full device says so and shows what is typed; once there is space everything is kept, over a reload, and arrives once", async () => {
  await scene.browser.limitSpace(spaceBytes);
  const id = await createContact();
  let page = await visit();
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await cut(true);
  await page.evaluate(() => globalThis.card.set("city", "Bern"));
  await written(page);
  await fill(page);
  await page.evaluate(() => globalThis.card.set("city", "Chur"));
  await page.evaluate(() => globalThis.card.notes.replace("Typed while the disk was full. ".repeat(500)));
  await expect.poll(async () => (await status(page)).state, { timeout: 20_000 }).toBe("no-storage");
  expect(await city(page)).toBe("Chur");

  await makeSpace(page);
  await expect.poll(async () => (await status(page)).state, { timeout: 90_000 }).toBe("offline");
  await written(page);
  await page.reload();
  await page.evaluate(() => globalThis.start());
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  expect(await city(page)).toBe("Chur");
  await cut(false);
  await expect.poll(async () => (await status(page)).waiting, { timeout: 20_000 }).toBe(0);
  expect(await read(id)).toMatchObject({ city: "Chur" });
});

test("[C2] a device that is full sends what is typed all the same, and does not say that it keeps it", async () => {
  await scene.browser.limitSpace(spaceBytes);
  const id = await createContact();
  const page = await visit();
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await fill(page);
  await page.evaluate(() => globalThis.card.notes.replace("More than there is space for. ".repeat(500)));
  await expect.poll(async () => (await status(page)).state, { timeout: 20_000 }).toBe("no-storage");
  await page.evaluate(() => globalThis.card.set("city", "Chur"));
  await expect.poll(async () => (await read(id))["city"]).toBe("Chur");
  await cut(true);
  await page.evaluate(() => globalThis.card.set("city", "Thun"));
  const kept = await page.evaluate(() =>
    globalThis.card.kept().then(
      () => "kept",
      (error: { code?: string }) => error.code,
    ),
  );
  expect(kept).toBe("storage.not-kept");
});
