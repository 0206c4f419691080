/**
 * The business rules, as `docs/spec/rules.md` has them.
 *
 * Shape    the rows of its tables. A rule whose text begins with *Later* belongs to what no release has yet.
 * Not      other rule ids that test names carry (invariants, HTTP, start and stop): those are in other documents.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

export interface Rule {
  /** A letter and a number: `K1`. */
  readonly id: string;
  /** Markdown. */
  readonly text: string;
  readonly isLater: boolean;
}

export const root = join(import.meta.dirname, "..", "..");

/** @throws where an id is there twice, or one of a row of numbers is missing */
export function readRules(): readonly Rule[] {
  const document = readFileSync(join(root, "docs/spec/rules.md"), "utf8");
  const rules = [...document.matchAll(/^\| ([A-Z]\d+) \| (.*) \|$/gmu)].map(([, id = "", text = ""]) => ({
    id,
    text,
    isLater: text.startsWith("*Later*"),
  }));
  const ids = rules.map(({ id }) => id);
  for (const [index, id] of ids.entries()) {
    if (ids.indexOf(id) !== index) throw new Error(`docs/spec/rules.md has rule ${id} twice`);
    const number = Number(id.slice(1));
    const before = `${id[0]}${number - 1}`;
    if (number > 1 && !ids.includes(before)) throw new Error(`docs/spec/rules.md has ${id} and no ${before}`);
  }
  return rules;
}
