import { expect, test } from "vitest";
import { killRounds } from "../harness/kill-rounds.ts";
import { seeded } from "../harness/random.ts";

test("[G1] what was acknowledged or shown survives kill -9, 20 rounds", { timeout: 180_000 }, async () => {
  const seed = Date.now() % 1_000_000;
  console.log(`kill rounds, seed ${seed}`);
  const counts = await killRounds({ rounds: 20, atLeast: 500, random: seeded(seed) });
  console.log(JSON.stringify(counts));
  expect(counts.acknowledged).toBeGreaterThanOrEqual(20 * 500);
  expect(counts.inFlight).toBeGreaterThan(0);
});
