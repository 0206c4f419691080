/**
 * Interactions and duplicates in the set-up: the templates that interactions are logged with, what is logged by itself, and from which
 * likeness on two companies are suggested as one.
 *
 * Source   rule S5
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { interactionOperations } from "@couplet/model";
import { iconCross } from "../icons.ts";
import { t } from "../locale.ts";
import { type InteractionDraft, type SetupDraft, codeOf, isOn } from "./setup-draft.ts";
import { type SetupEditing, checkBox, effect, textBox, troubles } from "./setup-editing.ts";
import { renderEntries, unusedKey } from "./setup-entries.ts";
import { wholeNumber } from "./setup-judge.ts";
import { section } from "./setup-sections.ts";

export function interactionsSection(editing: SetupEditing, isLocked: boolean): TemplateResult {
  const { interactions } = editing.draft;
  return section(
    "interactions",
    t("setup.interactions"),
    t("setup.interactions.lead"),
    html`
      ${renderEntries({
        entries: interactions,
        row: (interaction, index) => interactionRow(editing, interaction, index, isLocked),
        none: t("setup.interactions.none"),
        add: { label: t("setup.interaction.add"), run: () => addInteraction(editing) },
        isLocked,
      })}
      ${interactionOperations.map((operation) => operationRow(editing, operation))}
    `,
  );
}

function addInteraction(editing: SetupEditing): void {
  const { draft } = editing;
  const interaction = { key: unusedKey(draft.interactions), code: "", description: "" };
  editing.change({ ...draft, interactions: [...draft.interactions, interaction] });
}

/** What is logged with a template follows its code. */
function put(draft: SetupDraft, before: InteractionDraft, after: InteractionDraft | undefined): SetupDraft {
  const interactions = draft.interactions.flatMap((one) => (one.key === before.key ? (after ?? []) : one));
  const [from, to] = [codeOf(before.code), codeOf(after?.code)];
  const values = { ...draft.values };
  for (const operation of interactionOperations) {
    const path = `interactionOperations.${operation}`;
    if (from !== "" && codeOf(values[path]) === from) values[path] = to;
  }
  return { ...draft, interactions, values };
}

function interactionRow(
  editing: SetupEditing,
  interaction: InteractionDraft,
  index: number,
  isLocked: boolean,
): TemplateResult {
  const path = `interactionTemplates.${index}`;
  const { key, code, description } = interaction;
  const update = (after: InteractionDraft | undefined): void => editing.change(put(editing.draft, interaction, after));
  const name = code.trim() === "" ? t("setup.template.unnamed") : code.toUpperCase();
  return html`
    <div class="interaction" role="group" aria-label=${name}>
      <div class="field part">
        <label for="${path}.code">${t("setup.template.code")}</label>
        ${textBox(editing, `${path}.code`, code, {
          class: "code number",
          set: (value) => update({ ...interaction, code: value }),
        })}
      </div>
      <div class="field part wide">
        <label for="${path}.description">${t("setup.template.description")}</label>
        ${textBox(editing, `${path}.description`, description, {
          set: (value) => update({ ...interaction, description: value }),
        })}
      </div>
      ${
        isLocked
          ? nothing
          : html`
              <button
                type="button"
                class="icon-only"
                aria-label=${t("setup.interaction.remove", { code: name })}
                @click=${() => update(undefined)}
              >
                ${iconCross()}
              </button>
            `
      }
      <div class="all">
        ${troubles(editing, `${path}.code`)} ${troubles(editing, `${path}.description`)} ${troubles(editing, path)}
        ${troubles(editing, `interactionTemplates.${key}`)}
      </div>
    </div>
  `;
}

function operationRow(editing: SetupEditing, operation: (typeof interactionOperations)[number]): TemplateResult {
  const path = `interactionOperations.${operation}`;
  const { draft } = editing;
  const value = codeOf(draft.values[path]);
  const codes = [...new Set([...draft.interactions.map(({ code }) => codeOf(code)), value])].filter(Boolean);
  return html`
    <div class="row">
      <label for=${path}>${t(`setup.operation.${operation}`)}</label>
      <select
        id=${path}
        class="number"
        aria-describedby="${path}-effect ${path}-bad"
        aria-invalid=${editing.problemOf(path) === undefined ? "false" : "true"}
        @change=${(event: Event) => editing.set(path, (event.currentTarget as HTMLSelectElement).value)}
      >
        <option value="" .selected=${value === ""}>${t("setup.operation.none")}</option>
        ${codes.map(
          (code) => html`
            <option value=${code} .selected=${code === value}>${code}</option>
          `,
        )}
      </select>
      ${effect(path, value === "" ? t("setup.operation.off") : t("setup.operation.on", { code: value }))}
      ${troubles(editing, path)}
    </div>
  `;
}

export function duplicatesSection(editing: SetupEditing): TemplateResult {
  const { values } = editing.draft;
  const path = "duplicateRules.thresholdPercent";
  const percent = wholeNumber(values[path], 1, 100);
  const isSuggested = isOn(values["duplicateRules.suggest"]);
  return section(
    "duplicates",
    t("setup.duplicates"),
    t("setup.duplicates.lead"),
    html`
      <div class="row switch">
        ${checkBox(editing, "duplicateRules.suggest", t("setup.duplicates.suggest"))}
        ${effect(
          "duplicateRules.suggest",
          t(isSuggested ? "setup.duplicates.on" : "setup.duplicates.off"),
          !isSuggested,
        )}
        ${troubles(editing, "duplicateRules.suggest")}
      </div>
      ${
        isSuggested
          ? html`
              <div class="row">
                <label for=${path}>${t("setup.duplicates.threshold")}</label>
                ${textBox(editing, path, values[path] ?? "", { class: "number", numeric: true })}
                ${effect(
                  path,
                  percent === undefined
                    ? ""
                    : t("setup.duplicates.effect", { n: Math.ceil((keyCount * percent) / 100), all: keyCount }),
                )}
                ${troubles(editing, path)}
              </div>
            `
          : nothing
      }
    `,
  );
}

/** Two of each of eight fields. */
const keyCount = 16;
