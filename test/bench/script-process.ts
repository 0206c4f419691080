/**
 * A script that serves something in a process of its own and says `ready <port>`.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export interface ScriptProcess {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

export async function startScript(args: readonly string[]): Promise<ScriptProcess> {
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
  const port = await new Promise<number>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const match = /^ready (\d+)/.exec(line);
      if (match) resolve(Number(match[1]));
    });
    child.once("exit", (code) => reject(new Error(`${args[0]} ended with ${code}`)));
  });
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      child.once("exit", () => resolve());
      child.kill("SIGKILL");
    });
  return { port, pid: child.pid ?? 0, stop };
}
