/**
 * Requests to the server's REST interface, signed, repeated where that is safe, refused in the engine's own words.
 *
 * Shape    paths under `/api/v1`; a problem answer becomes a {@link RequestRefusedError}, no answer an {@link OfflineError}.
 * Not      a cache.
 * Source   the server's `/api/v1/openapi.json`
 *
 * @module
 */
import type { Connectivity } from "./connectivity.ts";
import { OfflineError, RequestRefusedError, SignInNeededError } from "./engine-error.ts";
import { type EngineLocale, languageFrom } from "./language.ts";
import type { TokenSource } from "./token-source.ts";

const timeoutMs = 20_000;
const attempts = 4;

export interface ApiRequest {
  readonly method?: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly body?: unknown;
  /** Of a write: a repeated request then changes nothing more. */
  readonly idempotencyKey?: string;
  /** The same without a key: what is sent says itself what it is. */
  readonly isRepeatable?: boolean;
  /** Sent with the cookie of whoever is signed in in this browser, where the page is the server's own. */
  readonly withCookie?: boolean;
  /** Tag of what a write may replace. */
  readonly ifMatch?: string;
  /** Tag of what is known: where it still is that one, the answer is empty, with status 304. */
  readonly ifNoneMatch?: string;
}

export interface ApiAnswer {
  readonly status: number;
  /** Parsed; `undefined` for an empty answer. */
  readonly json: unknown;
  /** Names what was answered, where the server said so. */
  readonly tag?: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What the server refuses something with. */
export function problemOf(status: number, json: unknown): RequestRefusedError {
  const problem = (typeof json === "object" && json !== null ? json : {}) as Record<string, unknown>;
  const text = (name: string): string | undefined => {
    const value = problem[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const field = text("field");
  const params = problem["params"];
  return new RequestRefusedError(status, {
    code: text("code") ?? `http.${status}`,
    text: text("detail") ?? text("title") ?? `The server answered ${status}`,
    ...(field === undefined ? {} : { field }),
    ...(typeof params === "object" && params !== null ? { params: params as Record<string, string | number> } : {}),
  });
}

export class Api {
  readonly #root: string;
  readonly #tokens: TokenSource;
  readonly #connectivity: Connectivity;
  readonly #language: () => string;
  #offsetMs = 0;
  /** When something was erased at the server last, by its own mark; 0: never, or nothing was answered yet. */
  erasedAt = 0;
  /** Told that, with every answer. */
  onErased: ((erasedAt: number) => void) | undefined;

  constructor(endpoint: string, tokens: TokenSource, connectivity: Connectivity, locale?: EngineLocale) {
    this.#root = `${endpoint}/api/v1`;
    this.#tokens = tokens;
    this.#connectivity = connectivity;
    this.#language = languageFrom(locale);
  }

  /** What to add to this device's clock to get the server's, in milliseconds; 0 while they agree within the measure's grain. */
  get clockOffsetMs(): number {
    return this.#offsetMs;
  }

  /** @throws {RequestRefusedError} @throws {OfflineError} @throws {SignInNeededError} */
  async get(path: string): Promise<unknown> {
    return (await this.send(path)).json;
  }

  /** @throws {RequestRefusedError} @throws {OfflineError} @throws {SignInNeededError} */
  async send(path: string, request: ApiRequest = {}): Promise<ApiAnswer> {
    if (this.#connectivity.reach.value === "offline") throw new OfflineError(path);
    for (let attempt = 1; ; attempt += 1) {
      const token = await this.#tokens.token();
      const answer = await this.#once(path, request, token, attempt);
      if (answer === undefined) continue;
      if (answer.status === 401 && attempt < attempts) {
        this.#tokens.reject(token);
        continue;
      }
      if (answer.status === 401) throw new SignInNeededError({ cause: problemOf(answer.status, answer.json) });
      this.#tokens.confirm();
      if (answer.status >= 400) throw problemOf(answer.status, answer.json);
      return answer;
    }
  }

  /** `undefined`: try once more. */
  async #once(path: string, request: ApiRequest, token: string, attempt: number): Promise<ApiAnswer | undefined> {
    const { method = "GET", body, idempotencyKey, ifMatch, ifNoneMatch, withCookie = false } = request;
    const headers: Record<string, string> = {
      authorization: `Bearer ${token}`,
      accept: "application/json",
      "accept-language": this.#language(),
    };
    if (body !== undefined) headers["content-type"] = "application/json";
    if (idempotencyKey !== undefined) headers["idempotency-key"] = idempotencyKey;
    if (ifMatch !== undefined) headers["if-match"] = ifMatch;
    if (ifNoneMatch !== undefined) headers["if-none-match"] = ifNoneMatch;
    const sentAtMs = Date.now();
    try {
      const response = await fetch(this.#root + path, {
        method,
        headers,
        credentials: withCookie ? "same-origin" : "omit",
        cache: "no-store",
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      this.#measureClock(response.headers.get("date"), sentAtMs);
      this.#connectivity.heard();
      this.#noteErased(response.headers.get("x-erased-at"));
      if ((response.status === 429 || response.status === 503) && attempt < attempts) {
        await response.body?.cancel();
        await pause(Math.min(Number(response.headers.get("retry-after")) * 1000 || 250 * 2 ** attempt, 5000));
        return undefined;
      }
      const text = await response.text();
      const tag = response.headers.get("etag");
      const json = text === "" ? undefined : (JSON.parse(text) as unknown);
      return { status: response.status, json, ...(tag === null ? {} : { tag }) };
    } catch (error) {
      const isRepeatable = method === "GET" || idempotencyKey !== undefined || request.isRepeatable === true;
      if (isRepeatable && attempt === 1 && this.#connectivity.reach.value === "reachable") {
        await pause(150);
        return undefined;
      }
      this.#connectivity.failed();
      throw new OfflineError(path, { cause: error });
    }
  }

  #noteErased(mark: string | null): void {
    this.erasedAt = Math.max(this.erasedAt, Number(mark) || 0);
    if (this.erasedAt > 0) this.onErased?.(this.erasedAt);
  }

  /** The Date header has a grain of one second: smaller differences are none. */
  #measureClock(date: string | null, sentAtMs: number): void {
    const serverMs = date === null ? Number.NaN : Date.parse(date);
    if (Number.isNaN(serverMs)) return;
    const offsetMs = serverMs + 500 - (sentAtMs + Date.now()) / 2;
    this.#offsetMs = Math.abs(offsetMs) < 2000 ? 0 : Math.round(offsetMs);
  }
}
