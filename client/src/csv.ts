/**
 * Tables as files for spreadsheets, and files for the person in front of the browser.
 *
 * Shape    CSV as RFC 4180 has it, UTF-8 with a mark that says so.
 * Know     a value that a spreadsheet would take for a formula gets an apostrophe; phone numbers and negative numbers do not.
 *
 * @module
 */
const isFormula = (text: string): boolean =>
  /^[=@\t\r]/u.test(text) || (/^[+-]/u.test(text) && !/^[+-][\d\s().,/'-]*$/u.test(text));

function cellOf(value: string): string {
  const text = isFormula(value) ? `'${value}` : value;
  return /[",;\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** @param separator `;` is what Excel expects where the comma stands in numbers, and in Switzerland */
export const csvTable = (rows: readonly (readonly string[])[], separator: "," | ";"): string =>
  `\uFEFF${rows.map((cells) => `${cells.map(cellOf).join(separator)}\r\n`).join("")}`;

/** Hands a text to the browser as a file. */
export function saveFile(name: string, type: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${type};charset=utf-8` }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  // The browser reads the address after this turn.
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** `contacts-2026-11-23.csv` */
export const fileName = (stem: string, at: Date, ending: string): string =>
  `${stem}-${at.toISOString().slice(0, 10)}.${ending}`;
