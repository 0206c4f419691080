/**
 * Who is signed in on this device, and the tokens for it.
 *
 * Shape    a one-time code from the address (or pasted) becomes a token; the server's cookie renews it. The token lives in memory
 *          only. What is remembered between visits is who it was, so that the app opens offline with that user's cards.
 * Not      the connection: the engine asks for a token by `getToken` when it needs one.
 *
 * @module
 */
import { SignInNeededError } from "@couplet/engine";
import { locale } from "./locale.ts";

export interface SignedInUser {
  readonly sub: string;
  readonly name: string;
  readonly role: string;
  readonly workspace: string;
}

export interface Token {
  readonly token: string;
  readonly expiresAt: string;
}

export type SessionState =
  | { readonly kind: "starting" }
  | { readonly kind: "signed-out"; readonly why: SignedOutReason; readonly last: SignedInUser | undefined }
  | { readonly kind: "signed-in"; readonly user: SignedInUser };

/** `first`: nobody was here before; `code`: the link was used or is too old; `expired`: the cookie is gone; `unreachable`: no answer. */
export type SignedOutReason = "first" | "code" | "expired" | "unreachable" | "left";

const rememberedKey = "couplet.last-user";
/** A token with less than this left is renewed before it is handed out. */
const spareMs = 30_000;
const answerTimeoutMs = 10_000;

export class Session {
  #state: SessionState = { kind: "starting" };
  #token: { readonly value: Token; readonly expiresAtMs: number } | undefined;
  #renewal: Promise<Token> | undefined;
  #pendingCode: string | undefined;
  readonly #listeners = new Set<() => void>();

  get state(): SessionState {
    return this.#state;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Signs in with the code of the address if there is one, else opens what was here last, else asks the cookie. */
  async start(): Promise<void> {
    const code = takeCodeFromAddress();
    if (code !== undefined) return this.signIn(code);
    const last = rememberedUser();
    // First paint from this device: the engine asks for a token on its own, and says so where none can be had.
    if (last) return this.#become({ kind: "signed-in", user: last });
    try {
      await this.#renew();
    } catch (error) {
      this.#become({ kind: "signed-out", why: error instanceof SignInNeededError ? "first" : "unreachable", last });
    }
  }

  /** Exchanges a one-time code, or the whole link that carries it. */
  async signIn(codeOrLink: string): Promise<void> {
    const code = codeOf(codeOrLink);
    this.#pendingCode = code;
    try {
      const answer = await post("/api/v1/sign-in", { code });
      // Somebody may sign in after somebody else: their engine is their own.
      this.#become({ kind: "starting" });
      this.#take(answer);
      this.#pendingCode = undefined;
    } catch (error) {
      const refused = error instanceof SignInNeededError;
      if (refused) this.#pendingCode = undefined;
      this.#become({ kind: "signed-out", why: refused ? "code" : "unreachable", last: rememberedUser() });
    }
  }

  /** Goes on as whoever a passkey has signed in. @param answer the server's */
  enter(answer: unknown): void {
    const token = parseToken(answer);
    this.#pendingCode = undefined;
    this.#become({ kind: "starting" });
    this.#take(token);
  }

  /** Tries again what could not be tried for want of a connection. */
  retry(): Promise<void> {
    return this.#pendingCode === undefined ? this.start() : this.signIn(this.#pendingCode);
  }

  /** Opens the last user's cards: with their session where it still lasts, else as they are on this device. */
  continueAsLast(): void {
    const last = rememberedUser();
    if (last) this.#become({ kind: "signed-in", user: last });
  }

  /** For the provider: the token at hand, or a new one. @throws {SignInNeededError} when the cookie no longer does */
  readonly getToken = async (request: {
    readonly reason: string;
    readonly signal?: AbortSignal | undefined;
  }): Promise<Token> => {
    const held = this.#token;
    if (request.reason === "start" && held && held.expiresAtMs - Date.now() > spareMs) return held.value;
    return this.#renew();
  };

  /** Shows the sign-in page; what is open and unsent stays on the device. */
  askSignIn(): void {
    this.#become({ kind: "signed-out", why: "expired", last: rememberedUser() });
  }

  async signOut(): Promise<void> {
    this.#token = undefined;
    localStorage.removeItem(rememberedKey);
    // Without a connection the cookie stays, but nothing on this device remembers whose it is.
    await fetch("/api/v1/sign-out", { method: "POST" }).catch(() => undefined);
    this.#become({ kind: "signed-out", why: "left", last: undefined });
  }

  #renew(): Promise<Token> {
    this.#renewal ??= post("/api/v1/token")
      .then((answer) => this.#take(answer))
      .finally(() => {
        this.#renewal = undefined;
      });
    return this.#renewal;
  }

  #take(answer: Token): Token {
    const user = userOfToken(answer.token);
    const before = this.#state.kind === "signed-in" ? this.#state.user : undefined;
    localStorage.setItem(rememberedKey, JSON.stringify(user));
    if (before && (before.sub !== user.sub || before.workspace !== user.workspace)) {
      // Somebody else has signed in in another tab of this browser: this tab may not send one person's edits as the other's.
      location.reload();
      throw new SignInNeededError();
    }
    this.#token = { value: answer, expiresAtMs: Date.parse(answer.expiresAt) };
    if (!before || before.role !== user.role || before.name !== user.name) this.#become({ kind: "signed-in", user });
    return answer;
  }

  #become(state: SessionState): void {
    this.#state = state;
    for (const listener of this.#listeners) listener();
  }
}

/** @throws {SignInNeededError} where the server says no; another error when there is no usable answer */
async function post(path: string, body: object = {}): Promise<Token> {
  const response = await fetch(path, {
    method: "POST",
    headers: { "content-type": "application/json", "accept-language": locale },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerTimeoutMs),
  });
  const isRefused = response.status >= 400 && response.status < 500 && response.status !== 429;
  if (isRefused) throw new SignInNeededError({ cause: new Error(`${path} answered ${response.status}`) });
  if (!response.ok) throw new Error(`${path} answered ${response.status}`);
  return parseToken(await response.json());
}

function parseToken(answer: unknown): Token {
  const { token, expiresAt } = answer as Partial<Token>;
  if (typeof token !== "string" || typeof expiresAt !== "string") throw new Error("Not a token");
  return { token, expiresAt };
}

/** The claims of a token, read for show only: the server is who checks them. */
export function userOfToken(token: string): SignedInUser {
  const payload = token.split(".")[1] ?? "";
  const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
  return parseUser(JSON.parse(new TextDecoder().decode(bytes)));
}

function parseUser(claims: unknown): SignedInUser {
  const { sub, name, role, workspace } = claims as Record<string, unknown>;
  if (typeof sub !== "string" || typeof role !== "string" || typeof workspace !== "string")
    throw new Error("Not a user");
  return { sub, name: typeof name === "string" ? name : sub, role, workspace };
}

function rememberedUser(): SignedInUser | undefined {
  try {
    return parseUser(JSON.parse(localStorage.getItem(rememberedKey) ?? "null"));
  } catch {
    return undefined;
  }
}

/** Whether the address carries a one-time code that nobody has taken yet. */
export const addressHasCode = (): boolean => location.hash.startsWith("#code=");

/** The one-time code in the address; it is removed from there at once, so that it is neither kept in the history nor shared. */
function takeCodeFromAddress(): string | undefined {
  const code = /^#code=(.+)$/u.exec(location.hash)?.[1];
  if (code === undefined) return undefined;
  history.replaceState(null, "", `${location.pathname}${location.search}#/contacts`);
  return decodeURIComponent(code);
}

/** The code in a pasted link, or the text itself. */
export const codeOf = (codeOrLink: string): string => /#code=([^\s&]+)/u.exec(codeOrLink)?.[1] ?? codeOrLink.trim();
