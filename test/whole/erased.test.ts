/**
 * Random histories of the whole in which somebody is erased in the middle of everything: while others are offline with edits of theirs, and in every third
 * one with a backup that knows nothing of it yet and is restored. More: `WHOLE_HISTORIES`, of others: `WHOLE_SEED`.
 *
 * @module
 */
import "./place.ts";
import { expect, test } from "vitest";
import { noCounts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations, withErasures, withRestores } from "./operations.ts";
import { storeFindings } from "./server.ts";

const firstSeed = Number(process.env["WHOLE_SEED"] ?? 3_001);
const histories = Math.ceil(Number(process.env["WHOLE_HISTORIES"] ?? 2_000) / 20);

test("[GD2] [C1] [C2] [G1] what is erased is gone from the store and every device, nothing else is, and no backup brings it back", async () => {
  const counts = noCounts();
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const operations = randomOperations(seed);
    const restored = seed % 3 === 0 ? withRestores(seed, operations) : operations;
    await runHistory(seed, withErasures(seed, restored), undefined, counts).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    });
    expect(storeFindings(), `seed ${seed}`).toEqual([]);
  }
  expect(counts.erasures).toBeGreaterThan(histories / 2);
  expect(counts.editsRefused).toBeGreaterThan(0);
});
