import { describe, expect, test } from "vitest";
import type { CardRow } from "@couplet/engine";
import { bulkFieldsOf, planBulk } from "./bulk-edit.ts";

const relation = { id: "r", code: "CUST", kind: "customer", cardId: "c", no: "C1", name: "" } as const;
const card = (values: CardRow["values"], over: Partial<CardRow> = {}): CardRow => ({
  id: "c",
  kind: "contact",
  no: "CT000001",
  type: "company",
  documentId: "",
  cardDocumentId: "",
  relations: [],
  notes: "",
  asOfMs: 0,
  values,
  ...over,
});

describe("a change to many cards", () => {
  test("[V2] says how many cards and values change, and which other cards show it", () => {
    const cards = [
      card({ city: "Bern", territoryCode: "WEST" }),
      card({ city: "Biel" }, { relations: [relation] }),
      card({ city: "Bern" }),
    ];
    expect(planBulk("contact", cards, { city: "Bern", territoryCode: "WEST" })).toMatchObject({
      cards: 3,
      fields: 2,
      changes: 3,
      shared: 1,
      skipped: 0,
    });
    expect(planBulk("contact", cards, { city: "Bern" }).changing).toEqual([cards[1]]);
  });

  test("[V2] clearing what is empty, in whatever spelling, changes nothing", () => {
    expect(planBulk("contact", [card({})], { privacyBlocked: false, city: "" }).changes).toBe(0);
    expect(planBulk("contact", [card({ privacyBlocked: true })], { privacyBlocked: false }).changes).toBe(1);
    expect(planBulk("customer", [card({}, { kind: "customer" })], { blocked: "" }).changes).toBe(0);
  });

  test("[H2] what a person reads from the company is not the person's own yet", () => {
    const person = card({ city: "Bern" }, { type: "person", inherited: { city: "company" } });
    expect(planBulk("contact", [person], { city: "Bern" }).changes).toBe(1);
  });

  test("[V2] fields of persons leave companies alone", () => {
    const cards = [card({}), card({}, { type: "person" })];
    expect(planBulk("contact", cards, { jobTitle: "Einkauf" })).toMatchObject({ changes: 1, skipped: 1 });
  });

  test("[V2] what tells cards apart, or points at one, cannot be set on many", () => {
    const names = bulkFieldsOf("bankAccount").map(({ name }) => name);
    expect(names).not.toEqual(expect.arrayContaining(["iban"]));
    expect(names.some((name) => ["name", "bankAccountNo", "image", "primaryContactId"].includes(name))).toBe(false);
    expect(names).toContain("postingGroup");
  });
});
