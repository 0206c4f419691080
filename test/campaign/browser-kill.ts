/**
 * `npm run campaign -- browser-kill [--rounds=200] [--seed=1]`: the browser of the test run, killed more often.
 *
 * @module
 */
import { browserKills } from "../harness/browser-kills.ts";
import { seeded } from "../harness/random.ts";

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const rounds = Number(options["rounds"] ?? 200);
  const seed = Number(options["seed"] ?? Date.now() % 1_000_000);
  console.log(`browser-kill campaign: ${rounds} rounds, seed ${seed}`);
  const onRound = (counts: object): void => console.log(JSON.stringify(counts));
  const counts = await browserKills({ rounds, atLeast: 60, random: seeded(seed), onRound });
  console.log(JSON.stringify({ campaign: "browser-kill", seed, ...counts }));
}
