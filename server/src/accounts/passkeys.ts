/**
 * Passkeys: made by somebody who is signed in, and signed in with.
 *
 * Shape    a challenge is given to a browser, the authenticator signs it for the domain, and what comes back is checked by the library; the
 *          user is verified by the authenticator each time (PIN, finger, face). Found by the credential alone: nobody types who they are.
 * Know     a removed passkey is also noted beside the store, so that a restored backup does not bring it back.
 * Not      cookies and tokens, see `http/sign-in.ts`; nor where passkeys work, see `passkey-address.ts`.
 * Source   docs/decisions/0035-passkeys.md; W3C Web Authentication, level 3
 *
 * @module
 */
import { randomBytes } from "node:crypto";
import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from "@simplewebauthn/server";
import { v7 } from "uuid";
import { refuse } from "../http/problem.ts";
import type { Accounts, Entered } from "./accounts.ts";
import type { Person } from "./account-store.ts";
import { challengeLifeMs, Challenges } from "./challenges.ts";
import { type EndedSessions, forGood } from "./ended-sessions.ts";
import type { PasskeyAddress } from "./passkey-address.ts";
import type { Passkey, PasskeyStore } from "./passkey-store.ts";

export const maxPasskeysPerPerson = 20;
/** EdDSA, ES256 and RS256, as COSE numbers them. */
const algorithms = [-8, -7, -257];

export interface PasskeysOptions {
  readonly store: PasskeyStore;
  readonly accounts: Accounts;
  readonly ended: EndedSessions;
  readonly nowMs: () => number;
}

/** Who makes a passkey, and by which session. */
export interface Maker {
  readonly workspace: string;
  readonly sub: string;
  readonly session: string;
}

/** @throws {ProblemError} from all that take something a caller brings */
export class Passkeys {
  readonly #store: PasskeyStore;
  readonly #accounts: Accounts;
  readonly #ended: EndedSessions;
  readonly #nowMs: () => number;
  readonly #entering: Challenges<PasskeyAddress>;
  readonly #making: Challenges<PasskeyAddress & { readonly userHandle: string }>;

  constructor({ store, accounts, ended, nowMs }: PasskeysOptions) {
    this.#store = store;
    this.#accounts = accounts;
    this.#ended = ended;
    this.#nowMs = nowMs;
    this.#entering = new Challenges(nowMs);
    this.#making = new Challenges(nowMs);
  }

  /** Of somebody who is not removed. */
  async list(workspace: string, sub: string): Promise<Passkey[]> {
    const { person } = await this.#accounts.entry(workspace, sub);
    return this.#of(person);
  }

  /** What an authenticator is asked to make. In place of what the session asked before. */
  async askToMake(address: PasskeyAddress, maker: Maker): Promise<PublicKeyCredentialCreationOptionsJSON> {
    const { person } = await this.#accounts.entry(maker.workspace, maker.sub);
    const known = await this.#of(person);
    if (known.length >= maxPasskeysPerPerson)
      throw refuse(409, "passkey.tooMany", { params: { max: maxPasskeysPerPerson } });
    const here = known.filter(({ rpId }) => rpId === address.rpId);
    const userHandle = known[0]?.userHandle ?? randomBytes(32).toString("base64url");
    const challenge = this.#making.give(keyOf(maker), { ...address, userHandle });
    const { generateRegistrationOptions } = await library();
    return generateRegistrationOptions({
      rpName: "Couplet",
      rpID: address.rpId,
      userName: person.name,
      userDisplayName: person.name,
      userID: new Uint8Array(Buffer.from(userHandle, "base64url")),
      challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
      timeout: challengeLifeMs,
      attestationType: "none",
      excludeCredentials: here.map(({ credentialId, transports }) => ({
        id: credentialId,
        transports: [...transports],
      })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      supportedAlgorithmIDs: algorithms,
    });
  }

  /** Takes the challenge: whether this succeeds or not, it does not work again. */
  async make(
    address: PasskeyAddress,
    maker: Maker,
    name: string,
    response: RegistrationResponseJSON,
  ): Promise<Passkey> {
    const waiting = this.#making.take(keyOf(maker));
    if (!waiting || !isSame(waiting.about, address)) throw refuse(422, "passkey.challenge", { field: "credential" });
    const { credential, isShared } = await verifiedNew(waiting.challenge, address, response);
    const { workspace, sub } = maker;
    const made: Passkey = {
      ...credential,
      id: v7(),
      workspace,
      sub,
      isShared,
      userHandle: waiting.about.userHandle,
      rpId: address.rpId,
      name,
      createdAtMs: this.#nowMs(),
    };
    if ((await this.list(workspace, sub)).length >= maxPasskeysPerPerson)
      throw refuse(409, "passkey.tooMany", { params: { max: maxPasskeysPerPerson } });
    if (!(await this.#store.addPasskey(made))) throw refuse(409, "passkey.known");
    return made;
  }

  /** It lets nobody in from now on; sessions that were begun with it go on. */
  async remove(workspace: string, sub: string, id: string): Promise<void> {
    if (!(await this.list(workspace, sub)).some((passkey) => passkey.id === id)) throw refuse(404, "passkey.notFound");
    await this.#ended.add([id], forGood);
    await this.#store.removePasskey({ workspace, sub }, id);
  }

  /** What an authenticator is asked to sign. @param browser in place of what it asked before */
  async askToSign(address: PasskeyAddress, browser: string): Promise<PublicKeyCredentialRequestOptionsJSON> {
    const challenge = this.#entering.give(browser, address);
    const { generateAuthenticationOptions } = await library();
    return generateAuthenticationOptions({
      rpID: address.rpId,
      challenge: new Uint8Array(Buffer.from(challenge, "base64url")),
      timeout: challengeLifeMs,
      userVerification: "required",
    });
  }

  /** Takes the challenge: whether this succeeds or not, it does not work again. */
  async enter(
    address: PasskeyAddress,
    browser: string,
    response: AuthenticationResponseJSON,
    device: string,
  ): Promise<Entered> {
    const waiting = this.#entering.take(browser);
    if (!waiting || !isSame(waiting.about, address)) throw refuse(401, "passkey.challenge");
    const known = await this.#store.passkey(response.id);
    if (!known || this.#ended.has(known.id) || known.rpId !== address.rpId) throw refuse(401, "passkey.unknown");
    const counter = await verifiedCounter(waiting.challenge, address, known, response);
    return this.#accounts.begin(device, async (session) => {
      const use = await this.#store.usePasskey(known.credentialId, counter, session);
      if (use.kind === "gone") throw refuse(401, "passkey.unknown");
      if (use.kind === "copied") throw refuse(401, "passkey.copied");
      return use.person;
    });
  }

  async #of(person: Person): Promise<Passkey[]> {
    return (await this.#store.passkeys(person)).filter(({ id }) => !this.#ended.has(id));
  }
}

/** Loaded when somebody first has to do with a passkey: with what it checks certificates by it is large. */
const library = () => import("@simplewebauthn/server");

const keyOf = ({ workspace, sub, session }: Maker): string => JSON.stringify([workspace, sub, session]);

const isSame = (one: PasskeyAddress, other: PasskeyAddress): boolean =>
  one.rpId === other.rpId && one.origin === other.origin;

type NewCredential = Pick<Passkey, "credentialId" | "publicKey" | "counter" | "transports">;

async function verifiedNew(
  challenge: string,
  { rpId, origin }: PasskeyAddress,
  response: RegistrationResponseJSON,
): Promise<{ readonly credential: NewCredential; readonly isShared: boolean }> {
  const { verifyRegistrationResponse } = await library();
  try {
    await expectOwnPage(response.response.clientDataJSON);
    await expectNoCertificate(response);
    const { registrationInfo } = await verifyRegistrationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      supportedAlgorithmIDs: algorithms,
    });
    if (!registrationInfo) throw new Error("Not verified");
    const { id, publicKey, counter, transports } = registrationInfo.credential;
    if (id !== response.id) throw new Error("The credential calls itself something else than its authenticator does");
    return {
      credential: { credentialId: id, publicKey, counter, transports: transports ?? [] },
      isShared: registrationInfo.credentialDeviceType === "multiDevice",
    };
  } catch (cause) {
    throw refuse(422, "passkey.refused", { field: "credential", cause });
  }
}

/** The app is in no frame of another page: the library leaves that to say, and of what is made looks at nothing of it. */
async function expectOwnPage(clientDataJSON: string): Promise<void> {
  const { decodeClientDataJSON } = await import("@simplewebauthn/server/helpers");
  const { crossOrigin, topOrigin } = decodeClientDataJSON(clientDataJSON);
  if (crossOrigin === true || topOrigin !== undefined) throw new Error("From within a page of another origin");
}

/** Who made the authenticator is not asked, so no certificate has to be read, or asked after anywhere. */
async function expectNoCertificate({ response }: RegistrationResponseJSON): Promise<void> {
  const { decodeAttestationObject } = await import("@simplewebauthn/server/helpers");
  const attestation = decodeAttestationObject(new Uint8Array(Buffer.from(response.attestationObject, "base64url")));
  const format = attestation.get("fmt");
  const isPlain = format === "none" || (format === "packed" && !attestation.get("attStmt").get("x5c"));
  if (!isPlain) throw new Error("An attestation that was not asked for");
}

/** @returns how far the authenticator has counted */
async function verifiedCounter(
  challenge: string,
  { rpId, origin }: PasskeyAddress,
  known: Passkey,
  response: AuthenticationResponseJSON,
): Promise<number> {
  const { verifyAuthenticationResponse } = await library();
  try {
    await expectOwnPage(response.response.clientDataJSON);
    if (response.response.userHandle !== known.userHandle) throw new Error("The authenticator means somebody else");
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response,
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: rpId,
      requireUserVerification: true,
      // A counter that went back says something only once the signature is right: the store looks at it then.
      credential: { id: known.credentialId, publicKey: known.publicKey, counter: 0 },
    });
    if (!verified) throw new Error("The signature is wrong");
    return authenticationInfo.newCounter;
  } catch (cause) {
    throw refuse(401, "passkey.refused", { cause });
  }
}
