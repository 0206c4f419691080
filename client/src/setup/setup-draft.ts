/**
 * The set-up as somebody is editing it: text for every setting, by the path that the server names in a refusal.
 *
 * Shape    `values["numberSeries.contact.prefix"]`; a switch is `"true"` or blank; templates are a list, told apart by a key that outlives
 *          a change of their code.
 * Not      judged: see `setup-judge.ts`. Not saved: {@link inputOf} is what the server is sent.
 * Source   rules S1 to S6, L9
 *
 * @module
 */
import {
  type CodeRename,
  type ContactType,
  type RelatedKind,
  type Setup,
  cardKinds,
  defaultedFields,
  fieldSpec,
  inheritanceSwitches,
  interactionOperations,
  relatedKinds,
} from "@couplet/model";
import type { SetupInput } from "@couplet/engine";

export interface TemplateValue {
  readonly name: string;
  readonly value: string;
}

export interface TemplateDraft {
  /** The code it was read with; of a new one, one of its own. */
  readonly key: string;
  readonly code: string;
  readonly description: string;
  readonly kind: RelatedKind;
  /** Blank: for both. */
  readonly contactType: ContactType | "";
  readonly fields: readonly TemplateValue[];
}

/** A way interactions are logged. */
export interface InteractionDraft {
  /** As of {@link TemplateDraft}. */
  readonly key: string;
  readonly code: string;
  readonly description: string;
}

export interface SetupDraft {
  readonly values: Readonly<Record<string, string>>;
  /** Kinds whose changed code is written on existing relations too. */
  readonly renamed: readonly RelatedKind[];
  readonly templates: readonly TemplateDraft[];
  readonly interactions: readonly InteractionDraft[];
}

export const isOn = (value: string | undefined): boolean => value === "true";
const switched = (on: boolean): string => (on ? "true" : "");

const noSeries = { prefix: "", next: 1, increment: 1, digits: 5, manual: true } as const;

export function draftOf(setup: Setup): SetupDraft {
  const values: Record<string, string> = {};
  for (const kind of relatedKinds) values[`businessRelationCodes.${kind}`] = setup.businessRelationCodes[kind];
  for (const kind of cardKinds) {
    const series = setup.numberSeries[kind];
    const { prefix, next, increment, digits, manual } = series ?? noSeries;
    const path = `numberSeries.${kind}`;
    values[path] = switched(series !== undefined);
    values[`${path}.prefix`] = prefix;
    values[`${path}.next`] = String(next);
    values[`${path}.increment`] = String(increment);
    values[`${path}.digits`] = String(digits);
    values[`${path}.last`] = series?.last === undefined ? "" : String(series.last);
    values[`${path}.manual`] = switched(manual);
  }
  for (const field of defaultedFields) values[`defaults.${field}`] = setup.defaults[field];
  for (const name of inheritanceSwitches) values[`inheritance.${name}`] = switched(setup.inheritance[name]);
  for (const operation of interactionOperations)
    values[`interactionOperations.${operation}`] = setup.interactionOperations[operation];
  values["duplicateRules.suggest"] = switched(setup.duplicateRules.suggest);
  values["duplicateRules.thresholdPercent"] = String(setup.duplicateRules.thresholdPercent);
  const interactions = setup.interactionTemplates.map(({ code, description }) => ({ key: code, code, description }));
  const templates = setup.cardTemplates.map(({ code, description, kind, contactType, fields }): TemplateDraft => ({
    key: code,
    code,
    description,
    kind,
    contactType: contactType ?? "",
    fields: Object.entries(fields).map(([name, value]) => ({
      name,
      value: typeof value === "boolean" ? switched(value) : String(value),
    })),
  }));
  return { values, renamed: relatedKinds, templates, interactions };
}

/** How many settings differ; a template counts as one. */
export function countChanges(draft: SetupDraft, base: SetupDraft): number {
  const values = Object.keys(draft.values).filter((path) => draft.values[path] !== base.values[path]).length;
  return values + countListed(draft.templates, base.templates) + countListed(draft.interactions, base.interactions);
}

interface Listed {
  readonly key: string;
}

function countListed<Item extends Listed>(items: readonly Item[], base: readonly Item[]): number {
  const keys = new Set([...items, ...base].map(({ key }) => key));
  return [...keys].filter((key) => !isSame(byKey(items, key), byKey(base, key))).length;
}

const byKey = <Item extends Listed>(items: readonly Item[], key: string): Item | undefined =>
  items.find((item) => item.key === key);
const isSame = (a: Listed | undefined, b: Listed | undefined): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What somebody else set, where both changed the same; `undefined`: a template they took away. */
export type Overlaps = ReadonlyMap<string, string | undefined>;

/**
 * Lays my changes over what somebody else saved meanwhile. Both hold; where both changed one setting mine stays in the draft, and theirs is
 * told by its path (a template's by `cardTemplates.<key>` or `interactionTemplates.<key>`).
 */
export function rebaseDraft(
  mine: SetupDraft,
  base: SetupDraft,
  theirs: SetupDraft,
): { readonly draft: SetupDraft; readonly overlaps: Overlaps } {
  const overlaps = new Map<string, string | undefined>();
  const values: Record<string, string> = {};
  for (const [path, their] of Object.entries(theirs.values)) {
    const my = mine.values[path] ?? "";
    const isMine = my !== base.values[path];
    values[path] = isMine ? my : their;
    if (isMine && their !== base.values[path] && their !== my) overlaps.set(path, their);
  }
  const templates = rebaseList("cardTemplates", "templates", { mine, base, theirs }, overlaps);
  const interactions = rebaseList("interactionTemplates", "interactions", { mine, base, theirs }, overlaps);
  return { draft: { values, renamed: mine.renamed, templates, interactions }, overlaps };
}

interface Sides {
  readonly mine: SetupDraft;
  readonly base: SetupDraft;
  readonly theirs: SetupDraft;
}

function rebaseList<List extends "templates" | "interactions">(
  path: string,
  list: List,
  { mine, base, theirs }: Sides,
  overlaps: Map<string, string | undefined>,
): SetupDraft[List][number][] {
  type Item = SetupDraft[List][number];
  const items: Item[] = [];
  for (const key of new Set([...theirs[list], ...mine[list]].map((item) => item.key))) {
    const [my, was, their] = [mine, base, theirs].map((side) => byKey<Item>(side[list], key));
    const isMine = !isSame(my, was);
    const isTheirs = !isSame(their, was);
    // Taken away by me, changed by them: it stays, to be looked at again.
    const kept = isMine ? (my ?? (isTheirs ? their : undefined)) : their;
    if (kept) items.push(kept);
    if (isMine && isTheirs && !isSame(my, their)) overlaps.set(`${path}.${key}`, their?.code);
  }
  return items;
}

/** A code that another one takes the place of. */
export const isCodeReplaced = (draft: SetupDraft, base: SetupDraft, kind: RelatedKind): boolean => {
  const path = `businessRelationCodes.${kind}`;
  const [from, to] = [base.values[path] ?? "", codeOf(draft.values[path])];
  return from !== "" && to !== "" && from !== to;
};

export const codeOf = (text: string | undefined): string => (text ?? "").trim().toUpperCase();

/** The whole set-up as the server takes it. A next number nobody changed is left to the server, which goes on counting. */
export function inputOf(draft: SetupDraft, base: SetupDraft): SetupInput {
  const value = (path: string): string => draft.values[path]?.trim() ?? "";
  const renames: CodeRename[] = [];
  const codes = relatedKinds.map((kind) => {
    const path = `businessRelationCodes.${kind}`;
    const from = base.values[path] ?? "";
    const to = codeOf(draft.values[path]);
    if (!draft.renamed.includes(kind) || !isCodeReplaced(draft, base, kind)) return [kind, to];
    renames.push({ from, to });
    // The server renames what it is given: so two kinds can swap their codes.
    return [kind, from];
  });
  const series = cardKinds
    .filter((kind) => isOn(draft.values[`numberSeries.${kind}`]))
    .map((kind) => {
      const path = `numberSeries.${kind}`;
      const isNextMine = draft.values[`${path}.next`] !== base.values[`${path}.next`] || !isOn(base.values[path]);
      const last = value(`${path}.last`);
      return [
        kind,
        {
          prefix: codeOf(draft.values[`${path}.prefix`]),
          ...(isNextMine && { next: Number(value(`${path}.next`)) }),
          increment: Number(value(`${path}.increment`)),
          digits: Number(value(`${path}.digits`)),
          ...(last !== "" && { last: Number(last) }),
          manual: isOn(draft.values[`${path}.manual`]),
        },
      ];
    });
  return {
    businessRelationCodes: Object.fromEntries(codes),
    numberSeries: Object.fromEntries(series),
    defaults: Object.fromEntries(defaultedFields.map((field) => [field, value(`defaults.${field}`)])),
    inheritance: Object.fromEntries(
      inheritanceSwitches.map((name) => [name, isOn(draft.values[`inheritance.${name}`])]),
    ),
    cardTemplates: draft.templates.map(({ code, description, kind, contactType, fields }) => ({
      code: codeOf(code),
      description: description.trim(),
      kind,
      ...(contactType !== "" && { contactType }),
      fields: Object.fromEntries(
        fields.map((field) => [
          field.name,
          fieldSpec(kind, field.name)?.type === "boolean" ? isOn(field.value) : field.value.trim(),
        ]),
      ),
    })),
    interactionTemplates: draft.interactions.map(({ code, description }) => ({
      code: codeOf(code),
      description: description.trim(),
    })),
    interactionOperations: Object.fromEntries(
      interactionOperations.map((operation) => [operation, codeOf(value(`interactionOperations.${operation}`))]),
    ),
    duplicateRules: {
      suggest: isOn(draft.values["duplicateRules.suggest"]),
      thresholdPercent: Number(value("duplicateRules.thresholdPercent")),
    },
    ...(renames.length > 0 && { renames }),
  };
}
