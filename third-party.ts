/**
 * `third-party.txt` of a build: the licences of everything that is in what browsers get.
 *
 * Shape    Vite lists the packages whose modules it bundled; what reaches the build by another way (fonts of a style sheet, the service worker's
 *          library) is named by who asks for it, and added here.
 * Source   docs/LICENCES.md
 *
 * @module
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

/** For Vite's `build.license`, which writes JSON under such a name. */
export const bundledPackages = "bundled-packages.json";
const notices = "third-party.txt";

interface Notice {
  readonly name: string;
  readonly version: string;
  readonly identifier?: string;
  readonly text?: string;
}

/** @param beside packages in the build that are in none of its modules */
export const thirdParty = (beside: readonly string[] = []): Plugin => ({
  name: "couplet:third-party",
  enforce: "post",
  generateBundle: {
    order: "post",
    handler(_, bundle) {
      const listed = bundle[bundledPackages];
      // The worker is bundled by itself, its packages are listed with those of the page.
      if (listed?.type !== "asset") return;
      delete bundle[bundledPackages];
      const bundled = JSON.parse(String(listed.source)) as Notice[];
      const known = new Set(bundled.map(({ name }) => name));
      const all = [...bundled, ...beside.filter((name) => !known.has(name)).map(installedNotice)];
      this.emitFile({ type: "asset", fileName: notices, source: written(all) });
    },
  },
});

const folderOf = (name: string): string => join(import.meta.dirname, "node_modules", name);

/** All of them, where a package has one per licence. */
const licenceTextOf = (name: string): string | undefined =>
  readdirSync(folderOf(name))
    .filter((file) => /^licen[cs]e/iu.test(file))
    .sort()
    .map((file) => readFileSync(join(folderOf(name), file), "utf8").trim())
    .join("\n\n") || undefined;

function installedNotice(name: string): Notice {
  const { version, license } = JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8")) as Record<
    string,
    string
  >;
  return { name, version: version ?? "", ...(license !== undefined && { identifier: license }) };
}

/** No licence says what it has to in fewer characters: such a file only names the ones beside it. */
const leastCharacters = 300;

function written(all: readonly Notice[]): string {
  const sorted = [...all].sort((a, b) => (a.name < b.name ? -1 : 1));
  const parts = sorted.map(({ name, version, identifier, text = "" }) => {
    const licence = text.length < leastCharacters ? licenceTextOf(name) : text;
    if (licence === undefined) throw new Error(`${name} ${version} comes without the text of its licence`);
    return `${"-".repeat(80)}\n${name} ${version} (${identifier ?? "no name"})\n\n${licence}\n`;
  });
  return `This software contains what others have made, under these licences.\n\n${parts.join("\n")}`;
}
