/**
 * Edits that the server will not take, as a file for a spreadsheet.
 *
 * Shape    CSV as RFC 4180 has it, UTF-8 with a mark that says so; one line an edit: card, field, value, when, why.
 * Know     a value that a spreadsheet would take for a formula gets an apostrophe; phone numbers and negative numbers do not.
 *
 * @module
 */
import { fieldLabel } from "@couplet/model";
import type { RefusedAttention } from "@couplet/engine";
import { textOfProblem } from "./card-text.ts";
import { language, t } from "./locale.ts";

const isFormula = (text: string): boolean =>
  /^[=@\t\r]/u.test(text) || (/^[+-]/u.test(text) && !/^[+-][\d\s().,/'-]*$/u.test(text));

function cellOf(value: string): string {
  const text = isFormula(value) ? `'${value}` : value;
  return /[",;\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

const rowOf = (cells: readonly string[]): string => `${cells.map(cellOf).join(",")}\r\n`;

export function csvOf(items: readonly RefusedAttention[]): string {
  const rows = items.map(({ card, field, value, atMs, code, text }) => [
    t(`kind.${card.kind}.one`),
    card.no ?? "",
    card.name ?? "",
    fieldLabel(field, language),
    String(value),
    new Date(atMs).toISOString(),
    textOfProblem({ code, text, params: { field } }),
    card.id,
    field,
  ]);
  return `\uFEFF${[t("attention.export.columns").split(";"), ...rows].map(rowOf).join("")}`;
}

/** Hands the edits to the browser as a file. @returns its name */
export function saveAsFile(items: readonly RefusedAttention[], at: Date = new Date()): string {
  const name = `${t("attention.export.file")}-${at.toISOString().slice(0, 10)}.csv`;
  const url = URL.createObjectURL(new Blob([csvOf(items)], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
  return name;
}
