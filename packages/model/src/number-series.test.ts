import * as fc from "fast-check";
import { expect, test } from "vitest";
import { nextNumber, type NumberSeries } from "./number-series.ts";

const series: NumberSeries = { prefix: "CT", next: 1, increment: 1, digits: 6, manual: true };

test("[S2] a number is the prefix and the padded counter", () => {
  expect(nextNumber(series, () => false)).toEqual({ ok: true, no: "CT000001", series: { ...series, next: 2 } });
  expect(nextNumber({ ...series, digits: 2, next: 1234 }, () => false)).toMatchObject({ no: "CT1234" });
});

test("[S3] a taken number is skipped", () => {
  expect(nextNumber(series, (no) => no <= "CT000003")).toMatchObject({ no: "CT000004", series: { next: 5 } });
});

test("[S2] a series ends at its last number, or where numbers get too long", () => {
  expect(nextNumber({ ...series, next: 10, last: 9 }, () => false)).toEqual({
    ok: false,
    problem: { code: "number.exhausted", params: { prefix: "CT" } },
  });
  expect(nextNumber({ ...series, next: 9, last: 9 }, () => false)).toMatchObject({ no: "CT000009" });
  expect(nextNumber({ ...series, prefix: "P".repeat(20) }, () => false).ok).toBe(false);
  expect(nextNumber({ ...series, next: Number.MAX_SAFE_INTEGER }, () => false).ok).toBe(false);
});

test("[S3] [G4] numbers drawn are unique, whatever was typed in between", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.option(fc.integer({ min: 1, max: 120 })), { maxLength: 80, size: "max" }),
      (increment, digits, steps) => {
        const taken = new Set<string>();
        let current: NumberSeries = { prefix: "N", next: 1, increment, digits, manual: true };
        for (const typed of steps) {
          if (typed !== null) {
            taken.add(`N${String(typed).padStart(digits, "0")}`);
            continue;
          }
          const drawn = nextNumber(current, (no) => taken.has(no));
          if (!drawn.ok) throw new Error("no end was set");
          expect(taken.has(drawn.no)).toBe(false);
          expect(drawn.series.next).toBeGreaterThan(current.next);
          taken.add(drawn.no);
          current = drawn.series;
        }
      },
    ),
  );
});
