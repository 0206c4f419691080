/**
 * Tokens: who may speak for whom in which workspace, until when.
 *
 * Shape    a JWT with `sub`, `name`, `workspace`, `role`, `exp`; HS256 with the shared secret, or signed by a key of a published set.
 * Not      the cookie that renews the app's tokens: that is `http/sign-in.ts`, under a key of its own.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { isRole, type Actor, type Role } from "@couplet/model";
import { createRemoteJWKSet, errors, jwtVerify, SignJWT, type JWTPayload } from "jose";
import { AppError } from "@couplet/model";

/** Who signs: a secret shared with whoever issues tokens, or keys the issuer publishes. Never both, so that no algorithm is confused with another. */
export type TokenKeys =
  | { readonly kind: "secret"; readonly secret: string }
  | { readonly kind: "jwks"; readonly url: URL };

/** A verified token. */
export interface Session {
  readonly actor: Actor;
  readonly workspace: string;
  readonly expiresAtMs: number;
}

export interface Claims {
  readonly sub: string;
  readonly name: string;
  readonly workspace: string;
  readonly role: Role;
}

/** The token was not there, not ours, too old or incomplete. `why` is for logs and for the developer who sent it. */
export class InvalidTokenError extends AppError {
  readonly code: "auth.missing" | "auth.invalid" | "auth.expired";
  readonly why: string;
  constructor(code: InvalidTokenError["code"], why: string, options?: ErrorOptions) {
    super(`Token refused: ${why}`, options);
    this.code = code;
    this.why = why;
  }
}

/** The keys that tokens are checked with cannot be had at the moment; that says nothing about the token. */
export class KeysUnreachableError extends AppError {
  readonly code = "auth.keys";
}

export type VerifyToken = (token: string | undefined) => Promise<Session>;

const maxClaimLength = 255;
const publicKeyAlgorithms = [
  "RS256",
  "RS384",
  "RS512",
  "PS256",
  "PS384",
  "PS512",
  "ES256",
  "ES384",
  "ES512",
  "EdDSA",
  "Ed25519",
];
const secretBytes = (secret: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(secret);

/** @throws {InvalidTokenError} and {KeysUnreachableError} from the returned function */
export function createTokenVerifier(keys: TokenKeys): VerifyToken {
  const verify = verifierOf(keys);
  return async (token) => {
    if (token === undefined || token === "") throw new InvalidTokenError("auth.missing", "there is none");
    try {
      return sessionOf(await verify(token));
    } catch (error) {
      throw tokenErrorOf(error);
    }
  };
}

function verifierOf(keys: TokenKeys): (token: string) => Promise<JWTPayload> {
  if (keys.kind === "secret") {
    const secret = secretBytes(keys.secret);
    return async (token) =>
      (await jwtVerify(token, secret, { algorithms: ["HS256"], requiredClaims: ["exp"] })).payload;
  }
  const keySet = createRemoteJWKSet(keys.url);
  return async (token) =>
    (await jwtVerify(token, keySet, { algorithms: publicKeyAlgorithms, requiredClaims: ["exp"] })).payload;
}

function tokenErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof errors.JWTExpired) return new InvalidTokenError("auth.expired", "it has expired");
  if (error instanceof errors.JWKSTimeout)
    return new KeysUnreachableError("The key set did not answer in time", { cause: error });
  if (error instanceof errors.JOSEError) {
    // A key set that answers nonsense is generic for jose (`ERR_JOSE_GENERIC`): not the token's fault.
    if (error.code === "ERR_JOSE_GENERIC")
      return new KeysUnreachableError("The key set could not be read", { cause: error });
    return new InvalidTokenError("auth.invalid", error.code, { cause: error });
  }
  if (error instanceof TypeError && error.message === "fetch failed")
    return new KeysUnreachableError("The key set cannot be reached", { cause: error });
  return new InvalidTokenError("auth.invalid", "it cannot be read", { cause: error });
}

function sessionOf(payload: JWTPayload): Session {
  const { exp, role } = payload;
  if (!isRole(role)) throw new InvalidTokenError("auth.invalid", "claim role is no role of ours");
  if (exp === undefined) throw new InvalidTokenError("auth.invalid", "claim exp is missing");
  const text = (name: "sub" | "name" | "workspace"): string => {
    const value = payload[name];
    const usable =
      typeof value === "string" &&
      value.trim() !== "" &&
      value.length <= maxClaimLength &&
      value.isWellFormed() &&
      !value.includes("\0");
    if (!usable) throw new InvalidTokenError("auth.invalid", `claim ${name} is missing or no usable text`);
    return value;
  };
  return {
    actor: { sub: text("sub"), name: text("name"), role },
    workspace: text("workspace"),
    expiresAtMs: exp * 1000,
  };
}

/** Signs a token with the shared secret, as an issuer would. */
export const signToken = (secret: string, claims: Claims, expiresAtMs: number): Promise<string> =>
  new SignJWT({ name: claims.name, workspace: claims.workspace, role: claims.role })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(claims.sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(expiresAtMs / 1000))
    .sign(secretBytes(secret));
