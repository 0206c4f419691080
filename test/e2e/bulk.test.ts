/**
 * Contacts for many cards as people see it: what is under way is shown to whoever looks, goes on by itself, and can be stopped.
 *
 * Shape    how far the server is, is held still by the test where a page is to be looked at in the middle: the job itself is real.
 *
 * @module
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { type CardJson, makeCard, rest } from "./cards.ts";
import { createCast } from "./cast.ts";
import { look } from "./look.ts";
import { ada, ben } from "./person.ts";
import { appears, goes } from "./see.ts";

const come = createCast();
const many = 1_001;
let attempts = 0;

interface Job {
  readonly id: string;
  readonly status: string;
  readonly done: number;
}

/** Vendors that have no contact. */
async function makeLone(name: string, count: number, more: Readonly<Record<string, string>> = {}): Promise<void> {
  const { businessRelationCodes: codes } = await rest<{ businessRelationCodes: Record<string, string> }>(
    "GET",
    "/setup",
  );
  await rest("PUT", "/setup", { businessRelationCodes: { ...codes, vendor: "" } });
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < count) await makeCard("vendor", { name: `${name} ${(next += 1)}`, ...more });
  };
  await Promise.all(Array.from({ length: 16 }, work));
  await rest("PUT", "/setup", { businessRelationCodes: codes });
}

const jobs = async (): Promise<readonly Job[]> => (await rest<{ items: readonly Job[] }>("GET", "/jobs")).items;

/** The page hears of every job but those of before that it is as far as this, until it is let go on. */
async function holdStill(page: Page, done: number, before: ReadonlySet<unknown>): Promise<() => Promise<void>> {
  const pattern = /\/api\/v1\/jobs(\/[\w-]+)?$/u;
  await page.route(pattern, async (route) => {
    const response = await route.fetch();
    const still = (told: Record<string, unknown>) => {
      const { endedAt: _end, report: _report, ...job } = told;
      return before.has(job["id"]) ? told : { ...job, status: "running", done };
    };
    const body = (await response.json()) as { readonly items?: readonly Record<string, unknown>[] };
    await route.fulfill({ response, json: body.items ? { items: body.items.map(still) } : still(body) });
  });
  return () => page.unroute(pattern);
}

const open = (page: Page) => page.getByRole("button", { name: "Make contacts…" }).click();

test("[L11] more than a thousand are a job, asked about first, found again after a reload, shown to others with whose it is, and reported when it is done", async () => {
  const name = `Kette${(attempts += 1)}`;
  await makeLone(name, many);
  const before = new Set((await jobs()).map(({ id }) => id));
  const wrong: string[] = [];
  const mine = await (await come(ben, { locale: "en-CH" })).open("#/vendors");
  const page = await (await come(ada)).open("#/vendors");
  await open(page);
  const letGo = await holdStill(page, 360, before);
  await page.getByLabel("Name contains").fill(name.toLowerCase());
  await page.getByRole("button", { name: /Make 1.001 contacts/u }).click();
  await appears(page.getByText(/These are more than 100. Make 1.001 contacts/u));
  await page.getByRole("button", { name: /Yes, make 1.001/u }).click();
  await appears(page.getByText(/360 of 1.001 cards done/u));
  wrong.push(...(await look(page, "bulk-running")));
  await page.reload();
  await open(page);
  await appears(page.getByText(/360 of 1.001 cards done/u));
  await appears(page.getByRole("button", { name: "Stop" }));

  const theirs = await holdStill(mine, 480, before);
  await mine.goto(mine.url().replace(/#.*/u, "#/customers"));
  await open(mine);
  await appears(mine.getByText(/480 of 1.001 cards done/u));
  await appears(mine.getByText("Begun by Ada Keller."));
  expect(await mine.getByRole("button", { name: "Stop" }).count()).toBe(0);
  await theirs();

  await letGo();
  await page.getByText(/1.001 made, 0 had one already, 0 refused/u).waitFor({ timeout: 60_000 });
  wrong.push(...(await look(page, "bulk-report", "two")));
  await page.reload();
  await open(page);
  await page.getByRole("button", { name: /^Last report/u }).click();
  await appears(page.getByText(/1.001 made, 0 had one already, 0 refused/u));
  expect(wrong).toEqual([]);
});

test("[L11] a job that is stopped says how far it came, and what it made stays", async () => {
  // With persons to be made it takes longer.
  await makeLone("Halt", many, { contactName: "Eva Weber" });
  const page = await (await come(ada)).open("#/vendors");
  await open(page);
  await page.getByLabel("Name contains").fill("halt");
  await page.getByRole("button", { name: /Make 1.001 contacts/u }).click();
  await page.getByRole("button", { name: /Yes, make 1.001/u }).click();
  // The answer to the call is the job as it begins.
  await page.getByRole("button", { name: "Stop" }).click();
  await goes(page.getByRole("button", { name: "Stop" }));
  await appears(page.getByText(/\d made, 0 had one already, 0 refused/u));
  const [job] = await jobs();
  if (!job) throw new Error("There is no job");
  // On a fast machine it may have been done before it was stopped.
  if (job.status === "canceled") await appears(page.getByText(/Stopped: .* cards? not reached/u));
  const wrong = await look(page, "bulk-stopped", "two");
  const vendors = await rest<{ items: readonly CardJson[] }>("GET", "/vendors?search=Halt&limit=1000");
  expect(vendors.items.filter(({ relations }) => relations.length === 1).length).toBeLessThanOrEqual(job.done);
  expect(wrong).toEqual([]);
});
