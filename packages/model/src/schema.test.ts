import { expect, test } from "vitest";
import { cardKinds, isCardKind, kindOfPath, pathOfKind } from "./kind.ts";
import { fieldLabel, kindLabel, kindPluralLabel, locales, nearestLocale, valueLabel } from "./label.ts";
import {
  commonFields,
  commonFieldsOfKind,
  documentRole,
  fieldNames,
  fieldsOfKind,
  fieldSpec,
  typeOfField,
} from "./schema.ts";

test("[F1] a bank account never has a registration number, nor what else is not its own", () => {
  for (const name of ["registrationNo", "vatRegistrationNo", "formatRegion", "privacyBlocked", "salespersonCode"]) {
    expect(fieldSpec("bankAccount", name)).toBeUndefined();
    expect(fieldSpec("contact", name)?.scope).toBe("common");
  }
  expect(fieldSpec("vendor", "salespersonCode")).toBeUndefined();
  expect(fieldSpec("contact", "iban")).toBeUndefined();
  expect(fieldSpec("contact", "__proto__")).toBeUndefined();
});

test("[K2] the hub has every common field, so that linking loses none", () => {
  expect(commonFieldsOfKind("contact")).toEqual(commonFields.map((spec) => spec.name));
});

test("[F3] private fields live in the card's own document", () => {
  expect(documentRole("bankAccount", "iban")).toBe("card");
  expect(documentRole("bankAccount", "name")).toBe("common");
  expect(documentRole("bankAccount", "surname")).toBeUndefined();
  expect(documentRole("contact", "notes")).toBeUndefined();
});

test("[F7] money and identity ask for a choice, the rest is quiet", () => {
  const asking = new Set(
    cardKinds
      .flatMap((kind) => fieldsOfKind(kind))
      .filter((spec) => spec.conflict === "ask")
      .map((spec) => spec.name),
  );
  expect([...asking].sort()).toEqual([
    "bankAccountNo",
    "blocked",
    "iban",
    "name",
    "registrationNo",
    "vatRegistrationNo",
  ]);
});

test("[X1] a common field has one limit and a name one type on all kinds", () => {
  for (const name of fieldNames) {
    const specs = cardKinds.flatMap((kind) => fieldSpec(kind, name) ?? []);
    expect(new Set(specs.map((spec) => spec.type)).size).toBe(1);
    expect(specs[0]?.type).toBe(typeOfField(name));
    expect(new Set(specs.map((spec) => spec.max)).size).toBe(1);
    expect(new Set(specs.map((spec) => spec.scope)).size).toBe(1);
  }
});

test("[K1] kinds and their paths map one to one", () => {
  for (const kind of cardKinds) expect(kindOfPath(pathOfKind(kind))).toBe(kind);
  expect(kindOfPath("customer")).toBeUndefined();
  expect(isCardKind("bank-accounts")).toBe(false);
});

test("[F1] every field, kind and value of an enumeration has a label in every language", () => {
  for (const locale of locales) {
    for (const name of [...fieldNames, "notes", "no", "type"]) expect(fieldLabel(name, locale)).not.toBe(name);
    for (const kind of cardKinds) expect(kindLabel(kind, locale) + kindPluralLabel(kind, locale)).not.toBe("");
    for (const kind of cardKinds)
      for (const spec of fieldsOfKind(kind))
        for (const value of spec.values) expect(valueLabel(value, locale)).not.toBe(value);
  }
  expect(fieldLabel("phoneNo", "fr")).toBe("Téléphone");
  expect(fieldLabel("constructor", "fr")).toBe("constructor");
  expect(nearestLocale("fr-CH")).toBe("fr");
  expect(nearestLocale("de-CH")).toBe("de");
  expect(nearestLocale("it_CH")).toBe("it");
  expect(nearestLocale("rm-CH")).toBe("en");
});
