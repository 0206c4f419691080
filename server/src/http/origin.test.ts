import { expect, test } from "vitest";
import { createOriginCheck } from "./origin.ts";

test("[HT2] the server's own pages, listed ones and callers without an origin pass; everybody else does not", () => {
  const allows = createOriginCheck(["https://erp.example"]);
  expect(allows(undefined, "couplet.example")).toBe(true);
  expect(allows("https://erp.example", "couplet.example")).toBe(true);
  expect(allows("https://couplet.example", "couplet.example")).toBe(true);
  expect(allows("https://couplet.example", "couplet.example:443")).toBe(true);
  expect(allows("http://127.0.0.1:8787", "127.0.0.1:8787")).toBe(true);
  expect(allows("http://127.0.0.1:9999", "127.0.0.1:8787")).toBe(false);
  expect(allows("https://erp.example.evil.example", "couplet.example")).toBe(false);
  expect(allows("null", "null")).toBe(false);
  expect(allows("null", undefined)).toBe(false);
  expect(allows("https://couplet.example", undefined)).toBe(false);
});
