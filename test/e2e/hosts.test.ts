/**
 * The same card in pages of five frameworks, on two origins: live together, each with its own look, under a strict policy.
 *
 * Shape    the pages are those of `test/hosts`, built as their makers would. What a policy stops, or a page throws, fails the test.
 *
 * @module
 */
import { execFile } from "node:child_process";
import { mkdir } from "node:fs/promises";
import { promisify } from "node:util";
import { beforeAll, describe, expect, inject, test } from "vitest";
import { makePair, readCard } from "./cards.ts";
import { createCast } from "./cast.ts";
import { ben, type Person } from "./person.ts";
import { cardOf, field, isOpen, says, shows, type } from "./see.ts";

const come = createCast();
const program = new URL("../hosts/build.ts", import.meta.url).pathname;

/** Which page is on which of the two origins. */
const places = [
  ["plain", "hostUrl"],
  ["react", "hostUrl"],
  ["vue", "hostUrl"],
  ["svelte", "otherHostUrl"],
  ["angular", "otherHostUrl"],
] as const;

// In a process of its own: bundlers set what a test runner goes by.
beforeAll(async () => {
  const { VITEST: _, NODE_ENV: __, ...env } = process.env;
  await promisify(execFile)(process.execPath, [program], { env });
}, 300_000);

async function openHost([name, origin]: (typeof places)[number], customer: string): Promise<Person> {
  const person = await come(ben);
  await person.page.goto(`${inject(origin)}/hosts/${name}/index.html?customer=${customer}`);
  return person;
}

describe("the pages of other frameworks", () => {
  test("[E21] plain HTML, React, Vue, Svelte and Angular show the same card, live together, each in its own look", async () => {
    const { customer } = await makePair({ name: "Fünf Fenster AG", phoneNo: "+41 91 111 11 11" });
    const people = await Promise.all(places.map((place) => openHost(place, customer.no)));
    for (const { page } of people) {
      await isOpen(page);
      await shows(field(page, "Name"), "Fünf Fenster AG");
    }
    // What is typed on one is on all others, and each page's own code hears who it was.
    for (const [index, { page }] of people.entries()) {
      const phone = `+41 91 222 22 2${index}`;
      await type(page, "Phone", phone);
      for (const other of people) await shows(field(other.page, "Phone"), phone);
      const next = people[(index + 1) % people.length];
      const [name = ""] = places[index] ?? [];
      if (next)
        await says(next.page.locator("#told"), `${name[0]?.toUpperCase()}${name.slice(1)}.host changed phoneNo`);
    }
    expect((await readCard("customer", customer.id)).phoneNo).toBe("+41912222224");

    const looks = await Promise.all(
      people.map(({ page }) =>
        cardOf(page).evaluate((card) => {
          const { fontFamily } = getComputedStyle(card);
          return `${getComputedStyle(card).getPropertyValue("--couplet-color-accent")} ${fontFamily}`;
        }),
      ),
    );
    expect(new Set(looks).size).toBe(places.length);
    await mkdir("test-results/hosts", { recursive: true });
    for (const [index, { page }] of people.entries())
      await page.screenshot({ path: `test-results/hosts/${places[index]?.[0]}.png` });
  });
});
