/**
 * Elements of the app that would go on in the old language when another one is chosen.
 *
 * @module
 */
import { lineOf, type Node, type Source, visit } from "./sources.ts";

export function deafIn(source: Source): string[] {
  const findings: string[] = [];
  visit(source.tree, (node) => {
    if (node.type !== "ClassDeclaration" || (node["superClass"] as Node | null)?.["name"] !== "LitElement") return;
    const name = String((node["id"] as Node | null)?.["name"]);
    if (name !== "AppElement") findings.push(`${source.file}:${lineOf(source, node)}: ${name} is no AppElement`);
  });
  return findings;
}
