import { expect, test } from "vitest";
import type { RefusedAttention } from "@couplet/engine";
import { csvOf } from "./attention-export.ts";

const edit = (value: RefusedAttention["value"], over: Partial<RefusedAttention> = {}): RefusedAttention => ({
  kind: "refused",
  id: "w@1",
  card: { id: "c1", kind: "customer", no: "C00001", name: "Muster AG" },
  field: "city",
  value,
  code: "document.forgotten",
  text: "Too late.",
  atMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  actions: ["retry", "export", "discard"],
  ...over,
});

const linesOf = (text: string): readonly string[] => text.split("\r\n");

test("[D4] an exported edit says which card, which field, what and when", () => {
  const [head, line, end] = linesOf(csvOf([edit("Chur")]));
  expect(head).toBe("\uFEFFKind,No.,Name,Field,Value,Changed at,Reason,Card id,Field id");
  expect(line).toMatch(/^Customer,C00001,Muster AG,City,Chur,2026-01-02T03:04:05.000Z,"?This change .*,c1,city$/u);
  expect(end).toBe("");
});

test("[C2] a value comes out of the file as it went in, whatever is in it", () => {
  const text = 'Line 1\nsaid "so", and; more';
  expect(csvOf([edit(text)])).toContain('"Line 1\nsaid ""so"", and; more"');
  expect(csvOf([edit("", { card: { id: "c2", kind: "contact" } })])).toContain("Contact,,,City,,2026");
  expect(csvOf([edit(true)])).toContain(",true,");
});

test("[G3] what a spreadsheet would run is kept from it; phone numbers stay as they are", () => {
  expect(csvOf([edit("=HYPERLINK(0)")])).toContain(",'=HYPERLINK(0),");
  expect(csvOf([edit("+cmd|' /C calc'!A0")])).toContain(",'+cmd|' /C calc'!A0,");
  expect(csvOf([edit("@SUM(A1)")])).toContain(",'@SUM(A1),");
  expect(csvOf([edit("+41 44 200 00 00")])).toContain(",+41 44 200 00 00,");
  expect(csvOf([edit("-12.50")])).toContain(",-12.50,");
});
