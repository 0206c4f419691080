/**
 * A real server in a process of its own, to be killed.
 *
 * Shape    `start` resolves once the ready line is printed; `kill("SIGKILL")` resolves once the process is gone.
 *
 * @module
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type ServerOptions, signToken } from "@couplet/server";
import type { Role } from "@couplet/model";

/** What tokens of the tests are signed with. */
export const testSecret = "a secret of the tests, long enough for HS256";

export interface ServerProcess {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly dataDir: string;
  readonly pid: number;
  /** Everything printed so far, stdout and stderr. */
  output(): string;
  kill(signal: "SIGKILL" | "SIGTERM"): Promise<void>;
}

export interface StartOptions {
  readonly dataDir: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What the server is run under: a command and its arguments, before the server's own. */
  readonly under?: readonly [command: string, ...args: string[]];
  /** Other limits than those of the program. */
  readonly limits?: NonNullable<ServerOptions["limits"]>;
}

const program = new URL("../../server/src/main.ts", import.meta.url).pathname;
const limitedProgram = new URL("limited-server.ts", import.meta.url).pathname;

export async function startServerProcess({ dataDir, env, under, limits }: StartOptions): Promise<ServerProcess> {
  const [command, ...args] = [...(under ?? []), process.execPath, limits ? limitedProgram : program];
  const child = spawn(command ?? "", args, {
    env: {
      ...process.env,
      HOST: "127.0.0.1",
      PORT: "0",
      DEMO: "0",
      LOG_LEVEL: "error",
      AUTH_SECRET: testSecret,
      DATA_DIR: dataDir,
      ...(limits && { LIMITS: JSON.stringify(limits) }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let printed = "";
  child.stderr.on("data", (chunk: Buffer) => (printed += chunk.toString()));
  const url = await new Promise<string>((resolve, reject) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      printed += `${line}\n`;
      const match = /^Couplet is ready at (\S+)/.exec(line);
      if (match?.[1]) resolve(match[1]);
    });
    child.once("exit", (code) => reject(new Error(`Server ended with ${code} before it was ready:\n${printed}`)));
  });
  return { url, dataDir, pid: child.pid ?? 0, output: () => printed, kill: (signal) => kill(child, signal) };
}

async function kill(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/** A token of the shared secret, good for an hour. */
export const tokenFor = (sub: string, role: Role = "admin", workspace = "test"): Promise<string> =>
  signToken(testSecret, { sub, name: sub[0]?.toUpperCase() + sub.slice(1), workspace, role }, Date.now() + 3_600_000);

/** One REST call; the parsed body, or an error that shows the problem. */
export async function call<T>(url: string, token: string, method: string, path: string, body?: unknown): Promise<T> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, ...(body !== undefined && { "content-type": "application/json" }) },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return (text === "" ? undefined : JSON.parse(text)) as T;
}
