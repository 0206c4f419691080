/**
 * Reading untrusted JSON step by step: every reader names the path it stands at, and `fail` decides what to throw.
 *
 * Shape    one function per JSON shape; all of them answer a typed value or do not return.
 * Not      a schema library: the two places that use it (commands, set-up) have rules of their own.
 *
 * @module
 */

/** Never returns: throws the caller's error about that path. */
export type Fail = (path: string) => never;

export type JsonObject = Readonly<Record<string, unknown>>;

const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const join = (path: string, key: string | number): string => (path === "" ? String(key) : `${path}.${key}`);

/** An object with no other keys than these. */
export function readObject(value: unknown, path: string, keys: readonly string[], fail: Fail): JsonObject {
  if (!isJsonObject(value)) return fail(path);
  for (const key of Object.keys(value)) if (!keys.includes(key)) return fail(join(path, key));
  return value;
}

/** An object used as a map. */
export function readMap<Value>(
  value: unknown,
  path: string,
  read: (value: unknown, path: string, key: string) => Value,
  fail: Fail,
): Readonly<Record<string, Value>> {
  if (!isJsonObject(value)) return fail(path);
  return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, read(entry, join(path, key), key)]));
}

export function readList<Value>(
  value: unknown,
  path: string,
  maxLength: number,
  read: (value: unknown, path: string) => Value,
  fail: Fail,
): readonly Value[] {
  if (!Array.isArray(value) || value.length > maxLength) return fail(path);
  return value.map((entry: unknown, index) => read(entry, join(path, index)));
}

export function readText(value: unknown, path: string, maxLength: number, fail: Fail): string {
  return typeof value === "string" && value.length <= maxLength && value.isWellFormed() ? value : fail(path);
}

export function readBoolean(value: unknown, path: string, fail: Fail): boolean {
  return typeof value === "boolean" ? value : fail(path);
}

export function readInteger(value: unknown, path: string, min: number, max: number, fail: Fail): number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= min && value <= max ? value : fail(path);
}

/** A value that a guard accepts. */
export function readGuarded<Value>(
  value: unknown,
  path: string,
  is: (value: unknown) => value is Value,
  fail: Fail,
): Value {
  return is(value) ? value : fail(path);
}
