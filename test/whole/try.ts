import "./place.ts";
import { runHistory, randomOperations } from "./history.ts";
import { noCounts } from "./counts.ts";
import { Violation } from "./oracle.ts";
const first = Number(process.argv[2] ?? 1);
const count = Number(process.argv[3] ?? 1);
const counts = noCounts();
const started = performance.now();
const cpu0 = process.cpuUsage();
const failures = new Map<string, number>();
for (let seed = first; seed < first + count; seed++) {
  const s = performance.now();
  try {
    await runHistory(seed, randomOperations(seed), undefined, counts);
  } catch (error) {
    const text = error instanceof Violation ? error.message : String((error as Error).stack) + String(((error as Error).cause as Error)?.stack);
    console.log("seed", seed, text.slice(0, 700));
    failures.set(text.slice(0, 2), (failures.get(text.slice(0, 2)) ?? 0) + 1);
  }
  if (count < 10) console.log(seed, (performance.now() - s).toFixed(0), "ms");
}
console.log(JSON.stringify(counts), failures);
const cpu = process.cpuUsage(cpu0);
console.log("per history ms", ((performance.now() - started) / count).toFixed(1), "cpu", ((cpu.user + cpu.system) / 1000 / count).toFixed(1));
process.exit(0);
