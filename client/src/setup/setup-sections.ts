/**
 * The sections of the set-up but for the templates: relation codes, number series, defaults, inheritance. Each setting says what it does.
 *
 * Source   rules S1 to S6, H1
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import {
  type CardKind,
  type RelatedKind,
  cardKinds,
  defaultedFields,
  fieldLabel,
  fieldSpec,
  formatNumber,
  inheritanceSwitches,
  kindLabel,
  parseValue,
  relatedKinds,
} from "@couplet/model";
import { iconOfKind } from "@couplet/elements/pure";
import { readableValue } from "../card-text.ts";
import { language, t } from "../locale.ts";
import { codeOf, isCodeReplaced, isOn } from "./setup-draft.ts";
import { type SetupEditing, checkBox, effect, textBox, troubles } from "./setup-editing.ts";
import { wholeNumber } from "./setup-judge.ts";

export const section = (id: string, title: string, lead: string, sheet: unknown): TemplateResult => html`
  <section aria-labelledby=${id}>
    <div>
      <h2 id=${id}>${title}</h2>
      <p>${lead}</p>
    </div>
    <div class="sheet">${sheet}</div>
  </section>
`;

export const codesSection = (editing: SetupEditing): TemplateResult =>
  section(
    "codes",
    t("setup.codes"),
    t("setup.codes.lead"),
    relatedKinds.map((kind) => codeRow(editing, kind)),
  );

function codeRow(editing: SetupEditing, kind: RelatedKind): TemplateResult {
  const path = `businessRelationCodes.${kind}`;
  const to = codeOf(editing.draft.values[path]);
  return html`
    <div class="row">
      <label for=${path}>${iconOfKind(kind)} ${t(`kind.${kind}.many`)}</label>
      ${textBox(editing, path, editing.draft.values[path] ?? "", { class: "code number" })}
      <div>
        ${effect(path, t(to === "" ? "setup.codes.off" : "setup.codes.on", { kind: kindLabel(kind, language) }), to === "")}
        ${isCodeReplaced(editing.draft, editing.base, kind) ? renameChoice(editing, kind, to) : nothing}
      </div>
      ${troubles(editing, path)}
    </div>
  `;
}

function renameChoice(editing: SetupEditing, kind: RelatedKind, to: string): TemplateResult {
  const { draft, base } = editing;
  const from = base.values[`businessRelationCodes.${kind}`] ?? "";
  const isRenamed = draft.renamed.includes(kind);
  const choose = (event: Event): void => {
    const others = draft.renamed.filter((one) => one !== kind);
    editing.change({
      ...draft,
      renamed: (event.currentTarget as HTMLInputElement).checked ? [...others, kind] : others,
    });
  };
  return html`
    <label class="check">
      <input type="checkbox" .checked=${isRenamed} @change=${choose} />
      <span>${t("setup.codes.rename", { to })}</span>
    </label>
    <p class="effect">${t(isRenamed ? "setup.codes.renamed" : "setup.codes.kept", { from, to })}</p>
  `;
}

export const seriesSection = (editing: SetupEditing): TemplateResult =>
  section(
    "series",
    t("setup.series"),
    t("setup.series.lead"),
    cardKinds.map((kind) => seriesRow(editing, kind)),
  );

function seriesRow(editing: SetupEditing, kind: CardKind): TemplateResult {
  const path = `numberSeries.${kind}`;
  const { values } = editing.draft;
  const used = isOn(values[path]);
  const part = (name: "prefix" | "digits" | "next" | "increment" | "last"): TemplateResult => html`
    <div class="field part ${name}">
      <label for="${path}.${name}">${t(`setup.series.${name}`)}</label>
      ${textBox(editing, `${path}.${name}`, values[`${path}.${name}`] ?? "", {
        class: name === "prefix" ? "code number" : "number",
        numeric: name !== "prefix",
        ...(name === "last" && { placeholder: t("setup.series.last.none") }),
      })}
    </div>
  `;
  const parts = ["prefix", "digits", "next", "increment", "last"] as const;
  return html`
    <div class="series" role="group" aria-label=${t(`kind.${kind}.many`)}>
      <div class="head">
        <span class="kind">${iconOfKind(kind)} ${t(`kind.${kind}.many`)}</span>
        ${checkBox(editing, path, t("setup.series.use"))}
      </div>
      ${
        used
          ? html`
              <div class="parts">
                ${parts.map(part)} ${checkBox(editing, `${path}.manual`, t("setup.series.manual"))}
              </div>
            `
          : nothing
      }
      ${seriesEffect(editing, kind)} ${troubles(editing, path)}
      ${parts.map((name) => troubles(editing, `${path}.${name}`))} ${troubles(editing, `${path}.manual`)}
    </div>
  `;
}

function seriesEffect(editing: SetupEditing, kind: CardKind): TemplateResult {
  const { draft } = editing;
  const path = `numberSeries.${kind}`;
  const value = (name: string): string | undefined => draft.values[`${path}.${name}`];
  if (!isOn(draft.values[path])) {
    const text = t(kind === "contact" ? "setup.series.off.contact" : "setup.series.off", {
      kind: kindLabel(kind, language),
    });
    return effect(path, text, true);
  }
  const [next, increment, digits] = [
    wholeNumber(value("next"), 1, 1e15),
    wholeNumber(value("increment"), 1, 1e6),
    wholeNumber(value("digits"), 1, 15),
  ];
  const isWrong = ["prefix", "next"].some((name) => editing.problemOf(`${path}.${name}`) !== undefined);
  if (isWrong || next === undefined || increment === undefined || digits === undefined) return effect(path, "");
  const no = (counter: number): string => formatNumber({ prefix: codeOf(value("prefix")), digits }, counter);
  const last = wholeNumber(value("last"), 1, 1e15);
  if (last !== undefined && last < next) return effect(path, t("setup.series.ended"), true);
  const sample = t("setup.series.sample", { a: no(next), b: no(next + increment) });
  return effect(
    path,
    [
      sample,
      ...(last === undefined ? [] : [t("setup.series.until", { no: no(last) })]),
      t(isOn(value("manual")) ? "setup.series.typed" : "setup.series.drawn"),
    ].join(" "),
  );
}

export const defaultsSection = (editing: SetupEditing): TemplateResult =>
  section(
    "defaults",
    t("setup.defaults"),
    t("setup.defaults.lead"),
    defaultedFields.map((field) => {
      const path = `defaults.${field}`;
      const value = editing.draft.values[path] ?? "";
      const spec = fieldSpec("contact", field);
      const parsed = spec && parseValue(spec, value);
      const shown = parsed?.ok ? readableValue("contact", field, parsed.value) : "";
      return html`
        <div class="row">
          <label for=${path}>${fieldLabel(field, language)}</label>
          ${textBox(editing, path, value, { class: "number" })}
          ${effect(path, value.trim() === "" ? t("setup.defaults.blank") : shown === "" ? "" : t("setup.defaults.set", { value: shown }))}
          ${troubles(editing, path)}
        </div>
      `;
    }),
  );

export const inheritanceSection = (editing: SetupEditing): TemplateResult =>
  section(
    "inherit",
    t("setup.inherit"),
    t("setup.inherit.lead"),
    inheritanceSwitches.map((name) => {
      const path = `inheritance.${name}`;
      const isBlock = name === "address" || name === "communication";
      const label = isBlock ? t(`setup.inherit.${name}`) : fieldLabel(name, language);
      const on = isOn(editing.draft.values[path]);
      return html`
        <div class="row switch">
          ${checkBox(editing, path, label)} ${effect(path, t(on ? "setup.inherit.on" : "setup.inherit.off"))}
          ${troubles(editing, path)}
        </div>
      `;
    }),
  );
