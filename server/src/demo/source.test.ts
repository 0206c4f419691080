import { describe, expect, test } from "vitest";
import { convertFields, languageTag } from "./convert.ts";
import { readDemoCompanies } from "./source.ts";

const companies = await readDemoCompanies();
const find = (row: string) => companies.find((company) => company.contact.row === row || company.card?.row === row);

describe("The demo data", () => {
  test("holds the companies of six data sets with the card behind each, and those of us-500", () => {
    const kinds = Map.groupBy(companies, (company) => company.card?.kind ?? "none");
    expect(Object.fromEntries([...kinds].map(([kind, list]) => [kind, list.length]))).toEqual({
      bankAccount: 12,
      vendor: 48,
      customer: 30,
      none: 500,
    });
    expect(companies.flatMap((company) => company.persons)).toHaveLength(60 + 500);
  });

  test("names every row differently", () => {
    const rows = companies.flatMap(({ contact, card, persons }) => [contact, ...(card ? [card] : []), ...persons]);
    expect(new Set(rows.map((row) => row.row)).size).toBe(rows.length);
  });

  test("puts persons under their company and keeps the source's numbers in the notes", () => {
    const company = find("CH vendor 20000");
    expect(company?.contact.row).toBe("CH contact CT000005");
    expect(company?.contact.notes).toBe("Source: demo data set CH, contact CT000005");
    expect(company?.card?.notes).toBe("Source: demo data set CH, vendor 20000");
    expect(company?.persons.map((person) => [person.texts["name"], person.notes])).toEqual([
      ["Evan McIntosh", "Source: demo data set CH, contact CT000006\nJob responsibility: SALE"],
    ]);
  });

  test("gives domestic rows the country of their data set", () => {
    expect(find("AT customer 10000")?.card?.texts["countryCode"]).toBe("AT");
    expect(find("CH bankAccount CHECKING")?.contact.texts["countryCode"]).toBe("CH");
    expect(find("CH vendor 10000")?.contact.texts["countryCode"]).toBe("US");
  });

  test("gives ZIP codes their leading zero back", () => {
    const short = companies.find((company) => company.contact.texts["name"] === "Chemel, James L Cpa");
    expect(short?.contact.texts["postCode"]).toBe("08014");
    expect(short?.persons[0]?.texts["postCode"]).toBe("08014");
    const zips = companies.filter((company) => !company.card).map((company) => company.contact.texts["postCode"]);
    expect(zips.every((zip) => /^\d{5}$/.test(zip ?? ""))).toBe(true);
  });

  test("maps every language code to a tag that the rules take", () => {
    const cards = companies.flatMap(({ contact, card }) => (card ? [contact, card] : [contact]));
    const tags = new Set(cards.map((card) => card.texts["languageCode"] ?? "").filter((tag) => tag !== ""));
    expect([...tags].sort()).toEqual(["de-AT", "de-CH", "de-DE", "en-GB", "en-US", "fr-FR", "it-IT"]);
    expect(["FRS", "ITS", "XYZ"].map(languageTag)).toEqual(["fr-CH", "it-CH", "XYZ"]);
  });
});

describe("Converting a row", () => {
  test("[F6] a value that the rules refuse is named, the others come in", () => {
    const { fields, refused } = convertFields("vendor", {
      name: "First Up Consultants",
      countryCode: "CH",
      vatRegistrationNo: "CHE-274.863.274MWST",
      phoneNo: "044 668 18 00",
      city: "",
      unknown: "x",
    });
    expect(fields).toEqual({ name: "First Up Consultants", countryCode: "CH", phoneNo: "+41446681800" });
    expect(refused).toMatchObject([
      { field: "vatRegistrationNo", value: "CHE-274.863.274MWST", problem: { code: expect.any(String) } },
    ]);
  });

  test("[F1] a field that the kind does not have is left out", () => {
    expect(convertFields("bankAccount", { name: "Bank", registrationNo: "1", iban: "CH9300762011623852957" })).toEqual({
      fields: { name: "Bank", iban: "CH9300762011623852957" },
      refused: [],
    });
  });
});
