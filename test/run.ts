/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find.
 *
 * Shape    types, lint, format, unused code and the element manifest; the build; then the benchmarks in their short form,
 *          only to see that they run; then every vitest project. Ends with `N passed, N failed` on a line of its own.
 *          The random histories only compute, the other tests mostly wait for sockets, files and browsers: they run side by
 *          side, the histories at the lowest priority, so that they take what the others leave and nobody waits for them.
 * Source   README.md, "Working on it"
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { constants, setPriority } from "node:os";
import { chromiumPath } from "./chromium.ts";

/** Of the tests that wait, and of those that compute. */
const results = ["test-results/vitest.json", "test-results/vitest-simulation.json"] as const;
const [waitingResults, computingResults] = results;

interface Step {
  readonly name: string;
  readonly run: () => boolean | Promise<boolean>;
}

const env = { ...process.env, CHROMIUM: chromiumPath() };
const shell = process.platform === "win32";

const npmStep = (name: string, ...args: readonly string[]): Step => ({
  name,
  run: () => spawnSync("npm", ["run", "-s", ...args], { stdio: "inherit", env, shell }).status === 0,
});

const vitest = (file: string, projects: readonly string[]): string[] => [
  "run",
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${file}`,
  ...projects.map((project) => `--project=${project}`),
];

/** @returns whether all held */
async function runTests(): Promise<boolean> {
  for (const file of results) rmSync(file, { force: true });
  const computing = spawn("vitest", vitest(computingResults, ["simulation"]), { stdio: "pipe", env, shell });
  if (computing.pid !== undefined) setPriority(computing.pid, constants.priority.PRIORITY_LOW);
  const printed: Buffer[] = [];
  for (const stream of [computing.stdout, computing.stderr]) stream.on("data", (chunk: Buffer) => printed.push(chunk));
  const computed = once(computing, "close");
  const waiting = spawn("vitest", vitest(waitingResults, ["unit", "system", "browser", "e2e"]), {
    stdio: "inherit",
    env,
    shell,
  });
  const [waitingStatus] = await once(waiting, "close");
  const [computingStatus] = await computed;
  process.stdout.write(Buffer.concat(printed));
  return waitingStatus === 0 && computingStatus === 0;
}

const steps: readonly Step[] = [
  npmStep("types", "check:types"),
  npmStep("lint", "check:lint"),
  npmStep("format", "check:format"),
  npmStep("unused", "check:unused"),
  npmStep("element manifest", "check:elements"),
  npmStep("rules and their tests", "check:rules"),
  npmStep("licences", "check:licences"),
  npmStep("build", "build"),
  npmStep("benchmarks run", "bench", "--", "--smoke"),
  { name: "tests", run: runTests },
];

for (const { name, run } of steps) {
  const startedMs = Date.now();
  console.log(`\n── ${name}`);
  const isOk = await run();
  console.log(`── ${name}: ${isOk ? "ok" : "FAILED"} after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`);
  if (name === "tests") reportTests();
  if (!isOk) process.exit(1);
}

function reportTests(): void {
  try {
    const counts = results.map((file) => JSON.parse(readFileSync(file, "utf8")) as Record<string, number>);
    const sum = (name: string): number => counts.reduce((total, count) => total + (count[name] ?? 0), 0);
    console.log(`\n${sum("numPassedTests")} passed, ${sum("numFailedTests")} failed`);
  } catch {
    console.log("\n0 passed, 1 failed");
  }
}
