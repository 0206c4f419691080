/**
 * The keys an issuer publishes (JWKS): fetched, kept, fetched again when they may be others.
 *
 * Shape    a key is found in what is kept. What is kept is renewed beside the work once it is not fresh, waited for once it is stale, and
 *          asked for again at once, though only every so often, where a token names a key that is not there. While the issuer does not
 *          answer, what is kept goes on, up to a day: a key withdrawn meanwhile has to end some time.
 * Not      judging tokens, see `token.ts`.
 * Source   docs/HTTP.md, "Tokens"
 *
 * @module
 */
import { AppError } from "@couplet/model";
import { createLocalJWKSet, errors, type FlattenedJWSInput, type JWK, type JWTHeaderParameters } from "jose";

/** The keys that tokens are checked with cannot be had at the moment; that says nothing about the token. */
export class KeysUnreachableError extends AppError {
  readonly code = "auth.keys";
}

type KeySet = ReturnType<typeof createLocalJWKSet>;
type Key = Awaited<ReturnType<KeySet>>;

interface Held {
  readonly find: KeySet;
  readonly atMs: number;
}

const freshMs = 5 * 60_000;
const staleMs = 2 * freshMs;
const keptMs = 24 * 60 * 60_000;
/** Between two questions, whatever tokens say. */
const pauseMs = 10_000;
const patienceMs = 5_000;
const maxBytes = 256 * 1024;
const maxKeys = 100;
/** Symmetric ones are nobody's to publish: they would make whoever reads the set an issuer. */
const keyTypes = new Set(["RSA", "EC", "OKP"]);

export class PublishedKeys {
  readonly #url: URL;
  readonly #nowMs: () => number;
  #held: Held | undefined;
  #asking: Promise<void> | undefined;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  /** What went wrong the last time; absent when it went well. */
  #failure: KeysUnreachableError | undefined;

  constructor(url: URL, nowMs: () => number = Date.now) {
    this.#url = url;
    this.#nowMs = nowMs;
  }

  /** Resolves once there are keys to check tokens with. @throws {KeysUnreachableError} */
  async ready(): Promise<void> {
    await this.#current();
  }

  /**
   * For jose. Where the header names no key and several would do, all of them are tried, by {@link verifyWithAny}.
   *
   * @throws {KeysUnreachableError} where it cannot be known whether there is such a key
   */
  readonly find = async (header: JWTHeaderParameters, token: FlattenedJWSInput): Promise<Key> => {
    const held = await this.#current();
    try {
      return await held.find(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await this.#ask();
      const next = await this.#current();
      if (next !== held) return await next.find(header, token);
      // It may have been published meanwhile, and nobody could tell us.
      throw this.#failure ?? error;
    }
  };

  async #current(): Promise<Held> {
    const ageMs = this.#held ? this.#nowMs() - this.#held.atMs : Number.POSITIVE_INFINITY;
    // Nobody waits again and again for an issuer that does not answer, while there are keys to go on with.
    if (ageMs >= keptMs || (ageMs >= staleMs && !this.#failure)) await this.#ask();
    else if (ageMs >= freshMs) void this.#ask();
    const held = this.#held;
    if (held && this.#nowMs() - held.atMs < keptMs) return held;
    throw this.#failure ?? new KeysUnreachableError("The key set has not been read yet");
  }

  /** Never rejects; does nothing where it was done a moment ago. */
  #ask(): Promise<void> {
    if (this.#asking) return this.#asking;
    const nowMs = this.#nowMs();
    if (Math.abs(nowMs - this.#askedAtMs) < pauseMs) return Promise.resolve();
    this.#askedAtMs = nowMs;
    this.#asking = this.#fetch().finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #fetch(): Promise<void> {
    try {
      this.#held = { find: createLocalJWKSet({ keys: await fetchKeys(this.#url) }), atMs: this.#nowMs() };
      this.#failure = undefined;
    } catch (error) {
      this.#failure =
        error instanceof KeysUnreachableError
          ? error
          : new KeysUnreachableError("The key set cannot be reached", { cause: error });
    }
  }
}

async function fetchKeys(url: URL): Promise<JWK[]> {
  const response = await fetch(url, {
    headers: { accept: "application/jwk-set+json, application/json" },
    // Where it leads elsewhere, an administrator should say so.
    redirect: "error",
    signal: AbortSignal.timeout(patienceMs),
  });
  if (!response.ok) throw new KeysUnreachableError(`The key set answered ${response.status}`);
  return parseKeys(await boundedText(response));
}

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > maxBytes) throw new KeysUnreachableError(`The key set is larger than ${maxBytes} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

/** Only public keys for signatures; others in the set are somebody else's. @throws {KeysUnreachableError} where none is left */
function parseKeys(text: string): JWK[] {
  const set = parseJson(text);
  const keys = typeof set === "object" && set !== null && "keys" in set && Array.isArray(set.keys) ? set.keys : [];
  const usable = keys.slice(0, maxKeys).filter(isPublicSigningKey);
  if (usable.length === 0) throw new KeysUnreachableError("The key set has no key to check signatures with");
  return usable;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new KeysUnreachableError("The key set could not be read", { cause });
  }
}

function isPublicSigningKey(key: unknown): key is JWK {
  if (typeof key !== "object" || key === null) return false;
  const { kty, use, d } = key as Readonly<Record<string, unknown>>;
  return typeof kty === "string" && keyTypes.has(kty) && (use === undefined || use === "sig") && d === undefined;
}
