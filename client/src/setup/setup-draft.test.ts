import { describe, expect, test } from "vitest";
import { changeSetup, defaultSetup, type Setup } from "@couplet/model";
import {
  type InteractionDraft,
  type SetupDraft,
  type TemplateDraft,
  countChanges,
  draftOf,
  inputOf,
  rebaseDraft,
} from "./setup-draft.ts";

const template = {
  code: "RETAIL",
  description: "Retail",
  kind: "customer",
  fields: { postingGroup: "INLAND" },
} as const;
const setup: Setup = { ...defaultSetup(), cardTemplates: [template] };
const base = draftOf(setup);

const edited = (values: Readonly<Record<string, string>>, from: SetupDraft = base): SetupDraft => ({
  ...from,
  values: { ...from.values, ...values },
});
const withTemplates = (templates: readonly TemplateDraft[]): SetupDraft => ({ ...base, templates });
/** What the server makes of a draft. */
const saved = (draft: SetupDraft): Setup => changeSetup(setup, inputOf(draft, base)).setup;
const [retail] = base.templates as readonly [TemplateDraft];

describe("the set-up as a draft", () => {
  test("[S7] what was read and not touched is no change, and saved it is the same set-up", () => {
    expect(countChanges(base, draftOf(setup))).toBe(0);
    expect(saved(base)).toEqual(setup);
  });

  test("[S1] a blank code turns the kind off and renames nothing", () => {
    const input = inputOf(edited({ "businessRelationCodes.vendor": " " }), base);
    expect(input).toMatchObject({ businessRelationCodes: { vendor: "" } });
    expect(input.renames).toBeUndefined();
  });

  test("[S6] a changed code is written on existing relations, or on new ones only, as chosen", () => {
    const draft = edited({ "businessRelationCodes.customer": "kunde" });
    expect(inputOf(draft, base).renames).toEqual([{ from: "CUST", to: "KUNDE" }]);
    expect(saved(draft).businessRelationCodes.customer).toBe("KUNDE");
    const kept: SetupDraft = { ...draft, renamed: ["vendor", "bankAccount"] };
    expect(inputOf(kept, base).renames).toBeUndefined();
    expect(saved(kept).businessRelationCodes.customer).toBe("KUNDE");
  });

  test("[S6] two kinds can swap their codes", () => {
    const draft = edited({ "businessRelationCodes.customer": "VEND", "businessRelationCodes.vendor": "CUST" });
    expect(saved(draft).businessRelationCodes).toMatchObject({ customer: "VEND", vendor: "CUST" });
  });

  test("[S2] a series is taken away, changed, or given an end; a next number nobody touched is the server's", () => {
    const draft = edited({
      "numberSeries.vendor": "",
      "numberSeries.contact.digits": "4",
      "numberSeries.contact.last": "99",
    });
    const input = inputOf(draft, base) as { readonly numberSeries: Readonly<Record<string, object>> };
    expect(input.numberSeries["contact"]).not.toHaveProperty("next");
    expect(saved(draft).numberSeries).toMatchObject({ contact: { digits: 4, last: 99, next: 1 } });
    expect(saved(draft).numberSeries).not.toHaveProperty("vendor");
    expect(saved(edited({ "numberSeries.contact.next": "500" })).numberSeries.contact?.next).toBe(500);
  });

  test("[S4] [H1] defaults and switches go along", () => {
    const draft = edited({ "defaults.countryCode": "ch", "inheritance.address": "" });
    expect(saved(draft)).toMatchObject({
      defaults: { countryCode: "CH" },
      inheritance: { address: false, languageCode: true },
    });
  });

  test("[L9] templates are added, changed and taken away; switches in them stay switches", () => {
    const bank: TemplateDraft = {
      key: "new 1",
      code: "export",
      description: "",
      kind: "vendor",
      contactType: "company",
      fields: [
        { name: "privacyBlocked", value: "true" },
        { name: "currencyCode", value: "eur" },
      ],
    };
    const draft = withTemplates([{ ...retail, description: "Shops" }, bank]);
    expect(countChanges(draft, base)).toBe(2);
    expect(saved(draft).cardTemplates).toEqual([
      { ...template, description: "Shops" },
      {
        code: "EXPORT",
        description: "",
        kind: "vendor",
        contactType: "company",
        fields: { privacyBlocked: true, currencyCode: "EUR" },
      },
    ]);
    expect(saved(withTemplates([])).cardTemplates).toEqual([]);
  });
});

describe("interactions and duplicates in the draft", () => {
  const [letter, incoming] = base.interactions as readonly [InteractionDraft, InteractionDraft];

  test("[S5] templates for interactions are added, changed and taken away, and what is logged by itself goes along", () => {
    const fax = { key: "new 1", code: "fax", description: " Fax " };
    const draft = {
      ...edited({ "interactionOperations.email": "fax", "interactionOperations.coverSheet": "" }),
      interactions: [{ ...letter, description: "Letters" }, fax],
    };
    expect(countChanges(draft, base)).toBe(base.interactions.length + 3);
    expect(saved(draft)).toMatchObject({
      interactionTemplates: [
        { code: "LETTER", description: "Letters" },
        { code: "FAX", description: "Fax" },
      ],
      interactionOperations: { email: "FAX", coverSheet: "" },
    });
  });

  test("[S5] duplicate rules go along", () => {
    const draft = edited({ "duplicateRules.thresholdPercent": " 80 ", "duplicateRules.suggest": "" });
    expect(saved(draft).duplicateRules).toEqual({ suggest: false, thresholdPercent: 80 });
  });

  test("[S7] theirs come in and mine stay, in this list as well", () => {
    const mine = { ...base, interactions: base.interactions.filter(({ key }) => key !== incoming.key) };
    const theirs = {
      ...base,
      interactions: base.interactions.map((one) => (one.key === incoming.key ? { ...one, description: "Call" } : one)),
    };
    const { draft, overlaps } = rebaseDraft(mine, base, theirs);
    expect(draft.interactions.find(({ key }) => key === incoming.key)?.description).toBe("Call");
    expect([...overlaps]).toEqual([["interactionTemplates.INCOMING", "INCOMING"]]);
  });
});

describe("a set-up that somebody else saved meanwhile", () => {
  const mine = edited({ "defaults.countryCode": "CH", "defaults.languageCode": "fr-CH" });

  test("[S7] both changes hold where they are of different settings", () => {
    const theirs = edited({ "businessRelationCodes.vendor": "" });
    const { draft, overlaps } = rebaseDraft(mine, base, theirs);
    expect(draft.values).toMatchObject({
      "defaults.countryCode": "CH",
      "defaults.languageCode": "fr-CH",
      "businessRelationCodes.vendor": "",
    });
    expect(overlaps.size).toBe(0);
    expect(countChanges(draft, theirs)).toBe(2);
  });

  test("[S7] where both changed one setting mine stays in the draft and theirs is told; the same twice is nothing to tell", () => {
    const theirs = edited({ "defaults.countryCode": "FR", "defaults.languageCode": "fr-CH" });
    const { draft, overlaps } = rebaseDraft(mine, base, theirs);
    expect(draft.values["defaults.countryCode"]).toBe("CH");
    expect([...overlaps]).toEqual([["defaults.countryCode", "FR"]]);
    expect(countChanges(draft, theirs)).toBe(1);
  });

  test("[S7] templates: theirs come in, mine stay, and what one took away and the other changed comes back to be looked at", () => {
    const other: TemplateDraft = { ...retail, key: "OTHER", code: "OTHER" };
    const added: TemplateDraft = { ...retail, key: "new 1", code: "NEW" };
    const both = rebaseDraft(withTemplates([retail, added]), base, withTemplates([retail, other]));
    expect(both.draft.templates.map(({ key }) => key)).toEqual(["RETAIL", "OTHER", "new 1"]);
    expect(both.overlaps.size).toBe(0);
    const changed = { ...retail, description: "Shops" };
    const iRemoved = rebaseDraft(withTemplates([]), base, withTemplates([changed]));
    expect(iRemoved.draft.templates).toEqual([changed]);
    expect([...iRemoved.overlaps]).toEqual([["cardTemplates.RETAIL", "RETAIL"]]);
    const theyRemoved = rebaseDraft(withTemplates([changed]), base, withTemplates([]));
    expect(theyRemoved.draft.templates).toEqual([changed]);
    expect([...theyRemoved.overlaps]).toEqual([["cardTemplates.RETAIL", undefined]]);
  });
});
