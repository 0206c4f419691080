import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cardKinds, type CardKind } from "./kind.ts";
import { countryCodes, currencyCodes } from "./locale-code.ts";
import { fieldsOfKind, fieldSpec, type FieldSpec } from "./schema.ts";
import { emptyValue, formatValue, judgeValue, parseValue, sameMeaning, type ValueContext } from "./value.ts";

const spec = (kind: CardKind, name: string): FieldSpec => {
  const found = fieldSpec(kind, name);
  if (!found) throw new Error(`no field ${name}`);
  return found;
};
const phone = spec("contact", "phoneNo");
const email = spec("contact", "email");
const vat = spec("contact", "vatRegistrationNo");
const iban = spec("bankAccount", "iban");
const bic = spec("bankAccount", "swiftCode");

/** The stored value, or the code of the problem in brackets. */
const entered = (field: FieldSpec, input: unknown, context?: ValueContext): unknown => {
  const parsed = parseValue(field, input, context);
  return parsed.ok ? parsed.value : `(${parsed.problem.code})`;
};

describe("text", () => {
  test("[F6] is one clean line within its limit, counted in characters", () => {
    const name = spec("contact", "name");
    expect(entered(name, "  Ada\tLovelace\n")).toBe("Ada Lovelace");
    expect(entered(name, "👩".repeat(100))).toBe("👩".repeat(100));
    expect(parseValue(name, "x".repeat(103))).toEqual({
      ok: false,
      problem: { code: "text.tooLong", field: "name", params: { n: 3, max: 100 } },
    });
    expect(entered(name, "x".repeat(10_000_000))).toBe("(text.tooLong)");
    expect(entered(name, "a\uD800b")).toBe("a\uFFFDb");
    for (const input of [null, undefined, 5, true, {}, ["x"]]) expect(entered(name, input)).toBe("(value.type)");
  });

  test("[F3] codes are upper-cased", () => {
    expect(entered(spec("customer", "paymentTermsCode"), " 30 days ")).toBe("30 DAYS");
    expect(entered(spec("contact", "searchName"), "straße")).toBe("STRASSE");
  });

  test("[X1] a registration number over 20 characters is an error on every card", () => {
    for (const kind of ["contact", "customer", "vendor"] as const)
      expect(entered(spec(kind, "registrationNo"), "1".repeat(21))).toBe("(text.tooLong)");
  });

  test("[F6] a home page that runs script or opens a file is refused", () => {
    const homePage = spec("contact", "homePage");
    expect(entered(homePage, " JavaScript:alert(1)")).toBe("(url.scheme)");
    expect(entered(homePage, "data:text/html,x")).toBe("(url.scheme)");
    expect(entered(homePage, "www.example.com:8080/a")).toBe("www.example.com:8080/a");
  });
});

describe("phone numbers", () => {
  test("[F6] are stored E.164 where they parse in the card's country, else as typed", () => {
    expect(entered(phone, "044 668 18 00", { countryCode: "CH" })).toBe("+41446681800");
    expect(entered(phone, "044 668 18 00")).toBe("044 668 18 00");
    expect(entered(phone, "+49 30 1234567", { countryCode: "CH" })).toBe("+49301234567");
    expect(entered(phone, "504-621-8927", { countryCode: "US" })).toBe("+15046218927");
    expect(entered(phone, "12 34", { countryCode: "CH" })).toBe("12 34");
    expect(entered(phone, "044 668 18 00 #12", { countryCode: "CH" })).toBe("044 668 18 00 #12");
    expect(entered(phone, "044 668 18 00", { countryCode: "??" })).toBe("044 668 18 00");
  });

  test("[F6] a letter or too long is an error, nothing else", () => {
    expect(entered(phone, "044 CALL NOW")).toBe("(phone.letters)");
    expect(entered(phone, "1".repeat(31))).toBe("(text.tooLong)");
    expect(entered(phone, "()/-")).toBe("()/-");
  });

  test("[F6] are shown in the country's format", () => {
    expect(formatValue(phone, "+41446681800", { countryCode: "CH" })).toBe("044 668 18 00");
    expect(formatValue(phone, "+41446681800", { countryCode: "DE" })).toBe("+41 44 668 18 00");
    expect(formatValue(phone, "strange", {})).toBe("strange");
  });
});

describe("e-mail addresses", () => {
  test("[F6] several are separated by semicolons; any other separator or a bad address is an error", () => {
    expect(entered(email, " a@b.ch ; c@d.example;")).toBe("a@b.ch;c@d.example");
    expect(formatValue(email, "a@b.ch;c@d.ch")).toBe("a@b.ch; c@d.ch");
    for (const list of ["a@b.ch, c@d.ch", "a@b.ch|c@d.ch", "a@b.ch c@d.ch"])
      expect(entered(email, list)).toBe("(email.list)");
    for (const bad of [
      "a",
      "a@",
      "@b.ch",
      "a@b",
      "a b@c.ch",
      "a..b@c.ch",
      "a@b..ch",
      "a@b.ch;x",
      ";",
      "a@-b.ch",
      "a@@b.ch",
    ])
      expect(entered(email, bad)).toBe("(email.format)");
    for (const good of ["anna.muster+x@sub.firma.ch", "ümlaut@müller.ch", "o'neil@b.co", "a@xn--mller-kva.xn--p1ai"])
      expect(entered(email, good)).toBe(good);
  });

  test("[F6] a hostile address costs no time", () => {
    const before = Date.now();
    judgeValue({ ...email, max: 20_000 }, `${"a.".repeat(4_000)}@${"a-".repeat(4_000)}`);
    expect(Date.now() - before).toBeLessThan(500);
  });
});

describe("IBAN and BIC", () => {
  test("[F4] are stored without blanks and shown in groups of four", () => {
    expect(entered(iban, " ch93 0076 2011 6238 5295 7 ")).toBe("CH9300762011623852957");
    expect(formatValue(iban, "CH9300762011623852957")).toBe("CH93 0076 2011 6238 5295 7");
    expect(entered(bic, "pofichbexxx")).toBe("POFICHBEXXX");
  });

  test("[F4] length, country and check digits are checked; swapped digits are found", () => {
    expect(entered(iban, "CH9300762011623852975")).toBe("(iban.check)");
    expect(parseValue(iban, "CH93 0076 2011 6238 5295")).toEqual({
      ok: false,
      problem: { code: "iban.length", field: "iban", params: { cc: "CH", want: 21, got: 20 } },
    });
    expect(entered(iban, "XX9300762011623852957")).toBe("(iban.country)");
    expect(entered(iban, "US9300762011623852957")).toBe("(iban.country)");
    expect(entered(iban, "CHXX00762011623852957")).toBe("(iban.format)");
    expect(entered(iban, "CH93-0762011623852957")).toBe("(iban.format)");
    expect(entered(bic, "POFIXXBE")).toBe("(bic.format)");
    expect(entered(bic, "POFICHB")).toBe("(bic.format)");
  });

  test("[F4] a stored IBAN with blanks is spelling, not an error", () => {
    expect(judgeValue(iban, "CH93 0076 2011 6238 5295 7")).toBeUndefined();
    expect(judgeValue(iban, "CH93 0076 2011 6238 5297 5")?.code).toBe("iban.check");
  });
});

describe("VAT numbers", () => {
  const valid: readonly (readonly [string, string])[] = [
    ["CH", "CHE-116.281.710 MWST"],
    ["CH", "che116281710"],
    ["LI", "12345"],
    ["LI", "LI 54321"],
    ["LI", "CHE-116.281.710"],
    ["AT", "ATU37675002"],
    ["AT", "U37675002"],
    ["BE", "BE0776091951"],
    ["BE", "BE1000000021"],
    ["DE", "DE136695976"],
    ["FR", "FR 40 303265045"],
    ["MC", "FR40303265045"],
    ["GB", "GB980780684"],
    ["GB", "XI980780684"],
    ["GR", "EL094259216"],
    ["IT", "00743110157"],
    ["NL", "NL000099998B57"],
    ["NO", "NO923609016MVA"],
    ["US", "anything goes"],
  ];
  for (const [countryCode, number] of valid)
    test(`[F6] ${number} is one of ${countryCode}`, () => {
      expect(entered(vat, number, { countryCode })).toBe(number.toUpperCase());
    });

  test("[F6] format and check digits are errors on entry where the country is known", () => {
    expect(parseValue(vat, "CHE-116.281.711", { countryCode: "CH" })).toEqual({
      ok: false,
      problem: { code: "uid.check", field: "vatRegistrationNo", params: { n: "116.281.711", d: 0 } },
    });
    expect(entered(vat, "DE136695977", { countryCode: "DE" })).toBe("(vat.check)");
    expect(entered(vat, "BE0776091952", { countryCode: "BE" })).toBe("(vat.check)");
    expect(entered(vat, "DE13669597", { countryCode: "DE" })).toBe("(vat.format)");
    expect(entered(vat, "DE136695976", { countryCode: "AT" })).toBe("(vat.format)");
    expect(entered(vat, "CHE-1", { countryCode: "CH" })).toBe("(vat.format)");
    expect(entered(vat, "whatever")).toBe("WHATEVER");
  });

  test("[F6] a stored number is never judged by a country, which may change at the same time", () => {
    expect(judgeValue(vat, "CHE-116.281.711")).toBeUndefined();
    expect(judgeValue(vat, "1".repeat(21))?.code).toBe("text.tooLong");
  });
});

describe("codes from lists", () => {
  test("[F6] countries are ISO 3166-1, without unions, aliases and pseudo regions", () => {
    const country = spec("contact", "countryCode");
    expect(entered(country, "ch")).toBe("CH");
    for (const code of ["UK", "EU", "XA", "ZZ", "DD", "UN", "EZ", "AC", "C", "CHE", "1"])
      expect(entered(country, code)).toMatch(/country\.unknown|text\.tooLong/);
    expect(countryCodes).toHaveLength(250);
  });

  test("[F6] currencies are ISO 4217, languages BCP 47", () => {
    expect(entered(spec("contact", "currencyCode"), "chf")).toBe("CHF");
    expect(entered(spec("contact", "currencyCode"), "ABC")).toBe("(currency.unknown)");
    expect(currencyCodes).toContain("EUR");
    const language = spec("contact", "languageCode");
    expect(entered(language, "de_ch")).toBe("de-CH");
    expect(entered(language, "FR")).toBe("fr");
    for (const bad of ["DEU-", "xx", "de-ZZ", "1", "english"])
      expect(entered(language, bad)).toBe("(language.unknown)");
  });
});

describe("other types", () => {
  test("[F3] decimals are kept as text, taken as numbers too", () => {
    const limit = spec("customer", "creditLimit");
    expect(entered(limit, 5000)).toBe("5000");
    expect(entered(limit, "1'000.50")).toBe("1000.50");
    expect(entered(limit, "1000,5")).toBe("1000.5");
    expect(entered(limit, "-007")).toBe("-7");
    expect(entered(limit, -0)).toBe("0");
    expect(entered(limit, "")).toBe("");
    for (const bad of ["abc", "1,000.5,0", "1e5", NaN, Infinity, 1e21, "--1", "."])
      expect(entered(limit, bad)).toBe("(decimal.format)");
    expect(entered(limit, "1234567890123456")).toBe("(decimal.range)");
    expect(entered(limit, "1.123456")).toBe("(decimal.range)");
  });

  test("[F3] blocked takes what its kind knows, or blank", () => {
    expect(entered(spec("customer", "blocked"), "Ship")).toBe("ship");
    expect(entered(spec("vendor", "blocked"), "ship")).toBe("(value.unknown)");
    expect(entered(spec("bankAccount", "blocked"), "")).toBe("");
  });

  test("[F3] ids and booleans take nothing else", () => {
    expect(entered(spec("contact", "companyId"), "7")).toBe("(id.invalid)");
    expect(entered(spec("contact", "privacyBlocked"), "true")).toBe("(value.type)");
    expect(entered(spec("contact", "privacyBlocked"), true)).toBe(true);
    expect(judgeValue(spec("contact", "privacyBlocked"), "")?.code).toBe("value.type");
  });
});

describe("spelling", () => {
  test("[F7] a difference in format only is no conflict", () => {
    expect(sameMeaning("iban", "CH93 0076 2011 6238 5295 7", "CH9300762011623852957")).toBe(true);
    expect(sameMeaning("phoneNo", "+41 44 668 18 00", "0041446681800")).toBe(true);
    expect(sameMeaning("email", "Anna@Firma.ch", "anna@firma.ch")).toBe(true);
    expect(sameMeaning("vatRegistrationNo", "CHE-116.281.710", "CHE116281710")).toBe(true);
    expect(sameMeaning("creditLimit", "1000", "1000.00")).toBe(true);
    expect(sameMeaning("creditLimit", "1000", "100")).toBe(false);
    expect(sameMeaning("blocked", "", "none")).toBe(true);
    expect(sameMeaning("name", "Adatum", "ADATUM")).toBe(false);
    expect(sameMeaning("phoneNo", "044 668 18 00", "044 668 18 01")).toBe(false);
    expect(sameMeaning("unheardOf", "a", "a")).toBe(true);
    expect(sameMeaning("name", "1", 1)).toBe(false);
  });
});

const likely = fc.oneof(
  fc.string({ unit: "binary", maxLength: 120 }),
  fc.string({ unit: "grapheme", maxLength: 120 }),
  fc.stringMatching(/^[+0-9 ()/.;,'-]{0,40}$/),
  fc.stringMatching(/^[A-Za-z]{2}[0-9]{2}[ A-Za-z0-9]{0,34}$/),
  fc.stringMatching(/^[a-z.]{1,20}@[a-z.]{1,20}( ?[;,] ?[a-z]{1,9}@[a-z]{1,9}\.[a-z]{2,4}){0,3};?$/),
  fc.constantFrom(
    "ß".repeat(60),
    "ŉ".repeat(100),
    "İ".repeat(100),
    "de_ch",
    " CH ",
    "ﬃ".repeat(15),
    "\u00a0",
    "\u0344".repeat(50),
  ),
  fc.uuid(),
  fc.double(),
  fc.boolean(),
  fc.emailAddress(),
  fc.webUrl(),
);
const allSpecs = cardKinds.flatMap((kind) => fieldsOfKind(kind));

test("[F6] whatever parsing answers passes the judgement, and parsing it again changes nothing", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...allSpecs),
      likely,
      fc.constantFrom("CH", "DE", "US", "GB", "AQ", undefined),
      (field, input, countryCode) => {
        const context = countryCode === undefined ? {} : { countryCode };
        const parsed = parseValue(field, input, context);
        if (!parsed.ok) {
          expect(parsed.problem.field).toBe(field.name);
          return;
        }
        expect(judgeValue(field, parsed.value)).toBeUndefined();
        expect(parseValue(field, parsed.value, context)).toEqual(parsed);
        expect(sameMeaning(field.name, parsed.value, parsed.value)).toBe(true);
        expect(typeof formatValue(field, parsed.value, context)).toBe("string");
      },
    ),
    { numRuns: 5000 },
  );
});

test("[F6] the empty value of every field passes, and no JSON makes the judgement throw", () => {
  for (const field of allSpecs) expect(judgeValue(field, emptyValue(field))).toBeUndefined();
  fc.assert(
    fc.property(fc.constantFrom(...allSpecs), fc.jsonValue(), (field, value) => {
      const problem = judgeValue(field, value);
      if (typeof value === "object") expect(problem?.code).toBe("value.type");
    }),
    { numRuns: 1000 },
  );
});

test("[C1] same meaning is an equivalence, so that every replica counts the same conflicts", () => {
  fc.assert(
    fc.property(fc.constantFrom(...allSpecs), likely, likely, likely, ({ name }, a, b, c) => {
      expect(sameMeaning(name, a, b)).toBe(sameMeaning(name, b, a));
      if (sameMeaning(name, a, b) && sameMeaning(name, b, c)) expect(sameMeaning(name, a, c)).toBe(true);
    }),
    { numRuns: 2000 },
  );
});
