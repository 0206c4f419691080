/**
 * Tests by the rules in their names.
 *
 * Shape    read from the titles in the sources: the first argument of a call of `test`, also of `test.each(…)` and `test.for(…)`.
 *          What is skipped or left to do is no test.
 * Not      a run of them: see `test/campaign/rules.ts`.
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./rule-book.ts";

export interface RuleTest {
  /** Relative to the root, with forward slashes. */
  readonly file: string;
  /** Without the rules that lead it, after that of the group it is in. */
  readonly title: string;
  readonly rules: readonly string[];
}

/** Against the started server, over REST, in rooms, with client engines or in a browser. */
const serverFolders = ["test/system", "test/e2e"];
/** Beside the sources. */
const unitFolders = ["packages", "server", "client"];

const skippedFolders = new Set(["node_modules", "dist"]);

function testFilesIn(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry): readonly string[] => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return skippedFolders.has(entry.name) ? [] : testFilesIn(path);
    return entry.name.endsWith(".test.ts") ? [path] : [];
  });
}

/** A call's first argument where the call is one of `test`, or of what `test.each(…)` and `test.for(…)` answer. */
const titles =
  /(?<call>^[ \t]*test(?:\.[a-z]+)*|\))\(\s*(?<quote>["'`])(?<title>(?:\\.|(?!\k<quote>)[^\\])*)\k<quote>\s*,/gmu;
/** Groups are not nested here. */
const groups = /^describe(?:\.\w+)*(?:\([^"'`]*\))?\(\s*(?<quote>["'`])(?<title>.*?)\k<quote>/gmu;
const ruleIds = /\[([A-Z]+\d+)\]/gu;

export function testsIn(file: string, source: string): readonly RuleTest[] {
  const opened = [...source.matchAll(groups)];
  return [...source.matchAll(titles)].flatMap(({ groups: parts, index }): readonly RuleTest[] => {
    const { call = "", title: written = "" } = parts ?? {};
    const group = opened.findLast((one) => one.index < index)?.groups?.["title"];
    const title = group === undefined ? written : `${group} › ${written}`;
    const rules = [...title.matchAll(ruleIds)].map(([, id = ""]) => id);
    if (rules.length === 0 || /\.(?:skip|todo)\b/u.test(call)) return [];
    return [{ file, title: title.replaceAll(ruleIds, "").replaceAll(/\s+/gu, " ").replaceAll("\\", "").trim(), rules }];
  });
}

const testsOf = (folders: readonly string[]): readonly RuleTest[] =>
  folders
    .flatMap(testFilesIn)
    .toSorted((a, b) => (a < b ? -1 : 1))
    .flatMap((file) => testsIn(file, readFileSync(join(root, file), "utf8")));

/** Those of `test/system` and `test/e2e`. */
export const serverTests = (): readonly RuleTest[] => testsOf(serverFolders);
export const unitTests = (): readonly RuleTest[] => testsOf(unitFolders);
