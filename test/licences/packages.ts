/**
 * The packages this project is made of, as `package-lock.json` has them and as they are installed.
 *
 * Shape    one per place in `node_modules`; a package of ours is none.
 * Know     `isShipped` is what npm calls production: it runs on the server or stands in the browser bundle. The rest builds and tests.
 *
 * @module
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../rules/rule-book.ts";

export interface LockedPackage {
  /** `packages/engine/node_modules/idb` */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  /** As the registry told it when the package was locked. */
  readonly licence: string | undefined;
  /** Whether npm can tell that what it downloads is what was locked. */
  readonly hasHash: boolean;
  readonly isShipped: boolean;
  /** For another processor or system, perhaps. */
  readonly isOptional: boolean;
  readonly dependencies: readonly string[];
}

export interface InstalledPackage {
  readonly version: string;
  readonly licence: string | undefined;
}

interface LockEntry {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly link?: boolean;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly devOptional?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const folder = "node_modules/";

const readLock = (): Readonly<Record<string, LockEntry>> =>
  (JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")) as { packages: Record<string, LockEntry> })
    .packages;

/** In the order of the lock, which is that of their places. */
export const lockedPackages = (): readonly LockedPackage[] =>
  Object.entries(readLock())
    .filter(([path, entry]) => path.includes(folder) && entry.link !== true)
    .map(([path, entry]) => ({
      path,
      name: path.slice(path.lastIndexOf(folder) + folder.length),
      version: entry.version ?? "",
      licence: entry.license,
      hasHash: entry.integrity !== undefined,
      isShipped: entry.dev !== true,
      isOptional: entry.optional === true || entry.devOptional === true,
      dependencies: Object.keys(entry.dependencies ?? {}),
    }));

/** What one of our own packages asks for, by its folder. */
export const dependenciesOf = (workspace: string): readonly string[] =>
  Object.keys(readLock()[workspace]?.dependencies ?? {});

/** `undefined` where it is not installed. */
export function installedPackage({ path }: LockedPackage): InstalledPackage | undefined {
  const file = join(root, path, "package.json");
  if (!existsSync(file)) return undefined;
  const { version, license } = JSON.parse(readFileSync(file, "utf8")) as Record<string, unknown>;
  return {
    version: typeof version === "string" ? version : "",
    licence: typeof license === "string" ? license : undefined,
  };
}
