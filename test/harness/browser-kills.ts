/**
 * Kill rounds of a browser: somebody types, with and without network, the browser's processes are killed, and what was said to be on the
 * device is there when it starts again, and reaches the server.
 *
 * Shape    one call, any number of rounds on one profile; throws on the first loss, returns what it counted. Each field is set to ever greater
 *          numbers, so that what the server has at last is at least the last that was kept.
 * Source   docs/ARCHITECTURE.md, invariants C2 and G4
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { signToken } from "@couplet/server";
import type { Page } from "playwright-core";
import { EngineBrowser } from "../system/engine-browser.ts";
import { secret } from "./secret.ts";
import { call, startServerProcess } from "./server-process.ts";

export interface BrowserKillOptions {
  readonly rounds: number;
  /** Edits to be on the device in each round before the kill. */
  readonly atLeast: number;
  readonly random: () => number;
  readonly onRound?: (counts: BrowserKillCounts) => void;
}

export interface BrowserKillCounts {
  rounds: number;
  /** How often the page heard that its edits are on the device. */
  kept: number;
  /** Fields whose last kept value the server did not have yet when the browser was killed. */
  unsent: number;
  /** Cards made, with or without network. */
  made: number;
  /** Kills that left a record of the browser's log cut off. */
  torn: number;
}

interface Kept {
  /** By field: the greatest number that was on the device. */
  readonly byField: number[];
  /** Where the numbers of the present round begin. */
  from: number;
  readonly made: Set<number>;
  count: number;
}

/** Of the block that both cards hold, and of the contact's own. */
const fields = ["city", "address", "county", "name2", "salutationCode"] as const;
const workspace = "browser-kills";
const patienceMs = 60_000;

/** @throws where an edit or a command that was on the device did not reach the server, or did so twice. */
export async function browserKills(options: BrowserKillOptions): Promise<BrowserKillCounts> {
  const { rounds, atLeast, random, onRound } = options;
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-browser-kill-"));
  const server = await startServerProcess({ dataDir, env: { AUTH_SECRET: secret } });
  const claims = { sub: "ada", name: "Ada Keller", workspace, role: "admin" } as const;
  const token = async (): Promise<string> => await signToken(secret, claims, Date.now() + 3_600_000);
  const ask = async <T>(method: string, path: string, body?: unknown): Promise<T> =>
    await call<T>(server.url, await token(), method, path, body);
  const counts: BrowserKillCounts = { rounds: 0, kept: 0, unsent: 0, made: 0, torn: 0 };
  const kept: Kept = { byField: fields.map(() => 0), from: 0, made: new Set(), count: 0 };
  const { id } = await ask<{ id: string }>("POST", "/contacts", { name: "Cronus AG" });
  const browser = await EngineBrowser.open(server, workspace);
  try {
    let left: string | undefined;
    for (let round = 0; ; round += 1) {
      const page = await start(browser, kept, id);
      // What the browser writes behind a record that was cut off is lost with all the rest at the next kill: the engine has it begin anew.
      await until(async () => left === undefined || (await browser.log()) !== left, "The browser goes on with its log");
      await verify(ask, id, kept);
      if (round === rounds) break;
      await browser.cut(random() < 0.6);
      const before = kept.count;
      // What was written after the last that was kept has numbers, too.
      kept.from = Math.max(...kept.byField) + 10_000;
      page
        .evaluate(([names, from]) => globalThis.writeOn(names, from), [fields, kept.from] as const)
        .catch(() => undefined);
      await until(() => Promise.resolve(kept.count >= before + atLeast), "The page writes nothing");
      await new Promise((resolve) => setTimeout(resolve, random() * 120));
      await browser.kill();
      counts.rounds += 1;
      counts.kept += kept.count - before;
      counts.made = kept.made.size;
      counts.unsent += (await numbers(ask, id)).filter((number, index) => number < (kept.byField[index] ?? 0)).length;
      onRound?.({ ...counts });
      const torn = random() < 0.3;
      if (torn) await browser.tearLog();
      counts.torn += Number(torn);
      const log = await browser.log();
      await browser.relaunch();
      left = log;
    }
    return counts;
  } finally {
    await browser.remove();
    await server.kill("SIGTERM");
    await rm(dataDir, { recursive: true, force: true });
  }
}

type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>;

/** Opens the page, has everything that was left sent, and the card open. */
async function start(browser: EngineBrowser, kept: Kept, id: string): Promise<Page> {
  await browser.context.exposeFunction("keptHere", (what: "set" | "made", number: number) => {
    if (what === "made") kept.made.add(number);
    else {
      for (let one = number; one >= kept.from && one > number - fields.length; one -= 1)
        kept.byField[one % fields.length] = one;
      kept.count += 1;
    }
  });
  const page = await browser.visit("persistent", "workspace");
  const status = await page.waitForFunction(
    () => {
      const { state, waiting, refused } = globalThis.engine.status.value;
      return (state === "saved" && waiting === 0) || refused > 0 ? { state, waiting, refused } : undefined;
    },
    undefined,
    { timeout: patienceMs },
  );
  const said = await status.jsonValue();
  if ((said?.refused ?? 0) > 0) throw new Error(`Refused after a kill: ${JSON.stringify(said)}`);
  await page.evaluate((card) => globalThis.openCard("contact", card), id);
  await page.waitForFunction(() => !globalThis.card.snapshot.value.loading, undefined, { timeout: patienceMs });
  return page;
}

/** What the server has in each field, as a number. */
async function numbers(ask: Ask, id: string): Promise<number[]> {
  const card = await ask<Record<string, string | undefined>>("GET", `/contacts/${id}`);
  return fields.map((field) => Number((card[field] ?? "").replaceAll(/\D/gu, "")));
}

async function verify(ask: Ask, id: string, kept: Kept): Promise<void> {
  for (const [index, number] of (await numbers(ask, id)).entries()) {
    const last = kept.byField[index] ?? 0;
    if (number < last) throw new Error(`Lost: ${fields[index]} is ${number}, and ${last} was on the device`);
  }
  const conflicts = await ask<{ items: unknown[] }>("GET", `/contacts/${id}/conflicts`);
  if (conflicts.items.length > 0) throw new Error(`In conflict with itself: ${JSON.stringify(conflicts.items)}`);
  for (const number of kept.made) {
    const name = `NEU ${number}`;
    const { items } = await ask<{ items: { readonly name: string }[] }>("GET", `/contacts?search=${number}&limit=50`);
    const made = items.filter((item) => item.name === name).length;
    if (made !== 1) throw new Error(`${name} was made ${made} times`);
  }
}

async function until(isDone: () => Promise<boolean>, text: string): Promise<void> {
  const endMs = performance.now() + patienceMs;
  while (!(await isDone())) {
    if (performance.now() > endMs) throw new Error(text);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
