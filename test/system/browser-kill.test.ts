import { expect, test } from "vitest";
import { browserKills } from "../harness/browser-kills.ts";
import { seeded } from "../harness/random.ts";

test(
  "[C2] [G4] what was on the device when its browser was killed is there afterwards and reaches the server, once, 10 rounds",
  { timeout: 600_000 },
  async () => {
    const seed = 20_261_123;
    console.log(`browser kills, seed ${seed}`);
    const counts = await browserKills({ rounds: 10, atLeast: 20, random: seeded(seed) });
    console.log(JSON.stringify(counts));
    expect(counts.rounds).toBe(10);
    expect(counts.unsent).toBeGreaterThan(0);
    expect(counts.torn).toBeGreaterThan(0);
  },
);
