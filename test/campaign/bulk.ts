/**
 * `npm run campaign -- bulk [--rounds=20] [--customers=5000] [--kills=4] [--seed=1]`: the killed job of the test run, larger and more often.
 *
 * @module
 */
import { bulkKills } from "../harness/bulk-kills.ts";
import { seeded } from "../harness/random.ts";

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const rounds = Number(options["rounds"] ?? 20);
  const customers = Number(options["customers"] ?? 5_000);
  const kills = Number(options["kills"] ?? 4);
  const seed = Number(options["seed"] ?? Date.now() % 1_000_000);
  console.log(`bulk campaign: ${rounds} rounds, seed ${seed}`);
  let midway = 0;
  for (let round = 0; round < rounds; round += 1) {
    const counts = await bulkKills({ customers, kills, random: seeded(seed + round) });
    midway += counts.midway;
    console.log(JSON.stringify({ round, ...counts }));
  }
  console.log(JSON.stringify({ campaign: "bulk", rounds, customers, kills: rounds * kills, midway }));
}
