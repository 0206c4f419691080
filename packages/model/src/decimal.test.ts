import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formatDecimal, readDecimal } from "./decimal.ts";

const swiss = ["en-CH", "fr-CH", "de-CH", "it-CH"];
const others = ["en", "en-GB", "en-US", "fr", "fr-FR", "de-DE", "de-AT", "it-IT", "es", "pt-PT", "pl", "sv", "rm-CH"];

describe("decimals as people write them", () => {
  test.each([...swiss, ...others])(
    "[F3] a number is shown as %s writes it, with every digit that is kept",
    (locale) => {
      const written = new Intl.NumberFormat(locale, { useGrouping: "always", minimumFractionDigits: 2 });
      expect(formatDecimal("-1234567.50", locale)).toBe(written.format(-1234567.5).replace("\u2212", "-"));
      expect(formatDecimal("1.50000", locale)).toMatch(/^1[.,]50000$/);
      expect(formatDecimal("no number", locale)).toBe("no number");
    },
  );

  test.each(["1'234.50", "1’234.50", "1 234.50", "1\u00a0234,50", "1\u202f234,50", "1,234.50", "1.234,50", "+1234,50"])(
    "[F3] %s is understood in every language",
    (text) => {
      for (const locale of [...swiss, ...others]) expect(readDecimal(text, locale), locale).toBe("1234.50");
    },
  );

  test("[F3] one separator before three digits is read as the language writes it", () => {
    expect(readDecimal("1,234", "en-GB")).toBe("1234");
    expect(readDecimal("1,234", "fr-CH")).toBe("1.234");
    expect(readDecimal("1.234", "de-DE")).toBe("1234");
    expect(readDecimal("1.234", "de-CH")).toBe("1.234");
    expect(readDecimal("1,234,567", "de-CH")).toBe("1234567");
    expect(readDecimal("\u22125", "de-CH")).toBe("-5");
  });

  test.each(["", "abc", "1,2,3", "1.23.456", "1,234.5,0", "12,34.5", "1e5", "--1", ".", "1..2"])(
    "[F3] what is no number stays as typed: %s",
    (text) => {
      for (const locale of [...swiss, ...others]) expect(readDecimal(text, locale)).toBe(text);
    },
  );

  test("[F3] what is shown is read as the same number, in every language", () => {
    const digits = (max: number) => fc.array(fc.nat(9), { minLength: 1, maxLength: max }).map((list) => list.join(""));
    const stored = fc
      .tuple(fc.boolean(), fc.nat({ max: 999_999_999_999_999 }), fc.option(digits(5)))
      .filter(([isNegative, whole, fraction]) => !isNegative || whole > 0 || /[1-9]/.test(fraction ?? ""))
      .map(
        ([isNegative, whole, fraction]) => `${isNegative ? "-" : ""}${whole}${fraction === null ? "" : `.${fraction}`}`,
      );
    fc.assert(
      fc.property(stored, fc.constantFrom(...swiss, ...others), (text, locale) => {
        expect(readDecimal(formatDecimal(text, locale), locale)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test("[F3] any text at all is read or left alone, and reading twice changes nothing", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."0123456789.,'’ -+e".split("")) }), (text) => {
        for (const locale of ["de-CH", "fr-CH"]) {
          const read = readDecimal(text, locale);
          if (read !== text) expect(readDecimal(read, locale)).toBe(read);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
