/**
 * Requests, answers and signals as the simulated code meets them: light, since a history makes hundreds of each.
 *
 * Shape    what Hono, the server's calls and the engine use of `Headers`, `Request`, `Response` and `AbortSignal`; bodies are text and are
 *          there at once, so that nothing waits for a turn of the event loop. `place.ts` hands them out.
 * Not      the platform's: those are met by the tests against a started server.
 *
 * @module
 */
type HeaderSource = Iterable<readonly [string, string]> | Readonly<Record<string, string>>;

export class LightHeaders {
  readonly #values = new Map<string, string>();

  constructor(from?: HeaderSource | null) {
    if (!from) return;
    const pairs = Symbol.iterator in from ? from : Object.entries(from);
    for (const [name, value] of pairs as Iterable<readonly [string, string]>) this.append(name, value);
  }

  get(name: string): string | null {
    return this.#values.get(name.toLowerCase()) ?? null;
  }
  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }
  set(name: string, value: string): void {
    this.#values.set(name.toLowerCase(), value);
  }
  append(name: string, value: string): void {
    const before = this.#values.get(name.toLowerCase());
    this.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  delete(name: string): void {
    this.#values.delete(name.toLowerCase());
  }
  getSetCookie(): string[] {
    const cookie = this.get("set-cookie");
    return cookie === null ? [] : [cookie];
  }
  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this.#values) visit(value, name);
  }
  entries(): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.#values.entries();
  }
}

/** Text that can be read in one piece. */
class LightBody {
  readonly content: string;
  constructor(content: string) {
    this.content = content;
  }
  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield Buffer.from(this.content);
  }
  cancel(): Promise<void> {
    return Promise.resolve();
  }
}

/** What a request and an answer have in common. */
class Message {
  readonly headers: LightHeaders;
  readonly body: LightBody | null;
  bodyUsed = false;

  constructor(body: unknown, headers: HeaderSource | null | undefined) {
    if (typeof body !== "string" && !(body instanceof LightBody) && body !== null && body !== undefined)
      throw new TypeError("Bodies are text here");
    this.headers = new LightHeaders(headers);
    this.body = typeof body === "string" ? new LightBody(body) : (body ?? null);
  }

  text(): Promise<string> {
    this.bodyUsed = true;
    return Promise.resolve(this.body?.content ?? "");
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown;
  }
}

export class LightRequest extends Message {
  readonly url: string;
  readonly method: string;

  constructor(url: string, { method = "GET", headers, body }: RequestInit) {
    super(body, headers as HeaderSource | undefined);
    this.url = url;
    this.method = method;
  }
}

export class LightResponse extends Message {
  readonly status: number;

  constructor(
    body?: unknown,
    init?: { readonly status?: number | undefined; readonly headers?: HeaderSource | undefined },
  ) {
    super(body, init?.headers);
    this.status = init?.status ?? 200;
    if (typeof body === "string" && !this.headers.has("content-type"))
      this.headers.set("content-type", "text/plain;charset=UTF-8");
  }

  get ok(): boolean {
    return this.status >= 200 && this.status < 300;
  }
}

/** Plans what happens after a while; what it returns calls that off. */
type Plan = (ms: number, happen: () => void) => () => void;

/** A signal that aborts after a while, or when another one does. Time is planned with only while somebody listens. */
export class LightSignal {
  readonly #listeners = new Set<() => void>();
  readonly #watch: (abort: (reason: unknown) => void) => () => void;
  #stop: (() => void) | undefined;
  aborted = false;
  reason: unknown;

  /** `watch` begins to wait for the moment to abort; what it returns ends that. */
  private constructor(watch: (abort: (reason: unknown) => void) => () => void) {
    this.#watch = watch;
  }

  static timeout(ms: number, nowMs: () => number, plan: Plan): LightSignal {
    const untilMs = nowMs() + ms;
    return new LightSignal((abort) =>
      plan(untilMs - nowMs(), () => abort(new DOMException("The operation timed out", "TimeoutError"))),
    );
  }

  static any(signals: readonly (AbortSignal | LightSignal)[]): LightSignal {
    const over = signals.find(({ aborted }) => aborted);
    const any = new LightSignal((abort) => {
      const stops = signals.map((signal) => {
        const heard = (): void => abort(signal.reason);
        signal.addEventListener("abort", heard);
        return () => signal.removeEventListener("abort", heard);
      });
      return () => stops.forEach((stop) => stop());
    });
    if (over) any.#abort(over.reason);
    return any;
  }

  addEventListener(_type: "abort", listener: () => void, _options?: object): void {
    if (this.aborted) return;
    this.#listeners.add(listener);
    this.#stop ??= this.#watch((reason) => this.#abort(reason));
  }

  removeEventListener(_type: "abort", listener: () => void): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#end();
  }

  #abort(reason: unknown): void {
    if (this.aborted) return;
    this.aborted = true;
    this.reason = reason;
    const listeners = [...this.#listeners];
    this.#listeners.clear();
    this.#end();
    for (const listener of listeners) listener();
  }

  #end(): void {
    this.#stop?.();
    this.#stop = undefined;
  }
}
