/**
 * An authenticator for tests: makes passkeys and signs with them as a device would, byte by byte, with keys of its own.
 *
 * Shape    what it gives is what a browser sends. Each answer may be spoiled in one way that a test names.
 * Not      the library's: what checks must not be what makes.
 * Source   W3C Web Authentication, level 3, "Authenticator Data"
 *
 * @module
 */
import { createHash, createSign, generateKeyPairSync, type KeyObject, randomBytes } from "node:crypto";
import { isoCBOR } from "@simplewebauthn/server/helpers";

export interface Asked {
  readonly challenge: string;
  readonly origin: string;
  readonly rpId: string;
}

/** What is wrong about an answer; nothing if absent. */
export interface Spoiled {
  readonly type?: string;
  /** No PIN, finger or face: the device was only touched. */
  readonly isUnverified?: boolean;
  /** What it has counted to; else one more each time, or 0 for one that does not count. */
  readonly counter?: number;
  readonly userHandle?: string;
  /** Signed with a key of somebody else. */
  readonly isForged?: boolean;
  /** The page was shown within one of another origin, which browsers say with or without its name. */
  readonly framed?: { readonly topOrigin?: string };
  /** Who made the device vouches for it, by a certificate. */
  readonly certificate?: Uint8Array;
}

const base64url = (bytes: Uint8Array): string => Buffer.from(bytes).toString("base64url");
const sha256 = (bytes: Uint8Array | string): Buffer => createHash("sha256").update(bytes).digest();

export class TestAuthenticator {
  readonly credentialId = base64url(randomBytes(32));
  readonly #counts: boolean;
  readonly #keys = generateKeyPairSync("ec", { namedCurve: "P-256" });
  #counter = 0;
  #userHandle = "";

  /** @param counts a device of its own does, one that shares its passkeys does not */
  constructor({ counts = true } = {}) {
    this.#counts = counts;
  }

  /** A passkey for somebody. */
  make(asked: Asked & { readonly userHandle: string }, spoiled: Spoiled = {}) {
    this.#userHandle = asked.userHandle;
    const id = Buffer.from(this.credentialId, "base64url");
    const idLength = Buffer.from([id.length >> 8, id.length & 255]);
    const attested = Buffer.concat([Buffer.alloc(16), idLength, id, this.#publicKey()]);
    const authData = Buffer.concat([this.#head(asked, spoiled, 0x40), attested]);
    const statement = new Map<string, unknown>();
    if (spoiled.certificate)
      for (const [name, value] of Object.entries({ alg: -7, sig: randomBytes(70), x5c: [spoiled.certificate] }))
        statement.set(name, value instanceof Uint8Array ? new Uint8Array(value) : value);
    const attestation = new Map<string, unknown>([
      ["fmt", spoiled.certificate ? "packed" : "none"],
      ["attStmt", statement],
      ["authData", new Uint8Array(authData)],
    ]);
    return {
      ...this.#named(),
      response: {
        clientDataJSON: clientDataOf("webauthn.create", asked, spoiled),
        attestationObject: base64url(isoCBOR.encode(attestation as never)),
        transports: ["internal"] as string[],
      },
    } as const;
  }

  sign(asked: Asked, spoiled: Spoiled = {}) {
    const authData = this.#head(asked, spoiled, 0);
    const clientDataJSON = clientDataOf("webauthn.get", asked, spoiled);
    const signed = Buffer.concat([authData, sha256(Buffer.from(clientDataJSON, "base64url"))]);
    const key: KeyObject = spoiled.isForged
      ? generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey
      : this.#keys.privateKey;
    return {
      ...this.#named(),
      response: {
        clientDataJSON,
        authenticatorData: base64url(authData),
        signature: base64url(createSign("sha256").update(signed).sign(key)),
        userHandle: spoiled.userHandle ?? this.#userHandle,
      },
    } as const;
  }

  #named() {
    const { credentialId } = this;
    return { id: credentialId, rawId: credentialId, type: "public-key", clientExtensionResults: {} } as const;
  }

  #head({ rpId }: Asked, { isUnverified, counter }: Spoiled, flags: number): Buffer {
    if (this.#counts) this.#counter += 1;
    const counted = Buffer.alloc(4);
    counted.writeUInt32BE(counter ?? this.#counter);
    // Present, and verified.
    return Buffer.concat([sha256(rpId), Buffer.from([flags | (isUnverified ? 0x01 : 0x05)]), counted]);
  }

  /** COSE: an elliptic curve key for ES256 on P-256. */
  #publicKey(): Uint8Array {
    const { x = "", y = "" } = this.#keys.publicKey.export({ format: "jwk" });
    const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text, "base64url"));
    const key = new Map<number, number | Uint8Array>([
      [1, 2],
      [3, -7],
      [-1, 1],
      [-2, bytes(x)],
      [-3, bytes(y)],
    ]);
    return isoCBOR.encode(key);
  }
}

function clientDataOf(type: string, { challenge, origin }: Asked, spoiled: Spoiled): string {
  const data = { type: spoiled.type ?? type, challenge, origin, crossOrigin: !!spoiled.framed, ...spoiled.framed };
  return base64url(Buffer.from(JSON.stringify(data)));
}
