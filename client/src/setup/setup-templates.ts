/**
 * Card templates in the set-up: a list to open one by one, with the values each gives to a new card.
 *
 * Source   rule L9
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import {
  type FieldSpec,
  type RelatedKind,
  contactTypes,
  fieldLabel,
  fieldsOfKind,
  fieldSpec,
  isContactType,
  isRelatedKind,
  relatedKinds,
  valueLabel,
} from "@couplet/model";
import { iconCross } from "../icons.ts";
import { language, t } from "../locale.ts";
import { type TemplateDraft, type TemplateValue, isOn } from "./setup-draft.ts";
import { type SetupEditing, textBox, troubles } from "./setup-editing.ts";
import { renderEntries, unusedKey } from "./setup-entries.ts";
import { section } from "./setup-sections.ts";

export function templatesSection(editing: SetupEditing, isLocked: boolean): TemplateResult {
  const { templates } = editing.draft;
  return section(
    "templates",
    t("setup.templates"),
    t("setup.templates.lead"),
    renderEntries({
      entries: templates,
      row: (template, index) => templateRow(editing, template, index, isLocked),
      none: t("setup.templates.none"),
      add: { label: t("setup.template.add"), run: () => addTemplate(editing) },
      isLocked,
    }),
  );
}

function addTemplate(editing: SetupEditing): void {
  const { draft } = editing;
  const template: TemplateDraft = {
    key: unusedKey(draft.templates),
    code: "",
    description: "",
    kind: "customer",
    contactType: "",
    fields: [],
  };
  editing.toggled(template, true);
  editing.change({ ...draft, templates: [...draft.templates, template] });
}

function put(editing: SetupEditing, template: TemplateDraft | undefined, key: string): void {
  const { draft } = editing;
  const templates = draft.templates.flatMap((one) => (one.key === key ? (template ?? []) : one));
  editing.change({ ...draft, templates });
}

/** How many templates ask for a choice where this one fits; 1: it is used without asking. */
function fittingCount({ draft }: SetupEditing, template: TemplateDraft): number {
  const types = template.contactType === "" ? contactTypes : [template.contactType];
  const counts = types.map(
    (type) =>
      draft.templates.filter(
        (other) => other.kind === template.kind && (other.contactType === "" || other.contactType === type),
      ).length,
  );
  return Math.max(...counts);
}

function templateRow(editing: SetupEditing, template: TemplateDraft, index: number, isLocked: boolean): TemplateResult {
  const path = `cardTemplates.${index}`;
  const { key, code, description, kind, contactType, fields } = template;
  const update = (change: Partial<TemplateDraft>): void => put(editing, { ...template, ...change }, key);
  const from = contactType === "" ? t("setup.template.both") : valueLabel(contactType, language);
  const fitting = fittingCount(editing, template);
  return html`
    <details
      ?open=${editing.isTemplateOpen(template)}
      @toggle=${(event: Event) => editing.toggled(template, (event.currentTarget as HTMLDetailsElement).open)}
    >
      <summary>
        <b>${code.trim() === "" ? t("setup.template.unnamed") : code.toUpperCase()}</b>
        <span>${description}</span>
        <span class="quiet">
          ${t(`kind.${kind}.one`)} · ${from} · ${t("setup.template.values", { n: fields.length })}
        </span>
      </summary>
      <div class="template">
        <div class="field part">
          <label for="${path}.code">${t("setup.template.code")}</label>
          ${textBox(editing, `${path}.code`, code, { class: "code number", set: (value) => update({ code: value }) })}
          ${troubles(editing, `${path}.code`)}
        </div>
        <div class="field part wide">
          <label for="${path}.description">${t("setup.template.description")}</label>
          ${textBox(editing, `${path}.description`, description, { set: (value) => update({ description: value }) })}
          ${troubles(editing, `${path}.description`)}
        </div>
        <div class="field part">
          <label for="${path}.kind">${t("setup.template.kind")}</label>
          <select
            id="${path}.kind"
            @change=${(event: Event) => {
              const chosen = (event.currentTarget as HTMLSelectElement).value;
              if (isRelatedKind(chosen)) update({ kind: chosen });
            }}
          >
            ${relatedKinds.map((one) => option(one, t(`kind.${one}.one`), one === kind))}
          </select>
        </div>
        <div class="field part wide">
          <label for="${path}.contactType">${t("setup.template.type")}</label>
          <select
            id="${path}.contactType"
            @change=${(event: Event) => {
              const chosen = (event.currentTarget as HTMLSelectElement).value;
              update({ contactType: isContactType(chosen) ? chosen : "" });
            }}
          >
            ${option("", t("setup.template.both"), contactType === "")}
            ${contactTypes.map((one) => option(one, valueLabel(one, language), one === contactType))}
          </select>
        </div>
        <ul class="all">
          ${repeat(
            fields,
            ({ name }) => name,
            (field) => valueRow(editing, path, template, field, isLocked),
          )}
        </ul>
        <div class="all foot">
          ${
            isLocked
              ? nothing
              : html`
                  <select
                    aria-label=${t("setup.template.value.add")}
                    @change=${(event: Event) => {
                      const select = event.currentTarget as HTMLSelectElement;
                      const { value: name } = select;
                      select.value = "";
                      if (name !== "") update({ fields: [...fields, { name, value: "" }] });
                    }}
                  >
                    <option value="">${t("setup.template.value.add")}</option>
                    ${freeFields(kind, fields).map((spec) => option(spec.name, fieldLabel(spec.name, language), false))}
                  </select>
                  <button type="button" class="plain danger" @click=${() => put(editing, undefined, key)}>
                    ${t("setup.template.remove")}
                  </button>
                `
          }
        </div>
        <p class="effect all" id="${path}-effect">
          ${fitting < 2 ? t("setup.template.alone") : t("setup.template.several", { n: fitting })}
        </p>
        ${troubles(editing, path)} ${troubles(editing, `cardTemplates.${key}`)}
      </div>
    </details>
  `;
}

function valueRow(
  editing: SetupEditing,
  path: string,
  template: TemplateDraft,
  field: TemplateValue,
  isLocked: boolean,
): TemplateResult {
  const { fields, key, kind } = template;
  const at = `${path}.fields.${field.name}`;
  const label = fieldLabel(field.name, language);
  const set = (value: string): void =>
    put(
      editing,
      { ...template, fields: fields.map((one) => (one.name === field.name ? { ...one, value } : one)) },
      key,
    );
  const remove = (): void =>
    put(editing, { ...template, fields: fields.filter((one) => one.name !== field.name) }, key);
  return html`
    <li>
      <label for=${at}>${label}</label>
      ${valueControl(editing, fieldSpec(kind, field.name), at, field.value, set)}
      ${
        isLocked
          ? nothing
          : html`
              <button
                type="button"
                class="icon-only"
                aria-label=${t("setup.template.value.remove", { field: label })}
                @click=${remove}
              >
                ${iconCross()}
              </button>
            `
      }
      ${troubles(editing, at)}
    </li>
  `;
}

function valueControl(
  editing: SetupEditing,
  spec: FieldSpec | undefined,
  path: string,
  value: string,
  set: (value: string) => void,
): TemplateResult {
  const choices: readonly (readonly [string, string])[] | undefined =
    spec?.type === "boolean"
      ? [
          ["", t("value.no")],
          ["true", t("value.yes")],
        ]
      : spec?.type === "enumeration"
        ? [["", ""], ...spec.values.map((one) => [one, valueLabel(one, language)] as const)]
        : undefined;
  if (!choices) return textBox(editing, path, value, { set });
  return html`
    <select id=${path} @change=${(event: Event) => set((event.currentTarget as HTMLSelectElement).value)}>
      ${choices.map(([one, text]) => option(one, text, spec?.type === "boolean" ? isOn(one) === isOn(value) : one === value))}
    </select>
  `;
}

const option = (value: string, text: string, isChosen: boolean): TemplateResult => html`
  <option value=${value} .selected=${isChosen}>${text}</option>
`;

/** Fields a template may fill: not those that name other cards, nor the ones it has already. */
const freeFields = (kind: RelatedKind, fields: readonly TemplateValue[]): readonly FieldSpec[] =>
  fieldsOfKind(kind)
    .filter(
      (spec) =>
        spec.type !== "cardId" &&
        spec.type !== "image" &&
        !spec.personOnly &&
        !fields.some(({ name }) => name === spec.name),
    )
    .toSorted((a, b) => Number(a.scope === "common") - Number(b.scope === "common"));
