/**
 * Request bodies: bounded, JSON, parsed once.
 *
 * Shape    an object, or nothing; anything else is refused with 400, 413 or 415 before a route sees it.
 * Not      validation of what is in the object: that is the route's schema and the model's rules.
 *
 * @module
 */
import { createHash } from "node:crypto";
import { refuse } from "./problem.ts";

export const maxBodyBytes = 1024 * 1024;
/** Nothing we take is nested deeper than a few levels; a hundred thousand would be too many for what goes through it later. */
const maxDepth = 32;

export type JsonObject = Readonly<Record<string, unknown>>;

const jsonType = /^application\/(?:[\w.-]+\+)?json$/u;
const decoder = new TextDecoder("utf-8", { fatal: true });

/** `undefined` for an empty body. @throws {ProblemError} */
export async function readBody(request: Request): Promise<JsonObject | undefined> {
  if (request.body === null) return undefined;
  const bytes = await readBounded(request, request.body);
  if (bytes.byteLength === 0) return undefined;
  if (!isJson(request.headers.get("content-type"))) throw refuse(415, "body.type");
  return parseObject(bytes);
}

/** @throws {ProblemError} 400 for what is no JSON object, or nested beyond reason */
export function parseObject(json: Uint8Array | string): JsonObject {
  const value = parse(json);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw refuse(400, "body.object");
  return value as JsonObject;
}

/** What a repeated request has to equal to be the same: method, path and body, however the JSON is spaced. */
export const requestHash = (method: string, path: string, body: JsonObject | undefined): string =>
  createHash("sha256")
    .update(`${method} ${path}\n${JSON.stringify(body ?? null)}`)
    .digest("base64url");

function isJson(contentType: string | null): boolean {
  const [type = "", ...parameters] = (contentType ?? "").toLowerCase().split(";");
  const charset = parameters.map((text) => text.trim()).find((text) => text.startsWith("charset="));
  return jsonType.test(type.trim()) && (charset === undefined || /^charset="?utf-?8"?$/u.test(charset));
}

/** A body that says itself that it is too large is not read at all. */
async function readBounded(request: Request, body: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  const tooLarge = () => refuse(413, "body.tooLarge", { params: { max: maxBodyBytes } });
  if (Number(request.headers.get("content-length") ?? 0) > maxBodyBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxBodyBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks);
}

function parse(json: Uint8Array | string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(typeof json === "string" ? json : decoder.decode(json));
  } catch (error) {
    throw refuse(400, "body.json", { cause: error });
  }
  if (isTooDeep(value)) throw refuse(400, "body.json");
  return value;
}

/** Level by level, not by recursion. */
function isTooDeep(value: unknown): boolean {
  let level = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap((item): unknown[] => (typeof item === "object" && item !== null ? Object.values(item) : []));
  }
  return false;
}
