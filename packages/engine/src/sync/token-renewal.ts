/**
 * Keeps the token of an open connection in force: hands it the next one before the last one ends.
 *
 * Shape    a newer token is sent once most of the life of the one in force is over, so that one that is renewed more often than the
 *          server takes them is not; one with another role is sent at once. Where the server says by itself that the role is another one
 *          than that of the token it knows, a token that says so is asked for, once.
 * Source   docs/PROTOCOL.md, "Token renewal"
 *
 * @module
 */
import type { TokenSource } from "../token-source.ts";

const shareOfLife = 0.75;
const longestTimeoutMs = 2 ** 31 - 1;

export class TokenRenewal {
  /** The token the server knows, or will once it has read on. */
  token: string;
  readonly #tokens: TokenSource;
  readonly #send: (token: string) => void;
  readonly #stop: () => void;
  #role: string | undefined;
  /** The role that a token was asked for last, until there is one with it. */
  #wanted: string | undefined;
  #isDue = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(tokens: TokenSource, token: string, send: (token: string) => void) {
    this.#tokens = tokens;
    this.token = token;
    this.#send = send;
    this.#stop = tokens.observe(() => this.#look());
  }

  /** The server has taken the token: what it stands for, and how long it is good for. */
  holds(role: string, leftMs: number): void {
    this.#role = role;
    this.#isDue = false;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(
      () => {
        this.#isDue = true;
        this.#look();
      },
      Math.min(Math.max(0, leftMs * shareOfLife), longestTimeoutMs),
    );
    this.#look();
    this.#followRole(role);
  }

  #followRole(role: string): void {
    const { held, identity } = this.#tokens;
    if (identity.value?.role === role) this.#wanted = undefined;
    else if (held === this.token && this.#wanted !== role) {
      this.#wanted = role;
      this.#tokens.refresh();
    }
  }

  end(): void {
    this.#stop();
    clearTimeout(this.#timer);
  }

  #look(): void {
    const { held, identity } = this.#tokens;
    if (held === undefined || held === this.token || this.#role === undefined) return;
    if (!this.#isDue && identity.value?.role === this.#role) return;
    this.#isDue = false;
    this.token = held;
    this.#send(held);
  }
}
