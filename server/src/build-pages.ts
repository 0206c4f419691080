/**
 * Builds the app where it is missing or older than its sources, so that a fresh clone starts with one command.
 *
 * Not      needed where the built files came along: without the build tool they are served as they are.
 *
 * @module
 */
import { spawn } from "node:child_process";
import { readdir, stat } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The app's page and the embed bundle, in the order they are built. */
const targets = [
  { file: "index.html", args: ["build"] },
  { file: join("embed", "v1", "couplet.js"), args: ["build", "--mode", "embed"] },
] as const;

const sourceFolders = ["client", "packages"];
const skipped = new Set(["node_modules", "dist", "coverage"]);

/** @param root the project's root directory. @returns where the built files are. @throws when a build fails */
export async function buildPages(root: string, tell: (line: string) => void): Promise<string> {
  const directory = join(root, "client", "dist");
  const built = await Promise.all(targets.map(({ file }) => modifiedMs(join(directory, file))));
  const oldestMs = Math.min(...built.map((ms) => ms ?? 0));
  if (oldestMs > 0 && oldestMs >= (await newestMs(root))) return directory;
  const vite = findVite(root);
  if (vite === undefined) return directory;
  tell("Building the app…");
  for (const { args } of targets) await run(vite, args, root);
  return directory;
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

async function run(script: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(process.execPath, [script, ...args, "--logLevel", "warn"], {
    cwd,
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
