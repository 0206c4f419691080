import { describe, expect, test } from "vitest";
import { defaultSetup } from "@couplet/model";
import { type SetupDraft, draftOf } from "./setup-draft.ts";
import { judgeDraft, settingOf, wholeNumber } from "./setup-judge.ts";

const base = draftOf({
  ...defaultSetup(),
  cardTemplates: [{ code: "RETAIL", description: "", kind: "customer", fields: {} }],
});
const problemsOf = (values: Readonly<Record<string, string>>): readonly string[] => [
  ...judgeDraft({ ...base, values: { ...base.values, ...values } }, base).keys(),
];

describe("what is wrong with a set-up before it is sent", () => {
  test("[S2] what was read is right", () => {
    expect(problemsOf({})).toEqual([]);
  });

  test.each([
    ["numberSeries.contact.next", "0"],
    ["numberSeries.contact.next", "ten"],
    ["numberSeries.contact.digits", "16"],
    ["numberSeries.contact.increment", ""],
    ["numberSeries.contact.last", "-3"],
    ["numberSeries.contact.prefix", "ELEVENCHARS"],
    ["businessRelationCodes.customer", "ELEVENCHARS"],
    ["defaults.countryCode", "Switzerland"],
    ["duplicateRules.thresholdPercent", "9"],
    ["duplicateRules.thresholdPercent", "60.5"],
    ["interactionOperations.email", "FAX"],
    ["defaults.languageCode", "not a language"],
  ])("[S2] %s refuses %j, next to the setting", (path, value) => {
    expect(problemsOf({ [path]: value })).toEqual([path]);
  });

  test("[S2] [S3] a next number goes up only; of a series that is not used nothing is judged", () => {
    const later: SetupDraft = { ...base, values: { ...base.values, "numberSeries.contact.next": "40" } };
    const back: SetupDraft = { ...base, values: { ...base.values, "numberSeries.contact.next": "39" } };
    expect([...judgeDraft(back, later).keys()]).toEqual(["numberSeries.contact.next"]);
    expect(problemsOf({ "numberSeries.vendor": "", "numberSeries.vendor.digits": "none" })).toEqual([]);
    expect(problemsOf({ "numberSeries.contact.prefix": "TENLETTERS", "numberSeries.contact.digits": "15" })).toEqual([
      "numberSeries.contact.prefix",
    ]);
  });

  test("[L9] a template needs a code of its own and values its fields take", () => {
    const [template] = base.templates;
    if (!template) throw new Error("There is one");
    const second = { ...template, key: "new 1", code: "retail", fields: [{ name: "currencyCode", value: "francs" }] };
    const nameless = { ...template, key: "new 2", code: " ", fields: [{ name: "iban", value: "" }] };
    const problems = judgeDraft({ ...base, templates: [template, second, nameless] }, base);
    expect([...problems.keys()].toSorted((a, b) => a.localeCompare(b))).toEqual([
      "cardTemplates.1.code",
      "cardTemplates.1.fields.currencyCode",
      "cardTemplates.2.code",
      "cardTemplates.2.fields.iban",
    ]);
    expect(problems.get("cardTemplates.1.fields.currencyCode")).toContain("CHF");
  });

  test("[S7] a refusal of the server finds its setting, or the nearest one around it", () => {
    const isSetting = (path: string): boolean => path in base.values;
    expect(settingOf("numberSeries.vendor.digits", isSetting)).toBe("numberSeries.vendor.digits");
    expect(settingOf("numberSeries.vendor.nonsense", isSetting)).toBe("numberSeries.vendor");
    expect(settingOf("renames.0.from", isSetting)).toBeUndefined();
  });

  test.each([
    ["1", 1],
    [" 15 ", 15],
    ["1.5", undefined],
    ["16", undefined],
    [undefined, undefined],
  ])("[S2] %j as a whole number from 1 to 15 is %j", (text, value) => {
    expect(wholeNumber(text, 1, 15)).toBe(value);
  });
});
