/**
 * `npm run campaign -- <name> [--option=value …]`: the long versions of tests, by hand.
 *
 * @module
 */
import { commandLine } from "../harness/command-line.ts";

const campaigns = ["browser-kill", "bulk", "flood", "fuzz", "kill", "rules", "simulation", "whole"] as const;

const { name, options } = commandLine(process.argv.slice(2), campaigns, "campaign");
const { run } = (await import(`./${name}.ts`)) as { run: (options: Readonly<Record<string, string>>) => Promise<void> };
await run(options);
process.exit(0);
