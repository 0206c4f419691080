import { expect, test } from "vitest";
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

test("[HT3] the first language we speak is taken, English otherwise", () => {
  expect(localeOf("fr-CH, en;q=0.5")).toBe("fr");
  expect(localeOf("de-CH, fr;q=0.8")).toBe("fr");
  expect(localeOf("en-GB,fr;q=0.2")).toBe("en");
  expect(localeOf("ja")).toBe("en");
  expect(localeOf(undefined)).toBe("en");
});
