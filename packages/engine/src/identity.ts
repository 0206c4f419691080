/**
 * Who uses the engine, as the token says, and how tokens are asked for.
 *
 * Shape    the claims of the token that matter to a client; read without checking the signature, which is the server's part.
 * Source   docs/PROTOCOL.md, "Tokens"
 *
 * @module
 */
import { isRole, type Role } from "@couplet/model";

export interface Identity {
  readonly sub: string;
  readonly name: string;
  readonly role: Role;
  readonly workspace: string;
}

/** `start`: the engine begins; `refresh`: the token is near its end; `rejected`: the server did not take the last one. */
export type TokenReason = "start" | "refresh" | "rejected";

export interface TokenRequest {
  readonly reason: TokenReason;
  readonly signal: AbortSignal;
}

export interface TokenAnswer {
  readonly token: string;
  /** ISO text or milliseconds since 1970; absent: what the token itself says. */
  readonly expiresAt?: string | number;
}

interface Claims {
  readonly identity: Identity;
  /** Milliseconds since 1970. */
  readonly expiresAtMs: number;
}

/** Reads the claims of a JWT. `undefined` for text that is no token of ours. */
export function readClaims(token: string): Claims | undefined {
  const payload = token.split(".")[1];
  if (payload === undefined) return undefined;
  try {
    const bytes = Uint8Array.from(
      atob(payload.replaceAll("-", "+").replaceAll("_", "/")),
      (c) => c.codePointAt(0) ?? 0,
    );
    const { sub, name, role, workspace, exp } = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (typeof sub !== "string" || typeof workspace !== "string" || !isRole(role)) return undefined;
    const identity = { sub, name: typeof name === "string" ? name : sub, role, workspace };
    return { identity, expiresAtMs: typeof exp === "number" ? exp * 1000 : Number.POSITIVE_INFINITY };
  } catch {
    return undefined;
  }
}
