import { expect, test } from "vitest";
import { german } from "./problem-text.de.ts";
import { english } from "./problem-text.en.ts";
import { french } from "./problem-text.fr.ts";
import { italian } from "./problem-text.it.ts";
import { internalProblem, localeOf, problemOf, refuse } from "./problem.ts";

test("[HT3] a problem has a stable code, a status, a field and a text in the caller's language", () => {
  const problem = refuse(413, "body.tooLarge", { params: { max: 1024 } });
  expect(problemOf(problem, "en")).toEqual({
    type: "urn:couplet:problem:body.tooLarge",
    title: "Too large",
    status: 413,
    detail: "The body is larger than 1024 bytes.",
    code: "body.tooLarge",
    params: { max: 1024 },
  });
  expect(problemOf(problem, "fr").detail).toBe("Le corps dépasse 1024 octets.");
  expect(problemOf(refuse(422, "value.missing", { field: "cardId" }), "en")).toMatchObject({ field: "cardId" });
});

test("[HT3] an unforeseen error tells nothing of itself", () => {
  expect(internalProblem("en")).toEqual({
    type: "urn:couplet:problem:internal",
    title: "Internal error",
    status: 500,
    detail: "Something went wrong on our side. Nothing was half done.",
    code: "internal",
  });
});

test.each([
  ["fr-CH, en;q=0.5", "fr"],
  ["de-CH, fr;q=0.8", "de"],
  ["en-GB,fr;q=0.2", "en"],
  ["fr;q=0.2, it-CH;q=0.9, de;q=0.8", "it"],
  ["rm, de;q=0, it;q=0.3", "it"],
  ["de;q=0.5, fr;q=0.5", "de"],
  ["de;q=much, fr;q=0.1", "fr"],
  ["de;q=7", "en"],
  ["ja", "en"],
  ["*", "en"],
  [undefined, "en"],
])("[HT3] of the languages we speak the one wished most is taken, English otherwise: %s", (header, language) => {
  expect(localeOf(header)).toBe(language);
});

test("[HT3] every text of HTTP's own is there in every language, with the same params", () => {
  const placeholders = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
  for (const other of [french, german, italian])
    for (const [code, text] of Object.entries(english.texts)) {
      const translated = Object.entries(other.texts).find(([name]) => name === code)?.[1] ?? "";
      expect([code, ...placeholders(translated)]).toEqual([code, ...placeholders(text)]);
    }
});
