/**
 * Keeps a valid token at hand: asks for the first, renews it at 80 % of its life, asks anew when the server rejects one.
 *
 * Shape    one request to `getToken` at a time, whoever waits for it.
 * Not      a store of tokens: none is ever written to the device.
 *
 * @module
 */
import { EngineClosedError, IdentityMismatchError, OfflineError, SignInNeededError } from "./engine-error.ts";
import { readClaims, type Identity, type TokenAnswer, type TokenReason, type TokenRequest } from "./identity.ts";
import { Cell, type Readable } from "./readable.ts";

export type SignInState = "starting" | "signed-in" | "signed-out";

interface HeldToken {
  readonly text: string;
  readonly expiresAtMs: number;
}

const maxRejections = 3;
const maxFailures = 4;
const backoffMs = 100;
const answerTimeoutMs = 10_000;
/** A token this near its end is not used for anything new. */
const marginMs = 5_000;
const maxTimerMs = 2 ** 31 - 1;

/** A failed `fetch` is a TypeError, a timeout a TimeoutError. */
const isNetworkFailure = (error: unknown): boolean =>
  error instanceof TypeError ||
  error instanceof OfflineError ||
  (error instanceof Error && error.name === "TimeoutError");

const isRefusal = (error: unknown): boolean =>
  error instanceof SignInNeededError ||
  error instanceof IdentityMismatchError ||
  (error instanceof Error && error.name === "SignInNeededError");

const expiryOf = (answer: TokenAnswer, fromClaims: number): number => {
  if (typeof answer.expiresAt === "number") return Math.min(answer.expiresAt, fromClaims);
  const parsed = answer.expiresAt === undefined ? Number.NaN : Date.parse(answer.expiresAt);
  return Number.isNaN(parsed) ? fromClaims : Math.min(parsed, fromClaims);
};

export class TokenSource {
  readonly #getToken: (request: TokenRequest) => Promise<TokenAnswer>;
  readonly #workspace: string | undefined;
  readonly #state = new Cell<SignInState>("starting");
  readonly #identity = new Cell<Identity | undefined>(undefined);
  readonly #closing = new AbortController();
  readonly #listeners = new Set<() => void>();
  #held: HeldToken | undefined;
  #asking: Promise<string> | undefined;
  #renewal: ReturnType<typeof setTimeout> | undefined;
  #rejections = 0;
  #failures = 0;

  constructor(getToken: (request: TokenRequest) => Promise<TokenAnswer>, workspace?: string) {
    this.#getToken = getToken;
    this.#workspace = workspace;
  }

  get state(): Readable<SignInState> {
    return this.#state;
  }

  /** Of the last token; the user and workspace never change, the role may. */
  get identity(): Readable<Identity | undefined> {
    return this.#identity;
  }

  /** The last token, for as long as nobody has rejected it. */
  get held(): string | undefined {
    return this.#held?.text;
  }

  /** Told of every new token. */
  observe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts from the last session while no token can be had; the first token must then be for the same user. */
  assume(identity: Identity): void {
    if (this.#identity.value === undefined) this.#identity.set(identity);
  }

  /** @throws {SignInNeededError} @throws {OfflineError} where `getToken` could not reach who it asks. */
  async token(): Promise<string> {
    if (this.#closing.signal.aborted) throw new EngineClosedError();
    if (this.#held && Date.now() < this.#held.expiresAtMs - marginMs) return this.#held.text;
    if (this.#state.value === "signed-out") throw new SignInNeededError();
    return await this.#ask(this.#held ? "refresh" : "start");
  }

  /** The server did not take this token. After three in a row the user has to sign in. */
  reject(token: string): void {
    if (this.#held?.text !== token) return;
    const wasExpired = Date.now() >= this.#held.expiresAtMs;
    this.#held = undefined;
    if (!wasExpired) this.#rejections += 1;
    if (this.#rejections > maxRejections) this.#state.set("signed-out");
    else this.#ask("rejected").catch(() => undefined);
  }

  /** What the token says is not so any more, though the server still takes it: asks for one that says what is. */
  refresh(): void {
    this.#ask("refresh").catch(() => undefined);
  }

  /** The server took the token. */
  confirm(): void {
    this.#rejections = 0;
  }

  /** Takes a token from outside. @throws {IdentityMismatchError} */
  accept(answer: TokenAnswer): string {
    const claims = readClaims(answer.token);
    if (!claims) throw new SignInNeededError();
    const { identity } = claims;
    const known = this.#identity.value;
    const isOther = known !== undefined && (known.sub !== identity.sub || known.workspace !== identity.workspace);
    if (isOther || (this.#workspace !== undefined && this.#workspace !== identity.workspace))
      throw new IdentityMismatchError();
    this.#failures = 0;
    this.#held = { text: answer.token, expiresAtMs: expiryOf(answer, claims.expiresAtMs) };
    if (known?.name !== identity.name || known.role !== identity.role) this.#identity.set(identity);
    this.#state.set("signed-in");
    this.#scheduleRenewal(this.#held.expiresAtMs);
    for (const listener of this.#listeners) listener();
    return answer.token;
  }

  /** Takes a token that another tab has got, unless this one's is good for longer. Of two that end at once the one told of last holds: it may have another role. */
  offer(token: string): void {
    const claims = readClaims(token);
    if (!claims || token === this.#held?.text || claims.expiresAtMs < (this.#held?.expiresAtMs ?? 0)) return;
    try {
      this.accept({ token });
    } catch {
      // Somebody else's: that tab is not of this user any more.
    }
  }

  /** Asks again although the last answer was that nobody is signed in. */
  retry(): void {
    if (this.#state.value !== "signed-out") return;
    this.#rejections = 0;
    this.#ask("rejected").catch(() => undefined);
  }

  /** Resolves once it is not known any more that nobody is signed in. */
  async signedIn(): Promise<void> {
    if (this.state.value !== "signed-out") return;
    await new Promise<void>((resolve) => {
      const stop = this.state.subscribe((state) => {
        if (state === "signed-out") return;
        stop();
        resolve();
      });
    });
  }

  close(): void {
    clearTimeout(this.#renewal);
    this.#closing.abort(new EngineClosedError());
  }

  #scheduleRenewal(expiresAtMs: number): void {
    clearTimeout(this.#renewal);
    if (expiresAtMs === Number.POSITIVE_INFINITY) return;
    const delayMs = Math.min(Math.max((expiresAtMs - Date.now()) * 0.8, 1000), maxTimerMs);
    this.#renewal = setTimeout(() => this.refresh(), delayMs);
  }

  #ask(reason: TokenReason): Promise<string> {
    this.#asking ??= this.#request(reason).finally(() => {
      this.#asking = undefined;
    });
    return this.#asking;
  }

  async #request(reason: TokenReason): Promise<string> {
    if (this.#rejections > 1) {
      await new Promise((resolve) => setTimeout(resolve, backoffMs * 2 ** this.#rejections));
    }
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(answerTimeoutMs)]);
    try {
      const ended = new Promise<never>((_, refuse) => {
        const end = () => refuse(signal.reason instanceof Error ? signal.reason : new EngineClosedError());
        if (signal.aborted) end();
        else signal.addEventListener("abort", end, { once: true });
      });
      return this.accept(await Promise.race([this.#getToken({ reason, signal }), ended]));
    } catch (error) {
      if (this.#closing.signal.aborted) throw new EngineClosedError({ cause: error });
      if (!isRefusal(error)) this.#failures = isNetworkFailure(error) ? 0 : this.#failures + 1;
      // Whoever gives out tokens may be out of order for a moment: that is not yet "nobody is signed in".
      const mayPass = !isRefusal(error) && this.#failures < maxFailures;
      if (mayPass) throw new OfflineError("Signing in", { cause: error });
      const stillValid = this.#held && Date.now() < this.#held.expiresAtMs - marginMs;
      if (stillValid && reason === "refresh") return this.#held?.text ?? "";
      this.#state.set("signed-out");
      if (error instanceof IdentityMismatchError) throw error;
      throw new SignInNeededError({ cause: error });
    }
  }
}
