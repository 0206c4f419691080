/**
 * Passkeys in this browser: asked to sign, asked to be made.
 *
 * Shape    the server says what to ask, the browser asks its user, the answer goes back. What a person should know of a failure comes as
 *          {@link PasskeyFailure}; what they gave up themselves is no failure.
 * Know     the library is loaded when it is needed, and not before.
 * Source   docs/HTTP.md, "Passkeys"
 *
 * @module
 */
import type {
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
} from "@simplewebauthn/browser";
import { locale, t } from "./locale.ts";

/** The options for a signature are good for five minutes: an offer that stands longer is made again. */
export const offerLifeMs = 4 * 60_000;
const answerTimeoutMs = 10_000;

/** In words for who tried. */
export class PasskeyFailure extends Error {}

/** Whether it is worth asking: browsers keep passkeys for names, over https or at `localhost`. */
export const mayHavePasskeys = (): boolean =>
  isSecureContext && typeof PublicKeyCredential === "function" && !/^[\d.]+$|^\[/u.test(location.hostname);

const library = () => import("@simplewebauthn/browser");

/**
 * Signs in.
 *
 * @param isOffered among what the browser suggests in a field with `autocomplete="… webauthn"`, for as long as nobody takes it; else it asks now
 * @returns what the server answers; `undefined` where nobody wanted to, or nothing can be offered
 */
export async function signInWithPasskey(isOffered: boolean): Promise<unknown> {
  // An offer that cannot be made is none: whoever asks is told why.
  const signed = await sign(isOffered).catch((error: unknown) => {
    if (!isOffered) throw error;
  });
  if (!signed) return undefined;
  const { credential, rpId } = signed;
  try {
    return await post("/api/v1/sign-in/passkey", { credential });
  } catch (error) {
    if (error instanceof PasskeyFailure && error.cause === "passkey.unknown") void forget(rpId, credential.id);
    throw error;
  }
}

async function sign(isOffered: boolean) {
  const { startAuthentication, browserSupportsWebAuthnAutofill } = await library();
  if (isOffered && !(await browserSupportsWebAuthnAutofill())) return undefined;
  const optionsJSON = (await post("/api/v1/sign-in/passkey/options")) as PublicKeyCredentialRequestOptionsJSON;
  // The field that it is offered in stands in a shadow root, where the library does not look.
  const how = { optionsJSON, useBrowserAutofill: isOffered, verifyBrowserAutofillInput: false };
  const credential = await unlessGivenUp(() => startAuthentication(how));
  return credential && { credential, rpId: optionsJSON.rpId ?? location.hostname };
}

/** Takes an offer back. */
export async function withdrawOffer(): Promise<void> {
  (await library()).WebAuthnAbortService.cancelCeremony();
}

/** @param options from the server @returns what the browser has made, for the server; `undefined` where it was given up */
export async function makePasskey(options: object): Promise<object | undefined> {
  const { startRegistration } = await library();
  const optionsJSON = options as PublicKeyCredentialCreationOptionsJSON;
  return unlessGivenUp(() => startRegistration({ optionsJSON }));
}

/** What the person, or another try, ended says nothing; the rest is told. */
async function unlessGivenUp<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    const [name, code] = [nameOf(error), codeOf(error)];
    if (name === "NotAllowedError" || name === "AbortError" || code === "ERROR_CEREMONY_ABORTED") return undefined;
    if (code === "ERROR_AUTHENTICATOR_PREVIOUSLY_REGISTERED" || name === "InvalidStateError")
      throw new PasskeyFailure(t("passkey.hereAlready"));
    throw new PasskeyFailure(t("passkey.failed", { text: error instanceof Error ? error.message : String(error) }));
  }
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "");
const codeOf = (error: unknown): unknown => (error instanceof Error && "code" in error ? error.code : undefined);

/** The browser need not offer again what the server does not know. */
async function forget(rpID: string, credentialID: string): Promise<void> {
  const { sendSignal } = await library();
  await sendSignal({ signalName: "unknownCredential", rpID, credentialID }).catch(() => undefined);
}

/** @throws {PasskeyFailure} with the server's own words */
async function post(path: string, body: object = {}): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(path, {
      method: "POST",
      headers: { "content-type": "application/json", "accept-language": locale },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
  } catch (cause) {
    throw new PasskeyFailure(t("signIn.why.unreachable"), { cause });
  }
  const answer = (await response.json().catch(() => ({}))) as { readonly detail?: unknown; readonly code?: unknown };
  if (response.ok) return answer;
  const text = typeof answer.detail === "string" ? answer.detail : t("signIn.why.unreachable");
  throw new PasskeyFailure(text, { cause: answer.code });
}
