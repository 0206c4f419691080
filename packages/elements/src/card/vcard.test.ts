import { describe, expect, test } from "vitest";
import { vCardOf } from "./vcard.ts";

describe("a vCard", () => {
  test("[E12] escapes what would end a value and lists every address", () => {
    const text = vCardOf({ id: "1", type: "company", values: { name: "Meier, Söhne; AG", email: "a@b.ch; c@d.ch" } });
    expect(text).toContain("FN:Meier\\, Söhne\\; AG\r\n");
    expect(text).toContain("EMAIL:a@b.ch\r\nEMAIL:c@d.ch\r\n");
  });
  test("[E12] [F9] has the picture whole and unescaped, and nothing that is no picture", () => {
    const image =
      "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAQAAAADCAYAAAC09K7GAAAAIklEQVR4AWTIoQ0AAAwCwQbbGau6/wxgCXzy5rD39DFRgQAAAP//DUXpiwAAAAZJREFUAwArbgcvZ4gO5QAAAABJRU5ErkJggg==";
    const unfolded = (value: string): string =>
      vCardOf({ id: "1", values: { name: "Adatum", image: value } }).replaceAll("\r\n ", "");
    expect(unfolded(image)).toContain(`\r\nPHOTO:${image}\r\n`);
    for (const other of ["", "https://example.com/a.png", "data:image/png;base64,AAAA"])
      expect(unfolded(other)).not.toContain("PHOTO");
  });
  test("[E12] folds long lines between characters, at most 75 octets each", () => {
    const lines = vCardOf({ id: "1", values: { name: "ü".repeat(100) } }).split("\r\n");
    expect(lines.every((line) => new TextEncoder().encode(line).length <= 75)).toBe(true);
    expect(lines.join("").replaceAll("\r\n ", "")).not.toContain("\uFFFD");
  });
});
