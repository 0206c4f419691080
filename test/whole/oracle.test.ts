/**
 * What histories of the whole once failed at holds, the same seed is the same history, and the oracle bites: each fault put into the whole
 * is noticed within some hundred histories.
 *
 * @module
 */
import "./place.ts";
import { describe, expect, test } from "vitest";
import { noCounts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations } from "./operations.ts";
import { mutations } from "./mutations.ts";
import { soundParts } from "./parts.ts";
import { keptFailures, violationAgain, violationIn } from "./violation-in.ts";

const most = 150;

test("[C1] histories of the whole that once failed hold", async () => {
  for (const failure of keptFailures.past()) {
    expect(await violationAgain(failure), failure.violated).toBeUndefined();
  }
});

test("[C1] the same seed is the same history of the whole, whatever ran before", async () => {
  for (const seed of [11, 12]) {
    const once = await runHistory(seed, randomOperations(seed), soundParts, noCounts());
    await runHistory(13, randomOperations(13));
    expect(await runHistory(seed, randomOperations(seed), soundParts, noCounts())).toEqual(once);
  }
});

describe("the oracle of the whole", () => {
  test.each(Object.entries(mutations))("[C2] notices that %s", async (_name, mutation) => {
    let found: string | undefined;
    for (let seed = 1; seed <= most && found === undefined; seed++) {
      found = await violationIn(seed, randomOperations(seed), { ...soundParts, ...mutation });
    }
    expect(found).toBeDefined();
  });
});
