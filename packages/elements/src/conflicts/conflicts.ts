/**
 * The decisions that wait for this user: of one card, or of all.
 *
 * Shape    one entry per field in conflict with the same choice the field itself shows; after a choice, an undo.
 * Not      the list of refused edits: that is the outbox.
 * Source   rule F7
 *
 * @module
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardSession, CardSnapshot, ConflictCandidate, Engine } from "@couplet/engine";
import { fieldSpec, type CardKind } from "@couplet/model";
import { holdSession, keyOfCard, type HeldSession } from "../card/shared-sessions.ts";
import { emit } from "../events.ts";
import { readable } from "../field/display.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconOfKind, iconUndo } from "../style/icons.ts";
import { renderChoice } from "./choice.ts";
import { choiceStyles } from "./choice.styles.ts";

/** Cards opened at once to show what is in conflict; the rest comes when these are settled. */
const mostCards = 20;

interface Opened {
  readonly held: HeldSession;
  session?: CardSession;
  stop?: () => void;
}

interface Settled {
  readonly session: CardSession;
  readonly text: string;
}

/**
 * Decisions that wait, for a card (`kind` and `record-id`) or for everything this user may edit.
 *
 * @element couplet-conflicts
 * @slot empty - Instead of our own words where nothing waits.
 * @fires {CustomEvent} couplet-conflict-solved - The user chose.
 * @fires {CustomEvent} couplet-navigate - The user asks for the card; cancelable.
 * @csspart conflict - One decision.
 * @csspart conflict-choice - One of the values.
 * @csspart empty - Shown where nothing waits.
 */
export class CoupletConflicts extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
  };
  static override styles = [
    baseStyles,
    choiceStyles,
    css`
      .entry + .entry {
        margin-top: calc(var(--_space) * 6);
      }
      .card {
        display: flex;
        align-items: center;
        gap: calc(var(--_space) * 2);
        font-size: var(--_text-s);
      }
      .card > svg {
        color: var(--_accent);
      }
      .card strong {
        font-weight: 600;
      }
      .card button {
        margin-inline-start: auto;
      }
      .settled {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: calc(var(--_space) * 3);
        margin-bottom: calc(var(--_space) * 4);
        padding: calc(var(--_space) * 2) calc(var(--_space) * 3);
        border: 1px solid color-mix(in oklab, var(--_success) 45%, transparent);
        border-radius: var(--_radius);
        font-size: var(--_text-s);
      }
    `,
  ];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;

  readonly #connection = new Connection(this);
  readonly #opened = new Map<string, Opened>();
  #engine: Engine | undefined;
  #stop: (() => void) | undefined;
  #settled: Settled | undefined;

  override disconnectedCallback(): void {
    this.#leave();
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    const { engine } = this.#connection;
    if (engine !== this.#engine) {
      this.#leave();
      this.#engine = engine;
      this.#stop = engine?.attention.subscribe(() => this.requestUpdate());
    }
    if (engine) this.#openWanted(engine);
  }

  /** Opens the cards that have something to decide, and lets go of those that have not. */
  #openWanted(engine: Engine): void {
    const wanted = new Map<string, { kind: CardKind; id: string }>();
    const kind = kindOfAttribute(this.kind);
    if (kind && this.recordId) wanted.set(keyOfCard(kind, { id: this.recordId }), { kind, id: this.recordId });
    else
      for (const item of engine.attention.value)
        if (item.kind === "conflict" && wanted.size < mostCards)
          wanted.set(keyOfCard(item.card.kind, { id: item.card.id }), item.card);
    for (const [key, opened] of this.#opened)
      if (!wanted.has(key) && opened.session !== this.#settled?.session) this.#close(key);
    for (const [key, card] of wanted) if (!this.#opened.has(key)) this.#open(engine, key, card.kind, card.id);
  }

  #open(engine: Engine, key: string, kind: CardKind, id: string): void {
    const opened: Opened = { held: holdSession(engine, kind, { id }) };
    this.#opened.set(key, opened);
    opened.held.session.then(
      (session) => {
        if (this.#opened.get(key) !== opened) return;
        opened.session = session;
        opened.stop = session.snapshot.subscribe(() => this.requestUpdate());
        this.requestUpdate();
      },
      () => this.#close(key),
    );
  }

  #close(key: string): void {
    const opened = this.#opened.get(key);
    opened?.stop?.();
    opened?.held.release();
    this.#opened.delete(key);
  }

  protected override render() {
    if (!this.#engine) return nothing;
    const { wording } = this.#connection;
    const sessions = [...this.#opened.values()].flatMap(({ session }) => session ?? []);
    const entries = sessions.flatMap((session) =>
      Object.keys(session.snapshot.value.conflicts).map((field) => ({ session, field, key: `${session.id}/${field}` })),
    );
    const isOfOneCard = Boolean(this.recordId);
    return html`
      ${this.#settled ? this.#renderSettled(this.#settled) : nothing}
      <p class="hidden-text" role="status">${wording.count("conflict.waiting", entries.length)}</p>
      ${
        entries.length
          ? repeat(
              entries,
              (entry) => entry.key,
              ({ session, field }) => html`
                <div class="entry">
                  ${isOfOneCard ? nothing : this.#renderCard(session.snapshot.value)}
                  ${this.#renderChoice(session, field)}
                </div>
              `,
            )
          : html`
              <div part="empty" class="quiet"><slot name="empty">${wording.say("conflict.waiting.none")}</slot></div>
            `
      }
    `;
  }

  #renderCard(snapshot: CardSnapshot): TemplateResult {
    const { wording } = this.#connection;
    return html`
      <p class="card">
        ${iconOfKind(snapshot.kind)}
        <span>
          ${wording.kind(snapshot.kind)}
          <span class="number">${snapshot.no}</span>
          <strong>${snapshot.values["name"]}</strong>
        </span>
        <button
          type="button"
          class="plain"
          @click=${() => emit(this, "couplet-navigate", { kind: snapshot.kind, id: snapshot.id })}
        >
          ${wording.say("conflict.open")}
        </button>
      </p>
    `;
  }

  #renderChoice(session: CardSession, field: string): TemplateResult | typeof nothing {
    const snapshot = session.snapshot.value;
    const spec = fieldSpec(session.kind, field);
    const conflict = snapshot.conflicts[field];
    if (!spec || !conflict) return nothing;
    const countryCode = snapshot.values["countryCode"];
    return renderChoice({
      spec,
      conflict,
      context: typeof countryCode === "string" && countryCode ? { countryCode } : {},
      wording: this.#connection.wording,
      isReadonly: snapshot.readonly,
      scope: session.id,
      choose: (candidate) => this.#choose(session, field, candidate),
    });
  }

  #renderSettled({ session, text }: Settled): TemplateResult {
    const { wording } = this.#connection;
    const undo = (): void => {
      session.undo();
      this.#settled = undefined;
      this.requestUpdate();
    };
    return html`
      <p class="settled" role="status">
        <span>${text}</span>
        <button type="button" @click=${undo}>${iconUndo()} ${wording.say("conflict.undo")}</button>
      </p>
    `;
  }

  #choose(session: CardSession, field: string, candidate: ConflictCandidate): void {
    const { wording } = this.#connection;
    const spec = fieldSpec(session.kind, field);
    if (!spec || !session.choose(field, candidate.entry).ok) return;
    const value = readable(spec, candidate.value, wording);
    this.#settled = { session, text: wording.say("conflict.solved", { field: wording.field(field), value }) };
    emit(this, "couplet-conflict-solved", { field, choice: candidate.value });
    this.requestUpdate();
  }

  #leave(): void {
    this.#stop?.();
    this.#stop = undefined;
    for (const key of this.#opened.keys()) this.#close(key);
    this.#engine = undefined;
    this.#settled = undefined;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-conflicts": CoupletConflicts;
  }
}
