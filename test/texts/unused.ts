/**
 * Keys of catalogues that nothing says any more.
 *
 * Shape    a key is used where a source has it as a string, or a template that can come to it (`kind.${kind}.one`); a plural where its
 *          stem is counted. What the server sends is used where the server has the code.
 *
 * @module
 */
import type { Catalogue } from "./catalogues.ts";
import { type Node, type Source, visit } from "./sources.ts";

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);

/** Every string there is, and every template as a pattern. */
export function wordsOf(sources: readonly Source[]): (key: string) => boolean {
  const strings = new Set<string>();
  const patterns: RegExp[] = [];
  for (const { tree } of sources)
    visit(tree, (node) => {
      if (node.type === "Literal" && typeof node["value"] === "string") strings.add(node["value"]);
      if (node.type === "Property" && (node["key"] as Node).type === "Identifier")
        strings.add(String((node["key"] as Node)["name"]));
      if (node.type !== "TemplateLiteral") return;
      const parts = (node["quasis"] as readonly { value: { cooked: string } }[]).map(({ value }) => value.cooked);
      // One that only has gaps, or a dot between two, can come to anything.
      if (parts.length > 1 && /^[a-z]\w*\./iu.test(parts[0] ?? ""))
        patterns.push(new RegExp(`^${parts.map(escaped).join("[\\w-]+")}$`, "u"));
    });
  return (key) => strings.has(key) || patterns.some((pattern) => pattern.test(key));
}

const stemOf = (key: string): string => key.replace(/\.(?:none|one|other)$/u, "");
/** In a group or a list: the name that sources use. */
const nameOf = (path: string): string => path.replace(/^[a-zA-Z]+\/(?=[^/]+$)|\/\d+$/gu, "");

export const unusedIn = ({ file, texts }: Catalogue, isUsed: (key: string) => boolean): string[] =>
  [...texts.en.keys()]
    // By status: no source writes those as words, and their type has them all.
    .filter((path) => !/\/\d{3}$/u.test(path))
    .filter((path) => ![path, nameOf(path), stemOf(path)].some(isUsed))
    .map((key) => `${file}: ${key} is not used`);
