/**
 * `npm run bench -- lists`: lists and search over very many cards, in Chromium.
 *
 * Shape    JSON lines, each with the budget it has to stay in: the app's own list page, built, over rows that a device keeps as JSON text.
 *          `BENCH_SIZES=10000,100000` chooses the sizes.
 * Not      the reading of those rows from the device's disk, nor their coming from the server.
 *
 * @module
 */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type BrowserContext, type CDPSession, type Page } from "playwright-core";
import { build } from "vite";
import { chromiumFlags, chromiumPath } from "../chromium.ts";
import { median, print } from "./lines.ts";

const origin = "http://bench.localhost";
const root = fileURLToPath(new URL("../..", import.meta.url));
const app = join(root, "client/dist");

export async function run({ smoke }: { readonly smoke: boolean }): Promise<void> {
  const sizes = (process.env["BENCH_SIZES"] ?? (smoke ? "500" : "10000,100000")).split(",").map(Number);
  if (!existsSync(join(app, "index.html"))) spawnSync("npx", ["vite", "build"], { cwd: root, stdio: "ignore" });
  const files = await benchFiles();
  const browser = await chromium.launch({ executablePath: chromiumPath(), args: [...chromiumFlags] });
  try {
    for (const cards of sizes) {
      const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, serviceWorkers: "block" });
      await serve(context, files);
      await measure(await context.newPage(), cards, smoke ? 1 : 5);
      await context.close();
    }
  } finally {
    await browser.close();
  }
}

/** Of single things done on the page: how long each took, and the work of the page's own thread for all of them. */
interface Measured {
  readonly ms: readonly number[];
  readonly cpuMs: number;
}

async function measure(page: Page, cards: number, runs: number): Promise<void> {
  await page.goto(`${origin}/`);
  await page.addScriptTag({ url: "/bench.js", type: "module" });
  await page.waitForFunction(() => "ListsBench" in globalThis && customElements.get("couplet-list-page") !== undefined);
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const line = (work: string, { ms, cpuMs }: Measured, budgetMs: number, more: object = {}): void => {
    const p95Ms = percentile(ms, 0.95);
    const each = { medianMs: median(ms), p95Ms, cpuMsEach: cpuMs / ms.length };
    print({ bench: "lists", work, cards, ...each, budgetMs, isWithin: p95Ms <= budgetMs, ...more });
  };
  /** Does something as often as there are runs, with what has to be so before it, which does not count. */
  const times = async (
    act: (turn: number) => Promise<number | readonly number[]>,
    { turns = runs, before }: { readonly turns?: number; readonly before?: () => Promise<void> } = {},
  ): Promise<Measured> => {
    const ms: number[] = [];
    let cpuMs = 0;
    for (let turn = 0; turn < turns; turn += 1) {
      await before?.();
      const startedMs = await cpuOf(session);
      ms.push(...[await act(turn)].flat());
      cpuMs += (await cpuOf(session)) - startedMs;
    }
    return { ms, cpuMs };
  };
  const once = { turns: 1 };
  const bytes = await page.evaluate((size) => {
    document.body.replaceChildren();
    const { ListsBench } = globalThis as unknown as { ListsBench: new (size: number) => typeof globalThis.bench };
    globalThis.bench = new ListsBench(size);
    return globalThis.bench.rowBytes;
  }, cards);
  const heapBefore = await heapOf(session);

  const forget = { before: () => page.evaluate(() => globalThis.bench.forget()) };
  const waits: number[] = [];
  const index = async (): Promise<number> => {
    const { ms, longestMs } = await page.evaluate(() => globalThis.bench.index());
    waits.push(longestMs);
    return ms;
  };
  const firstRows = (): Promise<number> => page.evaluate(() => globalThis.bench.firstRows());
  const read = await times(index, forget);
  line("everything read, in turns with the page", read, 1_500, { longestWaitMs: median(waits) });
  line("first rows painted, nothing read yet", await times(firstRows, forget), 1_500);
  line("first rows painted", await times(firstRows), 200);
  const heap = await heapOf(session);
  print({
    bench: "lists",
    work: "memory of the page for its lists, without the search's worker",
    cards,
    rowsMb: bytes / 2 ** 20,
    listsMb: (heap - heapBefore) / 2 ** 20,
    toRows: (heap - heapBefore) / bytes,
    budget: 1,
  });

  const scroll = (step: number) => () => page.evaluate((by) => globalThis.bench.scroll(120, by), step);
  line("scrolled by two screens a frame, between frames", await times(scroll(1_600), once), 50);
  line("scrolled by three rows a frame, between frames", await times(scroll(120), once), 34);
  const sort = (isDown: boolean): Promise<number> =>
    page.evaluate((down) => globalThis.bench.sort("name", down), isDown);
  line("sorted by name for the first time", await times(() => sort(false), once), 1_000);
  line("sorted the other way", await times((turn) => sort(turn % 2 === 0), { turns: runs * 2 }), 100);
  const filter = (turn: number): Promise<number> =>
    page.evaluate(
      (type) => globalThis.bench.filter(type === "" ? {} : { type: [type], countryCode: ["CH"] }),
      ["person", "", "company", ""][turn % 4] ?? "",
    );
  line("narrowed down by two values, and back", await times(filter, { turns: runs * 4 }), 100);
  const change = (): Promise<number> => page.evaluate(() => globalThis.bench.changes(200));
  line("a card changes, with two orders to keep", await times(change), 5);
  // What is found when nothing is found as typed is made once, at the first such search.
  const search = async (): Promise<readonly number[]> => {
    const { times: ms, ...seen } = await page.evaluate(() => globalThis.bench.searches());
    found = seen;
    return ms;
  };
  let found = { found: 0, near: 0 };
  const first = await times(search, once);
  line("searched, the first time", first, 2_000, { slowestMs: Math.max(...first.ms) });
  const searched = await times(search, once);
  line("searched", searched, 50, { queries: searched.ms.length, ...found });
}

/** Work of the page's own thread so far. */
async function cpuOf(session: CDPSession): Promise<number> {
  const { metrics } = await session.send("Performance.getMetrics");
  return (metrics.find(({ name }) => name === "TaskDuration")?.value ?? Number.NaN) * 1_000;
}

const percentile = (values: readonly number[], share: number): number =>
  values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(values.length * share))] ?? Number.NaN;

async function heapOf(session: CDPSession): Promise<number> {
  await session.send("HeapProfiler.enable");
  await session.send("HeapProfiler.collectGarbage");
  await session.send("HeapProfiler.collectGarbage");
  const { usedSize } = await session.send("Runtime.getHeapUsage");
  return usedSize;
}

/** The page's own script and the search worker, as an app would be built. */
async function benchFiles(): Promise<ReadonlyMap<string, string>> {
  const built = await build({
    configFile: false,
    logLevel: "error",
    root: import.meta.dirname,
    build: {
      write: false,
      minify: false,
      target: "es2022",
      rolldownOptions: {
        input: fileURLToPath(new URL("./lists-page.ts", import.meta.url)),
        output: { entryFileNames: "bench.js" },
      },
    },
  });
  const outputs = (Array.isArray(built) ? built : [built]).flatMap((one) => ("output" in one ? one.output : []));
  return new Map(
    outputs.map((file) => [
      `/${file.fileName}`,
      file.type === "chunk" ? file.code : Buffer.from(file.source).toString("utf8"),
    ]),
  );
}

const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".css": "text/css", ".html": "text/html" };

/** The built app without a server behind it. */
async function serve(context: BrowserContext, files: ReadonlyMap<string, string>): Promise<void> {
  await context.route(`${origin}/**`, async (route) => {
    const { pathname } = new URL(route.request().url());
    const path = pathname === "/" ? "/index.html" : pathname;
    const own = files.get(path);
    const file = join(app, path);
    if (own !== undefined) await route.fulfill({ contentType: "text/javascript", body: own });
    else if (existsSync(file))
      await route.fulfill({
        contentType: types[extname(path)] ?? "application/octet-stream",
        body: await readFile(file),
      });
    else await route.fulfill({ status: 404, body: "" });
  });
}
