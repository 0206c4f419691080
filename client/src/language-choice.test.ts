import { expect, test } from "vitest";
import { formOf } from "./language-choice.ts";

test("[V2] a chosen language has the browser's own form of it, else the Swiss one", () => {
  expect(formOf("de", ["en-GB", "de-AT", "de-CH"])).toBe("de-AT");
  expect(formOf("de", ["de", "en-GB"])).toBe("de-CH");
  expect(formOf("it", [])).toBe("it-CH");
  expect(formOf("en", ["fr-CH", "en-GB"])).toBe("en-GB");
});
