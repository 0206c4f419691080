/**
 * Every screen, light and dark, on a desk and on a phone: nothing that keeps anybody out, nothing that spills over the edge.
 *
 * Shape    one person walks through the app; each screen is looked at four times and its picture left in `test-results/screens`.
 *          Rules that depend on colours alone are what is asked again in the dark.
 *
 * @module
 */
import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "playwright-core";
import { describe, expect, test } from "vitest";
import { hashOf, makeCard, makePair, rest, type CardJson } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ada, ben, type Person } from "./person.ts";
import { appears, cardOf, field, frame, goes, isOpen, isSaved, pill, says, type } from "./see.ts";

const come = createCast();

const desk = { width: 1280, height: 900 };
const phone = { width: 375, height: 812 };
const serious = ["serious", "critical"];

/** Looks at what is shown now, four times. Says what is wrong. */
async function look(page: Page, name: string): Promise<string[]> {
  const wrong: string[] = [];
  for (const [size, viewport] of Object.entries({ desk, phone })) {
    await page.setViewportSize(viewport);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      const where = `${name}-${size}-${colorScheme}`;
      const axe = new AxeBuilder({ page });
      if (colorScheme === "dark") axe.withRules(["color-contrast"]);
      const { violations } = await axe.analyze();
      for (const { id, impact, nodes } of violations)
        if (serious.includes(impact ?? ""))
          wrong.push(`${where}: ${id} ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);
      const spill = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      if (spill > 0) wrong.push(`${where}: ${spill} px over the edge`);
      await page.screenshot({ path: `test-results/screens/${where}.png` });
    }
  }
  await page.setViewportSize(desk);
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  return wrong;
}

describe("screens", () => {
  test("[A1] sign-in, lists, cards", async () => {
    const person = await come(ada);
    const { page, line } = person;
    const wrong: string[] = [];
    await page.goto(`${line.url}/`);
    await appears(page.getByRole("heading", { name: "Sign in" }));
    wrong.push(...(await look(page, "sign-in")));

    await person.open();
    await page.reload();
    await appears(page.getByRole("row").nth(5));
    wrong.push(...(await look(page, "list-contacts")));
    await page.getByRole("searchbox").fill("nobody has this name");
    await appears(page.getByText(/No contact matches/u));
    wrong.push(...(await look(page, "list-nothing")));

    const [customer] = (await rest<{ items: CardJson[] }>("GET", "/customers?search=Relecloud")).items;
    if (!customer) throw new Error("The demo workspace has no such customer");
    await person.open(hashOf(customer));
    await isOpen(page);
    wrong.push(...(await look(page, "card-customer")));
    const { items } = await rest<{ items: CardJson[] }>("GET", "/contacts?search=Josephine");
    const josephine = items.find((card) => card["type"] === "person");
    if (!josephine) throw new Error("The demo workspace has no such person");
    await person.open(hashOf(josephine));
    await isOpen(page);
    wrong.push(...(await look(page, "card-person")));
    const account = await makeCard("bankAccount", { name: "Bildbank AG", iban: "CH9300762011623852957" });
    await person.open(hashOf(account));
    await isOpen(page);
    wrong.push(...(await look(page, "card-bank-account")));
    await person.open("#/contacts/00000000-0000-7000-8000-000000000000");
    await appears(page.getByText("There is no such card").first());
    wrong.push(...(await look(page, "card-missing")));
    expect(wrong).toEqual([]);
  });
});
