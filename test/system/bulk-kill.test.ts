import { expect, test } from "vitest";
import { bulkKills } from "../harness/bulk-kills.ts";
import { seeded } from "../harness/random.ts";

test(
  "[L11][G1][G4] a job that is killed again and again makes one contact each, and its report is whole",
  { timeout: 180_000 },
  async () => {
    const seed = Date.now() % 1_000_000;
    console.log(`bulk kills, seed ${seed}`);
    const counts = await bulkKills({ customers: 1_500, kills: 3, random: seeded(seed) });
    console.log(JSON.stringify(counts));
    expect(counts.midway).toBeGreaterThan(0);
  },
);
