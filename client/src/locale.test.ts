import { describe, expect, test } from "vitest";
import { chooseLocale, fill } from "./locale.ts";
import { catalogues } from "./text/catalogues.ts";

const placeholders = (text: string): readonly string[] => [...new Set(text.match(/\{\w+\}/gu) ?? [])].sort();

describe("words", () => {
  test("[V2] the first wished language that the app speaks is taken, with its region", () => {
    expect(chooseLocale(["rm", "fr-CH", "en"])).toBe("fr-CH");
    expect(chooseLocale(["EN-gb"])).toBe("EN-gb");
    expect(chooseLocale(["rm-CH", "de-CH", "it"])).toBe("de-CH");
    expect(chooseLocale(["it"])).toBe("it");
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
  test.each(["fr", "de", "it"] as const)("[V2] the app says the same things in %s", (language) => {
    expect(Object.keys(catalogues[language]).sort()).toEqual(Object.keys(catalogues.en).sort());
    for (const [key, text] of Object.entries(catalogues.en)) {
      const translated = Object.entries(catalogues[language]).find(([name]) => name === key)?.[1] ?? "";
      expect([key, ...placeholders(translated)]).toEqual([key, ...placeholders(text)]);
      expect(translated.split("|").length, key).toBe(text.split("|").length);
    }
  });
});
