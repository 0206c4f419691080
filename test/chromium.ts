/**
 * The browser for tests: found, or installed where that may be done without asking, or named in the error.
 *
 * Not      a download: Debian's own package, because a browser build of a test tool's own cannot be had everywhere.
 * Source   README.md, "Test"
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const install = "apt-get update && apt-get install -y --no-install-recommends chromium";

/** Start options a browser needs on a build machine: no sandbox as root, and nothing that calls home. */
export const chromiumFlags = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
] as const;

/** Path of a Chromium. Installs Debian's as root; otherwise prints the command to run and ends the process. */
export function chromiumPath(): string {
  const named = process.env["CHROMIUM"];
  if (named && existsSync(named)) return named;
  const found = places.find((path) => existsSync(path));
  if (found) return found;
  const mayInstall = process.getuid?.() === 0 && existsSync("/usr/bin/apt-get");
  if (mayInstall) {
    console.log(`Browser tests need Chromium; installing it: ${install}`);
    spawnSync("sh", ["-c", install], { stdio: "inherit", env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" } });
    const installed = places.find((path) => existsSync(path));
    if (installed) return installed;
  }
  console.error(`Browser tests need Chromium. Install it, or name one in CHROMIUM:\n\n  sudo sh -c '${install}'\n`);
  return process.exit(1);
}
