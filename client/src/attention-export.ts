/**
 * Edits that the server will not take, as a file for a spreadsheet.
 *
 * Shape    one line an edit: card, field, value, when, why.
 *
 * @module
 */
import { fieldLabel } from "@couplet/model";
import type { RefusedAttention } from "@couplet/engine";
import { textOfProblem } from "./card-text.ts";
import { csvTable, fileName, saveFile } from "./csv.ts";
import { language, t } from "./locale.ts";

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
  return csvTable([t("attention.export.columns").split(";"), ...rows], ",");
}

/** Hands the edits to the browser as a file. @returns its name */
export function saveAsFile(items: readonly RefusedAttention[], at: Date = new Date()): string {
  const name = fileName(t("attention.export.file"), at, "csv");
  saveFile(name, "text/csv", csvOf(items));
  return name;
}
