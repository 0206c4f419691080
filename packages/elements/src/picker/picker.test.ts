import { describe, expect, test } from "vitest";
import type { CardRow } from "@couplet/engine";
import { filterOf } from "./picked-filter.ts";
import { bareName, sameName } from "./same-name.ts";

const card = (values: CardRow["values"], type?: CardRow["type"]): CardRow => ({
  id: String(values["name"]),
  kind: "contact",
  no: "CT1",
  ...(type && { type }),
  documentId: "",
  cardDocumentId: "",
  relations: [],
  values,
  notes: "",
  asOfMs: 0,
});

describe("what a picker offers", () => {
  test("[E16] cards of one value or several, of every field that is named", () => {
    const offers = filterOf("countryCode=CH|LI; type=company");
    expect(offers(card({ countryCode: "LI" }, "company"))).toBe(true);
    expect(offers(card({ countryCode: "LI" }, "person"))).toBe(false);
    expect(offers(card({ countryCode: "AT" }, "company"))).toBe(false);
    expect(filterOf("city=")(card({}))).toBe(true);
    expect(filterOf(undefined)(card({}))).toBe(true);
    expect(filterOf(({ no }) => no === "CT2")(card({}))).toBe(false);
  });

  test("[E16] a name typed another way is the same name, and another name is another", () => {
    expect(bareName("Müller & Söhne AG")).toBe(bareName("MULLER+SOHNE"));
    expect(bareName("AG")).toBe("ag");
    const known = [card({ name: "Zürcher Käse GmbH" }), card({ name: "Zuger Käse" })];
    expect(sameName(known, "zurcher kase")?.id).toBe("Zürcher Käse GmbH");
    expect(sameName(known, "Basler Käse")).toBeUndefined();
    expect(sameName(known, "  ")).toBeUndefined();
  });
});
