/**
 * What the sections of the set-up are drawn from, and the pieces they share: a text setting, a switch, what is wrong with it.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { t } from "../locale.ts";
import { type SetupDraft, type TemplateDraft, isOn } from "./setup-draft.ts";

export interface SetupEditing {
  readonly draft: SetupDraft;
  readonly base: SetupDraft;
  problemOf(path: string): string | undefined;
  /** What somebody else set here meanwhile: `undefined` for nothing. */
  overlapOf(path: string): { readonly theirs: string | undefined } | undefined;
  set(path: string, value: string): void;
  takeTheirs(path: string): void;
  change(draft: SetupDraft): void;
  isTemplateOpen(template: TemplateDraft): boolean;
  toggled(template: TemplateDraft, isOpen: boolean): void;
}

interface TextOptions {
  readonly class?: string;
  readonly numeric?: boolean;
  readonly placeholder?: string;
  readonly set?: (value: string) => void;
}

/** The box of a text setting; its id is its path. */
export const textBox = (
  editing: SetupEditing,
  path: string,
  value: string,
  { class: name = "", numeric = false, placeholder = "", set }: TextOptions = {},
): TemplateResult => html`
  <input
    id=${path}
    class=${name}
    autocomplete="off"
    spellcheck="false"
    inputmode=${numeric ? "numeric" : nothing}
    placeholder=${placeholder}
    aria-invalid=${editing.problemOf(path) === undefined ? "false" : "true"}
    aria-describedby="${path}-effect ${path}-bad"
    .value=${value}
    @input=${(event: Event) => {
      const typed = (event.currentTarget as HTMLInputElement).value;
      if (set) set(typed);
      else editing.set(path, typed);
    }}
  />
`;

export const checkBox = (editing: SetupEditing, path: string, label: unknown): TemplateResult => html`
  <label class="check">
    <input
      type="checkbox"
      id=${path}
      aria-describedby="${path}-effect"
      .checked=${isOn(editing.draft.values[path])}
      @change=${(event: Event) => editing.set(path, String((event.currentTarget as HTMLInputElement).checked || ""))}
    />
    <span>${label}</span>
  </label>
`;

/** What is wrong with a setting, and what somebody else made of it meanwhile. */
export function troubles(editing: SetupEditing, path: string): unknown {
  const problem = editing.problemOf(path);
  const overlap = editing.overlapOf(path);
  return html`
    ${
      problem === undefined
        ? nothing
        : html`
            <p class="bad" id="${path}-bad">${problem}</p>
          `
    }
    ${
      overlap
        ? html`
            <p class="overlap">
              ${
                overlap.theirs === undefined
                  ? t("setup.overlap.gone")
                  : t("setup.overlap", { value: shown(path, overlap.theirs) })
              }
              <button type="button" class="plain" @click=${() => editing.takeTheirs(path)}>
                ${t("setup.takeTheirs")}
              </button>
            </p>
          `
        : nothing
    }
  `;
}

function shown(path: string, value: string): string {
  const isSwitch =
    path.startsWith("inheritance.") ||
    path === "duplicateRules.suggest" ||
    path.endsWith(".manual") ||
    /^numberSeries\.\w+$/u.test(path);
  if (isSwitch) return t(isOn(value) ? "value.yes" : "value.no");
  return value === "" ? t("setup.blank") : value;
}

/** What a setting does, in words. */
export const effect = (path: string, text: unknown, isOff = false): TemplateResult => html`
  <p class="effect ${isOff ? "off" : ""}" id="${path}-effect">${text}</p>
`;
