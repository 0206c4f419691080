/**
 * The sources that speak, as trees.
 *
 * Shape    every module of model, elements, app and server but the catalogues and the tests; `visit` goes through a tree from the top.
 *
 * @module
 */
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseSync } from "vite";
import { root } from "../rules/rule-book.ts";

/** A node of the tree, as the parser gives it: what it has besides depends on its type. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly [name: string]: unknown;
}

export interface Source {
  readonly file: string;
  readonly text: string;
  readonly tree: Node;
}

const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && typeof (value as { readonly type?: unknown }).type === "string";

/** Nodes right below this one. */
const childrenOf = (node: Node): readonly Node[] =>
  Object.values(node).flatMap((value) => (Array.isArray(value) ? value.filter(isNode) : isNode(value) ? [value] : []));

export function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  for (const child of childrenOf(node)) visit(child, see);
}

export const parse = (file: string, text: string): Source => ({
  file,
  text,
  tree: parseSync(file, text).program as unknown as Node,
});

const isTold = (file: string): boolean =>
  !/\/dist\/|\.test\.ts$|\.d\.ts$|\.(?:en|fr|de|it)\.ts$|\/text\/(?:english|french|german|italian)\.ts$/u.test(file);

export const readSources = (patterns: readonly string[]): readonly Source[] =>
  globSync([...patterns], { cwd: root })
    .filter(isTold)
    .sort()
    .map((file) => parse(file, readFileSync(join(root, file), "utf8")));

export const lineOf = ({ text }: Source, node: Node): number => text.slice(0, node.start).split("\n").length;
