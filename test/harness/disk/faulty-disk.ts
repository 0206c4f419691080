/**
 * A disk that fails under a server of its own process, with the errors of the kernel: `faulty-disk.c`, preloaded.
 *
 * Shape    {@link compileFaultyDisk} once; `env` for the server, `fail` and `mend` while it runs. `undefined` where there is no C compiler.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";

const source = new URL("faulty-disk.c", import.meta.url).pathname;

type DiskCall = "write" | "sync" | "truncate";

export interface FaultyDisk {
  /** For the server's process. */
  readonly env: Readonly<Record<string, string>>;
  /** Where its calls are traced, if they are. */
  readonly traceFile: string;
  fail(calls: readonly DiskCall[], error: "EIO" | "ENOSPC" | "EROFS"): void;
  mend(): void;
  remove(): void;
}

export const noCompiler = "there is no C compiler on a Linux with glibc here";

export function compileFaultyDisk(isTraced = false): FaultyDisk | undefined {
  if (process.platform !== "linux") return undefined;
  const directory = mkdtempSync(join(tmpdir(), "couplet-faulty-"));
  const [library, faults, traceFile] = ["faulty-disk.so", "faults", "trace"].map((name) => join(directory, name));
  if (library === undefined || faults === undefined || traceFile === undefined) throw new TypeError("Three names");
  const { status } = spawnSync("cc", ["-shared", "-fPIC", "-O1", "-o", library, source, "-ldl"], { stdio: "ignore" });
  if (status !== 0) {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  writeFileSync(faults, "");
  return {
    env: { LD_PRELOAD: library, FAULTS: faults, ...(isTraced && { TRACE: traceFile }) },
    traceFile,
    fail: (calls, error) => writeFileSync(faults, calls.map((call) => `${call} ${constants.errno[error]}\n`).join("")),
    mend: () => writeFileSync(faults, ""),
    remove: () => rmSync(directory, { recursive: true, force: true }),
  };
}
