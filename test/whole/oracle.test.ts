/**
 * What histories of the whole once failed at holds, the same seed is the same history, and the oracle bites: each fault put into the whole
 * is noticed within some hundred histories.
 *
 * @module
 */
import "./place.ts";
import { describe, expect, test } from "vitest";
import { noCounts } from "./counts.ts";
import { failureIn, pastFailures } from "./failure.ts";
import { randomOperations, runHistory } from "./history.ts";
import { mutations } from "./mutations.ts";
import { soundParts } from "./parts.ts";

const most = 150;

test("[C1] histories of the whole that once failed hold", async () => {
  for (const { seed, operations, violated } of pastFailures()) {
    expect(await failureIn(seed, operations), violated).toBeUndefined();
  }
});

test("[C1] the same seed is the same history of the whole, whatever ran before", async () => {
  const once = await runHistory(11, randomOperations(11), soundParts, noCounts());
  await runHistory(12, randomOperations(12));
  expect(await runHistory(11, randomOperations(11), soundParts, noCounts())).toEqual(once);
});

describe("the oracle of the whole", () => {
  test.each(Object.entries(mutations))("[C2] notices that %s", async (_name, mutation) => {
    let found: string | undefined;
    for (let seed = 1; seed <= most && found === undefined; seed++) {
      found = await failureIn(seed, randomOperations(seed), { ...soundParts, ...mutation });
    }
    expect(found).toBeDefined();
  });
});
