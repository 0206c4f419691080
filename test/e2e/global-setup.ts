/**
 * One server for all end-to-end tests: a process of its own, with the demo workspace and the built app; and an application of
 * somebody else's that embeds it.
 *
 * Shape    provides the addresses and the two sign-in links that were printed. The server is started twice, so that what is
 *          tested is one that has been restarted; the demo data come from the first start.
 *
 * @module
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { startServerProcess, tokenFor } from "../harness/server-process.ts";
import { HostServer } from "./host/host-server.ts";

declare module "vitest" {
  export interface ProvidedContext {
    readonly serverUrl: string;
    readonly hostUrl: string;
    /** The same pages on another origin. */
    readonly otherHostUrl: string;
    /** As printed: Ada's, then Ben's. Each works once. */
    readonly signInLinks: readonly string[];
  }
}

export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), "couplet-e2e-"));
  const host = await HostServer.open();
  const otherHost = await HostServer.open();
  const options = { dataDir, env: { DEMO: "1", ALLOWED_ORIGINS: `${host.origin},${otherHost.origin}` } };
  const first = await startServerProcess(options);
  await first.kill("SIGTERM");
  const server = await startServerProcess(options);
  const links = (): string[] =>
    [...server.output().matchAll(/^Sign in as .+: (http\S+)$/gmu)].map(([, link = ""]) => link);
  while (links().length < 2) await new Promise((resolve) => setTimeout(resolve, 20));
  for (const one of [host, otherHost]) await one.embed(server.url, (sub, role) => tokenFor(sub, role, "demo"));
  project.provide("serverUrl", server.url);
  project.provide("hostUrl", host.origin);
  project.provide("otherHostUrl", otherHost.origin);
  project.provide("signInLinks", links());
  return async () => {
    host.close();
    otherHost.close();
    const isAlive = await fetch(`${server.url}/healthz`).catch(() => undefined);
    if (!isAlive) console.error(`The server ended before the tests did:\n${server.output()}`);
    await server.kill("SIGTERM");
    await rm(dataDir, { recursive: true, force: true });
  };
}
