/**
 * Builds the app where it is missing or older than its sources, so that a fresh clone starts with one command.
 *
 * Not      needed where the built files came along: without the build tool they are served as they are.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { readdir, rename, rm, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { Environment } from "./config.ts";

/** The app's page, the embed bundle and the gallery, in the order they are built: the first empties its directory. */
const targets = [
  { file: "index.html", folder: "", args: ["build"] },
  { file: join("embed", "v1", "couplet.js"), folder: join("embed", "v1"), args: ["build", "--mode", "embed"] },
  { file: join("gallery", "index.html"), folder: "gallery", args: ["build", "--mode", "gallery"] },
] as const;

const sourceFolders = ["client", "packages"];
const skipped = new Set(["node_modules", "dist", "coverage"]);

interface BuildOptions {
  /** The project's root directory. */
  readonly root: string;
  readonly environment: Environment;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** Where the built files are, whether they are there already or not. */
export const pagesOf = (root: string): string => join(root, "client", "dist");

/** @throws when a build fails; what was built before stays then */
export async function buildPages({ root, environment, signal, tell }: BuildOptions): Promise<void> {
  const directory = pagesOf(root);
  const built = await Promise.all(targets.map(({ file }) => modifiedMs(join(directory, file))));
  const oldestMs = Math.min(...built.map((ms) => ms ?? 0));
  if (oldestMs > 0 && oldestMs >= (await newestMs(root))) return;
  const vite = findVite(root);
  if (vite === undefined) return;
  tell("Building the app…");
  // Aside, then put in place: another server that builds, or a kill, never leaves half an app.
  const draft = join(root, "client", `.dist-${process.pid}`);
  try {
    for (const { args, folder } of targets)
      await run(vite, [...args, "--outDir", join(draft, folder)], { root, environment, signal });
    await replace(directory, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

async function replace(directory: string, draft: string): Promise<void> {
  const old = `${draft}-old`;
  await rename(directory, old).catch(() => undefined);
  await rename(draft, directory);
  await rm(old, { recursive: true, force: true });
}

const modifiedMs = async (path: string): Promise<number | undefined> =>
  (await stat(path).catch(() => undefined))?.mtimeMs;

async function newestMs(root: string): Promise<number> {
  const times = await Promise.all([
    ...sourceFolders.map((folder) => newestIn(join(root, folder))),
    modifiedMs(join(root, "vite.config.ts")),
  ]);
  return Math.max(...times.map((ms) => ms ?? 0));
}

async function newestIn(folder: string): Promise<number> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const times = await Promise.all(
    entries
      .filter(({ name }) => !skipped.has(name) && !name.startsWith(".") && !name.endsWith(".test.ts"))
      .map(async (entry) => {
        const path = join(folder, entry.name);
        return entry.isDirectory() ? newestIn(path) : ((await modifiedMs(path)) ?? 0);
      }),
  );
  return Math.max(0, ...times);
}

function findVite(root: string): string | undefined {
  try {
    return join(dirname(createRequire(join(root, "package.json")).resolve("vite/package.json")), "bin", "vite.js");
  } catch {
    return undefined;
  }
}

async function run(
  script: string,
  args: readonly string[],
  { root, environment, signal }: Pick<BuildOptions, "root" | "environment" | "signal">,
): Promise<void> {
  // The build tool's configuration is the test runner's, too, and tells them apart by the first; with the second a server started
  // by a test would build, and leave behind, pages made for development.
  const { VITEST: _, NODE_ENV: __, ...env } = environment;
  const child = spawn(process.execPath, [script, ...args, "--logLevel", "warn"], {
    cwd: root,
    env,
    signal,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => output.push(chunk));
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.on("error", reject);
  child.on("close", resolve);
  const code = await promise;
  if (code !== 0) throw new Error(`The app could not be built:\n${Buffer.concat(output).toString()}`);
}
