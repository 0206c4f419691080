/**
 * Text that stands in a template instead of a catalogue, where it would be English for everybody.
 *
 * Shape    looks at templates of `html`: what stands between tags, what attributes say to people, and sentences in the expressions
 *          there; and at assignments such as `element.title = "…"`.
 * Not      CSS, nor what only programs read: roles, names, slots.
 *
 * @module
 */
import { lineOf, type Node, type Source, visit } from "./sources.ts";

/** Names that are the same in every language. */
const names: ReadonlySet<string> = new Set(["Couplet"]);
/** Stands for an expression of the template. */
const gap = "\u{E000}";

const spoken =
  /^[.?]?(?:aria-(?:label|description|roledescription|valuetext|placeholder)|ariaLabel|ariaDescription|ariaValueText|title|alt|placeholder|label|content)$/u;

const speaks = (text: string): boolean => {
  const words = text.replaceAll(gap, " ").replaceAll(/&\w+;/gu, " ").trim();
  return /\p{L}/u.test(words) && !names.has(words);
};

interface Found {
  readonly node: Node;
  readonly text: string;
}

interface Template {
  readonly quasis: readonly { readonly value: { readonly cooked: string } }[];
  readonly expressions: readonly Node[];
}

/** Where the expression at an index of the markup stands. */
type Place = "text" | "spoken" | "silent";

/** Goes through markup; tells what is said in it, and for each gap where it is. */
function read(markup: string): { readonly said: readonly string[]; readonly places: readonly Place[] } {
  const said: string[] = [];
  const places: Place[] = [];
  const note = (text: string, place: Place): void => {
    for (const sign of text) if (sign === gap) places.push(place);
    if (place !== "silent" && speaks(text)) said.push(text.replaceAll(gap, "…").trim());
  };
  const token =
    /<!--[\s\S]*?-->|<(?:style|script)\b[\s\S]*?<\/(?:style|script)>|<\/?(?:[a-z][\w-]*)((?:[^"'>]|"[^"]*"|'[^']*')*)>/giu;
  let end = 0;
  for (const match of markup.matchAll(token)) {
    note(markup.slice(end, match.index), "text");
    end = match.index + match[0].length;
    if (match[1] === undefined) note(match[0], "silent");
    else
      for (const [, name = "", quoted, bare] of match[1].matchAll(
        /([^\s=\u{E000}]+)(?:\s*=\s*(?:["']([^"']*)["']|(\S+)))?|\u{E000}/gu,
      ))
        note(quoted ?? bare ?? (name === "" ? gap : ""), spoken.test(name) ? "spoken" : "silent");
  }
  note(markup.slice(end), "text");
  return { said, places };
}

/** What an expression may come to, as far as it says it itself. */
function* literalsOf(node: Node): Generator<Found> {
  if (node.type === "Literal" && typeof node["value"] === "string") yield { node, text: node["value"] };
  else if (node.type === "TemplateLiteral") {
    const { quasis } = node as unknown as Template;
    yield { node, text: quasis.map(({ value }) => value.cooked).join(gap) };
  } else if (node.type === "ConditionalExpression") {
    yield* literalsOf(node["consequent"] as Node);
    yield* literalsOf(node["alternate"] as Node);
  } else if (node.type === "LogicalExpression") {
    yield* literalsOf(node["left"] as Node);
    yield* literalsOf(node["right"] as Node);
  } else if (node.type === "ParenthesizedExpression") yield* literalsOf(node["expression"] as Node);
}

function inTemplate(node: Node): Found[] {
  const { quasis, expressions } = node["quasi"] as Node & Template;
  const { said, places } = read(quasis.map(({ value }) => value.cooked).join(gap));
  const found: Found[] = said.map((text) => ({ node, text }));
  expressions.forEach((expression, index) => {
    if (places[index] === "silent") return;
    for (const literal of literalsOf(expression)) if (speaks(literal.text)) found.push(literal);
  });
  return found;
}

const saidBy: ReadonlySet<string> = new Set(["textContent", "innerText", "title", "ariaLabel", "placeholder", "alt"]);

function inAssignment(node: Node): Found[] {
  const target = node["left"] as Node;
  const property = target.type === "MemberExpression" ? (target["property"] as Node)["name"] : undefined;
  if (typeof property !== "string" || !saidBy.has(property)) return [];
  return [...literalsOf(node["right"] as Node)].filter(({ text }) => speaks(text.replace(/ – Couplet$/u, "")));
}

export function hardCodedIn(source: Source): string[] {
  const found: Found[] = [];
  visit(source.tree, (node) => {
    if (node.type === "TaggedTemplateExpression" && (node["tag"] as Node)["name"] === "html")
      found.push(...inTemplate(node));
    if (node.type === "AssignmentExpression") found.push(...inAssignment(node));
  });
  return found.map(
    ({ node, text }) => `${source.file}:${lineOf(source, node)}: says “${text.replaceAll(gap, "…")}” itself`,
  );
}
