/**
 * Cursors of pages: opaque to callers, a JSON array in base64url to us.
 *
 * @module
 */
import { ProblemError } from "../problem.ts";

export const encodeCursor = (parts: readonly (string | number)[]): string =>
  Buffer.from(JSON.stringify(parts)).toString("base64url");

/** @throws {ProblemError} 400 when it is no cursor of ours. */
export function decodeCursor(cursor: string, shape: readonly ("string" | "number")[]): readonly unknown[] {
  let parts: unknown;
  try {
    parts = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    throw invalidCursor();
  }
  if (!Array.isArray(parts) || parts.length !== shape.length) throw invalidCursor();
  const values: readonly unknown[] = parts;
  if (!shape.every((type, index) => typeof values[index] === type)) throw invalidCursor();
  return values;
}

/** It is of another list, or of none. */
export const invalidCursor = (): ProblemError =>
  new ProblemError(400, "cursor.invalid", { field: "cursor", text: "This cursor is none that a page gave." });
