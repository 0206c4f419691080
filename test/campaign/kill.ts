/**
 * `npm run campaign -- kill [--rounds=200] [--seed=1]`: the kill rounds of the test run, more of them.
 *
 * @module
 */
import { killRounds } from "../harness/kill-rounds.ts";
import { seeded } from "../harness/random.ts";

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const rounds = Number(options["rounds"] ?? 200);
  const seed = Number(options["seed"] ?? Date.now() % 1_000_000);
  console.log(`kill campaign: ${rounds} rounds, seed ${seed}`);
  const onRound = (round: number, tookMs: number, fileBytes: number): void => {
    console.log(JSON.stringify({ round, seconds: Math.round(tookMs / 100) / 10, fileMb: Math.round(fileBytes / 1e6) }));
  };
  const counts = await killRounds({ rounds, atLeast: 500, random: seeded(seed), onRound });
  console.log(JSON.stringify({ campaign: "kill", seed, ...counts }));
}
