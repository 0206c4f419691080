/**
 * The tables of docs/SECURITY.md, "Rights": who may do what, from `rights.ts`.
 *
 * Shape    fails where the page says otherwise; `--write` writes it.
 * Not      a proof that the server does so: that is `test/system/rights.test.ts` and `rights-documents.test.ts`.
 *
 * @module
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../rules/rule-book.ts";
import { callRights, commandRights, documentRights, frameRights, type Right, roleRights } from "./rights.ts";

const path = "docs/SECURITY.md";
const command = "npx node test/rights/table.ts --write";
const [begin, end] = ["<!-- rights -->", "<!-- /rights -->"];

const words: Readonly<Record<string, string>> = {
  everybody: "nothing, not even a token",
  operator: "the token that `METRICS_TOKEN` sets, which is for nothing else",
  code: "a one-time code, or the cookie of a session",
  member: "a token of the workspace",
  read: "to read the kind",
  edit: "to edit the kind",
  "edit contact": "to edit contacts",
  link: "to link the kind",
  "set up": "to set up",
  own: "that it is one's own",
  self: "that it is about oneself, or be administrator",
  starter: "to have begun it, or be administrator",
} satisfies Record<Right, string>;
const kindNames: Readonly<Record<string, string>> = {
  contact: "contacts",
  customer: "customers",
  vendor: "vendors",
  bankAccount: "bank accounts",
};

const listed = (kinds: readonly string[]): string =>
  kinds.length === 4 ? "all kinds" : kinds.map((kind) => kindNames[kind] ?? kind).join(", ");
const rowsOf = (rights: Readonly<Record<string, string>>): string[] =>
  Object.entries(rights).map(([name, right]) => `| \`${name}\` | ${words[right] ?? right} |`);

const tables = [
  begin,
  "",
  `Written by \`${command}\` from what the tests expect (\`test/rights/rights.ts\`).`,
  "",
  "| role | edits, deletes, restores | reads own fields and notes of | links and creates from | sets up |",
  "| --- | --- | --- | --- | --- |",
  ...Object.entries(roleRights).map(
    ([role, { edits, reads, links, setsUp }]) =>
      `| \`${role}\` | ${listed(edits)} | ${listed(reads)} | ${links.map((kind) => kindNames[kind]).join(", ")} | ${setsUp ? "yes" : ""} |`,
  ),
  "",
  "| call under `/api/v1`, or at the root | takes |",
  "| --- | --- |",
  ...rowsOf(callRights),
  "",
  "| command, over `POST /commands` and `/sync` | takes |",
  "| --- | --- |",
  ...rowsOf(commandRights),
  "",
  "| document, in a room and in a channel | takes |",
  "| --- | --- |",
  ...rowsOf(documentRights),
  "",
  "| frame of `/sync` | takes |",
  "| --- | --- |",
  ...rowsOf(frameRights),
  "",
  end,
].join("\n");

const page = readFileSync(join(root, path), "utf8");
const [from, to] = [page.indexOf(begin), page.indexOf(end)];
if (from < 0 || to < from) throw new Error(`${path} has no place for the table of rights`);
const written = page.slice(0, from) + tables + page.slice(to + end.length);
if (process.argv.includes("--write")) {
  writeFileSync(join(root, path), written);
  console.log(`${path} written`);
} else if (written !== page) {
  console.error(`The rights in ${path} are not those of the tests. Write them: ${command}`);
  process.exitCode = 1;
} else console.log("The rights are those of the tests");
