/**
 * Two tabs of one browser that keep the whole workspace, while a backup is restored: the one that leads dies in the middle of the comparison.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { EngineBrowser } from "./engine-browser.ts";
import type { Json } from "./rest-client.ts";
import { eventually, restoredScene } from "./restored-scene.ts";

const scene = restoredScene();
const { backedUp, contact, patch, read, restored } = scene;
let browser: EngineBrowser;

beforeEach(async () => {
  browser = await EngineBrowser.open(scene.line, "acme");
});
afterEach(() => browser.remove());

/** A tab with the card open and live, and the whole workspace at hand. */
async function tab(id: string): Promise<Page> {
  const page = await browser.visit("persistent", "workspace");
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await eventually(() => page.evaluate(() => globalThis.card.snapshot.value.connected), true);
  await eventually(() => page.evaluate(() => globalThis.engine.progress.value?.isComplete), true);
  return page;
}

const valuesOf = (page: Page, ...fields: readonly string[]): Promise<unknown[]> =>
  page.evaluate((names) => names.map((name) => globalThis.card.snapshot.value.values[name]), fields);
const set = (page: Page, field: string, text: string) =>
  page.evaluate(([name, input]) => globalThis.card.set(name ?? "", input), [field, text]);
const waiting = (page: Page) => page.evaluate(() => globalThis.engine.status.value.waiting);
/** What the device keeps, whether or not a card is open. */
const keptPhoneNo = (page: Page, id: string) =>
  page.evaluate(
    async (card) => (await globalThis.engine.list("contact")).items.find((row) => row.id === card)?.values["phoneNo"],
    id,
  );

/** As if its process had ended. */
async function crash(page: Page): Promise<void> {
  const gone = page.waitForEvent("crash");
  const session = await browser.context.newCDPSession(page);
  session.send("Page.crash").catch(() => undefined);
  await gone;
}

test("[SY40] [TB2] [C2] a tab that leads and dies while it compares loses nothing: the other one begins again, and what both had typed is there once", async () => {
  const one = await contact("Cronus AG");
  const other = await contact("Andere");
  const id = one.id as string;
  let [leader, two] = [await tab(id), await tab(id)];
  const fields = ["city", "address", "phoneNo", "postCode"];
  for (const messages of [2, 5, 8]) {
    await backedUp();
    for (const page of [leader, two])
      await eventually(() => page.evaluate(() => globalThis.card.snapshot.value.connected), true);
    const values = [`Chur ${messages}`, `Weg ${messages}`, `+4144200100${messages}`, `700${messages}`];
    const [city = "", address = "", phoneNo = "", postCode = ""] = values;
    // What the backup lacks: an edit of each tab, and others' of a card that is open and of one that is not.
    await set(leader, "city", city);
    await set(two, "address", address);
    for (const card of [one, other]) await patch(card, { phoneNo });
    for (const page of [leader, two]) {
      await eventually(() => valuesOf(page, "city", "address", "phoneNo"), [city, address, phoneNo]);
      await eventually(() => waiting(page), 0);
      await eventually(() => keptPhoneNo(page, other.id as string), phoneNo);
    }
    let inTheMiddle: Promise<void> | undefined;
    await restored(async () => {
      // And one that waits in the tab that follows.
      await set(two, "postCode", postCode);
      inTheMiddle = scene.line.standStillIn(messages);
    });
    await inTheMiddle;
    await crash(leader);
    await eventually(() => waiting(two), 0);
    await eventually(async () => {
      const card = await read(one);
      return fields.map((field) => card[field]);
    }, values);
    await eventually(async () => (await read(other))["phoneNo"], phoneNo);
    await eventually(() => valuesOf(two, ...fields), values);
    for (const [index, field] of fields.entries()) {
      const { items }: Json = await scene.root.expecting(200, "GET", `/contacts/${id}/history?field=${field}`);
      const made = (items as Json[]).map((item) => item.new).filter((value) => value === values[index]);
      expect([field, made]).toEqual([field, [values[index]]]);
    }
    expect(await two.evaluate(() => globalThis.card.snapshot.value.conflicts)).toEqual({});
    expect(await two.evaluate(() => globalThis.engine.attention.value)).toEqual([]);
    leader = two;
    two = await tab(id);
  }
}, 600_000);
