/**
 * What a person finds on a page, by its words, and waiting until it is there.
 *
 * Shape    locators by role and label in the language of the page; waits end with what was seen last.
 * Not      sleeps: nothing here waits for a time to pass.
 *
 * @module
 */
import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";

/** Everything but the first start of a browser is much faster than this. */
const patienceMs = 15_000;
const waiting = { timeout: patienceMs, interval: 50 };

/** The card of the page: not the list that stays behind it. */
export const cardOf = (page: Page): Locator => page.locator("couplet-card");

/** The control with a label, on the card. */
export const field = (page: Page, label: string): Locator =>
  cardOf(page).locator("couplet-field").getByLabel(label, { exact: true });

/** The field around a control: its marks, its problem, its choice. */
export const frame = (page: Page, name: string): Locator =>
  page.locator(`couplet-card couplet-field[data-field="${name}"]`);

/** The pill in the header. */
export const pill = (page: Page): Locator => page.locator("header couplet-status").getByRole("button").first();

export const appears = (locator: Locator): Promise<void> => locator.waitFor({ state: "visible", timeout: patienceMs });
export const goes = (locator: Locator): Promise<void> => locator.waitFor({ state: "hidden", timeout: patienceMs });

/** Waits until the control shows a value, told as only its letters and digits: phone numbers are shown in groups. */
export const shows = (control: Locator, value: string): Promise<void> =>
  expect.poll(async () => bare(await control.inputValue().catch(() => "")), waiting).toBe(bare(value));

/** Waits until the text inside an element, shadow roots included, is as expected. */
export const says = (locator: Locator, text: RegExp | string): Promise<void> =>
  expect.poll(async () => await locator.evaluate(flatText).catch(() => ""), waiting).toMatch(text);

/** What stands in an element and in the shadow roots below it. Runs in the page. */
function flatText(element: Element): string {
  const read = (node: Node): string => {
    if (node instanceof Text) return node.data;
    if (node instanceof HTMLStyleElement || (node instanceof HTMLElement && node.hidden)) return "";
    if (node instanceof HTMLSlotElement && node.assignedNodes().length > 0)
      return node.assignedNodes().map(read).join("");
    const root = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
    return [...root.childNodes].map(read).join("");
  };
  return read(element).replaceAll(/\s+/gu, " ").trim();
}

/** Types a value as a person does, and goes on to the next field. */
export async function type(page: Page, label: string, value: string): Promise<void> {
  const control = field(page, label);
  await control.click();
  await control.fill(value);
  await control.press("Tab");
}

/** Asks to link an existing card to the contact on the page. @returns the dialog that asks which */
export async function askToLink(page: Page, kind: "customer" | "vendor"): Promise<Locator> {
  await page
    .locator("couplet-links")
    .getByRole("listitem")
    .filter({ hasText: `No ${kind} yet` })
    .getByRole("button", { name: "Link existing…" })
    .click();
  return page.getByRole("dialog", { name: `Link an existing ${kind}` });
}

/** Waits until the pill says that everything is on the server. */
export const isSaved = (page: Page): Promise<void> => says(pill(page), /^(Saved|Enregistré|Gespeichert|Salvato)/u);

/** Waits until the card of the page can be edited. */
export async function isOpen(page: Page): Promise<void> {
  await appears(cardOf(page).getByRole("heading").first());
  await expect.poll(() => page.locator("couplet-card:state(loading)").count(), waiting).toBe(0);
}

/** Waits until everything there is has come to the device. */
export async function hasAll(page: Page): Promise<void> {
  await appears(pill(page));
  await pill(page).click();
  await says(page.locator("header couplet-status"), /for working offline\s*on this device/u);
  await page.keyboard.press("Escape");
}

const bare = (text: string): string => text.replaceAll(/[\s ()./-]/gu, "");
