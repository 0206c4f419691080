import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

const entry = fileURLToPath(new URL("../../server/src/main.ts", import.meta.url));
let dataDir: string;
let children: ChildProcess[];

interface Started {
  readonly child: ChildProcess;
  readonly url: string;
  stdout(): string;
  stderr(): string;
}

beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "couplet-start-"));
  children = [];
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
});

function launch(environment: Record<string, string>): {
  child: ChildProcess;
  stdout: () => string;
  stderr: () => string;
} {
  const child = spawn(process.execPath, [entry], {
    env: {
      ...process.env,
      HOST: "",
      PORT: "0",
      DATA_DIR: dataDir,
      DEMO: "0",
      AUTH_SECRET: "",
      LOG_LEVEL: "",
      ...environment,
    },
  });
  children.push(child);
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return { child, stdout: () => stdout, stderr: () => stderr };
}

async function start(environment: Record<string, string> = {}): Promise<Started> {
  const launched = launch(environment);
  const { child, stdout, stderr } = launched;
  while (!/^Each link works once|^For an administrator's link/mu.test(stdout())) {
    if (child.exitCode !== null) throw new Error(`ended with ${child.exitCode}: ${stderr()}`);
    await Promise.race([once(child.stdout ?? child, "data"), once(child, "exit")]);
  }
  const url = /^Couplet is ready at (http:\/\/127\.0\.0\.1:\d+)$/mu.exec(stdout())?.[1] ?? "";
  return { ...launched, url };
}

async function stop(
  { child }: { child: ChildProcess },
  signal: NodeJS.Signals,
): Promise<[code: number | null, withinMs: number]> {
  const startedMs = Date.now();
  const ended = once(child, "exit") as Promise<[number | null]>;
  child.kill(signal);
  return [(await ended)[0], Date.now() - startedMs];
}

async function signIn(
  url: string,
  code: string,
): Promise<{ token: string; user: { name: string; role: string; workspace: string } }> {
  const response = await fetch(`${url}/api/v1/sign-in`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ code }),
  });
  expect(response.status).toBe(200);
  return (await response.json()) as Awaited<ReturnType<typeof signIn>>;
}

const codes = (stdout: string): string[] => [...stdout.matchAll(/#code=([\w-]+)$/gmu)].map(([, code = ""]) => code);

describe("the process", () => {
  test("[OP5] prints the ready line and a sign-in link whatever the log level, keeps its secret to its owner, and ends on SIGTERM", async () => {
    const server = await start({ LOG_LEVEL: "silent" });
    expect(server.stdout()).toMatch(/^Couplet is ready at http:\/\/127\.0\.0\.1:\d+$/mu);
    const [code = ""] = codes(server.stdout());
    const { token, user } = await signIn(server.url, code);
    expect(user).toMatchObject({ workspace: "main", role: "admin" });
    expect(
      (await fetch(`${server.url}/api/v1/contacts`, { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(200);
    expect((await stat(join(dataDir, "auth-secret"))).mode & 0o777).toBe(0o600);
    expect(server.stderr()).not.toContain(await readFile(join(dataDir, "auth-secret"), "utf8"));
    const [exitCode, withinMs] = await stop(server, "SIGTERM");
    expect([exitCode, withinMs < 5000]).toEqual([0, true]);
  });

  test("[OP5] a killed process leaves no lock; tokens of before are still good", async () => {
    const first = await start();
    const { token } = await signIn(first.url, codes(first.stdout())[0] ?? "");
    const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
    const made = await fetch(`${first.url}/api/v1/contacts`, { method: "POST", headers, body: '{"name":"Cronus AG"}' });
    expect(made.status).toBe(201);
    await stop(first, "SIGKILL");
    const second = await start({ PORT: new URL(first.url).port });
    const { items } = (await (await fetch(`${second.url}/api/v1/contacts`, { headers })).json()) as {
      items: unknown[];
    };
    expect(items).toEqual([await made.json()]);
  });

  test("[OP5] what it cannot start with is said in one line", async () => {
    const running = await start();
    for (const [environment, message] of [
      [{ PORT: "80a" }, "PORT"],
      [{ AUTH_JWKS_URL: "nonsense" }, "AUTH_JWKS_URL"],
      [{}, "in use by another process"],
      [{ DATA_DIR: join(dataDir, "other"), PORT: new URL(running.url).port }, "is taken"],
    ] as const) {
      const { child, stderr } = launch(environment);
      const [code] = (await once(child, "exit")) as [number];
      expect(code).toBe(1);
      expect(stderr()).toMatch(/^Couplet cannot start: [^\n]+\n$/u);
      expect(stderr()).toContain(message);
    }
  });

  test("[OP6] the first start imports the demo data and says what did not pass; the next one finds it there", async () => {
    const first = await start({ DEMO: "1" });
    expect(first.stdout()).toMatch(/Demo data: \d+ cards/u);
    const [adaCode = "", benCode = ""] = codes(first.stdout());
    const ada = await signIn(first.url, adaCode);
    const ben = await signIn(first.url, benCode);
    expect([ada.user, ben.user]).toMatchObject([
      { name: "Ada Keller", role: "admin", workspace: "demo" },
      { name: "Ben Rossi", role: "sales", workspace: "demo" },
    ]);
    const headers = { authorization: `Bearer ${ben.token}` };
    const report = await (await fetch(`${first.url}/api/v1/demo-report`, { headers })).text();
    await stop(first, "SIGTERM");
    const second = await start({ DEMO: "1" });
    expect(second.stdout()).not.toContain("Demo data");
    expect(await (await fetch(`${second.url}/api/v1/demo-report`, { headers })).text()).toBe(report);
    expect(
      (
        await fetch(`${second.url}/api/v1/sign-in`, {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: JSON.stringify({ code: adaCode }),
        })
      ).status,
    ).toBe(401);
  });
});
