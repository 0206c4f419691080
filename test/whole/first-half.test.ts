/**
 * The first half of the two thousand random histories of the whole against the oracle. More: `npm run campaign -- whole`.
 *
 * @module
 */
import "./place.ts";
import { expect, test } from "vitest";
import { runMany } from "./many.ts";

test("[C1] [C2] [C3] [C4] [C5] [G1] [G4] long histories of the whole keep every edit and command, first half", async () => {
  const { counts, never } = await runMany(0);
  expect(never).toEqual([]);
  expect(counts.operations / counts.histories).toBeGreaterThan(40);
});
