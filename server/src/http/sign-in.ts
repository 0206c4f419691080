/**
 * Signing in to our own app: one-time codes, and sessions that renew tokens without one.
 *
 * Shape    a code travels in a link's fragment and is exchanged once, for a token and a cookie; the cookie is a signed value
 *          under a key of its own, so that it never passes as a token, nor a token as a cookie. Codes live in memory, hashed.
 * Not      how host applications sign in: those sign tokens themselves with the shared secret.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { createHash, hkdfSync, randomBytes } from "node:crypto";
import { appendFile, readFile, writeFile } from "node:fs/promises";
import { jwtVerify, SignJWT } from "jose";
import { v7 } from "uuid";
import { isRole } from "@couplet/model";
import { signToken, type Claims } from "../token.ts";
import { refuse } from "./problem.ts";

export const codeLifeMs = 24 * 60 * 60 * 1000;
const tokenLifeMs = 15 * 60 * 1000;
export const sessionLifeMs = 30 * 24 * 60 * 60 * 1000;

export interface SignedIn {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly user: Claims;
}

interface Options {
  /** The secret that tokens are signed with. */
  readonly secret: string;
  /** Sessions that were ended early are kept here, so that a restart does not bring them back. */
  readonly endedSessionsFile: string;
  readonly nowMs?: () => number;
}

/** @throws {ProblemError} 401 from all that take something a caller brings */
export class SignIn {
  readonly #secret: string;
  readonly #key: Uint8Array;
  readonly #file: string;
  readonly #nowMs: () => number;
  readonly #codes = new Map<string, { readonly user: Claims; readonly expiresAtMs: number }>();
  /** Session id -> when it would have ended by itself, in ms. */
  readonly #ended: Map<string, number>;
  /** Two servers on one host share a cookie jar: each finds its own. */
  readonly cookieName: string;

  private constructor(options: Options, ended: Map<string, number>) {
    this.#secret = options.secret;
    this.#key = new Uint8Array(hkdfSync("sha256", options.secret, "", "couplet session cookie", 32));
    this.#file = options.endedSessionsFile;
    this.#nowMs = options.nowMs ?? Date.now;
    this.#ended = ended;
    this.cookieName = `couplet-session-${createHash("sha256").update(this.#key).digest("hex").slice(0, 8)}`;
  }

  static async open(options: Options): Promise<SignIn> {
    const nowMs = (options.nowMs ?? Date.now)();
    const lines = await readLines(options.endedSessionsFile);
    const ended = new Map(lines.map(parseEnded).filter(([, untilMs]) => untilMs > nowMs));
    if (ended.size < lines.length)
      await writeFile(options.endedSessionsFile, [...ended].map(formatEnded).join(""), { mode: 0o600 });
    return new SignIn(options, ended);
  }

  /** A code that signs in once, within a day. */
  createCode(user: Claims): string {
    const code = randomBytes(24).toString("base64url");
    this.#codes.set(hashOf(code), { user, expiresAtMs: this.#nowMs() + codeLifeMs });
    return code;
  }

  /** Takes the code: whether this succeeds or not, it does not work again. */
  async exchange(code: string): Promise<{ readonly signedIn: SignedIn; readonly cookie: string }> {
    const hash = hashOf(code);
    const held = this.#codes.get(hash);
    this.#codes.delete(hash);
    if (!held || held.expiresAtMs <= this.#nowMs()) throw refuse(401, "signIn.code");
    return this.#signIn(held.user, v7());
  }

  /** Another token for the session of the cookie. The session itself lasts on from now. */
  async renew(cookie: string | undefined): Promise<{ readonly signedIn: SignedIn; readonly cookie: string }> {
    const { user, session } = await this.#read(cookie);
    return this.#signIn(user, session);
  }

  /** Ends the session of the cookie everywhere; does nothing where there is none. Tokens that are out last to their end. */
  async end(cookie: string | undefined): Promise<void> {
    const read = await this.#read(cookie).catch(() => undefined);
    if (!read) return;
    const entry = [read.session, this.#nowMs() + sessionLifeMs] as const;
    this.#ended.set(...entry);
    await appendFile(this.#file, formatEnded(entry), { mode: 0o600 });
  }

  async #signIn(user: Claims, session: string): Promise<{ readonly signedIn: SignedIn; readonly cookie: string }> {
    const nowMs = this.#nowMs();
    // Whole seconds, as the token has them.
    const expiresAtMs = Math.floor((nowMs + tokenLifeMs) / 1000) * 1000;
    const cookie = await new SignJWT({ ...user })
      .setProtectedHeader({ alg: "HS256", typ: "couplet-session" })
      .setJti(session)
      .setExpirationTime(Math.floor((nowMs + sessionLifeMs) / 1000))
      .sign(this.#key);
    const token = await signToken(this.#secret, user, expiresAtMs);
    return { signedIn: { token, expiresAt: new Date(expiresAtMs).toISOString(), user }, cookie };
  }

  async #read(cookie: string | undefined): Promise<{ readonly user: Claims; readonly session: string }> {
    try {
      const { payload } = await jwtVerify(cookie ?? "", this.#key, {
        algorithms: ["HS256"],
        typ: "couplet-session",
        requiredClaims: ["exp", "jti", "sub"],
        currentDate: new Date(this.#nowMs()),
      });
      const { jti = "", sub = "", name, workspace, role } = payload;
      if (this.#ended.has(jti)) throw refuse(401, "signIn.session");
      if (typeof name !== "string" || typeof workspace !== "string" || !isRole(role))
        throw refuse(401, "signIn.session");
      return { user: { sub, name, workspace, role }, session: jti };
    } catch (error) {
      throw refuse(401, "signIn.session", { cause: error });
    }
  }
}

const hashOf = (code: string): string => createHash("sha256").update(code).digest("base64url");

const formatEnded = ([session, untilMs]: readonly [string, number]): string => `${session} ${untilMs}\n`;
const parseEnded = (line: string): [string, number] => {
  const [session = "", untilMs] = line.split(" ");
  return [session, Number(untilMs)];
};

async function readLines(path: string): Promise<string[]> {
  try {
    return (await readFile(path, "utf8")).split("\n").filter((line) => line !== "");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
