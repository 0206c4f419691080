/**
 * Set-up that arrives as JSON, from a store or from an administrator.
 *
 * Shape    a whole {@link Setup}; a section that is absent stays as it was.
 * Not      the rows of relations: renaming a code answers what to rename, the caller's transaction does it.
 * Source   rules S1, S2, S6; design section 5, `PUT /setup`
 *
 * @module
 */
import { AppError } from "./error.ts";
import {
  join,
  readBoolean,
  readGuarded,
  readInteger,
  readList,
  readMap,
  readObject,
  readText,
  type Fail,
} from "./json.ts";
import { cardKinds, isContactType, isRelatedKind, relatedKinds, type CardKind } from "./kind.ts";
import type { NumberSeries } from "./number-series.ts";
import { fieldSpec } from "./schema.ts";
import {
  defaultedFields,
  defaultSetup,
  duplicateThreshold,
  interactionOperations,
  inheritanceSwitches,
  type CardTemplate,
  type DuplicateRules,
  type InteractionTemplate,
  type Setup,
} from "./setup.ts";
import { cleanText } from "./text.ts";
import { parseValue, type Scalar } from "./value.ts";

/** The JSON is no set-up of ours. */
export class InvalidSetupError extends AppError {
  readonly code = "setup.invalid";
  readonly path: string;
  constructor(path: string) {
    super(path === "" ? "Not a set-up" : `Not a set-up: ${path} is not understood`);
    this.path = path;
  }
}

/** A relation code that gets another name; relations that carry it keep standing (S6). */
export interface CodeRename {
  readonly from: string;
  readonly to: string;
}

export interface SetupChange {
  readonly setup: Setup;
  readonly renames: readonly CodeRename[];
}

const fail: Fail = (path) => {
  throw new InvalidSetupError(path);
};

const maxCodeLength = 10;
const code = (value: unknown, path: string): string =>
  cleanText(readText(value, path, maxCodeLength, fail)).toUpperCase();
const filledCode = (value: unknown, path: string): string => code(value, path) || fail(path);

const newSeries: NumberSeries = { prefix: "", next: 1, increment: 1, digits: 5, manual: true };
const maxCounter = 1e15;

function seriesOf(value: unknown, path: string, current: NumberSeries = newSeries): NumberSeries {
  const object = readObject(value, path, ["prefix", "next", "increment", "last", "digits", "manual"], fail);
  const integer = (key: "next" | "increment" | "digits", max: number): number =>
    object[key] === undefined ? current[key] : readInteger(object[key], join(path, key), 1, max, fail);
  const { last } = object;
  return {
    prefix: object["prefix"] === undefined ? current.prefix : code(object["prefix"], join(path, "prefix")),
    next: integer("next", maxCounter),
    increment: integer("increment", 1_000_000),
    digits: integer("digits", 15),
    manual: object["manual"] === undefined ? current.manual : readBoolean(object["manual"], join(path, "manual"), fail),
    ...(last !== undefined && last !== null && { last: readInteger(last, join(path, "last"), 1, maxCounter, fail) }),
  };
}

/** A kind that is absent, `null` or blank has no series. */
function allSeriesOf(value: unknown, current: Setup["numberSeries"]): Setup["numberSeries"] {
  const path = "numberSeries";
  const object = readObject(value, path, cardKinds, fail);
  const entries = cardKinds.flatMap((kind): readonly (readonly [CardKind, NumberSeries])[] => {
    const series = object[kind];
    if (series === undefined || series === null || series === "") return [];
    return [[kind, seriesOf(series, join(path, kind), current[kind])]];
  });
  return Object.fromEntries(entries);
}

function templateOf(value: unknown, path: string): CardTemplate {
  const object = readObject(value, path, ["code", "description", "kind", "contactType", "fields"], fail);
  const kind = readGuarded(object["kind"], join(path, "kind"), isRelatedKind, fail);
  const { contactType } = object;
  return {
    code: filledCode(object["code"], join(path, "code")),
    description: readText(object["description"] ?? "", join(path, "description"), 100, fail),
    kind,
    ...(contactType !== undefined && {
      contactType: readGuarded(contactType, join(path, "contactType"), isContactType, fail),
    }),
    fields: readMap(
      object["fields"] ?? {},
      join(path, "fields"),
      (entry, at, name): Scalar => {
        const spec = fieldSpec(kind, name);
        const parsed = spec && parseValue(spec, entry);
        return parsed?.ok ? parsed.value : fail(at);
      },
      fail,
    ),
  };
}

const interactionCode = (value: unknown, path: string): string =>
  cleanText(readText(value, path, 20, fail)).toUpperCase();

/** An operation is logged with a template there is. What is taken away is given up where it was used, unless it is named anew. */
function usedTemplates(setup: Setup, isGiven: boolean): Setup["interactionOperations"] {
  const codes = new Set(setup.interactionTemplates.map((template) => template.code));
  const entries = interactionOperations.map((operation) => {
    const code = setup.interactionOperations[operation];
    if (code === "" || codes.has(code)) return [operation, code] as const;
    return [operation, isGiven ? fail(join("interactionOperations", operation)) : ""] as const;
  });
  return Object.fromEntries(entries) as Setup["interactionOperations"];
}

function interactionTemplateOf(value: unknown, path: string): InteractionTemplate {
  const object = readObject(value, path, ["code", "description"], fail);
  return {
    code: interactionCode(object["code"], join(path, "code")) || fail(join(path, "code")),
    description: readText(object["description"] ?? "", join(path, "description"), 100, fail),
  };
}

function renameOf(value: unknown, path: string): CodeRename {
  const object = readObject(value, path, ["from", "to"], fail);
  return { from: filledCode(object["from"], join(path, "from")), to: filledCode(object["to"], join(path, "to")) };
}

const sections = [
  "businessRelationCodes",
  "numberSeries",
  "defaults",
  "inheritance",
  "cardTemplates",
  "interactionTemplates",
  "interactionOperations",
  "duplicateRules",
] as const;

function duplicateRulesOf(value: unknown, current: DuplicateRules): DuplicateRules {
  const path = "duplicateRules";
  const { suggest, thresholdPercent } = readObject(value, path, ["suggest", "thresholdPercent"], fail);
  const { min, max } = duplicateThreshold;
  return {
    suggest: suggest === undefined ? current.suggest : readBoolean(suggest, join(path, "suggest"), fail),
    thresholdPercent:
      thresholdPercent === undefined
        ? current.thresholdPercent
        : readInteger(thresholdPercent, join(path, "thresholdPercent"), min, max, fail),
  };
}

/** One code names one template. */
function distinctCodes<Template extends { readonly code: string }>(
  templates: readonly Template[],
  path: string,
): readonly Template[] {
  return new Set(templates.map((template) => template.code)).size < templates.length ? fail(path) : templates;
}

function read(value: unknown, current: Setup): SetupChange {
  const object = readObject(value, "", [...sections, "renames"], fail);
  const section = <Read>(name: (typeof sections)[number], kept: Read, readSection: (value: unknown) => Read): Read =>
    object[name] === undefined ? kept : readSection(object[name]);
  /** Each known key read or kept, no other key. */
  const keyed = <Key extends string, Read>(
    name: (typeof sections)[number],
    keys: readonly Key[],
    kept: Readonly<Record<Key, Read>>,
    readEntry: (value: unknown, path: string, key: Key) => Read,
  ): Readonly<Record<Key, Read>> =>
    section(name, kept, (input) => {
      const given = readObject(input, name, keys, fail);
      const next: Record<Key, Read> = { ...kept };
      for (const key of keys) if (given[key] !== undefined) next[key] = readEntry(given[key], join(name, key), key);
      return next;
    });

  const renames = object["renames"] === undefined ? [] : readList(object["renames"], "renames", 100, renameOf, fail);
  const renamed = (from: string): string => renames.find((rename) => rename.from === from)?.to ?? from;
  const setup: Setup = {
    businessRelationCodes: keyed("businessRelationCodes", relatedKinds, current.businessRelationCodes, code),
    numberSeries: section("numberSeries", current.numberSeries, (input) => allSeriesOf(input, current.numberSeries)),
    defaults: keyed("defaults", defaultedFields, current.defaults, (input, path, field) => {
      const spec = fieldSpec("contact", field);
      const parsed = spec && parseValue(spec, input);
      return parsed?.ok ? String(parsed.value) : fail(path);
    }),
    inheritance: keyed("inheritance", inheritanceSwitches, current.inheritance, (input, path) =>
      readBoolean(input, path, fail),
    ),
    cardTemplates: section("cardTemplates", current.cardTemplates, (input) =>
      distinctCodes(readList(input, "cardTemplates", 1000, templateOf, fail), "cardTemplates"),
    ),
    interactionTemplates: section("interactionTemplates", current.interactionTemplates, (input) =>
      distinctCodes(readList(input, "interactionTemplates", 1000, interactionTemplateOf, fail), "interactionTemplates"),
    ),
    interactionOperations: keyed(
      "interactionOperations",
      interactionOperations,
      current.interactionOperations,
      interactionCode,
    ),
    duplicateRules: section("duplicateRules", current.duplicateRules, (input) =>
      duplicateRulesOf(input, current.duplicateRules),
    ),
  };
  const codes = setup.businessRelationCodes;
  return {
    setup: {
      ...setup,
      interactionOperations: usedTemplates(setup, object["interactionOperations"] !== undefined),
      businessRelationCodes: {
        customer: renamed(codes.customer),
        vendor: renamed(codes.vendor),
        bankAccount: renamed(codes.bankAccount),
      },
    },
    renames,
  };
}

/**
 * A set-up as stored; what is absent is as in a new workspace.
 *
 * @throws {InvalidSetupError} with the path that is not understood
 */
export const parseSetup = (value: unknown): Setup => read(value, defaultSetup()).setup;

/**
 * What an administrator asks for, over the set-up that holds. A next number is the series' own: a lower one is ignored.
 *
 * @throws {InvalidSetupError} with the path that is not understood
 */
export function changeSetup(current: Setup, value: unknown): SetupChange {
  const { setup, renames } = read(value, current);
  const numberSeries = Object.fromEntries(
    cardKinds.flatMap((kind) => {
      const series = setup.numberSeries[kind];
      if (!series) return [];
      return [[kind, { ...series, next: Math.max(series.next, current.numberSeries[kind]?.next ?? 1) }] as const];
    }),
  );
  return { setup: { ...setup, numberSeries }, renames };
}
