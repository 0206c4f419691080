/**
 * Whether everything that people read is there in every language, and nothing of it stands in the code.
 *
 * Shape    fails with one line per finding: a text that is missing, unused, shaped otherwise than the English one or written against the
 *          language's rules; text in a template; an element of the app that does not hear of another language. Part of `npm run check`.
 *
 * @module
 */
import { allCatalogues } from "./catalogues.ts";
import { deafIn } from "./deaf.ts";
import { hardCodedIn } from "./hard-coded.ts";
import { findingsIn } from "./judge.ts";
import { readSources } from "./sources.ts";
import { unusedIn, wordsOf } from "./unused.ts";

const catalogues = await allCatalogues();
const sources = readSources(["packages/*/src/**/*.ts", "client/src/**/*.ts", "server/src/**/*.ts"]);
const shown = sources.filter(({ file }) => file.startsWith("client/") || file.startsWith("packages/elements/"));
const isUsed = wordsOf(sources);

const findings = [
  ...catalogues.flatMap(findingsIn),
  ...catalogues.flatMap((catalogue) => unusedIn(catalogue, isUsed)),
  ...shown.flatMap(hardCodedIn),
  ...shown.filter(({ file }) => file.startsWith("client/")).flatMap(deafIn),
];

for (const finding of findings) console.error(finding);
if (findings.length > 0) process.exitCode = 1;
else {
  const count = catalogues.reduce((sum, { texts }) => sum + texts.en.size, 0);
  console.log(`${count} texts in four languages, none missing, unused or in the code`);
}
