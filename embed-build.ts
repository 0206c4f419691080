/**
 * What the script-tag build adds to what the bundler makes: digests, sizes, and a ceiling for what one card takes.
 *
 * Shape    `couplet.js` gets the table of all other files (digest, and what each cannot do without), and its own digest is printed and written to
 *          `integrity.json`, with sizes. Imports inside go through `checked-import.ts`. A card that has grown beyond the ceiling fails the build.
 * Source   docs/EMBEDDING.md, "Sizes"
 *
 * @module
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { stripTypeScriptTypes } from "node:module";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Plugin, Rollup } from "vite";

/** Gzip, besides Yjs: what a page with a provider and a card loads before that card can be edited. */
const cardCeilingKb = 215;
const place = "%COUPLET_FILES%";
const lazyImport = /\bimport\((["'`])\.\/([\w.-]+\.js)\1\)/gu;

const digestOf = (code: string): string => `sha384-${createHash("sha384").update(code).digest("base64")}`;
const kbOf = (code: string): number => gzipSync(code, { level: 9 }).length / 1000;
const rounded = (kb: number): number => Math.round(kb * 10) / 10;

const folder = join(import.meta.dirname, "packages", "elements", "embed");

/** What is served beside it as it is: the page for frames, and the room that pages reserve. */
function plainFiles(): Record<string, string> {
  const read = (name: string): string => readFileSync(join(folder, name), "utf8");
  const names = ["card.html", "frame.css", "placeholder.css"];
  const files = Object.fromEntries(names.map((name) => [name, read(name)]));
  return { ...files, "frame.js": stripTypeScriptTypes(read("frame.ts")) };
}

export const embedBuild = (): Plugin => ({
  name: "couplet:embed",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === "chunk");
      const entry = chunks.find(({ isEntry }) => isEntry);
      if (!entry?.code.includes(place)) throw new Error("couplet.js has no place for the table of its files");
      for (const chunk of chunks)
        chunk.code = chunk.code.replace(
          lazyImport,
          'globalThis[Symbol.for("couplet.import "+import.meta.url.replace(/[^/]*$/u,""))]("./$2")',
        );
      const others = chunks.filter((chunk) => chunk !== entry);
      if (others.some(({ imports }) => imports.includes(entry.fileName)))
        throw new Error("A file of the embed build imports couplet.js, which has to be imported by none");
      const byName = new Map(chunks.map((chunk) => [chunk.fileName, chunk]));
      const integrity = Object.fromEntries(others.map(({ fileName, code }) => [`./${fileName}`, digestOf(code)]));
      const needs = Object.fromEntries(
        others.map(({ fileName }) => [`./${fileName}`, neededBy(fileName, byName).map((name) => `./${name}`)]),
      );
      entry.code = entry.code.replace(place, JSON.stringify({ integrity, needs }).replaceAll('"', '\\"'));
      const sizes = sizesOf(chunks, entry, byName);
      const report = { file: entry.fileName, integrity: digestOf(entry.code), sizes };
      this.emitFile({ type: "asset", fileName: "integrity.json", source: `${JSON.stringify(report, undefined, 2)}\n` });
      for (const [fileName, source] of Object.entries(plainFiles())) this.emitFile({ type: "asset", fileName, source });
      this.info(`couplet.js  integrity="${report.integrity}"`);
      for (const [what, kb] of Object.entries(sizes)) this.info(`${what}: ${kb} kB gzip`);
      const card = sizes["provider and card, besides Yjs"] ?? Infinity;
      if (card > cardCeilingKb)
        throw new Error(`A card takes ${card} kB gzip besides Yjs, and ${cardCeilingKb} are what it may take`);
    },
  },
});

type Chunks = ReadonlyMap<string, Rollup.OutputChunk>;

/** The file and all it imports, each before those that need it. */
function neededBy(fileName: string, chunks: Chunks, seen = new Set<string>()): readonly string[] {
  if (seen.has(fileName)) return [];
  seen.add(fileName);
  const below = (chunks.get(fileName)?.imports ?? []).flatMap((name) => neededBy(name, chunks, seen));
  return [...below, fileName];
}

/** What a page loads for some of the elements, by how they are named here. */
function sizesOf(
  all: readonly Rollup.OutputChunk[],
  entry: Rollup.OutputChunk,
  chunks: Chunks,
): Record<string, number> {
  const filesOf = (...tags: readonly string[]): Set<string> => {
    const roots = all.filter(({ facadeModuleId }) => tags.some((tag) => facadeModuleId?.endsWith(`/${tag}.define.ts`)));
    if (roots.length < tags.length) throw new Error(`Not all of ${tags.join(", ")} are files of the embed build`);
    return new Set([entry.fileName, ...roots.flatMap(({ fileName }) => neededBy(fileName, chunks))]);
  };
  const sizeOf = (files: Iterable<string>): number =>
    rounded([...files].reduce((sum, name) => sum + kbOf(chunks.get(name)?.code ?? ""), 0));
  const card = filesOf("provider", "card");
  const yjs = all.filter(({ name }) => name === "yjs").map(({ fileName }) => fileName);
  return {
    "couplet.js": sizeOf([entry.fileName]),
    Yjs: sizeOf(yjs),
    "provider and card, besides Yjs": sizeOf([...card].filter((name) => !yjs.includes(name))),
    "provider and chip, besides Yjs": sizeOf([...filesOf("provider", "chip")].filter((name) => !yjs.includes(name))),
    "everything, besides Yjs": sizeOf([...chunks.keys()].filter((name) => !yjs.includes(name))),
  };
}
