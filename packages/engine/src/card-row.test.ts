import { expect, test } from "vitest";
import { readCardRow } from "./card-row.ts";

const json = {
  id: "1",
  kind: "customer",
  no: "C00031",
  type: "company",
  documentId: "d",
  cardDocumentId: "e",
  relations: [
    { id: "r", code: "CUST", kind: "contact", cardId: "2", no: "CT000012", name: "Müller AG" },
    { kind: "nonsense" },
  ],
  notes: "Rings twice",
  name: "Müller AG",
  phoneNo: "+41449998877",
  privacyBlocked: false,
  image: "data:image/jpeg;base64,/9j/4AAQ",
  iban: "CH93",
  colour: "red",
};

test("a card is read with the fields of its kind only", () => {
  const row = readCardRow(json, 5);
  expect(row?.values).toEqual({
    name: "Müller AG",
    phoneNo: "+41449998877",
    privacyBlocked: false,
    image: json.image,
  });
  expect(row).toMatchObject({ no: "C00031", type: "company", notes: "Rings twice", asOfMs: 5 });
  expect(row?.relations.map(({ no }) => no)).toEqual(["CT000012"]);
  for (const nonsense of [undefined, null, "x", {}, { id: 1, kind: "contact" }, { id: "1", kind: "alien" }]) {
    expect(readCardRow(nonsense, 5)).toBeUndefined();
  }
});
