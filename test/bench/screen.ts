/**
 * `npm run bench -- screen`: what a person feels of the app, on a processor four times slower, with ten thousand cards on the device.
 *
 * Shape    JSON lines: a key to its paint in a field of a card that three others edit meanwhile, beside a bare input on an empty page in the
 *          same browser, taking turns; a list, from a start without network; opening cards, without network. `BENCH_SIZES=10000`.
 * Know     a key's time is from the browser's own stamp on it to the end of the frame that shows it. The others edit over REST: what the page
 *          gets of it are the same live updates.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { signToken } from "@couplet/server";
import { chromiumFlags, chromiumPath } from "../chromium.ts";
import { call, startServerProcess, testSecret, tokenFor } from "../harness/server-process.ts";
import { median, print } from "./lines.ts";
import { cardIdOf, seedWorkspace } from "./seed-workspace.ts";

const workspace = "demo";
const slowdown = 4;
const budgets = { keyToBare: 2, listMs: 1_500, openMs: 100 } as const;
const others = ["otto", "olga", "omar"];
/** Each of them edits this often. */
const editEveryMs = 250;
const user = { sub: "bea.bench", name: "Bea Bench", role: "editor" } as const;

interface ScreenBench {
  /** From each key's stamp to the end of the frame that shows it. */
  readonly keys: number[];
  /** Since the start of the navigation; `undefined` until rows are painted. */
  listMs: number | undefined;
  /** Whether anything but rows stood in their place for a frame. */
  hasWaited: boolean;
}
declare global {
  var screenBench: ScreenBench;
}

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const sizes = (process.env["BENCH_SIZES"] ?? (smoke ? "200" : "10000")).split(",").map(Number);
  for (const cards of sizes) await measure(cards, smoke);
}

async function measure(cards: number, smoke: boolean): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-bench-"));
  const profile = await mkdtemp(join(tmpdir(), "couplet-bench-"));
  await seedWorkspace(dataDir, workspace, cards);
  const server = await startServerProcess({ dataDir });
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...chromiumFlags],
    viewport: { width: 1280, height: 900 },
    locale: "en-CH",
  });
  try {
    await context.addInitScript(watchScreen);
    await answerTokens(context);
    const page = await context.newPage();
    page.setDefaultTimeout(300_000);
    await page.goto(`${server.url}/#/contacts`);
    await page.waitForFunction(isComplete);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    await measureKeys(page, context, server.url, cards, smoke ? 1 : 6, smoke ? 20 : 60);
    await context.setOffline(true);
    await measureStarts(page, server.url, cards, smoke ? 1 : 7);
    await measureCards(page, cards, smoke ? 2 : 20);
  } finally {
    await context.close();
    await server.kill("SIGTERM");
    await rm(dataDir, { recursive: true, force: true, maxRetries: 5 });
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** In every page, before anything of its own: times keys, and tells when rows are painted. */
function watchScreen(): void {
  globalThis.screenBench = { keys: [], listMs: undefined, hasWaited: false };
  const painted = (then: () => void): void => {
    requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();
      // After the frame: a message comes once it is drawn.
      port1.addEventListener("message", then);
      port1.start();
      port2.postMessage(0);
    });
  };
  addEventListener(
    "keydown",
    ({ timeStamp }) => painted(() => screenBench.keys.push(performance.now() - timeStamp)),
    true,
  );
  const look = (): void => {
    const list = document.querySelector("couplet-app")?.shadowRoot?.querySelector("couplet-list-page")?.shadowRoot;
    const rows = list?.querySelector("couplet-list-table")?.shadowRoot?.querySelectorAll("tr[data-index]").length ?? 0;
    if (list?.querySelector(".skeleton")) screenBench.hasWaited = true;
    if (rows > 10) painted(() => (screenBench.listMs = performance.now()));
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Everything has come. Runs in the page. */
function isComplete(): boolean {
  const provider = document.querySelector("couplet-app")?.shadowRoot?.querySelector("couplet-provider") as
    | (Element & { readonly engine?: { readonly progress: { readonly value?: { readonly isComplete: boolean } } } })
    | null
    | undefined;
  return provider?.engine?.progress.value?.isComplete === true;
}

async function answerTokens(context: BrowserContext): Promise<void> {
  await context.route("**/api/v1/token", async (route) => {
    const expiresAtMs = Date.now() + 900_000;
    const token = await signToken(testSecret, { ...user, workspace }, expiresAtMs);
    await route.fulfill({ json: { token, expiresAt: new Date(expiresAtMs).toISOString(), user } });
  });
}

async function slow(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: slowdown });
}

/** Types so many keys, one after the other, and reads what each took. */
async function typeKeys(page: Page, count: number): Promise<readonly number[]> {
  await page.evaluate(() => (screenBench.keys.length = 0));
  for (let at = 0; at < count; at += 1) await page.keyboard.press("abcdefgh"[at % 8] ?? "a", { delay: 15 });
  await page.waitForFunction((n) => screenBench.keys.length >= n, count);
  return await page.evaluate(() => [...screenBench.keys]);
}

async function measureKeys(
  page: Page,
  context: BrowserContext,
  url: string,
  cards: number,
  rounds: number,
  keys: number,
): Promise<void> {
  const bare = await context.newPage();
  await bare.goto("about:blank");
  await bare.evaluate(() => document.body.append(document.createElement("input")));
  await Promise.all([slow(bare), slow(page)]);
  await page.evaluate((id) => (location.hash = `#/contacts/${id}`), cardIdOf(1));
  const field = page.locator("couplet-card couplet-field").getByLabel("Name 2", { exact: true });
  await field.waitFor();
  const stop = editAlong(url, cardIdOf(1));
  const bareMs: number[] = [];
  const cardMs: number[] = [];
  let edits = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      await bare.bringToFront();
      await bare.locator("input").fill("");
      await bare.locator("input").focus();
      bareMs.push(...(await typeKeys(bare, keys)));
      await page.bringToFront();
      // As long as the field may be: what is typed above that is another thing.
      await field.fill("");
      await field.focus();
      for (let typed = 0; typed < keys; typed += 40) {
        cardMs.push(...(await typeKeys(page, Math.min(40, keys - typed))));
        await field.fill("");
      }
    }
  } finally {
    edits = await stop();
  }
  await bare.close();
  const [bareP95, cardP95] = [percentile(bareMs, 0.95), percentile(cardMs, 0.95)];
  print({
    bench: "screen",
    work: "a key to its paint, while three others edit the card",
    cards,
    slowdown,
    keys: cardMs.length,
    editsOfOthers: edits,
    bare: { medianMs: median(bareMs), p95Ms: bareP95 },
    card: { medianMs: median(cardMs), p95Ms: cardP95 },
    ratio: cardP95 / bareP95,
    budget: budgets.keyToBare,
  });
}

/** Three people change a field of the card each, again and again. @returns how to stop them, and how often they did */
function editAlong(url: string, cardId: string): () => Promise<number> {
  const over = new AbortController();
  let edits = 0;
  const fields = ["city", "address", "homePage"];
  const work = others.map(async (name, who) => {
    const token = await tokenFor(name, "editor", workspace);
    for (let turn = 0; !over.signal.aborted; turn += 1) {
      await call(url, token, "PATCH", `/contacts/${cardId}`, { [fields[who] ?? "city"]: `${name} ${turn}` });
      edits += 1;
      await new Promise((resolve) => setTimeout(resolve, editEveryMs));
    }
  });
  return async () => {
    over.abort();
    await Promise.all(work);
    return edits;
  };
}

async function measureStarts(page: Page, url: string, cards: number, runs: number): Promise<void> {
  const times: number[] = [];
  let waited = 0;
  for (let turn = 0; turn < runs; turn += 1) {
    await page.goto("about:blank");
    await slow(page);
    await page.goto(`${url}/#/contacts`);
    await page.waitForFunction(() => screenBench.listMs !== undefined);
    const { listMs, hasWaited } = await page.evaluate(() => screenBench);
    times.push(listMs ?? Number.NaN);
    if (hasWaited) waited += 1;
  }
  print({
    bench: "screen",
    work: "a list, from the start of the app without network",
    cards,
    slowdown,
    runs,
    medianMs: median(times),
    times,
    budgetMs: budgets.listMs,
    startsThatShowedAPlaceholder: waited,
  });
}

async function measureCards(page: Page, cards: number, runs: number): Promise<void> {
  const times: number[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    const id = cardIdOf(((turn + 3) * 131) % cards);
    times.push(await page.evaluate(openCard, id));
    await page.evaluate(() => (location.hash = "#/contacts"));
    await page.waitForFunction(
      () => !document.querySelector("couplet-app")?.shadowRoot?.querySelector("couplet-card-page"),
    );
  }
  print({
    bench: "screen",
    work: "a card opened from the list without network, values painted",
    cards,
    slowdown,
    runs,
    medianMs: median(times),
    p95Ms: percentile(times, 0.95),
    budgetMs: budgets.openMs,
  });
}

/** From asking for a card to the frame that shows its values. Runs in the page. */
function openCard(id: string): Promise<number> {
  const startedMs = performance.now();
  location.hash = `#/contacts/${id}`;
  return new Promise((resolve) => {
    const look = (): void => {
      const app = document.querySelector("couplet-app")?.shadowRoot;
      const card = app?.querySelector("couplet-card-page")?.shadowRoot?.querySelector("couplet-card")?.shadowRoot;
      const name = card?.querySelector('couplet-field[data-field="name"]')?.shadowRoot?.querySelector("input");
      if (!name?.value) {
        requestAnimationFrame(look);
        return;
      }
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();
        port1.addEventListener("message", () => resolve(performance.now() - startedMs));
        port1.start();
        port2.postMessage(0);
      });
    };
    look();
  });
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;
