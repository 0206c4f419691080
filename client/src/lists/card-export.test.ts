import { describe, expect, test } from "vitest";
import type { CardRow } from "@couplet/engine";
import { csvOfCards, vCardsOf } from "./card-export.ts";

const card = (values: CardRow["values"], over: Partial<CardRow> = {}): CardRow => ({
  id: "0198c0de-7c1a-7000-8000-000000000001",
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

describe("an export of cards", () => {
  test("[V2] is UTF-8 with a mark, has semicolons, every field as people read it, and an end after each line", () => {
    const { text, count } = csvOfCards("contact", [
      card({ name: 'Zürcher; "Bau" AG', phoneNo: "+41446681800", countryCode: "CH", city: "Zürich" }),
    ]);
    const [head = "", line = "", end] = text.split("\r\n");
    expect(head.startsWith("\uFEFFNo.;Name;")).toBe(true);
    expect(line.startsWith('CT000001;"Zürcher; ""Bau"" AG";')).toBe(true);
    const cells = line.replace('"Zürcher; ""Bau"" AG"', "name").split(";");
    const at = head.split(";").indexOf("Phone");
    expect(cells[at]).toMatch(/^(\+41 )?0?44 668 18 00$/u);
    expect(cells).toHaveLength(head.split(";").length);
    expect([end, count]).toEqual(["", 1]);
  });

  test("[G3] what a spreadsheet would run is kept from it", () => {
    expect(csvOfCards("contact", [card({ name: "=HYPERLINK(0)" })]).text).toContain(";'=HYPERLINK(0);");
  });

  test("[V2] who is blocked for privacy stays out, and is counted", () => {
    const cards = [card({ name: "Offen AG" }), card({ name: "Gesperrt AG", privacyBlocked: true })];
    for (const { text, count, blocked } of [csvOfCards("contact", cards), vCardsOf(cards)]) {
      expect(text).toContain("Offen AG");
      expect(text).not.toContain("Gesperrt");
      expect([count, blocked]).toEqual([1, 1]);
    }
  });

  test("[V2] vCards follow each other in one file", () => {
    const { text } = vCardsOf([card({ name: "Eins AG" }), card({ name: "Zwei AG" })]);
    expect(text.match(/^BEGIN:VCARD\r$/gmu)).toHaveLength(2);
    expect(text.endsWith("END:VCARD\r\n")).toBe(true);
  });
});
