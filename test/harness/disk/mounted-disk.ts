/**
 * Small real disks for tests: one in memory that fills, one of a file that the kernel turns read-only.
 *
 * Shape    {@link mountTiny} and {@link mountReadOnlyable} give a directory; `undefined` where this user may not mount, or the tools are missing.
 * Know     a file system with files open for writing cannot simply be remounted: `turnReadOnly` does what the kernel does by itself when the device
 *          below fails.
 *
 * @module
 */
import { spawnSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const runs = (command: string, ...args: readonly string[]): boolean => {
  const { status, error } = spawnSync(command, args, { stdio: "ignore" });
  return error === undefined && status === 0;
};

interface MountedDisk {
  readonly path: string;
  unmount(): void;
}

export interface TinyDisk extends MountedDisk {
  /** Nothing is left. */
  fill(): void;
  /** There is room again. */
  free(): void;
}

export interface ReadOnlyableDisk extends MountedDisk {
  turnReadOnly(): void;
  /** As an operator does it: the file system goes and is mounted again. Whoever had files open there has ended. */
  mountAgain(): void;
}

const unmounted = (path: string): void => {
  runs("umount", path);
  rmSync(path, { recursive: true, force: true });
};

export const cannotMount = "this user may not mount file systems";

export function mountTiny(megabytes: number): TinyDisk | undefined {
  if (process.platform !== "linux") return undefined;
  const path = mkdtempSync(join(tmpdir(), "couplet-tiny-"));
  if (!runs("mount", "-t", "tmpfs", "-o", `size=${megabytes}m,mode=700`, "tmpfs", path)) {
    rmSync(path, { recursive: true });
    return undefined;
  }
  const ballast = join(path, "ballast");
  return {
    path,
    fill: () => fillUp(ballast),
    free: () => rmSync(ballast),
    unmount: () => unmounted(path),
  };
}

function fillUp(path: string): void {
  const file = openSync(path, "w");
  try {
    for (let bytes = 1024 * 1024; bytes >= 1; bytes /= 2) writeUntilFull(file, new Uint8Array(bytes));
  } finally {
    closeSync(file);
  }
}

function writeUntilFull(file: number, bytes: Uint8Array): void {
  for (;;) {
    try {
      writeSync(file, bytes);
    } catch {
      return;
    }
  }
}

export function mountReadOnlyable(megabytes: number): ReadOnlyableDisk | undefined {
  if (process.platform !== "linux") return undefined;
  const directory = mkdtempSync(join(tmpdir(), "couplet-readonly-"));
  const [image, path] = [join(directory, "image"), join(directory, "disk")];
  mkdirSync(path);
  const mount = (): boolean => runs("mount", "-o", "loop", image, path);
  const isThere = runs("truncate", "-s", `${megabytes}M`, image) && runs("mkfs.ext4", "-q", "-F", image) && mount();
  if (!isThere) {
    rmSync(directory, { recursive: true });
    return undefined;
  }
  return {
    path: join(path, "data"),
    turnReadOnly: () => must(runs("mount", "-o", "remount,abort", path), "turn it read-only"),
    mountAgain: () => {
      must(runs("umount", path), "unmount it");
      must(mount(), "mount it again");
    },
    unmount: () => {
      unmounted(path);
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function must(isDone: boolean, what: string): void {
  if (!isDone) throw new Error(`The file system did not ${what}`);
}
