/**
 * `npm run bench -- <name> [--smoke]`: a benchmark, JSON lines on stdout. `--smoke` alone runs every one in its short form,
 * to see that it runs; its figures mean nothing.
 *
 * @module
 */
import { commandLine } from "../harness/command-line.ts";

const benchmarks = ["bulk", "document", "edits", "lists", "load", "replica", "screen", "sync"] as const;

const smoke = process.argv.includes("--smoke");
const args = process.argv.slice(2).filter((arg) => arg !== "--smoke");
const names = smoke && args.length === 0 ? benchmarks : [commandLine(args, benchmarks, "bench").name];
for (const name of names) {
  const { run } = (await import(`./${name}.ts`)) as { run: (options: { readonly smoke: boolean }) => Promise<void> };
  await run({ smoke });
}
process.exit(0);
