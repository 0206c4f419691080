/**
 * The engine of who is signed in: made once per user, watched for what the shell shows.
 *
 * Shape    a reactive controller; `engine`, `status` and `attention` are those of now, and the host is updated when they change.
 *
 * @module
 */
import type { ReactiveController, ReactiveControllerHost } from "lit";
import type { Role } from "@couplet/model";
import {
  type AttentionItem,
  type Engine,
  type Status,
  type StatusState,
  type TokenAnswer,
  type TokenRequest,
  type QueuedCommand,
  createEngine,
} from "@couplet/engine";
import { locale } from "./locale.ts";
import type { SignedInUser } from "./session.ts";

const awayStates: ReadonlySet<StatusState> = new Set(["offline", "unreachable", "sign-in"]);

export class EngineController implements ReactiveController {
  engine: Engine | undefined;
  status: Status | undefined;
  attention: readonly AttentionItem[] = [];
  /** Commands that wait for the server. */
  queue: readonly QueuedCommand[] = [];
  #user: SignedInUser | undefined;
  #stops: (() => void)[] = [];
  readonly #host: ReactiveControllerHost;
  readonly #getToken: (request: TokenRequest) => Promise<TokenAnswer>;

  constructor(host: ReactiveControllerHost, getToken: (request: TokenRequest) => Promise<TokenAnswer>) {
    this.#host = host;
    this.#getToken = getToken;
    host.addController(this);
  }

  /** The server cannot be asked for anything. */
  get isAway(): boolean {
    return this.status !== undefined && awayStates.has(this.status.state);
  }
  /** What the user may do; `undefined` until that is known. */
  get role(): Role | undefined {
    return this.engine?.identity.value?.role;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  /** The same user again: their engine goes on, and asks for a token now. Another one: an engine of their own. */
  use(user: SignedInUser): void {
    const known = this.#user;
    if (this.engine && known?.sub === user.sub && known.workspace === user.workspace) {
      this.engine.retryConnection();
      return;
    }
    void this.letGo()?.close();
    this.#user = user;
    const engine = createEngine({
      endpoint: location.origin,
      workspace: user.workspace,
      keeps: "workspace",
      getToken: this.#getToken,
      locale: () => locale,
    });
    // Who has to sign in is told by the status; nobody waits for this promise.
    engine.ready.catch(() => undefined);
    this.engine = engine;
    this.status = engine.status.value;
    this.attention = engine.attention.value;
    this.queue = engine.queue.value;
    this.#stops = [
      engine.status.subscribe((status) => {
        this.status = status;
        this.#host.requestUpdate();
      }),
      engine.attention.subscribe((attention) => {
        this.attention = attention;
        this.#host.requestUpdate();
      }),
      engine.queue.subscribe((queue) => {
        this.queue = queue;
        this.#host.requestUpdate();
      }),
      engine.identity.subscribe(() => this.#host.requestUpdate()),
    ];
    this.#host.requestUpdate();
  }

  /** Stops showing the engine, without ending it. */
  letGo(): Engine | undefined {
    const { engine } = this;
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#user = undefined;
    this.engine = undefined;
    this.status = undefined;
    this.attention = [];
    this.queue = [];
    this.#host.requestUpdate();
    return engine;
  }
}
