/**
 * What is wrong with a set-up before it is sent, in words next to the setting; and whose setting a refusal of the server means.
 *
 * Shape    texts by the path of the setting.
 * Not      the judge that counts: the server judges again.
 * Source   rules S1, S2, L9
 *
 * @module
 */
import {
  type FieldProblem,
  type FieldSpec,
  cardKinds,
  defaultedFields,
  duplicateThreshold,
  fieldSpec,
  formatNumber,
  interactionOperations,
  maxNumberLength,
  parseValue,
  problemText,
  relatedKinds,
} from "@couplet/model";
import { language, t } from "../locale.ts";
import { type SetupDraft, codeOf, isOn } from "./setup-draft.ts";

export type Problems = ReadonlyMap<string, string>;

const maxCodeLength = 10;
const maxInteractionCodeLength = 20;
const maxCounter = 1e15;
const saying = ({ code, params }: FieldProblem): string => problemText(code, params ?? {}, language);
const tooLong = (text: string, max: number): string | undefined =>
  text.length > max ? saying({ code: "text.tooLong", params: { n: text.length - max, max } }) : undefined;

/** A whole number as typed, or `undefined` where it is none in the range. */
export function wholeNumber(text: string | undefined, min: number, max: number): number | undefined {
  if (!/^\s*\d{1,16}\s*$/u.test(text ?? "")) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

export function judgeDraft(draft: SetupDraft, base: SetupDraft): Problems {
  const problems = new Map<string, string>();
  const note = (path: string, text: string | undefined): void => {
    if (text !== undefined && !problems.has(path)) problems.set(path, text);
  };
  const value = (path: string): string => draft.values[path] ?? "";
  for (const kind of relatedKinds) {
    const path = `businessRelationCodes.${kind}`;
    note(path, tooLong(codeOf(value(path)), maxCodeLength));
  }
  for (const kind of cardKinds) if (isOn(value(`numberSeries.${kind}`))) judgeSeries(draft, base, kind, note);
  for (const field of defaultedFields)
    note(`defaults.${field}`, valueProblem(fieldSpec("contact", field), value(`defaults.${field}`)));
  judgeTemplates(draft, note);
  judgeInteractions(draft, note);
  const { min, max } = duplicateThreshold;
  if (wholeNumber(value("duplicateRules.thresholdPercent"), min, max) === undefined)
    note("duplicateRules.thresholdPercent", t("setup.whole", { min, max }));
  return problems;
}

type Note = (path: string, text: string | undefined) => void;

function judgeSeries(draft: SetupDraft, base: SetupDraft, kind: string, note: Note): void {
  const path = `numberSeries.${kind}`;
  const whole = (name: string, min: number, max: number): number | undefined => {
    const number = wholeNumber(draft.values[`${path}.${name}`], min, max);
    if (number === undefined) note(`${path}.${name}`, t("setup.whole", { min, max }));
    return number;
  };
  const prefix = codeOf(draft.values[`${path}.prefix`]);
  note(`${path}.prefix`, tooLong(prefix, maxCodeLength));
  const digits = whole("digits", 1, 15);
  whole("increment", 1, 1_000_000);
  const next = whole("next", 1, maxCounter);
  if (draft.values[`${path}.last`]?.trim() !== "") whole("last", 1, maxCounter);
  const nextNow = Number(base.values[`${path}.next`]);
  if (next === undefined || digits === undefined) return;
  if (isOn(base.values[path]) && next < nextNow) note(`${path}.next`, t("setup.series.lower", { no: String(nextNow) }));
  if (formatNumber({ prefix, digits }, next).length > maxNumberLength)
    note(`${path}.prefix`, t("setup.series.long", { max: maxNumberLength }));
}

function judgeTemplates({ templates }: SetupDraft, note: Note): void {
  const codes = templates.map(({ code }) => codeOf(code));
  templates.forEach(({ kind, description, fields }, index) => {
    const path = `cardTemplates.${index}`;
    const code = codes[index] ?? "";
    if (code === "") note(`${path}.code`, t("setup.template.required"));
    note(`${path}.code`, tooLong(code, maxCodeLength));
    if (codes.indexOf(code) < index) note(`${path}.code`, t("setup.template.taken"));
    note(`${path}.description`, tooLong(description.trim(), 100));
    for (const { name, value } of fields) note(`${path}.fields.${name}`, valueProblem(fieldSpec(kind, name), value));
  });
}

function judgeInteractions({ interactions, values }: SetupDraft, note: Note): void {
  const codes = interactions.map(({ code }) => codeOf(code));
  interactions.forEach(({ description }, index) => {
    const path = `interactionTemplates.${index}`;
    const code = codes[index] ?? "";
    if (code === "") note(`${path}.code`, t("setup.template.required"));
    note(`${path}.code`, tooLong(code, maxInteractionCodeLength));
    if (codes.indexOf(code) < index) note(`${path}.code`, t("setup.template.taken"));
    note(`${path}.description`, tooLong(description.trim(), 100));
  });
  for (const operation of interactionOperations) {
    const path = `interactionOperations.${operation}`;
    const code = codeOf(values[path]);
    if (code !== "" && !codes.includes(code)) note(path, t("setup.operation.gone", { code }));
  }
}

function valueProblem(spec: FieldSpec | undefined, value: string): string | undefined {
  if (!spec) return saying({ code: "field.unknown", params: {} });
  const parsed = parseValue(spec, spec.type === "boolean" ? isOn(value) : value);
  return parsed.ok ? undefined : saying(parsed.problem);
}

/** The setting that a path of the server means: itself, or the nearest one around it. */
export function settingOf(field: string, isSetting: (path: string) => boolean): string | undefined {
  for (let path = field; path !== ""; path = path.slice(0, Math.max(0, path.lastIndexOf("."))))
    if (isSetting(path)) return path;
  return undefined;
}
