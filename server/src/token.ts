/**
 * Tokens: who may speak for whom in which workspace, until when.
 *
 * Shape    a JWT with `sub`, `name`, `workspace`, `role`, `exp`; HS256 with the shared secret, or signed by a key of a published set.
 * Not      the cookie that renews the app's tokens: that is `http/sign-in.ts`, under a key of its own.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { AppError, isRole, type Actor, type Role } from "@couplet/model";
import { errors, jwtVerify, SignJWT, type JWTPayload, type JWTVerifyGetKey, type JWTVerifyOptions } from "jose";
import type { Access, Accesses } from "./accounts/access.ts";
import { PublishedKeys } from "./published-keys.ts";

/** Who signs: a secret shared with whoever issues tokens, or keys the issuer publishes. Never both, so that no algorithm is confused with another. */
export type TokenKeys =
  | { readonly kind: "secret"; readonly secret: string }
  | {
      readonly kind: "jwks";
      readonly url: URL;
      /** Required of tokens where they are named. */
      readonly issuer?: string;
      readonly audience?: string;
    };

/** A verified token. */
export interface Session {
  readonly actor: Actor;
  readonly workspace: string;
  readonly expiresAtMs: number;
  /** Of tokens we signed ourselves for somebody signed in here: whether they still are, and as what. */
  readonly access?: Access;
}

export interface Claims {
  readonly sub: string;
  readonly name: string;
  readonly workspace: string;
  readonly role: Role;
}

/** The token was not there, not ours, too old or incomplete. `why` is for logs and for the developer who sent it. */
export class InvalidTokenError extends AppError {
  readonly code: "auth.missing" | "auth.invalid" | "auth.expired" | "auth.tooLong" | "auth.ended";
  readonly why: string;
  /** The claim that is wrong, where it is one. */
  readonly claim: string | undefined;
  constructor(code: InvalidTokenError["code"], why: string, options: ErrorOptions & { readonly claim?: string } = {}) {
    super(`Token refused: ${why}`, options);
    this.code = code;
    this.why = why;
    this.claim = options.claim;
  }
}

export interface VerifyToken {
  (token: string | undefined): Promise<Session>;
}

export interface VerifierOptions {
  readonly nowMs?: () => number;
  /** Tokens that last longer than this from now on are refused; any life is taken if absent. */
  readonly maxLifeMs?: number | undefined;
  /** Who is signed in here; absent where nobody can be. */
  readonly accesses?: Accesses | undefined;
}

export interface TokenVerifier extends VerifyToken {
  /** Resolves once tokens can be checked. @throws {KeysUnreachableError} */
  ready(): Promise<void>;
}

/** How much the clocks of issuer and server may differ. */
const leewaySeconds = 10;
const maxClaimLength = 255;
/** Signatures of public keys only: with a symmetric algorithm a public key would be a secret that everybody knows. */
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
export function createTokenVerifier(keys: TokenKeys, options: VerifierOptions = {}): TokenVerifier {
  const nowMs = options.nowMs ?? Date.now;
  const reader = readerOf(keys, nowMs);
  const verify = async (token: string | undefined): Promise<Session> => {
    if (token === undefined || token === "") throw new InvalidTokenError("auth.missing", "there is none");
    const payload = await reader.read(token).catch((error: unknown) => {
      throw tokenErrorOf(error);
    });
    const session = sessionOf(payload, nowMs(), options.maxLifeMs);
    const { [signInClaim]: signIn } = payload;
    if (signIn === undefined || !options.accesses) return session;
    return sessionHere(session, signIn, options.accesses);
  };
  return Object.assign(verify, { ready: () => reader.ready() });
}

interface TokenReader {
  read(token: string): Promise<JWTPayload>;
  ready(): Promise<void>;
}

function readerOf(keys: TokenKeys, nowMs: () => number): TokenReader {
  const options = (): JWTVerifyOptions => ({
    requiredClaims: ["exp"],
    clockTolerance: leewaySeconds,
    currentDate: new Date(nowMs()),
  });
  if (keys.kind === "secret") {
    const secret = secretBytes(keys.secret);
    return {
      read: async (token) => (await jwtVerify(token, secret, { ...options(), algorithms: ["HS256"] })).payload,
      ready: () => Promise.resolve(),
    };
  }
  const published = new PublishedKeys(keys.url, nowMs);
  const { issuer, audience } = keys;
  return {
    read: (token) =>
      verifyWithAny(token, published.find, {
        ...options(),
        algorithms: publicKeyAlgorithms,
        ...(issuer !== undefined && { issuer }),
        ...(audience !== undefined && { audience }),
      }),
    ready: () => published.ready(),
  };
}

/** A token that does not name its key is tried with every one that would do. */
async function verifyWithAny(token: string, find: JWTVerifyGetKey, options: JWTVerifyOptions): Promise<JWTPayload> {
  try {
    return (await jwtVerify(token, find, options)).payload;
  } catch (error) {
    if (!(error instanceof errors.JWKSMultipleMatchingKeys)) throw error;
    for await (const key of error) {
      try {
        return (await jwtVerify(token, key, options)).payload;
      } catch (another) {
        if (!(another instanceof errors.JWSSignatureVerificationFailed)) throw another;
      }
    }
    throw new errors.JWSSignatureVerificationFailed();
  }
}

function tokenErrorOf(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const cause = { cause: error };
  if (error instanceof errors.JWTExpired)
    return new InvalidTokenError("auth.expired", "it has expired", { ...cause, claim: "exp" });
  if (error instanceof errors.JWTClaimValidationFailed) {
    const { claim } = error;
    return new InvalidTokenError("auth.invalid", `claim ${claim} is missing or not as it has to be`, {
      ...cause,
      claim,
    });
  }
  if (error instanceof errors.JOSEError) return new InvalidTokenError("auth.invalid", error.code, cause);
  return new InvalidTokenError("auth.invalid", "it cannot be read", cause);
}

function sessionOf(payload: JWTPayload, nowMs: number, maxLifeMs = Number.POSITIVE_INFINITY): Session {
  const { exp, role } = payload;
  const wrong = (claim: string, why: string): InvalidTokenError =>
    new InvalidTokenError("auth.invalid", `claim ${claim} ${why}`, { claim });
  if (!isRole(role)) throw wrong("role", "is no role of ours");
  if (exp === undefined) throw wrong("exp", "is missing");
  const text = (name: "sub" | "name" | "workspace"): string => {
    const value = payload[name];
    const usable =
      typeof value === "string" &&
      value.trim() !== "" &&
      value.length <= maxClaimLength &&
      value.isWellFormed() &&
      !value.includes("\0");
    if (!usable) throw wrong(name, "is missing or no usable text");
    return value;
  };
  const endsAtMs = exp * 1000;
  const leewayMs = leewaySeconds * 1000;
  if (endsAtMs - nowMs > maxLifeMs + leewayMs)
    throw new InvalidTokenError("auth.tooLong", "it lasts too long", { claim: "exp" });
  return {
    actor: { sub: text("sub"), name: text("name"), role },
    workspace: text("workspace"),
    // One that comes late, by our clock, still gets what the clocks may differ.
    expiresAtMs: endsAtMs > nowMs ? endsAtMs : endsAtMs + leewayMs,
  };
}

/** What the token says of name and role was so when it was signed; what holds now is known here. */
async function sessionHere(session: Session, signIn: unknown, accesses: Accesses): Promise<Session> {
  const ended = (): InvalidTokenError => new InvalidTokenError("auth.ended", "its session has been ended");
  if (typeof signIn !== "string") throw ended();
  const access = await accesses.find(signIn);
  const isTheirs = access?.workspace === session.workspace && access.actor.sub === session.actor.sub;
  if (!access || !isTheirs) throw ended();
  return { ...session, actor: access.actor, access };
}

/** The claim that names the session of somebody signed in here; not `sid`, which issuers use for sessions of their own. */
const signInClaim = "coupletSession";

/**
 * Signs a token with the shared secret, as an issuer would.
 *
 * @param signIn the session it is given out for: with that it ends
 */
export const signToken = (secret: string, claims: Claims, expiresAtMs: number, signIn?: string): Promise<string> =>
  new SignJWT({
    name: claims.name,
    workspace: claims.workspace,
    role: claims.role,
    ...(signIn !== undefined && { [signInClaim]: signIn }),
  })
    .setProtectedHeader({ alg: "HS256", typ: "JWT" })
    .setSubject(claims.sub)
    .setIssuedAt()
    .setExpirationTime(Math.floor(expiresAtMs / 1000))
    .sign(secretBytes(secret));
