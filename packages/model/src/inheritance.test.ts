import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Card } from "./card.ts";
import type { ContactType } from "./kind.ts";
import {
  addressBlock,
  communicationFields,
  companyEdits,
  heirOf,
  inheritedValues,
  shownWith,
  switchedFields,
  withAddressBlock,
  type Heir,
} from "./inheritance.ts";
import { MemoryWorkspace } from "./memory-workspace.ts";
import { defaultSetup } from "./setup.ts";
import type { Scalar } from "./value.ts";

type Values = Readonly<Record<string, Scalar>>;
const allOn = defaultSetup().inheritance;
const heir = (own: Values, company: Values | undefined, switches = allOn): Heir => ({
  own: (field) => own[field],
  company: company && ((field) => company[field]),
  switches,
});

const bern = { address: "Marktgasse 1", postCode: "3011", city: "Bern" };
const thun = { address: "Hauptgasse 2", postCode: "3600", city: "Thun" };
const company = { salespersonCode: "JD", countryCode: "CH", phoneNo: "+41446681800", email: "info@a.ch", ...bern };

describe("what a person shows", () => {
  test("[H2] blank fields show the company's, hand-edited ones their own, and what is blank on both is not inherited", () => {
    const shown = inheritedValues(heir({ phoneNo: "+41791112233", email: "" }, company));
    expect(shown).toEqual({ salespersonCode: "JD", countryCode: "CH", email: "info@a.ch", ...bern });
  });

  test("[H1] the address is one block: none of it is inherited once any of it is the person's own", () => {
    const shown = inheritedValues(heir({ city: "Thun" }, company));
    expect(Object.keys(shown)).toEqual(["salespersonCode", "countryCode", "phoneNo", "email"]);
  });

  test("[H2] names, identity and money are never inherited", () => {
    const fields = { name: "Adatum", vatRegistrationNo: "CHE1", currencyCode: "CHF", registrationNo: "1", image: "x" };
    expect(inheritedValues(heir({}, fields))).toEqual({});
  });

  test("[S5] each switch of set-up turns off its fields and no others", () => {
    const full = Object.fromEntries(
      [...switchedFields, ...addressBlock, ...communicationFields].map((field) => [field, "X"] as const),
    );
    for (const name of [...switchedFields, "address", "communication"] as const) {
      const off: readonly string[] =
        name === "address" ? addressBlock : name === "communication" ? communicationFields : [name];
      const shown = inheritedValues(heir({}, full, { ...allOn, [name]: false }));
      expect(Object.keys(shown)).toEqual(Object.keys(full).filter((field) => !off.includes(field)));
    }
  });
});

describe("joining, changing and leaving a company", () => {
  test("[H1] joining clears the person's own salesperson, territory, country, language and format region", () => {
    const own = { salespersonCode: "XX", territoryCode: "T", countryCode: "DE", languageCode: "de", formatRegion: "f" };
    expect(companyEdits(heir(own, undefined), () => "")).toEqual(
      Object.fromEntries(switchedFields.map((field) => [field, ""])),
    );
    const off = { ...allOn, countryCode: false, languageCode: false };
    expect(Object.keys(companyEdits(heir(own, undefined, off), () => ""))).toEqual([
      "salespersonCode",
      "territoryCode",
      "formatRegion",
    ]);
  });

  test("[H1] joining keeps an address and a phone number that the person had", () => {
    const own = { ...thun, phoneNo: "+41791112233" };
    expect(companyEdits(heir(own, undefined), (field) => company[field as keyof typeof company])).toEqual({});
  });

  test("[H1] changing company clears the address and each communication field that equal the previous company's", () => {
    const own = { ...bern, phoneNo: "+41 44 668 18 00", email: "ann@a.ch" };
    expect(companyEdits(heir(own, company), () => "")).toEqual({ address: "", postCode: "", city: "", phoneNo: "" });
    expect(companyEdits(heir({ ...bern, address2: "3rd floor" }, company), () => "")).toEqual({});
  });

  test("[H1] leaving writes what was inherited as the person's own, and nothing else", () => {
    expect(companyEdits(heir({ phoneNo: "+41791112233" }, company), undefined)).toEqual({
      salespersonCode: "JD",
      countryCode: "CH",
      email: "info@a.ch",
      ...bern,
    });
    expect(companyEdits(heir({}, undefined), undefined)).toEqual({});
  });

  test("[H1] leaving changes nothing of what the person shows, whatever it was", () => {
    const values = fc.dictionary(
      fc.constantFrom(...switchedFields, ...addressBlock, ...communicationFields),
      fc.constantFrom("", "a", "b"),
    );
    fc.assert(
      fc.property(values, values, (own, companys) => {
        const before = heir(own, companys);
        const after = { ...own, ...companyEdits(before, undefined) };
        const shown = shownWith(before);
        for (const field of [...switchedFields, ...addressBlock, ...communicationFields])
          expect(after[field] ?? "").toBe(shown(field) ?? "");
      }),
    );
  });
});

describe("the address stays one block", () => {
  test("[H2] editing a part of an inherited address makes all of it the person's own", () => {
    expect(withAddressBlock(heir({}, company), { city: "Ostermundigen" })).toEqual({ ...bern, city: "Ostermundigen" });
    expect(withAddressBlock(heir(thun, company), { city: "Gwatt" })).toEqual({ city: "Gwatt" });
    expect(withAddressBlock(heir({}, undefined), { city: "Gwatt" })).toEqual({ city: "Gwatt" });
  });

  test("[H2] clearing the hand edit inherits the whole address again; clearing a part of another address does not", () => {
    const cleared = withAddressBlock(heir({ ...bern, city: "Thun" }, company), { city: "" });
    expect(cleared).toEqual({ address: "", postCode: "", city: "" });
    expect(withAddressBlock(heir(thun, company), { city: "" })).toEqual({ city: "" });
  });
});

/** A company with a person in it. */
function staff(own: Values = {}): { w: MemoryWorkspace; boss: Card; ann: Card } {
  const w = new MemoryWorkspace();
  const boss = w.create("contact", { fields: { name: "Adatum", ...company } });
  const ann = w.create("contact", {
    contactType: "person",
    fields: { name: "Ann Beebe", companyId: boss.id, ...own },
  });
  return { w, boss, ann };
}
const shown = (w: MemoryWorkspace, card: Card, field: string): Scalar | undefined =>
  shownWith(heirOf(w, w.now(card)))(field);
const changeType = (w: MemoryWorkspace, card: Card, contactType: ContactType) =>
  ({ type: "changeType", id: w.commandId(), cardId: card.id, contactType }) as const;

describe("in a workspace", () => {
  test("[H2] a company's later change reaches the person's blank fields only", () => {
    const { w, boss, ann } = staff({ email: "ann@a.ch" });
    w.edit(boss.id, "phoneNo", "+41313331122");
    w.edit(boss.id, "email", "office@a.ch");
    expect(shown(w, ann, "phoneNo")).toBe("+41313331122");
    expect(shown(w, ann, "email")).toBe("ann@a.ch");
  });

  test("[H1] a person with relations of its own does not inherit", () => {
    const w = new MemoryWorkspace();
    const boss = w.create("contact", { fields: company });
    const ann = w.create("contact", { contactType: "person", fields: { name: "Ann" } });
    w.createFrom(ann, "customer");
    expect(inheritedValues(heirOf(w, { ...w.now(ann), companyId: boss.id }))).toEqual({});
  });

  test("[S4] a default of set-up does not stand in the way of what a person inherits", () => {
    const { w, boss } = staff();
    w.setup = { ...w.setup, defaults: { ...w.setup.defaults, salespersonCode: "DEF", salutationCode: "MS" } };
    const ben = w.create("contact", { contactType: "person", fields: { companyId: boss.id } });
    expect(shown(w, ben, "salespersonCode")).toBe("JD");
    expect(w.value(ben.id, "salutationCode")).toBe("MS");
  });

  test("[H1] a person restored without its company keeps what it had inherited", () => {
    const { w, boss, ann } = staff();
    w.delete(ann);
    w.delete(boss);
    w.restore(ann);
    expect(w.now(ann).companyId).toBeUndefined();
    expect(w.shown(ann.id)).toMatchObject({ phoneNo: company.phoneNo, ...bern, companyId: "" });
  });

  test("[H5] a company with persons, relations, a currency or a VAT number does not become a person", () => {
    const { w, boss, ann } = staff();
    expect(w.refusal(changeType(w, boss, "person"))).toBe("type.persons");
    w.delete(ann);
    w.edit(boss.id, "currencyCode", "CHF");
    expect(w.refusal(changeType(w, boss, "person"))).toBe("type.currency");
    w.edit(boss.id, "currencyCode", "");
    w.edit(boss.id, "vatRegistrationNo", "CHE123456788");
    expect(w.refusal(changeType(w, boss, "person"))).toBe("type.vat");
    w.edit(boss.id, "vatRegistrationNo", "");
    const vendor = w.createFrom(boss, "vendor");
    expect(w.refusal(changeType(w, boss, "person"))).toBe("type.relations");
    w.unlink(vendor);
    w.run(changeType(w, boss, "person"));
    expect(w.now(boss).type).toBe("person");
    expect(w.shown(boss.id)).toMatchObject({ name: "Adatum", firstName: "Adatum" });
  });

  test("[H5] a person becomes a company: it leaves its company with what it showed, and its customer changes along", () => {
    const { w, ann } = staff();
    w.run(changeType(w, ann, "company"));
    expect(w.now(ann)).toMatchObject({ type: "company" });
    expect(w.now(ann).companyId).toBeUndefined();
    expect(w.shown(ann.id)).toMatchObject({ name: "Ann Beebe", firstName: "", companyId: "", ...company });

    const ben = w.create("contact", { contactType: "person", fields: { name: "Ben" } });
    const customer = w.createFrom(ben, "customer");
    w.run(changeType(w, ben, "company"));
    expect(w.now(customer).type).toBe("company");
    expect(w.run(changeType(w, ben, "company"))).toEqual([]);
    w.role = "finance";
    expect(w.refusal(changeType(w, ben, "person"))).toBe("perm.kind");
    w.role = "editor";
    expect(w.refusal(changeType(w, customer, "person"))).toBe("card.notFound");
  });
});
