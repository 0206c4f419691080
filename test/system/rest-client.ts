/**
 * A caller of the REST API, for tests: one user in one workspace of a started server.
 *
 * @module
 */
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startServer, signToken, type Claims, type RunningServer, type ServerOptions } from "@couplet/server";
import { expect } from "vitest";
import { secret } from "../harness/secret.ts";

export { secret };

/** A server of its own on a fresh directory, without demo data. */
export const startFresh = async (options: Partial<ServerOptions> = {}): Promise<RunningServer> =>
  startServer({
    dataDir: await mkdtemp(join(tmpdir(), "couplet-rest-")),
    auth: { kind: "secret", secret },
    ...options,
  });

/** Examined by assertions, field by field. */
export type Json = ReturnType<JSON["parse"]>;

interface Answered {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

export interface Caller {
  readonly token: string;
  call(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answered>;
  /** As {@link call}, and expects that status. @returns the body */
  expecting(
    status: number,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Json>;
}

/** @param aheadMs how far the server's clock is ahead of this one */
export async function createCaller(
  server: Pick<RunningServer, "url">,
  claims: Partial<Claims> = {},
  aheadMs = 0,
): Promise<Caller> {
  const user: Claims = { sub: "ada", name: "Ada Keller", workspace: "acme", role: "admin", ...claims };
  const token = await signToken(secret, user, Date.now() + aheadMs + 3_600_000);
  const call: Caller["call"] = async (method, path, body, headers = {}) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: text === "" ? undefined : JSON.parse(text) };
  };
  const expecting: Caller["expecting"] = async (status, ...request) => {
    const answered = await call(...request);
    expect(answered.status, `${request[0]} ${request[1]} answered ${JSON.stringify(answered.body)}`).toBe(status);
    return answered.body;
  };
  return { token, call, expecting };
}
