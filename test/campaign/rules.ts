/**
 * `npm run campaign -- rules [--rule=L1,L2] [--write=yes] [--browser=no]`: switches each rule off and lists the tests that notice.
 *
 * Shape    in a copy of the sources, one edit at a time, only the tests with the rule's id in their names: beside the sources, against
 *          the started server, and in a browser where only that shows it. Fails where a rule has no edit, where an edit does not fit the
 *          sources, where it keeps a file from loading, and where no test against the running server notices.
 * Not      switches in the program.
 *
 * @module
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { mutated, type Mutation } from "../rules/mutation.ts";
import { mutations } from "../rules/mutations/index.ts";
import { MutatedCopy, type TestRun } from "../rules/mutated-copy.ts";
import { readRules, root } from "../rules/rule-book.ts";
import { serverTests, unitTests } from "../rules/rule-tests.ts";

const path = "docs/spec/rule-mutations.md";
const timeoutMs = 600_000;
/** More are counted. */
const maxListed = 4;

interface Outcome {
  readonly mutation: Mutation;
  readonly failed: readonly string[];
  /** Of those, the ones against the running server. */
  readonly onServer: readonly string[];
}

const isOnServer = (test: string): boolean => test.startsWith("test/");
const isInBrowser = (file: string): boolean => file.startsWith("test/e2e/");

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const wanted = options["rule"]?.split(",");
  const withBrowser = options["browser"] !== "no";
  const rules = readRules().filter(({ id, isLater }) => !isLater && (wanted?.includes(id) ?? true));
  const chosen = mutations.filter(
    ({ rule, inBrowser }) => rules.some(({ id }) => id === rule) && (withBrowser || !inBrowser),
  );
  const missing = rules.filter(({ id }) => !mutations.some(({ rule }) => rule === id)).map(({ id }) => id);
  if (missing.length > 0) throw new Error(`Nothing switches these rules off: ${missing.join(", ")}`);
  const copy = new MutatedCopy();
  try {
    const misfits = chosen.flatMap((mutation) => misfit(mutation, copy));
    if (misfits.length > 0) throw new Error(misfits.join("\n\n"));
    console.error(`rules: ${chosen.length} mutations of ${rules.length} rules, in ${copy.directory}`);
    const startedMs = Date.now();
    const green = new Map<string, TestRun>();
    const outcomes: Outcome[] = [];
    for (const mutation of chosen) {
      const key = `${mutation.rule} ${mutation.inBrowser ?? false}`;
      const before = green.get(key) ?? (await testRule(copy, mutation));
      green.set(key, before);
      if (before.failed.length + before.broken.length > 0)
        throw new Error(`Before anything is switched off: ${[...before.failed, ...before.broken].join("\n")}`);
      const outcome = await tryOut(copy, mutation);
      outcomes.push(outcome);
      const { failed, onServer } = outcome;
      console.error(
        `${mutation.rule.padEnd(4)} ${mutation.what}: ${failed.length} fail, ${onServer.length} of them on the server`,
      );
    }
    const seconds = Math.round((Date.now() - startedMs) / 1000);
    const never = neverFailed(green, outcomes);
    const report = reportOf(outcomes, never);
    console.log(report);
    console.error(`${seconds} s`);
    if (options["write"] === "yes") writeFileSync(join(root, path), report);
    const unnoticed = outcomes.filter(({ onServer }) => onServer.length === 0);
    for (const { mutation } of unnoticed) console.error(`NOT NOTICED: [${mutation.rule}] ${mutation.what}`);
    if (unnoticed.length > 0) process.exitCode = 1;
  } finally {
    copy.remove();
  }
  if (process.exitCode === 1) process.exit(1);
}

function misfit(mutation: Mutation, copy: MutatedCopy): readonly string[] {
  try {
    mutated(mutation, copy.read(mutation.file));
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function testRule(copy: MutatedCopy, { rule, inBrowser }: Mutation): Promise<TestRun> {
  const server = serverTests().filter(({ file }) => inBrowser || !isInBrowser(file));
  const tests = [...server, ...unitTests()].filter(({ rules }) => rules.includes(rule));
  const files = [...new Set(tests.map(({ file }) => file))];
  const projects = ["unit", "system", ...(inBrowser ? ["e2e"] : [])];
  return copy.test({ files, projects, name: `[${rule}]`, timeoutMs });
}

async function tryOut(copy: MutatedCopy, mutation: Mutation): Promise<Outcome> {
  const source = copy.read(mutation.file);
  copy.write(mutation.file, mutated(mutation, source));
  try {
    const { failed, broken } = await testRule(copy, mutation);
    if (broken.length > 0) throw new Error(`[${mutation.rule}] ${mutation.what} does not load:\n${broken.join("\n")}`);
    return { mutation, failed, onServer: failed.filter(isOnServer) };
  } finally {
    copy.write(mutation.file, source);
  }
}

/** Tests against the running server that passed whatever was switched off of their rule. */
function neverFailed(green: ReadonlyMap<string, TestRun>, outcomes: readonly Outcome[]): readonly string[] {
  const failed = new Set(outcomes.flatMap((outcome) => outcome.failed));
  const all = new Set([...green.values()].flatMap(({ passed }) => passed).filter(isOnServer));
  return [...all].filter((test) => !failed.has(test)).toSorted((a, b) => (a < b ? -1 : 1));
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const shortened = (test: string): string => cell(test.replace(/^test\//u, "").replace(/\.test\.ts: /u, ": "));

function reportOf(outcomes: readonly Outcome[], never: readonly string[]): string {
  const rows = outcomes.map(({ mutation: { rule, what, file }, failed, onServer }, index) => {
    const isFirst = outcomes[index - 1]?.mutation.rule !== rule;
    const listed = onServer.slice(0, maxListed).map(shortened);
    const more = onServer.length > maxListed ? [`and ${onServer.length - maxListed} more`] : [];
    const beside = failed.length - onServer.length;
    const units = beside > 0 ? [`${beside} beside the sources`] : [];
    const noticed = onServer.length === 0 ? ["**nothing against the running server**"] : [];
    const cells = [
      isFirst ? rule : "",
      `${cell(what)} (\`${file.split("/").at(-1)}\`)`,
      [...noticed, ...listed, ...more, ...units].join("<br>"),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  return `${[
    "# What the rules' tests notice",
    "",
    "Each rule is switched off, sentence by sentence, by a small edit in a copy of the sources (`test/rules/mutations`); then the tests with its id in",
    "their names are run. Listed are the tests against the running server that fail. Written by",
    "",
    "```",
    "npm run campaign -- rules --write=yes",
    "```",
    "",
    `${outcomes.length} edits, ${outcomes.filter(({ onServer }) => onServer.length === 0).length} of them unnoticed by tests against the running server.`,
    "",
    "| rule | switched off | tests that fail |",
    "| --- | --- | --- |",
    ...rows,
    "",
    "## Passed all the same",
    "",
    "Tests of these rules against the running server that none of the edits made fail: what they look at besides, no edit above takes away.",
    "",
    ...never.map((test) => `* ${shortened(test)}`),
  ].join("\n")}\n`;
}
