import { expect, test } from "vitest";
import type { CardRow, CardSnapshot } from "@couplet/engine";
import { mayPointAt } from "./card-reference.ts";

const contact = (id: string, more: Partial<CardRow> = {}): CardRow => ({
  id,
  kind: "contact",
  no: id,
  documentId: "",
  cardDocumentId: "",
  relations: [],
  values: {},
  notes: "",
  asOfMs: 0,
  ...more,
});
const adatum = contact("adatum", { type: "company" });
const ann = contact("ann", { type: "person", companyId: "adatum" });
const bob = contact("bob", { type: "person", companyId: "cronus" });

test("[H4] a primary contact is searched among the people of the linked contact, and that contact", () => {
  const relations = [{ id: "r", code: "CUST", kind: "contact", cardId: "adatum", no: "CT1", name: "Adatum" }] as const;
  const customer: Pick<CardSnapshot, "id" | "relations"> = { id: "customer", relations };
  expect([adatum, ann, bob].filter((card) => mayPointAt(card, "primaryContactId", customer))).toEqual([adatum, ann]);
  expect(mayPointAt(ann, "primaryContactId", { id: "customer", relations: [] })).toBe(false);
});

test("[K4] a company is searched among companies", () => {
  const person = { id: "ann", relations: [] };
  expect([adatum, ann, bob].filter((card) => mayPointAt(card, "companyId", person))).toEqual([adatum]);
});
