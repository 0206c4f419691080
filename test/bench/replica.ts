/**
 * `npm run bench -- replica`: what it costs a browser to have the whole workspace.
 *
 * Shape    JSON lines, from Chromium: filling the replica beside filling one bare IndexedDB database with the same bytes, taking turns; a start
 *          without network to a list of everything, with what is kept of lists and without, the first card opened meanwhile and the first searches;
 *          opening cards that were never opened; memory. Budgets are those of the issue, printed beside what
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

const budgets = { fillToBare: 1.5, startMs: 1_500, openMs: 100, searchMs: 50, memoryToRows: 3 } as const;
/** The start of a name, a word elsewhere, digits inside, two words. */
const queries = ["name 4", "address 5", "77", "99 city"];
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

interface MeasuredStart extends Awaited<ReturnType<typeof globalThis.replicaBench.start>> {
  /** Of the page's thread. */
  readonly cpuMs: number;
  readonly searchMs: readonly number[];
}

/** Waits afterwards until the lists are kept, which the first start does. */
async function measureStart(page: Page, card: number, cards: number): Promise<MeasuredStart> {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const cpu = async (): Promise<number> => {
    const { metrics } = await session.send("Performance.getMetrics");
    return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
  };
  const before = await cpu();
  const started = await page.evaluate((index) => globalThis.replicaBench.start(index), card);
  const cpuMs = (await cpu()) - before;
  if (started.rows !== Math.min(cards, 100) || started.cards !== cards) throw new Error(JSON.stringify(started));
  const searchMs = await page.evaluate((these) => globalThis.replicaBench.search(these), queries);
  await page.evaluate(() => globalThis.replicaBench.kept());
  await page.evaluate(() => globalThis.replicaBench.close());
  return { ...started, cpuMs, searchMs };
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
  const start = (card: number): Promise<MeasuredStart> =>
    withPage(url, profile, (page) => measureStart(page, card, cards));
  // Nothing is kept of the lists yet: they are made of every row, and then they are.
  const anew = await start(0);
  print({
    bench: "replica",
    work: "start without network, lists made anew",
    cards,
    ms: anew.ms,
    cpuMs: anew.cpuMs,
    firstCardMs: anew.cardMs,
  });
  const starts: MeasuredStart[] = [];
  // A browser that was closed in between.
  for (let turn = 0; turn < runs; turn += 1) starts.push(await start(((turn + 1) * 7) % cards));
  const line = (work: string, times: readonly number[], budgetMs: number, more: object = {}): void =>
    print({ bench: "replica", work, cards, runs, medianMs: median([...times]), times, budgetMs, ...more });
  line(
    "start without network, to a list of everything",
    starts.map(({ ms }) => ms),
    budgets.startMs,
    { cpuMs: median(starts.map(({ cpuMs }) => cpuMs)), engineMs: median(starts.map(({ readyMs }) => readyMs)) },
  );
  line(
    "the first card opened, while the list comes",
    starts.map(({ cardMs }) => cardMs),
    budgets.openMs,
  );
  line(
    "search, the first ones after a start",
    starts.flatMap(({ searchMs }) => searchMs),
    budgets.searchMs,
  );
  await withPage(url, profile, async (page, context) => {
    const session = await context.newCDPSession(page);
    const heap = async (): Promise<number> => {
      await session.send("HeapProfiler.collectGarbage");
      return (await session.send("Runtime.getHeapUsage")).usedSize;
    };
    const before = await heap();
    await page.evaluate(() => globalThis.replicaBench.start(1));
    const started = await heap();
    const wanted = Array.from({ length: openCards }, (_, turn) => Math.floor(((turn + 0.5) * cards) / openCards));
    const times = await page.evaluate((these) => globalThis.replicaBench.open(these), wanted);
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
