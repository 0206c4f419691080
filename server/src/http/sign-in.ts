/**
 * Signing in to our own app: a code or a passkey becomes a session, its cookie renews tokens.
 *
 * Shape    a code travels in a link's fragment and is exchanged once, for a token and a cookie, a passkey as often as it signs; the cookie is a signed value
 *          under a key of its own, so that it never passes as a token, nor a token as a cookie. Both name the session, and end with it.
 * Not      who people are and which sessions they have, see `accounts/accounts.ts`; nor how host applications sign in: those sign tokens
 *          themselves with the shared secret.
 * Source   docs/HTTP.md
 *
 * @module
 */
import { createHash, hkdfSync } from "node:crypto";
import { isRole } from "@couplet/model";
import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import { parse } from "hono/utils/cookie";
import { jwtVerify, SignJWT } from "jose";
import { type Accounts, sessionLifeMs } from "../accounts/accounts.ts";
import {
  type NoPasskeys,
  type PasskeyAddress,
  passkeyAddressOf,
  type PasskeySetup,
} from "../accounts/passkey-address.ts";
import type { Passkeys } from "../accounts/passkeys.ts";
import type { Person } from "../accounts/account-store.ts";
import { signToken, type Claims } from "../token.ts";
import { refuse } from "./problem.ts";

const tokenLifeMs = 15 * 60 * 1000;

interface SignedIn {
  readonly token: string;
  /** ISO 8601, UTC. */
  readonly expiresAt: string;
  readonly user: Claims;
}

/** What a browser gets. */
export interface Admission {
  readonly signedIn: SignedIn;
  readonly cookie: string;
}

interface Options {
  /** The secret that tokens are signed with. */
  readonly secret: string;
  readonly accounts: Accounts;
  readonly passkeys: Passkeys;
  /** Where there are passkeys; at `http://localhost` only if absent. */
  readonly passkeySetup?: PasskeySetup | undefined;
  readonly nowMs?: () => number;
}

/** @throws {ProblemError} 401 from all that take something a caller brings */
export class SignIn {
  readonly accounts: Accounts;
  readonly passkeys: Passkeys;
  readonly #passkeySetup: PasskeySetup | undefined;
  readonly #secret: string;
  readonly #key: Uint8Array;
  readonly #nowMs: () => number;
  /** Two servers on one host share a cookie jar: each finds its own. */
  readonly cookieName: string;
  /** Of a browser that was asked to sign. */
  readonly browserCookieName: string;

  constructor({ secret, accounts, passkeys, passkeySetup, nowMs }: Options) {
    this.accounts = accounts;
    this.passkeys = passkeys;
    this.#passkeySetup = passkeySetup;
    this.#secret = secret;
    this.#key = new Uint8Array(hkdfSync("sha256", secret, "", "couplet session cookie", 32));
    this.#nowMs = nowMs ?? Date.now;
    const ours = createHash("sha256").update(this.#key).digest("hex").slice(0, 8);
    this.cookieName = `couplet-session-${ours}`;
    this.browserCookieName = `couplet-passkey-${ours}`;
  }

  /** Takes the code: whether this succeeds or not, it does not work again. */
  async exchange(code: string, device: string): Promise<Admission> {
    const { person, session } = await this.accounts.enter(code, device);
    return this.#admit(person, session);
  }

  /** Signs in whoever's passkey has signed what the browser was asked to. */
  async enter(
    address: PasskeyAddress,
    browser: string,
    response: AuthenticationResponseJSON,
    device: string,
  ): Promise<Admission> {
    const { person, session } = await this.passkeys.enter(address, browser, response, device);
    return this.#admit(person, session);
  }

  /** Whether the page is the app's own by set-up, whatever `Host` a proxy says. */
  isAppPage(origin: string): boolean {
    return this.#passkeySetup?.origins.includes(origin) === true;
  }

  /** Whether a page has passkeys, and for which domain. */
  passkeyAddress(origin: string | undefined, host: string | undefined): PasskeyAddress | NoPasskeys {
    return passkeyAddressOf(this.#passkeySetup, origin, host);
  }

  /** @throws {ProblemError} 409 where the page has no passkeys */
  usableAddress(origin: string | undefined, host: string | undefined): PasskeyAddress {
    const address = this.passkeyAddress(origin, host);
    if ("code" in address) throw refuse(409, address.code, { params: address.params });
    return address;
  }

  /** The session that a `Cookie` header names; `undefined` where it names none of ours. */
  async sessionOf(cookies: string | undefined): Promise<string | undefined> {
    const cookie = parse(cookies ?? "", this.cookieName)[this.cookieName];
    return (await this.#read(cookie).catch(() => undefined))?.session;
  }

  /** Another token for the session of the cookie. The session itself lasts on from now. */
  async renew(cookie: string | undefined, device: string): Promise<Admission> {
    const { user, session } = await this.#read(cookie);
    return this.#admit(await this.accounts.resume(session, user, device), session);
  }

  /** Ends the session of the cookie everywhere; does nothing where there is none. Its tokens end with it. */
  async end(cookie: string | undefined): Promise<void> {
    const read = await this.#read(cookie).catch(() => undefined);
    if (read) await this.accounts.leave(read.user.workspace, read.user.sub, read.session);
  }

  async #admit({ sub, name, workspace, role }: Person, session: string): Promise<Admission> {
    const nowMs = this.#nowMs();
    const user = { sub, name, workspace, role };
    // Whole seconds, as the token has them.
    const expiresAtMs = Math.floor((nowMs + tokenLifeMs) / 1000) * 1000;
    const cookie = await new SignJWT({ ...user })
      .setProtectedHeader({ alg: "HS256", typ: "couplet-session" })
      .setJti(session)
      .setExpirationTime(Math.floor((nowMs + sessionLifeMs) / 1000))
      .sign(this.#key);
    const token = await signToken(this.#secret, user, expiresAtMs, session);
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
      if (typeof name !== "string" || typeof workspace !== "string" || !isRole(role))
        throw refuse(401, "signIn.session");
      return { user: { sub, name, workspace, role }, session: jti };
    } catch (error) {
      throw refuse(401, "signIn.session", { cause: error });
    }
  }
}
