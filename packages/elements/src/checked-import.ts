/**
 * Files of the script-tag build, loaded only where they are what the build made.
 *
 * Shape    the page pins `couplet.js` by `integrity`; that names every other file with its digest, and each is asked for by
 *          `<link rel="modulepreload" integrity>` before it is imported. A file that is another one is not run.
 * Not      for bundlers: where there is no table of files, imports are plain.
 *
 * @module
 */

interface EmbedFiles {
  /** Digest of each file. */
  readonly integrity: Readonly<Record<string, string>>;
  /** Files that a file cannot do without, itself among them. */
  readonly needs: Readonly<Record<string, readonly string[]>>;
}

// The build puts the table here, see `embed-build.ts`.
const written: string = "%COUPLET_FILES%";
const files = written.startsWith("{") ? (JSON.parse(written) as EmbedFiles) : undefined;
/** Where we and the other files are. */
const folder = import.meta.url.replace(/[^/]*$/u, "");
const asked = new Map<string, Promise<void>>();

/** A file did not come, or is not the one that was built. */
class FileRefusedError extends Error {
  readonly code = "embed.file";
  constructor(file: string) {
    super(`${file} could not be loaded, or is not what this couplet.js was built with`);
  }
}

const isChecking = (): boolean => document.createElement("link").relList.supports("modulepreload");

function ask(file: string, integrity: string): Promise<void> {
  const known = asked.get(file);
  if (known) return known;
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const link = document.createElement("link");
  link.rel = "modulepreload";
  link.crossOrigin = "anonymous";
  link.integrity = integrity;
  link.href = new URL(file, folder).href;
  link.addEventListener("load", () => resolve());
  link.addEventListener("error", () => {
    asked.delete(file);
    reject(new FileRefusedError(file));
  });
  asked.set(file, promise);
  document.head.append(link);
  return promise;
}

/** @throws {FileRefusedError} */
async function check(file: string): Promise<void> {
  if (!files || !isChecking()) return;
  const all = files.needs[file] ?? [file];
  await Promise.all(all.map((one) => ask(one, files.integrity[one] ?? "")));
}

/** What the build writes in place of `import("./file.js")`. */
async function checkedImport(file: string): Promise<unknown> {
  await check(file);
  return import(/* @vite-ignore */ new URL(file, folder).href);
}

/** Fetches what may be asked for later, so that it is there without a network too. */
export function fetchTheRest(): void {
  for (const file of Object.keys(files?.integrity ?? {})) check(file).catch(() => undefined);
}

/** Several copies on one page each have their own. */
const key = Symbol.for(`couplet.import ${folder}`);
if (files) Object.defineProperty(globalThis, key, { value: checkedImport, configurable: true });
