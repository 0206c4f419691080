/**
 * Thinking better of it: a dialog that is cancelled leaves everything as it was.
 *
 * @module
 */
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, readCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada } from "./person.ts";
import { askToLink, appears, goes, isOpen } from "./see.ts";

const come = createCast();

/** How often anything was written in the whole workspace. */
const lastChange = async (): Promise<number> => {
  let since = 0;
  for (;;) {
    const { items, nextSince } = await rest<{ items: unknown[]; nextSince: number }>(
      "GET",
      `/changes?since=${since}&limit=1000`,
    );
    if (items.length === 0) return since;
    since = nextSince;
  }
};

describe("linking", () => {
  test("[L4] cancelled at any step, by its button or by Escape, it changes nothing on either card", async () => {
    const { contact: other, customer } = await makePair({ name: "Abbruch Handels AG", city: "Luzern" });
    await rest("DELETE", `/contacts/${other.id}`);
    const contact = await makeCard("contact", { name: "Abbruch AG", city: "Kriens" });
    const her = await come(ada);
    await her.open(hashOf(contact));
    await isOpen(her.page);
    const before = [await readCard("contact", contact.id), await readCard("customer", customer.id)];
    const written = await lastChange();

    const dialog = her.page.getByRole("dialog", { name: "Link an existing customer" });
    const begin = async (): Promise<void> => {
      await askToLink(her.page, "customer");
      await appears(dialog);
    };
    const choose = async (): Promise<void> => {
      await dialog.getByRole("searchbox").fill("abbruch handels");
      await dialog.getByRole("button", { name: /Abbruch Handels AG/u }).click();
      await appears(dialog.getByRole("row").filter({ hasText: "Kriens" }).filter({ hasText: "Luzern" }));
      await dialog.getByRole("radio", { name: /City: Luzern/u }).check();
    };
    const cancel = (): Promise<void> => dialog.getByRole("button", { name: "Cancel" }).click();
    const escape = (): Promise<void> => her.page.keyboard.press("Escape");
    for (const [steps, leave] of [
      [[], cancel],
      [[], escape],
      [[choose], cancel],
      [[choose], escape],
    ] as const) {
      await begin();
      for (const step of steps) await step();
      await leave();
      await goes(dialog);
    }
    expect(await lastChange()).toBe(written);
    expect([await readCard("contact", contact.id), await readCard("customer", customer.id)]).toEqual(before);
  });
});
