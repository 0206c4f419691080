/**
 * `npm run backup`, `npm run restore` and `npm run verify` as processes of their own.
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";

const program = new URL("../../server/src/main.ts", import.meta.url).pathname;

export interface Ran {
  readonly code: number;
  readonly said: string;
  readonly complained: string;
}

export async function runDataProgram(dataDir: string, ...args: readonly string[]): Promise<Ran> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, DATA_DIR: dataDir, INIT_CWD: process.cwd() },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "close") as Promise<[number]>;
  const [said, complained] = await Promise.all([text(child.stdout), text(child.stderr)]);
  return { code: (await exited)[0], said, complained };
}

/** Also beside a server that runs. @throws where something is not as it should be */
export function verifyStored(dataDir: string): void {
  const verify = new URL("../../server/src/verify/program.ts", import.meta.url).pathname;
  const { status, stdout, stderr } = spawnSync(process.execPath, [verify, dataDir], { encoding: "utf8" });
  if (status !== 0) throw new Error(`What is stored is not as it should be: ${stdout}${stderr}`);
}
