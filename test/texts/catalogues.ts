/**
 * All catalogues of texts there are, one per area, in every language.
 *
 * Shape    found by name: `<area>.en.ts` beside `.fr.ts`, `.de.ts` and `.it.ts`, and those of the elements; each module exports `english`,
 *          `french`, `german` or `italian`. Texts in groups and lists have the path to them as their key.
 *
 * @module
 */
import { globSync } from "node:fs";
import { join } from "node:path";
import { root } from "../rules/rule-book.ts";

export const languages = { en: "english", fr: "french", de: "german", it: "italian" } as const;
export type Language = keyof typeof languages;

export interface Catalogue {
  /** The file of the English texts. */
  readonly file: string;
  readonly texts: Readonly<Record<Language, ReadonlyMap<string, string>>>;
}

const sources = ["packages/*/src/**/*.en.ts", "client/src/**/*.en.ts", "server/src/**/*.en.ts"];
const ofElements = "packages/elements/src/text/english.ts";

const fileIn = (english: string, language: Language): string =>
  english === ofElements
    ? english.replace("english.ts", `${languages[language]}.ts`)
    : english.replace(/\.en\.ts$/u, `.${language}.ts`);

/** `{ a: { b: "x" }, c: ["y"] }` -> `a/b`: x, `c/0`: y. */
function flat(texts: unknown, path = ""): (readonly [string, string])[] {
  if (typeof texts === "string") return [[path, texts]];
  if (typeof texts !== "object" || texts === null) throw new TypeError(`${path} is no text`);
  return Object.entries(texts).flatMap(([name, text]) => flat(text, path === "" ? name : `${path}/${name}`));
}

async function textsOf(english: string, language: Language): Promise<ReadonlyMap<string, string>> {
  const file = fileIn(english, language);
  const module = (await import(join(root, file)).catch(() => ({}))) as Readonly<Record<string, unknown>>;
  return new Map(flat(module[languages[language]] ?? {}));
}

export async function allCatalogues(): Promise<readonly Catalogue[]> {
  const files = [...globSync(sources, { cwd: root }).filter((file) => !file.includes("/dist/")), ofElements].sort();
  return Promise.all(
    files.map(async (file) => {
      const [en, fr, de, it] = await Promise.all(
        (["en", "fr", "de", "it"] as const).map((language) => textsOf(file, language)),
      );
      if (!en?.size || !fr || !de || !it) throw new Error(`${file} exports no texts as "english"`);
      return { file, texts: { en, fr, de, it } };
    }),
  );
}
