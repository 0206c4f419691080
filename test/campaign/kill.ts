/**
 * `npm run campaign -- kill [--rounds=200] [--seed=1] [--what=all]`: the crash rounds of the test run, more of them; `--what=edits` for those of
 * many edits and nothing else.
 *
 * @module
 */
import { crashRounds } from "../harness/crash-rounds.ts";
import { killRounds } from "../harness/kill-rounds.ts";
import { seeded } from "../harness/random.ts";

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const rounds = Number(options["rounds"] ?? 200);
  const seed = Number(options["seed"] ?? Date.now() % 1_000_000);
  const what = options["what"] ?? "all";
  console.log(`kill campaign: ${rounds} rounds of ${what}, seed ${seed}`);
  const random = seeded(seed);
  const counts =
    what === "edits"
      ? await killRounds({ rounds, atLeast: 500, random, onRound: tellRound })
      : await crashRounds({ rounds, atLeast: 100, random, onRound: (_, now) => console.log(JSON.stringify(now)) });
  console.log(JSON.stringify({ campaign: "kill", what, seed, ...counts }));
}

const tellRound = (round: number, tookMs: number, fileBytes: number): void =>
  console.log(JSON.stringify({ round, seconds: Math.round(tookMs / 100) / 10, fileMb: Math.round(fileBytes / 1e6) }));
