/**
 * Which set-up somebody has read: what a change names, so that it replaces nothing it has not seen.
 *
 * Shape    a short text that is the same for the same set-up, whatever the order of its members.
 * Not      dependent on the next numbers: those go on with every card that is made, and a change never takes them back.
 * Source   docs/HTTP.md; RFC 9110, 13.1.1
 *
 * @module
 */
import { createHash } from "node:crypto";
import type { Setup } from "@couplet/model";

export function setupTag(setup: Setup): string {
  const numberSeries = Object.fromEntries(
    Object.entries(setup.numberSeries).map(([kind, series]) => [kind, { ...series, next: undefined }]),
  );
  return createHash("sha256")
    .update(JSON.stringify({ ...setup, numberSeries }, inOrder))
    .digest("base64url")
    .slice(0, 22);
}

/** Members by name. */
const inOrder = (_: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
    : value;

/** Whether a set-up is one that an `If-Match` or `If-None-Match` header names. A proxy that compresses may have made the tag a weak one. */
export function isNamedBy(tag: string, ifMatch: string): boolean {
  const named = new Set(ifMatch.split(",").map((one) => one.trim().replace(/^W\//u, "")));
  return named.has("*") || named.has(`"${tag}"`);
}
