/**
 * `npm run campaign -- rules [--rule=L1,L2] [--write=yes] [--dry=yes]`: switches each rule off and lists the tests that notice.
 *
 * Shape    in a copy of the sources, one edit at a time, only the tests with the rule's id in their names: beside the sources, against
 *          the started server, and in a browser where only that shows it. Fails where a rule has no edit, where an edit does not fit the
 *          sources, where it keeps a file from loading, and where no test against the running server notices.
 *          Dry: only looks whether every edit fits.
 * Not      switches in the program.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
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
  const rules = readRules().filter(({ id, isLater }) => !isLater && (wanted?.includes(id) ?? true));
  const missing = rules.filter(({ id }) => !mutations.some(({ rule }) => rule === id)).map(({ id }) => id);
  if (missing.length > 0) throw new Error(`Nothing switches these rules off: ${missing.join(", ")}`);
  const chosen = mutations.filter(({ rule }) => rules.some(({ id }) => id === rule));
  const copy = new MutatedCopy();
  const unnoticed: string[] = [];
  try {
    const misfits = chosen.flatMap((mutation) => misfit(mutation, copy));
    if (misfits.length > 0) throw new Error(misfits.join("\n\n"));
    if (options["dry"] === "yes") return;
    console.error(`rules: ${chosen.length} edits for ${rules.length} rules, in ${copy.directory}`);
    for (const { id } of rules) {
      const ofRule = chosen.filter(({ rule }) => rule === id);
      const section = await sectionOf(copy, id, ofRule, unnoticed);
      console.log(section);
      if (options["write"] === "yes") writeSection(id, section);
    }
  } finally {
    copy.remove();
  }
  for (const one of unnoticed) console.error(`NOT NOTICED: ${one}`);
  if (unnoticed.length > 0) process.exit(1);
}

/** Switches one rule off, edit by edit; adds to `unnoticed`. */
async function sectionOf(
  copy: MutatedCopy,
  id: string,
  edits: readonly Mutation[],
  unnoticed: string[],
): Promise<string> {
  const failed = new Set<string>();
  const passed = new Set<string>();
  const rows: string[] = [];
  for (const withBrowser of [false, true]) {
    const some = edits.filter(({ inBrowser = false }) => inBrowser === withBrowser);
    if (some.length === 0) continue;
    const before = await testRule(copy, id, withBrowser);
    if (before.failed.length + before.broken.length > 0)
      throw new Error(`Before anything is switched off: ${[...before.failed, ...before.broken].join("\n")}`);
    for (const test of before.passed) passed.add(test);
    for (const mutation of some) {
      const outcome = await tryOut(copy, mutation);
      console.error(
        `${id.padEnd(4)} ${mutation.what}: ${outcome.failed.length} fail, ${outcome.onServer.length} on the server`,
      );
      for (const test of outcome.failed) failed.add(test);
      rows.push(rowOf(outcome));
      if (outcome.onServer.length === 0) unnoticed.push(`[${id}] ${mutation.what}`);
    }
  }
  const never = [...passed]
    .filter((test) => isOnServer(test) && !failed.has(test))
    .toSorted((a, b) => (a < b ? -1 : 1));
  const rest = never.length > 0 ? ["", "Passed all the same:", "", ...never.map((test) => `* ${shortened(test)}`)] : [];
  return [`## ${id}`, "", "| switched off | tests that fail |", "| --- | --- |", ...rows, ...rest].join("\n");
}

function misfit(mutation: Mutation, copy: MutatedCopy): readonly string[] {
  try {
    mutated(mutation, copy.read(mutation.file));
    return [];
  } catch (error) {
    return [String(error)];
  }
}

function testRule(copy: MutatedCopy, rule: string, withBrowser: boolean): Promise<TestRun> {
  const server = serverTests().filter(({ file }) => withBrowser || !isInBrowser(file));
  const tests = [...server, ...unitTests()].filter(({ rules }) => rules.includes(rule));
  const files = [...new Set(tests.map(({ file }) => file))];
  const projects = ["unit", "system", ...(withBrowser ? ["e2e"] : [])];
  return copy.test({ files, projects, name: `[${rule}]`, timeoutMs });
}

async function tryOut(copy: MutatedCopy, mutation: Mutation): Promise<Outcome> {
  const source = copy.read(mutation.file);
  copy.write(mutation.file, mutated(mutation, source));
  try {
    const { failed, broken } = await testRule(copy, mutation.rule, mutation.inBrowser ?? false);
    if (broken.length > 0) throw new Error(`[${mutation.rule}] ${mutation.what} does not load:\n${broken.join("\n")}`);
    return { mutation, failed, onServer: failed.filter(isOnServer) };
  } finally {
    copy.write(mutation.file, source);
  }
}

const cell = (text: string): string => text.replaceAll("|", "\\|");
const shortened = (test: string): string =>
  cell(
    test
      .replace(/^test\//u, "")
      .replace(/\.test\.ts: /u, ": ")
      .replaceAll(/\s*(?:\[[A-Z]+\d+\]\s*)+/gu, " › "),
  );

function rowOf({ mutation: { what, file }, failed, onServer }: Outcome): string {
  const listed = onServer.slice(0, maxListed).map(shortened);
  const more = onServer.length > maxListed ? [`and ${onServer.length - maxListed} more`] : [];
  const beside = failed.length - onServer.length;
  const units = beside > 0 ? [`${beside} beside the sources`] : [];
  const noticed = onServer.length === 0 ? ["**none against the running server**"] : [];
  const tests = [...noticed, ...listed, ...more, ...units].join("<br>");
  return `| ${cell(what)} (\`${file.split("/").at(-1)}\`) | ${tests} |`;
}

const head = `# What the rules' tests notice

Each rule is switched off, sentence by sentence, by a small edit in a copy of the sources (\`test/rules/mutations\`); then the tests with its id
in their names are run. Listed are the tests against the running server that fail; those in a browser are run where only a browser shows the
edit. What *passed all the same* looks at something that none of the edits takes away. Written by

\`\`\`
npm run campaign -- rules --write=yes
\`\`\`

With \`--rule=L1,L2\` only these rules' sections are written anew.
`;

/** Puts one rule's section into the document; the others stay. */
function writeSection(id: string, section: string): void {
  const document = existsSync(join(root, path)) ? readFileSync(join(root, path), "utf8") : "";
  const sections = new Map(
    document
      .split(/^(?=## [A-Z]\d+$)/mu)
      .slice(1)
      .map((text) => [/^## (?<id>\S+)/u.exec(text)?.groups?.["id"] ?? "", text.trimEnd()]),
  );
  sections.set(id, section);
  const inOrder = readRules().flatMap((rule) => sections.get(rule.id) ?? []);
  writeFileSync(
    join(root, path),
    `${[head, ...inOrder].join("\n")}\n`.replaceAll("\n## ", "\n\n## ").replaceAll(/\n{3,}/gu, "\n\n"),
  );
}
