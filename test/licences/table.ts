/**
 * docs/LICENCES.md, "Packages": what this project is made of, and that it may be.
 *
 * Shape    fails where a licence is not allowed, a package is not the one that was locked, or the page says otherwise; `--write` writes the page.
 * Know     the licence is the installed package's own word. What is not installed, because it is for another processor or system, goes by the lock.
 * Source   `allowed.ts`
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../rules/rule-book.ts";
import { isAllowed, shippedLicences, toolLicences } from "./allowed.ts";
import { installedPackage, type LockedPackage, lockedPackages } from "./packages.ts";

const path = "docs/LICENCES.md";
const command = "npx node test/licences/table.ts --write";
const [begin, end] = ["<!-- packages -->", "<!-- /packages -->"];

/** What is wrong with it; `undefined` if nothing. */
function problemOf(locked: LockedPackage): string | undefined {
  if (!locked.hasHash) return "has no integrity in package-lock.json";
  const installed = installedPackage(locked);
  if (!installed && !locked.isOptional) return "is not installed: npm ci";
  if (installed && installed.version !== locked.version)
    return `is installed as ${installed.version}, locked as ${locked.version}: npm ci`;
  const licence = installed ? installed.licence : locked.licence;
  if (licence === undefined) return "names no licence";
  // The table says what the lock says, which is the same on every machine.
  if (licence !== locked.licence) return `is under ${licence}, the lock says ${locked.licence ?? "nothing"}`;
  if (isAllowed(licence, locked.isShipped ? shippedLicences : toolLicences)) return undefined;
  return `is under ${licence}, which is not allowed ${locked.isShipped ? "in what is shipped" : "for a tool"} (test/licences/allowed.ts)`;
}

const packages = lockedPackages();
const shipped = packages.filter(({ isShipped }) => isShipped);
const byName = [...shipped].sort((a, b) => (a.name < b.name ? -1 : 1));
const tools = Map.groupBy(
  packages.filter(({ isShipped }) => !isShipped),
  ({ licence }) => licence ?? "",
);

const table = [
  begin,
  "",
  `Written by \`${command}\` from \`package-lock.json\`; \`npm run check\` compares it with what is installed.`,
  "",
  "| shipped: runs on the server or stands in the browser bundle | version | licence |",
  "| --- | --- | --- |",
  ...byName.map(({ name, version, licence }) => `| \`${name}\` | ${version} | ${licence ?? ""} |`),
  "",
  "| licence of what only builds and tests | packages |",
  "| --- | --- |",
  ...[...tools].sort(([a], [b]) => (a < b ? -1 : 1)).map(([licence, { length }]) => `| ${licence} | ${length} |`),
  "",
  end,
].join("\n");

const problems = packages.flatMap((locked) => {
  const problem = problemOf(locked);
  return problem === undefined ? [] : [`${locked.path} ${problem}`];
});
const page = readFileSync(join(root, path), "utf8");
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${path} has no place for the packages`);
const written = page.slice(0, from) + table + page.slice(to + end.length);

for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else if (process.argv.includes("--write")) {
  writeFileSync(join(root, path), written);
  console.log(`${path} written`);
} else if (written !== page) {
  console.error(`The packages in ${path} are not those of the lock. Write them: ${command}`);
  process.exitCode = 1;
} else console.log(`${packages.length} packages, all under licences that are allowed`);
