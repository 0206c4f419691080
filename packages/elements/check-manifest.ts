/**
 * Fails when the elements' public face changed without saying so.
 *
 * Shape    analyses the sources into a manifest and compares it with the committed `custom-elements.json`, and the types for frameworks
 *          that follow from it with `types/elements.d.ts`; `--write` commits to the change. The manifest is what editors, documentation and wrappers read, so a difference is an interface change.
 * Not      a formatter: the file is compared by content, not by spacing.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { frameworkTypes, type ElementFace } from "./framework-types.ts";
import { isTag } from "./src/tags.ts";

const root = import.meta.dirname;
const committedPath = join(root, "custom-elements.json");
const typesPath = join(root, "types", "elements.d.ts");

interface Manifest {
  readonly modules: readonly { readonly path: string; readonly declarations?: Declaration[] }[];
}
interface Declaration {
  readonly name: string;
  readonly tagName?: string;
  readonly kind?: string;
  members?: Member[] | undefined;
}
interface Member {
  readonly name: string;
  readonly privacy?: string;
}

/** Only what integrators build on: the elements, without their private members. */
function publicFace(manifest: Manifest): object {
  const isPublic = (member: Member): boolean =>
    !member.name.startsWith("#") && member.privacy !== "private" && member.privacy !== "protected";
  const modules = manifest.modules.flatMap(({ path, declarations = [] }) => {
    const elements = declarations.filter((declaration) => declaration.tagName);
    for (const element of elements) element.members = element.members?.filter(isPublic);
    return elements.length ? [{ kind: "javascript-module", path, declarations: elements }] : [];
  });
  // The analyzer finds files in no particular order.
  modules.sort((a, b) => (a.path < b.path ? -1 : 1));
  return { schemaVersion: "1.0.0", readme: "README.md", modules };
}

function analyze(): object {
  const require = createRequire(import.meta.url);
  const analyzer = require.resolve("@custom-elements-manifest/analyzer/package.json").replace("package.json", "cem.js");
  // The analyzer joins its answer's place to the working directory, so that only a place below it can be named.
  const out = "dist/manifest";
  execFileSync(
    process.execPath,
    [analyzer, "analyze", "--config", "custom-elements-manifest.config.mjs", "--outdir", out],
    { cwd: root, stdio: ["ignore", "ignore", "inherit"] },
  );
  return publicFace(JSON.parse(readFileSync(join(root, out, "custom-elements.json"), "utf8")) as Manifest);
}

function readCommitted(): unknown {
  try {
    return JSON.parse(readFileSync(committedPath, "utf8"));
  } catch {
    return undefined;
  }
}

/** As the formatter leaves it: line ends and blanks say nothing. */
const bare = (text: string): string => text.replaceAll(/[\s|]+/gu, "").replaceAll(/[,;](?=[}\]])/gu, "");

function isTypesCurrent(types: string): boolean {
  try {
    return bare(readFileSync(typesPath, "utf8")) === bare(types);
  } catch {
    return false;
  }
}

type Tagged = ElementFace & { readonly tagName: string };

function typesOf(manifest: object): string {
  const { modules } = manifest as { readonly modules: readonly { readonly declarations: readonly ElementFace[] }[] };
  const all = modules.flatMap(({ declarations }) => declarations);
  return frameworkTypes(all.filter((face): face is Tagged => face.tagName !== undefined && isTag(face.tagName)));
}

// Through JSON and back, so that what JSON cannot hold does not count as a difference.
const found = JSON.parse(JSON.stringify(analyze())) as object;
const types = typesOf(found);
if (process.argv.includes("--write")) {
  writeFileSync(committedPath, `${JSON.stringify(found, undefined, 2)}\n`);
  writeFileSync(typesPath, types);
  execFileSync("npx", ["oxfmt", typesPath], { stdio: "ignore" });
  console.log("custom-elements.json and types/elements.d.ts written");
} else if (!isDeepStrictEqual(found, readCommitted()) || !isTypesCurrent(types)) {
  console.error(
    "The elements' public face differs from custom-elements.json or types/elements.d.ts.\nIf that is meant: npm exec -- node packages/elements/check-manifest.ts --write",
  );
  process.exitCode = 1;
} else {
  console.log("custom-elements.json and types/elements.d.ts are up to date");
}
