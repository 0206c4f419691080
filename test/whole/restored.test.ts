/**
 * Random histories of the whole in which a backup is made and restored, once or twice, at any moment: with tabs that are killed, servers that crash
 * and lines that break while what it lacks comes back. More: `WHOLE_HISTORIES`, of others: `WHOLE_SEED`.
 *
 * @module
 */
import "./place.ts";
import { expect, test } from "vitest";
import { noCounts } from "./counts.ts";
import { runHistory } from "./history.ts";
import { randomOperations, withRestores } from "./operations.ts";
import { storeFindings } from "./server.ts";

const firstSeed = Number(process.env["WHOLE_SEED"] ?? 2_001);
const histories = Math.ceil(Number(process.env["WHOLE_HISTORIES"] ?? 2_000) / 20);

test("[SY39] [SY40] [C1] [C2] [G4] histories in which a backup is restored keep what a device has, and end the same for all", async () => {
  const counts = noCounts();
  for (let seed = firstSeed; seed < firstSeed + histories; seed++) {
    const operations = withRestores(seed, randomOperations(seed));
    await runHistory(seed, operations, undefined, counts).catch((error: unknown) => {
      throw new Error(`seed ${seed}: ${String(error)}`, { cause: error });
    });
    expect(storeFindings(), `seed ${seed}`).toEqual([]);
  }
  expect(counts.restoredBackups).toBeGreaterThanOrEqual(histories);
  expect(counts.cameBack).toBeGreaterThan(histories);
});
