/**
 * Every element on one page: live, how it is written, and what it takes and tells, from the manifest.
 *
 * Shape    draws into a page that has a provider with the paper workspace; nothing typed here is kept.
 *
 * @module
 */
import { html, nothing, render, type TemplateResult } from "lit";
import { unsafeHTML } from "lit/directives/unsafe-html.js";
import manifest from "../custom-elements.json" with { type: "json" };
import type { CoupletTag } from "../src/tags.ts";
import { examples } from "./examples.ts";

const allTags = Object.keys(examples) as readonly CoupletTag[];

/** One line of a table, as the manifest has it. */
interface Entry {
  readonly name: string;
  readonly description?: string;
  readonly kind?: string;
  readonly readonly?: boolean;
  readonly static?: boolean;
  readonly attribute?: string;
  readonly fieldName?: string;
  readonly type?: { readonly text: string };
  readonly parameters?: readonly { readonly name: string }[];
}
interface Declaration {
  readonly tagName?: string;
  readonly description?: string;
  readonly attributes?: readonly Entry[];
  readonly members?: readonly Entry[];
  readonly events?: readonly Entry[];
  readonly slots?: readonly Entry[];
  readonly cssParts?: readonly Entry[];
  readonly cssStates?: readonly Entry[];
  readonly cssProperties?: readonly Entry[];
}

const declarations = new Map(
  (manifest.modules as readonly { readonly declarations: readonly Declaration[] }[])
    .flatMap((module) => module.declarations)
    .map((declaration) => [declaration.tagName, declaration]),
);

/** Other names than the manifest's only where it says nothing. */
const nameOf = (entry: Entry): string => {
  if (entry.kind === "method") return `${entry.name}(${(entry.parameters ?? []).map(({ name }) => name).join(", ")})`;
  return entry.name || "(default)";
};

function renderTable(title: string, entries: readonly Entry[] | undefined): TemplateResult | typeof nothing {
  if (!entries?.length) return nothing;
  return html`
    <details>
      <summary>
        ${title}
        <span class="count">${entries.length}</span>
      </summary>
      <div class="scroll">
        <table>
          ${entries.map(
            (entry) => html`
              <tr>
                <th scope="row"><code>${nameOf(entry)}</code></th>
                <td>
                  ${entry.description}${
                    entry.type && !entry.description
                      ? html`
                          <code>${entry.type.text}</code>
                        `
                      : nothing
                  }
                </td>
              </tr>
            `,
          )}
        </table>
      </div>
    </details>
  `;
}

/** @param recordId of the sample's company, where an example names a card by id */
function renderElement(tag: CoupletTag, recordId: string): TemplateResult {
  const face = declarations.get(tag);
  const code = examples[tag];
  // Within the page's own provider; one of its own would have no workspace.
  const shown = tag === "couplet-provider" ? "<couplet-status></couplet-status>" : code.replaceAll("RECORD", recordId);
  const descriptionOf = new Map((face?.members ?? []).map((member) => [member.name, member.description]));
  const attributes = face?.attributes?.map((attribute) => {
    const description = attribute.description ?? descriptionOf.get(attribute.fieldName ?? "");
    return description === undefined ? attribute : { ...attribute, description };
  });
  const members = face?.members?.filter(({ static: isStatic, attribute }) => !isStatic && !attribute);
  return html`
    <section id=${tag} aria-labelledby="${tag}-title">
      <h2 id="${tag}-title"><a href="#${tag}">&lt;${tag}&gt;</a></h2>
      <p>${face?.description}</p>
      <div class="live">${unsafeHTML(shown)}</div>
      <div class="code">
        <pre tabindex="0" aria-label="How ${tag} is written"><code>${code}</code></pre>
        <button type="button" @click=${(event: Event) => void copy(event, code)}>Copy</button>
      </div>
      ${renderTable("Attributes", attributes)}
      ${renderTable(
        "Properties",
        members?.filter(({ kind }) => kind === "field"),
      )}
      ${renderTable(
        "Methods",
        members?.filter(({ kind }) => kind === "method"),
      )}
      ${renderTable("Events", face?.events)} ${renderTable("Slots", face?.slots)}
      ${renderTable("Parts", face?.cssParts)} ${renderTable("States", face?.cssStates)}
      ${renderTable("Custom properties", face?.cssProperties)}
    </section>
  `;
}

async function copy(event: Event, code: string): Promise<void> {
  const button = event.currentTarget as HTMLButtonElement;
  await navigator.clipboard.writeText(code);
  button.textContent = "Copied";
  setTimeout(() => (button.textContent = "Copy"), 2000);
}

export function renderDocumentation(place: HTMLElement, recordId: string): void {
  place.classList.add("documentation");
  render(
    html`
      <header>
        <h1>Couplet elements</h1>
        <p>Every element, live on a workspace of paper: type what you like, nothing is kept.</p>
        <nav aria-label="Elements">
          ${allTags.map(
            (tag) => html`
              <a href="#${tag}">${tag.replace("couplet-", "")}</a>
            `,
          )}
        </nav>
      </header>
      ${allTags.map((tag) => renderElement(tag, recordId))}
    `,
    place,
  );
}
