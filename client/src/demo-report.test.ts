import { expect, test } from "vitest";
import { parseDemoReport } from "./demo-report.ts";

test("[V9] a report is read with its problems; lines that are none are left out", () => {
  const problem = {
    row: "CH vendor 1",
    cardId: "c1",
    kind: "vendor",
    field: "vatRegistrationNo",
    value: "x",
    code: "vat.check",
    params: { n: 1 },
    text: "No.",
  };
  expect(parseDemoReport({ imported: 3, problems: [problem, { row: "?" }] })).toEqual({
    imported: 3,
    problems: [problem],
  });
});

test.each([undefined, null, "report", {}, { imported: "3", problems: [] }])("[V9] %j is no report", (answer) => {
  expect(parseDemoReport(answer)).toBeUndefined();
});
