/**
 * `npm run campaign -- fuzz [--inputs=1000000] [--seed=1] [--workers=2]`: the hostile inputs of the test run, more of them. Prints what
 * became of them as JSON; fails with the findings, each with the seed of its round.
 *
 * @module
 */
import { availableParallelism } from "node:os";
import { fuzz } from "../fuzz/fuzz.ts";

export async function run(options: Readonly<Record<string, string>>): Promise<void> {
  const inputs = Number(options["inputs"] ?? 1_000_000);
  const seed = Number(options["seed"] ?? Math.floor(Math.random() * 2 ** 30));
  const workers = Number(options["workers"] ?? availableParallelism());
  const startedMs = Date.now();
  const seconds = (): number => Math.round((Date.now() - startedMs) / 1000);
  console.error(`fuzz: seed ${seed}, ${inputs} inputs, ${workers} workers`);
  let rounds = 0;
  const tally = await fuzz({
    seed,
    inputs,
    workers,
    onRound: (sum) => {
      rounds += 1;
      if (rounds % 20 === 0)
        console.error(`${sum.inputs} inputs, ${sum.findings.length} findings, ${sum.heapMb} MB, ${seconds()} s`);
    },
  });
  console.log(JSON.stringify({ campaign: "fuzz", seed, seconds: seconds(), ...tally }));
  if (tally.findings.length > 0) process.exit(1);
}
