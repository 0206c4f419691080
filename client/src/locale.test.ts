import { describe, expect, test } from "vitest";
import { chooseLocale, fill } from "./locale.ts";
import { catalogues } from "./messages.ts";

const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/gu) ?? [])].sort();

describe("words", () => {
  test("[V2] the first wished language that the app speaks is taken, with its region", () => {
    expect(chooseLocale(["rm", "fr-CH", "en"])).toBe("fr-CH");
    expect(chooseLocale(["EN-gb"])).toBe("EN-gb");
    expect(chooseLocale(["ja", "ko"])).toBe("en");
    expect(chooseLocale([])).toBe("en");
  });
  test("[V2] one and many are told apart, in French also for none", () => {
    const en = new Intl.PluralRules("en");
    const fr = new Intl.PluralRules("fr");
    expect(fill("{n} card|{n} cards", { n: 1 }, en)).toBe("1 card");
    expect(fill("{n} card|{n} cards", { n: 0 }, en)).toBe("0 cards");
    expect(fill("{n} fiche|{n} fiches", { n: 0 }, fr)).toBe("0 fiche");
  });
  test("[V2] a bar that is not a plural and a name that is not given stay as they are", () => {
    expect(fill("a|b {x}", {}, new Intl.PluralRules("en"))).toBe("a|b {x}");
  });
  test.each(Object.keys(catalogues.en) as (keyof typeof catalogues.en)[])(
    "[V2] %s says the same things in French",
    (key) => {
      expect(placeholders(catalogues.fr[key])).toEqual(placeholders(catalogues.en[key]));
      expect(catalogues.fr[key].split("|").length).toBe(catalogues.en[key].split("|").length);
    },
  );
});
