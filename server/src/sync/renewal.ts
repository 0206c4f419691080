/**
 * Whose connection it is, and until when: the token it came with, and those that replace it.
 *
 * Shape    one token at a time is looked at, in the order they came; another user or workspace ends the connection.
 * Source   docs/PROTOCOL.md, "Token renewal"
 *
 * @module
 */
import type { Actor } from "@couplet/model";
import type { closeCodes } from "@couplet/protocol";
import type { Access } from "../accounts/access.ts";
import { InvalidTokenError } from "../token.ts";
import { TokenBucket } from "../workspace/token-bucket.ts";
import type { SyncVisitor } from "../workspace/workspace.ts";
import type { SyncLimits } from "./sync-limits.ts";

export interface RenewalHost {
  readonly isOpen: boolean;
  nowMs(): number;
  close(code: keyof typeof closeCodes): void;
  /** The actor is another one now, or the same one for longer. */
  renewed(before: Actor): Promise<void>;
}

const longestTimeoutMs = 2 ** 31 - 1;

export class Renewal {
  actor: Actor;
  expiresAtMs: number;
  readonly #host: RenewalHost;
  readonly #visitor: SyncVisitor;
  readonly #rate: TokenBucket;
  #last: Promise<void> = Promise.resolve();
  #timer: NodeJS.Timeout | undefined;
  #unfollow: (() => void) | undefined;

  constructor(host: RenewalHost, visitor: SyncVisitor, limits: SyncLimits) {
    this.#host = host;
    this.#visitor = visitor;
    this.actor = visitor.actor;
    this.expiresAtMs = visitor.expiresAtMs;
    this.#rate = new TokenBucket(limits.tokensPerSecond, limits.tokensBurst, host.nowMs());
    this.#watch();
    this.#follow(visitor.access);
  }

  renew(token: string): Promise<void> {
    this.#last = this.#last.then(() => this.#renew(token));
    return this.#last;
  }

  async #renew(token: string): Promise<void> {
    if (!this.#host.isOpen) return;
    if (!this.#rate.take(this.#host.nowMs())) {
      this.#host.close("rate");
      return;
    }
    try {
      const { actor, workspace, expiresAtMs, access } = await this.#visitor.verifyToken(token);
      if (!this.#host.isOpen) return;
      if (actor.sub !== this.actor.sub || workspace !== this.#visitor.workspace) {
        this.#host.close("notAllowed");
        return;
      }
      const before = this.actor;
      this.actor = actor;
      this.expiresAtMs = expiresAtMs;
      this.#watch();
      this.#follow(access);
      await this.#host.renewed(before);
    } catch (error) {
      if (!(error instanceof InvalidTokenError)) throw error;
      this.#host.close("notSignedIn");
    }
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#unfollow?.();
  }

  /** What changes while the connection is open holds at once. */
  #follow(access: Access | undefined): void {
    this.#unfollow?.();
    this.#unfollow = access?.watch((actor) => {
      this.#last = this.#last.then(() => this.#changed(actor)).catch(() => this.#host.close("tryAgainLater"));
      if (!actor) this.#host.close("notSignedIn");
    });
  }

  async #changed(actor: Actor | undefined): Promise<void> {
    if (!actor || !this.#host.isOpen) return;
    const before = this.actor;
    this.actor = actor;
    await this.#host.renewed(before);
  }

  #watch(): void {
    clearTimeout(this.#timer);
    const leftMs = this.expiresAtMs - this.#host.nowMs();
    // A timer has a longest time: it looks again then.
    const look = (): void => (leftMs <= longestTimeoutMs ? this.#host.close("notSignedIn") : this.#watch());
    this.#timer = setTimeout(look, Math.min(Math.max(0, leftMs), longestTimeoutMs)).unref();
  }
}
