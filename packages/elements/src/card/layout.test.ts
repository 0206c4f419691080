import { describe, expect, test } from "vitest";
import { cardKinds, fieldsOfKind } from "@couplet/model";
import { layoutOf, parseFieldList, type Layout } from "./layout.ts";

const names = (layout: Layout): string[] =>
  [...layout.shared, ...layout.own].flatMap((section) => section.fields.map((placed) => placed.spec.name));

describe("the layout of a card", () => {
  test.for(cardKinds)("[F1] a %s shows each of its fields exactly once and none of another kind", (kind) => {
    const shown = names(layoutOf(kind, "person"));
    expect(shown.toSorted()).toEqual(
      fieldsOfKind(kind)
        .map((spec) => spec.name)
        .toSorted(),
    );
  });

  test("[F1] a company contact shows no field that only a person has", () => {
    const shown = names(layoutOf("contact", "company"));
    expect(shown).not.toContain("firstName");
    expect(shown).toContain("name");
  });

  test("[F3] private fields stand on the card's own side, common ones on the shared side", () => {
    const layout = layoutOf("customer", "company");
    expect(layout.shared.flatMap((s) => s.fields).every((f) => f.spec.scope === "common")).toBe(true);
    expect(layout.own.flatMap((s) => s.fields).every((f) => f.spec.scope === "private")).toBe(true);
  });

  test("[E1] a list of fields is shown in the order the host gave", () => {
    expect(names(layoutOf("contact", "company", parseFieldList("email, name, iban")))).toEqual(["email", "name"]);
  });

  test("[E1] a preset names fields, and nothing at all means every field", () => {
    expect(parseFieldList("preset:short")).toContain("phoneNo");
    expect(parseFieldList("")).toBeUndefined();
    expect(parseFieldList(null)).toBeUndefined();
  });

  test("[F9] a picture that stands in the head is not in the sections as well", () => {
    const everything = names(layoutOf("contact", "company"));
    expect(everything).toContain("image");
    expect(names(layoutOf("contact", "company", undefined, ["image"]))).toEqual(
      everything.filter((name) => name !== "image"),
    );
  });

  test("[F3] an address stands in the order of its country, whatever language is spoken", () => {
    const address = (countryCode: string) =>
      names(layoutOf("customer", "company", undefined, [], countryCode)).slice(3, 9);
    const swiss = ["address", "address2", "postCode", "city", "county", "countryCode"];
    for (const code of ["", "CH", "FR", "DE", "IT"]) expect(address(code)).toEqual(swiss);
    for (const code of ["US", "GB"])
      expect(address(code)).toEqual(["address", "address2", "city", "county", "postCode", "countryCode"]);
  });
});
