/**
 * `docs/spec/rule-tests.md`: which tests show which business rule on the running server.
 *
 * Shape    fails when a rule has no such test, when a rule that is left for later has one, or when the table is not that of the
 *          sources; `--write` writes the table.
 * Not      a run of the tests, nor a proof that they would notice: that is `npm run campaign -- rules`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readRules, root, type Rule } from "./rule-book.ts";
import { serverTests, type RuleTest } from "./rule-tests.ts";

const path = "docs/spec/rule-tests.md";
const command = "npx node test/rules/table.ts --write";

const cell = (text: string): string => text.replaceAll("|", "\\|");
const shortened = (file: string): string => file.replace(/^test\//u, "").replace(/\.test\.ts$/u, "");

function tableOf(rules: readonly Rule[], tests: readonly RuleTest[]): string {
  const rows = rules.flatMap(({ id, isLater, text }) => {
    if (isLater) return [`| ${id} | *${/^\*Later\*,? ?(?<why>[^:.]*)/u.exec(text)?.groups?.["why"] || "later"}* | |`];
    const named = tests.filter((one) => one.rules.includes(id));
    return named.map(({ file, title }, index) => `| ${index === 0 ? id : ""} | ${cell(title)} | ${shortened(file)} |`);
  });
  return `${[
    "# Rules and their tests",
    "",
    "Every rule of [rules.md](rules.md), and the tests with its id in their name that run against a started server: `system` over REST, in rooms",
    "and with client engines, `e2e` in a browser. More tests name rules beside the sources.",
    "",
    `Written by \`${command}\`; \`npm run check\` fails when a rule has no test, or when this table is not that of the sources. What each test`,
    "notices: [rule-mutations.md](rule-mutations.md).",
    "",
    "| rule | test | in |",
    "| --- | --- | --- |",
    ...rows,
  ].join("\n")}\n`;
}

const rules = readRules();
const tests = serverTests();
const problems: string[] = [];
for (const { id, isLater } of rules) {
  const isTested = tests.some((one) => one.rules.includes(id));
  if (!isTested && !isLater)
    problems.push(`Rule ${id} has no test in test/system or test/e2e with [${id}] in its name.`);
  if (isTested && isLater) problems.push(`Rule ${id} has tests: it is not *Later* any more in docs/spec/rules.md.`);
}
const table = tableOf(rules, tests);
if (process.argv.includes("--write")) {
  writeFileSync(join(root, path), table);
  console.log(`${path} written`);
} else if (readFileSync(join(root, path), "utf8") !== table) {
  problems.push(`${path} is not that of the sources. Write it: ${command}`);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`${rules.length} rules, ${tests.length} tests against the running server`);
