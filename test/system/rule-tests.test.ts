/**
 * Which tests name which rules is read from the sources: what counts, and what does not.
 *
 * @module
 */
import { expect, test } from "vitest";
import { testsIn } from "../rules/rule-tests.ts";

test("tests are found by the rules in their names, with their group, also where they are made from a table", () => {
  const source = `
    // [Q9] says test("[Q8] nothing", …)
describe("linking", () => {
  test("[Q1] is refused, \\"whole\\"", async () => {
  test.each([1, 2])("[Q2] [Q3] of %s", async () => {
  test.each(partings)(
    \`[Q4] in a template\`,
    async () => {
  test("[] nothing in particular", () => {
  test.skip("[Q5] is skipped", () => {
  test.todo("[Q6] is left");
});
describe.concurrent("deleting", () => {
  test("goes [Q7]", () => {`;
  expect(testsIn("a.test.ts", source)).toEqual([
    { file: "a.test.ts", rules: ["Q1"], title: 'linking › is refused, "whole"' },
    { file: "a.test.ts", rules: ["Q2", "Q3"], title: "linking › of %s" },
    { file: "a.test.ts", rules: ["Q4"], title: "linking › in a template" },
    { file: "a.test.ts", rules: ["Q7"], title: "deleting › goes" },
  ]);
});
