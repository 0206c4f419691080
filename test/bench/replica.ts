/**
 * `npm run bench -- replica`: what it costs a browser to have the whole workspace.
 *
 * Shape    JSON lines, from Chromium: filling the replica beside filling one bare IndexedDB database with the same bytes, taking turns; a start
 *          without network to a page of a list; opening cards that were never opened; memory. Budgets are those of the issue, printed beside what
 *          was measured. `BENCH_SIZES=10000,100000` chooses the sizes.
 * Know     the start is that of an engine in a page that is loaded: the app's own files come from the service worker before that.
 *
 * @module
 */
import { createServer } from "node:http";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium, type BrowserContext, type Page } from "playwright-core";
import { chromiumFlags, chromiumPath } from "../chromium.ts";
import { buildPageScript } from "../harness/page-script.ts";
import { median, print } from "./lines.ts";

const budgets = { fillToBare: 1.5, startMs: 1_500, openMs: 100, memoryToRows: 3 } as const;
const openCards = 20;

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const sizes = (process.env["BENCH_SIZES"] ?? (smoke ? "300" : "10000,100000")).split(",").map(Number);
  const script = await buildPageScript(new URL("./replica-page.ts", import.meta.url), { minify: true });
  const server = createServer((request, response) => {
    const isScript = request.url === "/page.js";
    response.setHeader("content-type", isScript ? "text/javascript" : "text/html");
    response.end(isScript ? script : '<!doctype html><script type="module" src="/page.js"></script>');
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}/`;
  for (const cards of sizes) {
    const profile = await mkdtemp(join(tmpdir(), "couplet-bench-"));
    await measure(url, profile, cards, smoke ? 1 : cards > 20_000 ? 3 : 5);
    await rm(profile, { recursive: true, force: true, maxRetries: 5 });
  }
  server.close();
}

async function withPage<Result>(
  url: string,
  profile: string,
  work: (page: Page, context: BrowserContext) => Promise<Result>,
): Promise<Result> {
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumPath(),
    args: [...chromiumFlags],
  });
  try {
    const page = await context.newPage();
    page.setDefaultTimeout(600_000);
    await page.goto(url);
    await page.waitForFunction(() => "replicaBench" in globalThis);
    return await work(page, context);
  } finally {
    await context.close();
  }
}

async function measure(url: string, profile: string, cards: number, runs: number): Promise<void> {
  const fill = { replica: [] as number[], bare: [] as number[] };
  await withPage(url, profile, async (page) => {
    for (let turn = 0; turn < runs; turn += 1) {
      await page.evaluate(() => globalThis.replicaBench.clear());
      fill.replica.push(await page.evaluate((n) => globalThis.replicaBench.fill(n), cards));
      fill.bare.push(await page.evaluate((n) => globalThis.replicaBench.fillBare(n), cards));
      await page.evaluate(() => globalThis.replicaBench.clearBare());
    }
  });
  const toBare = median(fill.replica.map((ms, turn) => ms / (fill.bare[turn] ?? Number.NaN)));
  print({
    bench: "replica",
    work: "fill, to one bare database",
    cards,
    runs,
    medianMs: { replica: median(fill.replica), bare: median(fill.bare) },
    ratio: toBare,
    budget: budgets.fillToBare,
  });
  const starts: number[] = [];
  for (let turn = 0; turn < runs; turn += 1) {
    // A browser that was closed in between.
    const { ms, rows } = await withPage(url, profile, (page) => page.evaluate(() => globalThis.replicaBench.start()));
    if (rows !== Math.min(cards, 100)) throw new Error(`${rows} rows`);
    starts.push(ms);
  }
  print({
    bench: "replica",
    work: "start without network, to a page of a list",
    cards,
    runs,
    medianMs: median(starts),
    times: starts,
    budgetMs: budgets.startMs,
  });
  await withPage(url, profile, async (page, context) => {
    const session = await context.newCDPSession(page);
    const heap = async (): Promise<number> => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    const before = await heap();
    await page.evaluate(() => globalThis.replicaBench.start());
    const started = await heap();
    const times = await page.evaluate(([n, of]) => globalThis.replicaBench.open(n, of), [openCards, cards] as const);
    const opened = await heap();
    const { bytes, ms } = await page.evaluate(() => globalThis.replicaBench.rows());
    const sorted = [...times].sort((a, b) => a - b);
    print({
      bench: "replica",
      work: "open a card that was never opened",
      cards,
      medianMs: median(times),
      slowestMs: sorted.at(-1),
      budgetMs: budgets.openMs,
    });
    print({
      bench: "replica",
      work: `memory, ${openCards} cards open`,
      cards,
      rowsMb: bytes / 1e6,
      startedMb: (started - before) / 1e6,
      openedMb: (opened - before) / 1e6,
      toRows: (opened - before) / bytes,
      budget: budgets.memoryToRows,
    });
    print({ bench: "replica", work: "read every row", cards, ms });
  });
}
