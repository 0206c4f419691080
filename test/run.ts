/**
 * `npm test`: everything, in the order in which a mistake is cheapest to find.
 *
 * Shape    types, lint, format, unused code and the element manifest; the build; then every vitest project; then the
 *          benchmarks in their short form, only to see that they run. Ends with `N passed, N failed` on a line of its own.
 * Source   README.md, "Working on it"
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { chromiumPath } from "./chromium.ts";

const results = "test-results/vitest.json";

interface Step {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
}

const steps: readonly Step[] = [
  { name: "types", command: "npm", args: ["run", "-s", "check:types"] },
  { name: "lint", command: "npm", args: ["run", "-s", "check:lint"] },
  { name: "format", command: "npm", args: ["run", "-s", "check:format"] },
  { name: "unused", command: "npm", args: ["run", "-s", "check:unused"] },
  { name: "element manifest", command: "npm", args: ["run", "-s", "check:elements"] },
  { name: "rules and their tests", command: "npm", args: ["run", "-s", "check:rules"] },
  { name: "build", command: "npm", args: ["run", "-s", "build"] },
  {
    name: "tests",
    command: "vitest",
    args: ["run", "--reporter=default", "--reporter=json", `--outputFile.json=${results}`],
  },
  { name: "benchmarks run", command: "npm", args: ["run", "-s", "bench", "--", "--smoke"] },
];

const env = { ...process.env, CHROMIUM: chromiumPath() };

for (const step of steps) {
  const startedMs = Date.now();
  console.log(`\n── ${step.name}`);
  const { status } = spawnSync(step.command, step.args, { stdio: "inherit", env, shell: process.platform === "win32" });
  console.log(
    `── ${step.name}: ${status === 0 ? "ok" : "FAILED"} after ${((Date.now() - startedMs) / 1000).toFixed(1)} s`,
  );
  if (step.name === "tests") reportTests();
  if (status !== 0) process.exit(1);
}
reportTests();

function reportTests(): void {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(results, "utf8")) as Record<string, number>;
    console.log(`\n${numPassedTests} passed, ${numFailedTests} failed`);
  } catch {
    console.log("\n0 passed, 1 failed");
  }
}
