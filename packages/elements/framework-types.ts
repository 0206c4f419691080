/**
 * What frameworks know of our elements, written from the manifest: properties, attributes and events of every tag.
 *
 * Shape    the text of `types/elements.d.ts`; `types/react.d.ts` and `types/vue.d.ts` say the same in their framework's way.
 *
 * @module
 */

export interface ElementFace {
  readonly name: string;
  readonly tagName?: string;
  readonly attributes?: readonly { readonly name: string; readonly fieldName?: string }[];
  readonly members?: readonly {
    readonly kind?: string;
    readonly name: string;
    readonly readonly?: boolean;
    readonly static?: boolean;
  }[];
  readonly events?: readonly { readonly name: string }[];
}

/** Where an element already holds the open card; no page has one to give. */
const internal = new Set(["session"]);

const union = (names: readonly string[]): string => names.map((name) => JSON.stringify(name)).join(" | ") || "never";

function propsOf({ name, attributes = [], members = [] }: ElementFace): string {
  const fields = members.filter(
    (member) => member.kind === "field" && !member.readonly && !member.static && !internal.has(member.name),
  );
  const kebab = attributes.filter(({ name: attribute }) => attribute.includes("-"));
  const written = kebab.map(
    ({ name: attribute, fieldName = "" }) =>
      `${JSON.stringify(attribute)}?: Written<${name}[${JSON.stringify(fieldName)}]>`,
  );
  if (fields.length === 0) return "object";
  const own = `Own<${name}, ${union(fields.map((field) => field.name))}>`;
  return written.length > 0 ? `${own} & { ${written.join("; ")} }` : own;
}

/** @param elements of the manifest, those a page may write */
export function frameworkTypes(elements: readonly (ElementFace & { readonly tagName: string })[]): string {
  const lines = (of: (element: ElementFace & { readonly tagName: string }) => string): string =>
    elements.map((element) => `  ${JSON.stringify(element.tagName)}: ${of(element)};`).join("\n");
  return `/** Written by check-manifest.ts from custom-elements.json: what each element takes and tells. */
import type { CoupletEventDetails } from "../src/events.ts";
import type {
${elements.map(({ name }) => `  ${name},`).join("\n")}
} from "../src/pure.ts";

type Own<Element, Name extends keyof Element> = { [Key in Name]?: Element[Key] | undefined };
/** As an attribute: what is true or false may also be there without a value. */
type Written<Value> = (Value extends boolean ? Value | "" : Value) | undefined;

export interface CoupletElements {
${lines(({ name }) => name)}
}

export interface CoupletProps {
${lines(propsOf)}
}

export interface CoupletEvents {
${lines(({ events = [] }) => union(events.map(({ name }) => name).filter((name) => name.startsWith("couplet-"))))}
}

export type CoupletEventOf<Name> = Name extends keyof CoupletEventDetails ? CustomEvent<CoupletEventDetails[Name]> : never;
`;
}
