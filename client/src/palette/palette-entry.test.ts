import { describe, expect, test } from "vitest";
import { type PaletteEntry, fittingEntries } from "./palette-entry.ts";

const entry = (label: string, words?: string): PaletteEntry => ({
  id: label,
  group: "actions",
  label,
  ...(words === undefined ? {} : { words }),
  run: () => undefined,
});
const entries = [entry("Needs attention"), entry("New contact"), entry("Réglages", "setup"), entry("Contacts")];
const fitting = (typed: string): readonly string[] => fittingEntries(entries, typed).map(({ label }) => label);

describe("the command palette", () => {
  test("[V2] offers everything while nothing is typed", () => {
    expect(fitting("  ")).toEqual(entries.map(({ label }) => label));
  });

  test("[V2] every typed word has to begin some word; what begins with it comes first", () => {
    expect(fitting("con")).toEqual(["Contacts", "New contact"]);
    expect(fitting("con new")).toEqual(["New contact"]);
    expect(fitting("tact")).toEqual([]);
  });

  test("[V2] accents do not count, and other words for it do", () => {
    expect(fitting("reg")).toEqual(["Réglages"]);
    expect(fitting("Setup")).toEqual(["Réglages"]);
  });
});
