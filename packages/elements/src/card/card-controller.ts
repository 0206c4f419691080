/**
 * An element's open card: follows the engine, kind and id its host names, and hands down snapshots.
 *
 * Shape    a reactive controller; {@link CardState} says how far opening has come, the host is updated on every change.
 * Not      an owner of documents: elements see snapshots and methods, never a `Y.Doc`.
 *
 * @module
 */
import type { ReactiveController, ReactiveElement } from "lit";
import {
  OfflineError,
  type CardEvent,
  type CardSession,
  type CardSnapshot,
  type Engine,
  type Person,
} from "@couplet/engine";
import type { CardKind } from "@couplet/model";
import { holdSession, keyOfCard, type CardName, type HeldSession } from "./shared-sessions.ts";

export type CardState =
  | { readonly kind: "none" }
  | { readonly kind: "loading" }
  | { readonly kind: "open"; readonly session: CardSession }
  | { readonly kind: "failed"; readonly error: unknown };

export interface WantedCard {
  readonly engine: Engine;
  readonly kind: CardKind;
  readonly name: CardName;
}

/** The card that an element's attributes name. */
export function wantedCard(
  engine: Engine | undefined,
  kind: CardKind | undefined,
  { recordId, number }: { readonly recordId?: string | undefined; readonly number?: string | undefined },
): WantedCard | undefined {
  const name = recordId ? { id: recordId } : number ? { no: number } : undefined;
  return engine && kind && name ? { engine, kind, name } : undefined;
}

export interface CardListener {
  /** What to show; `undefined`: nothing. A session given here is used as it is and left open. */
  wanted(): WantedCard | CardSession | undefined;
  onEvent?(event: CardEvent, session: CardSession): void;
  onOpen?(session: CardSession): void;
  onPresence?(people: readonly Person[]): void;
}

const isSession = (wanted: WantedCard | CardSession): wanted is CardSession => "snapshot" in wanted;

export class CardController implements ReactiveController {
  readonly #host: ReactiveElement;
  readonly #listener: CardListener;
  #state: CardState = { kind: "none" };
  #engine: Engine | undefined;
  #key = "";
  #given: CardSession | undefined;
  #held: HeldSession | undefined;
  #stops: (() => void)[] = [];

  constructor(host: ReactiveElement, listener: CardListener) {
    this.#host = host;
    this.#listener = listener;
    host.addController(this);
  }

  get state(): CardState {
    return this.#state;
  }
  get session(): CardSession | undefined {
    return this.#state.kind === "open" ? this.#state.session : undefined;
  }
  get snapshot(): CardSnapshot | undefined {
    return this.session?.snapshot.value;
  }
  get people(): readonly Person[] {
    return this.session?.presence.value ?? [];
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    this.#let();
    this.#key = "";
    this.#given = undefined;
    this.#engine = undefined;
    this.#state = { kind: "none" };
  }

  hostUpdate(): void {
    if (!this.#host.isConnected) return;
    const wanted = this.#listener.wanted();
    if (wanted && isSession(wanted)) {
      if (this.#given === wanted) return;
      this.#let();
      this.#given = wanted;
      this.#key = "";
      this.#engine = undefined;
      this.#open(wanted);
      return;
    }
    const key = wanted ? keyOfCard(wanted.kind, wanted.name) : "";
    if (!this.#given && key === this.#key && wanted?.engine === this.#engine) return;
    this.#let();
    this.#given = undefined;
    this.#key = key;
    this.#engine = wanted?.engine;
    if (!wanted) {
      this.#state = { kind: "none" };
      return;
    }
    this.#state = { kind: "loading" };
    const held = holdSession(wanted.engine, wanted.kind, wanted.name);
    this.#held = held;
    held.session.then(
      (session) => {
        if (this.#held !== held) return;
        this.#open(session);
        this.#host.requestUpdate();
      },
      (error: unknown) => {
        if (this.#held !== held) return;
        this.#state = { kind: "failed", error };
        if (error instanceof OfflineError) this.#retryWhenBack(wanted.engine);
        this.#host.requestUpdate();
      },
    );
  }

  /** A card that was not to be had for want of a connection is asked for again once there is one. */
  #retryWhenBack(engine: Engine): void {
    const stop = engine.status.subscribe(({ state }) => {
      if (state === "offline" || state === "unreachable" || state === "sign-in") return;
      stop();
      this.retry();
    });
    this.#stops = [stop];
  }

  /** Tries again to open a card that could not be opened. */
  retry(): void {
    this.#key = "";
    this.#engine = undefined;
    this.#host.requestUpdate();
  }

  #open(session: CardSession): void {
    this.#state = { kind: "open", session };
    const update = (): void => this.#host.requestUpdate();
    this.#stops = [
      session.snapshot.subscribe(update),
      session.presence.subscribe((people) => {
        this.#listener.onPresence?.(people);
        update();
      }),
      session.observe((event) => this.#listener.onEvent?.(event, session)),
    ];
    this.#listener.onOpen?.(session);
  }

  #let(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#held?.release();
    this.#held = undefined;
  }
}
