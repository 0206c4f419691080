import { expect, test } from "vitest";
import { locales } from "./label.ts";
import { german } from "./problem-text.de.ts";
import { english } from "./problem-text.en.ts";
import { french } from "./problem-text.fr.ts";
import { italian } from "./problem-text.it.ts";
import { problemText } from "./problem-text.ts";

const texts = (text: string | readonly string[]): readonly string[] => (typeof text === "string" ? [text] : text);
const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();

test.each(Object.entries({ french, german, italian }))(
  "[F6] every code has a text in %s, with the same params",
  (_, other) => {
    expect(Object.keys(other).sort()).toEqual(Object.keys(english).sort());
    for (const [code, text] of Object.entries(english)) {
      const translated = Object.entries(other).find(([name]) => name === code)?.[1] ?? "";
      expect(texts(translated).map(placeholders)).toEqual(texts(text).map(placeholders));
      for (const one of [...texts(text), ...texts(translated)]) expect(one.toLowerCase()).not.toContain("invalid");
    }
  },
);

test("[F6] params are filled in, kinds and fields by their name in the language", () => {
  expect(problemText("link.setup", { kind: "bankAccount" }, "fr")).toBe(
    "Définissez d'abord un code relation pour compte bancaire (Paramètres, 1 minute).",
  );
  expect(problemText("perm.field", { field: "iban" })).toBe(
    "You may read IBAN but not change it. Ask an administrator.",
  );
  expect(problemText("text.tooLong", { n: 3, max: 100 })).toBe("3 characters too long (100 at most).");
});

test("[F6] the first text whose params are there is used", () => {
  expect(problemText("number.taken", { no: "C1", name: "Adatum", next: "C2" })).toContain("belongs to Adatum");
  expect(problemText("number.taken", { no: "C1", next: "C2" })).toBe("Number C1 is already used. Take C2.");
  expect(problemText("number.taken", { no: "C1" })).toBe("Number C1 is already used.");
});

test("[F6] a code of somebody else is shown as it is", () => {
  for (const locale of locales) expect(problemText("no.such.code", {}, locale)).toBe("no.such.code");
  expect(problemText("toString")).toBe("toString");
});
