/**
 * Builds the host pages: applications of other people's frameworks that show a card of ours.
 *
 * Shape    a folder per framework, with a `package.json` and a lock file of its own; its packages are installed, and its page is built to
 *          `dist`, where lock file or sources have changed. The bundler is the project's; what compiles a framework's files is the page's own.
 *
 * @module
 */
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { build, type Plugin } from "vite";

export const hosts = ["plain", "react", "vue", "svelte", "angular"] as const;
export type Host = (typeof hosts)[number];

const root = import.meta.dirname;
const shell = process.platform === "win32";

const entries: Readonly<Record<Exclude<Host, "plain">, string>> = {
  react: "main.tsx",
  vue: "main.js",
  svelte: "main.js",
  angular: "dist/compiled/main.js",
};

/** What compiles a framework's files is found from the page's own folder. */
async function pluginsOf(host: Host): Promise<Plugin[]> {
  const file = join(root, host, "plugins.js");
  if (!existsSync(file)) return [];
  return ((await import(pathToFileURL(file).href)) as { readonly plugins: Plugin[] }).plugins;
}

/** What a page was made of, in one word. */
function stampOf(host: Host): string {
  const folder = join(root, host);
  const files = globSync("**/*", { cwd: folder, exclude: (name) => /(?:^|[\\/])(?:node_modules|dist)$/u.test(name) });
  const hash = createHash("sha256").update(readFileSync(import.meta.filename));
  for (const file of files.sort()) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest("hex");
}

const run = (host: Host, command: string, ...args: readonly string[]): void => {
  try {
    execFileSync(command, args, { cwd: join(root, host), stdio: "pipe", shell });
  } catch (error) {
    const { stdout, stderr } = error as { readonly stdout?: Buffer; readonly stderr?: Buffer };
    throw new Error(`${host}: ${command} ${args.join(" ")}\n${stdout?.toString()}${stderr?.toString()}`, {
      cause: error,
    });
  }
};

function install(host: Host): void {
  const lock = readFileSync(join(root, host, "package-lock.json"), "utf8");
  const mark = join(root, host, "node_modules", ".installed");
  if (existsSync(mark) && readFileSync(mark, "utf8") === lock) return;
  run(host, "npm", "ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund");
  writeFileSync(mark, lock);
}

async function buildHost(host: Host): Promise<void> {
  const dist = join(root, host, "dist");
  const mark = join(dist, ".stamp");
  const stamp = stampOf(host);
  if (existsSync(mark) && readFileSync(mark, "utf8") === stamp) return;
  rmSync(dist, { recursive: true, force: true });
  if (host !== "plain") {
    install(host);
    const typescript = createRequire(join(root, "package.json")).resolve("typescript/package.json");
    if (host === "react") run(host, process.execPath, join(typescript, "..", "bin", "tsc"), "-p", "tsconfig.json");
    if (host === "angular")
      run(host, process.execPath, join("node_modules", "@angular", "compiler-cli", "bundles", "src", "bin", "ngc.js"));
    await build({
      root: join(root, host),
      configFile: false,
      logLevel: "warn",
      plugins: await pluginsOf(host),
      define: { ngDevMode: "false", ngJitMode: "false", ngServerMode: "false" },
      build: {
        outDir: "dist",
        emptyOutDir: false,
        target: "es2022",
        modulePreload: false,
        rolldownOptions: {
          input: join(root, host, entries[host]),
          output: { entryFileNames: "main.js", chunkFileNames: "[name].js", assetFileNames: "main[extname]" },
        },
      },
    });
  }
  for (const name of ["main.css", ...(host === "plain" ? ["main.js"] : [])])
    if (!existsSync(join(dist, name))) {
      mkdirSync(dist, { recursive: true });
      copyFileSync(join(root, host, name), join(dist, name));
    }
  writeFileSync(mark, stamp);
}

/** One after the other: they share a small machine with the tests. */
export async function buildHosts(): Promise<void> {
  for (const host of hosts) await buildHost(host);
}

if (process.argv[1] === import.meta.filename) await buildHosts();
