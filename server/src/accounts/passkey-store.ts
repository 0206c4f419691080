/**
 * What is kept of passkeys: the public half of each, whose it is, and how far its counter has come.
 *
 * Shape    every change is one transaction, durable once resolved. Nothing in it opens a door: the private half never leaves the
 *          authenticator.
 * Source   docs/decisions/0035-passkeys.md
 *
 * @module
 */
import type { Person, SignInSession } from "./account-store.ts";

export interface Passkey {
  /** Ours; names it in addresses and beside the store. */
  readonly id: string;
  /** The authenticator's, base64url. */
  readonly credentialId: string;
  readonly workspace: string;
  readonly sub: string;
  /** What authenticators know the person by: random, base64url, the same for all passkeys of a person. */
  readonly userHandle: string;
  /** COSE. */
  readonly publicKey: Uint8Array<ArrayBuffer>;
  /** 0 for good where the authenticator does not count, as those that share a passkey among devices. */
  readonly counter: number;
  /** How browsers reach it, e.g. `internal`. */
  readonly transports: readonly string[];
  /** The domain it is for. */
  readonly rpId: string;
  /** Whether it is kept in more places than one. */
  readonly isShared: boolean;
  /** As its person calls it. */
  readonly name: string;
  readonly createdAtMs: number;
  readonly usedAtMs?: number | undefined;
  /** Its counter went back: somebody has a copy. It lets nobody in any more. */
  readonly copiedAtMs?: number | undefined;
}

/** How the use of a passkey went. */
export type PasskeyUse =
  | { readonly kind: "entered"; readonly person: Person }
  /** Its counter went back, now or before. */
  | { readonly kind: "copied" }
  | { readonly kind: "gone" };

type PersonKey = Pick<Person, "workspace" | "sub">;

export interface PasskeyStore {
  /** The one made last first. */
  passkeys(of: PersonKey): Promise<Passkey[]>;
  passkey(credentialId: string): Promise<Passkey | undefined>;
  /** @returns `false` where the credential is known already, or its person has been removed: then nothing is kept */
  addPasskey(passkey: Passkey): Promise<boolean>;
  /** @returns `false` where the person has none of that id */
  removePasskey(of: PersonKey, id: string): Promise<boolean>;
  /** Takes the counter on and begins the session, or notes that there is a copy, or does nothing. */
  usePasskey(
    credentialId: string,
    counter: number,
    session: Omit<SignInSession, "workspace" | "sub">,
  ): Promise<PasskeyUse>;
}
