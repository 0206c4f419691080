import * as fc from "fast-check";
import { expect, test } from "vitest";
import { changeSetup, InvalidSetupError, parseSetup } from "./parse-setup.ts";
import { defaultSetup } from "./setup.ts";

const pathOf = (value: unknown): string | undefined => {
  try {
    changeSetup(defaultSetup(), value);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidSetupError) return error.path;
    throw error;
  }
};

test("[S1] a new workspace starts usable, and what is answered is taken again", () => {
  const setup = defaultSetup();
  expect(setup.businessRelationCodes).toEqual({ customer: "CUST", vendor: "VEND", bankAccount: "BANK" });
  expect(parseSetup(JSON.parse(JSON.stringify(setup)))).toEqual(setup);
  expect(parseSetup({})).toEqual(setup);
});

test("[S1] codes are upper-cased and may be blank; sections that are absent stay", () => {
  const { setup } = changeSetup(defaultSetup(), { businessRelationCodes: { customer: " kund ", bankAccount: "" } });
  expect(setup).toEqual({
    ...defaultSetup(),
    businessRelationCodes: { customer: "KUND", vendor: "VEND", bankAccount: "" },
  });
});

test("[S2] a series may be unset; a next number is ignored unless it is higher", () => {
  const current = defaultSetup();
  const series = { ...current.numberSeries.customer, next: 50 };
  const { setup } = changeSetup(current, {
    numberSeries: { customer: series, vendor: { prefix: "K", next: 1, last: 99, manual: false }, contact: null },
  });
  expect(setup.numberSeries).toEqual({
    customer: series,
    vendor: { prefix: "K", next: 1, increment: 1, digits: 5, last: 99, manual: false },
  });
  const lower = changeSetup(setup, { numberSeries: { customer: { ...series, next: 2 } } });
  expect(lower.setup.numberSeries.customer?.next).toBe(50);
});

test("[S6] renaming a code renames it in the set-up and tells which relations follow", () => {
  const renames = [{ from: "cust", to: "kund" }];
  const change = changeSetup(defaultSetup(), { ...defaultSetup(), renames });
  expect(change.renames).toEqual([{ from: "CUST", to: "KUND" }]);
  expect(change.setup.businessRelationCodes.customer).toBe("KUND");
});

test("[S5] [L9] switches, defaults and templates are checked like values of cards", () => {
  const { setup } = changeSetup(defaultSetup(), {
    defaults: { countryCode: "ch" },
    inheritance: { address: false },
    cardTemplates: [{ code: "dom", kind: "customer", contactType: "company", fields: { currencyCode: "chf" } }],
    interactionTemplates: [{ code: "call", description: "A call" }],
  });
  expect(setup.defaults.countryCode).toBe("CH");
  expect(setup.inheritance).toMatchObject({ address: false, communication: true });
  expect(setup.cardTemplates).toEqual([
    { code: "DOM", description: "", kind: "customer", contactType: "company", fields: { currencyCode: "CHF" } },
  ]);
  expect(setup.interactionTemplates).toEqual([{ code: "CALL", description: "A call" }]);
});

test("[G3] what is not understood is named by its path", () => {
  expect(pathOf([])).toBe("");
  expect(pathOf({ colour: 1 })).toBe("colour");
  expect(pathOf({ businessRelationCodes: { customer: 5 } })).toBe("businessRelationCodes.customer");
  expect(pathOf({ businessRelationCodes: { customer: "TOO LONG CODE" } })).toBe("businessRelationCodes.customer");
  expect(pathOf({ numberSeries: { contact: { increment: 0 } } })).toBe("numberSeries.contact.increment");
  expect(pathOf({ numberSeries: { lead: {} } })).toBe("numberSeries.lead");
  expect(pathOf({ defaults: { countryCode: "UK" } })).toBe("defaults.countryCode");
  expect(pathOf({ inheritance: { address: "yes" } })).toBe("inheritance.address");
  expect(pathOf({ cardTemplates: [{ code: "A", kind: "vendor", fields: { iban: "x" } }] })).toBe(
    "cardTemplates.0.fields.iban",
  );
  expect(
    pathOf({
      cardTemplates: [
        { code: "A", kind: "vendor" },
        { code: "a", kind: "vendor" },
      ],
    }),
  ).toBe("cardTemplates");
  expect(pathOf({ renames: [{ from: "", to: "X" }] })).toBe("renames.0.from");
});

test("[G3] no JSON does worse than being refused", () => {
  const sections = ["businessRelationCodes", "numberSeries", "defaults", "inheritance", "cardTemplates", "renames"];
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      for (const section of sections) pathOf({ [section]: value });
      pathOf(value);
    }),
    { numRuns: 300 },
  );
});

test("[S5] duplicate rules are kept, a threshold is a whole number of per cent", () => {
  const { setup } = changeSetup(defaultSetup(), { duplicateRules: { thresholdPercent: 75 } });
  expect(setup.duplicateRules).toEqual({ suggest: true, thresholdPercent: 75 });
  expect(parseSetup({ ...setup, duplicateRules: { suggest: false } }).duplicateRules).toEqual({
    suggest: false,
    thresholdPercent: 60,
  });
  for (const thresholdPercent of [9, 101, 60.5, "60", null])
    expect(() => changeSetup(setup, { duplicateRules: { thresholdPercent } })).toThrow(
      new InvalidSetupError("duplicateRules.thresholdPercent"),
    );
  expect(() => changeSetup(setup, { duplicateRules: { fields: [] } })).toThrow(InvalidSetupError);
});

test("[S5] an operation is logged with a template there is; one that is taken away is given up where it was used", () => {
  const current = defaultSetup();
  expect(changeSetup(current, { interactionOperations: { email: "letter" } }).setup.interactionOperations).toEqual({
    ...current.interactionOperations,
    email: "LETTER",
  });
  expect(() => changeSetup(current, { interactionOperations: { email: "FAX" } })).toThrow(
    new InvalidSetupError("interactionOperations.email"),
  );
  const { setup } = changeSetup(current, { interactionTemplates: [{ code: "LETTER" }] });
  expect(setup.interactionOperations).toMatchObject({ email: "", coverSheet: "" });
  // A set-up from before there were operations.
  const { interactionOperations: _later, duplicateRules: _too, ...old } = current;
  expect(parseSetup({ ...old, interactionTemplates: [] }).interactionOperations).toMatchObject({ email: "" });
});
