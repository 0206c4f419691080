/**
 * Who uses the engine, when it starts: the user of a first token, or without network whoever was here last.
 *
 * Not      signing in: that is the app's part, behind `getToken`.
 *
 * @module
 */
import type { Connectivity } from "./connectivity.ts";
import { EngineClosedError, OfflineError } from "./engine-error.ts";
import type { Identity } from "./identity.ts";
import type { TokenSource } from "./token-source.ts";

/**
 * Resolves with the user, who is then also the token source's. Where no token can be had, `last` holds: what they have on this
 * device opens, and the status says what is missing.
 *
 * @throws {SignInNeededError} where nobody is signed in and nobody was here last
 */
export async function firstIdentity(
  tokens: TokenSource,
  connectivity: Connectivity,
  last: Identity | undefined,
): Promise<Identity> {
  for (;;) {
    if (last && connectivity.reach.value === "offline") break;
    try {
      await connectivity.admitted();
      await tokens.token();
      const { value } = tokens.identity;
      if (value) return value;
    } catch (error) {
      if (error instanceof EngineClosedError) throw error;
      if (error instanceof OfflineError) connectivity.failed();
      if (last) break;
      if (!(error instanceof OfflineError)) throw error;
    }
  }
  tokens.assume(last);
  return tokens.identity.value ?? last;
}

/** Waits for a user, however long signing in takes. */
export async function knownIdentity(tokens: TokenSource): Promise<Identity> {
  const { value } = tokens.identity;
  if (value) return value;
  return await new Promise((resolve) => {
    const stop = tokens.identity.subscribe((identity) => {
      if (!identity) return;
      stop();
      resolve(identity);
    });
  });
}
