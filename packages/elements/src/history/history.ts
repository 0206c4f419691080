/**
 * What was: the values a card's fields had, who set them, when, and on which of the cards that share the field; each can be restored.
 *
 * Shape    newest first, a page at a time, for the whole card or for one field. Restoring sets the value, as an edit of one's own that can be undone.
 * Not      a copy of the history: it is the engine's to know what was, also without a connection.
 * Source   rule F8
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardSession, CardSnapshot, Engine, HistoryItem, Status } from "@couplet/engine";
import { fieldSpec, isEmptyValue, isPicture, typeOfField, type Scalar } from "@couplet/model";
import { CardController, wantedCard, type WantedCard } from "../card/card-controller.ts";
import { emit } from "../events.ts";
import { askPage } from "../field/ask-page.ts";
import { readable } from "../field/display.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { renderThumb, thumbStyles } from "../picture/thumb.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconCross, iconUndo } from "../style/icons.ts";
import { failureText } from "../text/failure-text.ts";
import { historyStyles } from "./history.styles.ts";
import { PastValues } from "./past-values.ts";

const pageSize = 12;

/**
 * The history of a card, or of one of its fields, with a way back to each value.
 *
 * @element couplet-history
 * @fires {CustomEvent} couplet-before-change - A value is about to be restored; cancelable.
 * @fires {CustomEvent} couplet-history-close - The user is done with the history of a field.
 * @csspart history - The whole list.
 * @csspart history-item - One value.
 * @csspart action - Restore, undo, older values.
 */
export class CoupletHistory extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    field: {},
    session: { attribute: false },
  };
  static override styles = [baseStyles, thumbStyles, historyStyles];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;
  /** Name of one field; else all. */
  declare field: string | undefined;
  /** The open card, where a field already holds it. @internal */
  declare session: CardSession | undefined;

  readonly #connection = new Connection(this);
  readonly #past = new PastValues(this, pageSize);
  readonly #card = new CardController(this, {
    wanted: () => this.session ?? this.#wanted,
    onEvent: ({ type }) => {
      if (type !== "refused") this.#past.refreshSoon();
    },
  });
  #engine: Engine | undefined;
  #stop: (() => void) | undefined;
  #wasAway = false;
  /** The open card whose documents were asked, where the server could not be. */
  #lookedIn: CardSession | undefined;
  #restored: string | undefined;
  #problem: { readonly entry: string; readonly text: string } | undefined;

  get #wanted(): WantedCard | undefined {
    return wantedCard(this.#connection.engine, kindOfAttribute(this.kind), this);
  }

  override disconnectedCallback(): void {
    this.#stop?.();
    this.#stop = undefined;
    this.#engine = undefined;
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    if (!this.isConnected) return;
    const { engine } = this.#connection;
    if (engine !== this.#engine) {
      this.#stop?.();
      this.#engine = engine;
      this.#stop = engine?.status.subscribe((status) => this.#follow(status));
      this.#wasAway = false;
      if (engine) this.#follow(engine.status.value);
    }
    // What could not be told before the card was here can be told of what its documents hold.
    const { session, snapshot } = this.#card;
    if (snapshot?.loading === false && this.#past.isOutOfReach && this.#lookedIn !== session) {
      this.#lookedIn = session;
      this.#past.refreshSoon();
    }
    const kind = this.session?.kind ?? kindOfAttribute(this.kind);
    const id = this.session?.id ?? this.recordId;
    this.#past.read(engine && kind && id ? { engine, kind, id, field: this.field || undefined } : undefined);
  }

  /** What had to be shown from this device, or could not be shown, can be asked for again. */
  #follow({ state }: Status): void {
    const isAway = state === "offline" || state === "unreachable" || state === "sign-in";
    if (!isAway && (this.#wasAway || this.#past.isPartial)) this.#past.refreshSoon();
    this.#wasAway = isAway;
  }

  protected override render() {
    const { wording } = this.#connection;
    const { items, error, isOutOfReach, fromCache, nextCursor } = this.#past;
    const note = isOutOfReach ? wording.say("history.offline") : error ? failureText(error, wording) : undefined;
    const isPartial = fromCache && items !== undefined && !error;
    return html`
      <section class=${this.field ? "panel" : ""} part="history" aria-labelledby="title">
        <header>
          <h2 id="title">
            ${this.field ? wording.say("history.of", { field: wording.field(this.field) }) : wording.say("history.title")}
          </h2>
          ${this.field ? this.#renderClose() : nothing}
        </header>
        ${this.#restored === undefined ? nothing : this.#renderRestored(this.#restored)}
        ${
          note
            ? html`
                <p class="quiet note">${note}</p>
              `
            : nothing
        }
        ${
          isPartial
            ? html`
                <p class="quiet note">${wording.say("history.partial")}</p>
              `
            : nothing
        }
        ${
          items?.length === 0
            ? html`
                <p class="quiet">${wording.say("history.none")}</p>
              `
            : nothing
        }
        <ol>
          ${repeat(
            items ?? [],
            (item) => `${item.field} ${item.entry}`,
            (item) => this.#renderItem(item),
          )}
        </ol>
        ${
          nextCursor === undefined || error
            ? nothing
            : html`
                <button type="button" class="plain more" part="action" @click=${() => this.#past.more()}>
                  ${wording.say("history.more")}
                </button>
              `
        }
      </section>
    `;
  }

  #renderClose(): TemplateResult {
    const words = this.#connection.wording.say("action.close");
    return html`
      <button
        type="button"
        class="icon-only"
        aria-label=${words}
        title=${words}
        @click=${() => emit(this, "couplet-history-close", {})}
      >
        ${iconCross()}
      </button>
    `;
  }

  #renderRestored(text: string): TemplateResult {
    const undo = (): void => {
      this.#card.session?.undo();
      this.#restored = undefined;
      this.requestUpdate();
    };
    return html`
      <p class="restored" role="status">
        <span>${text}</span>
        <button type="button" part="action" @click=${undo}>
          ${iconUndo()} ${this.#connection.wording.say("card.undo")}
        </button>
      </p>
    `;
  }

  #renderItem(item: HistoryItem): TemplateResult {
    const { wording } = this.#connection;
    const { snapshot } = this.#card;
    const isNow = snapshot !== undefined && this.#isShown(item, snapshot);
    const other =
      item.cardId === snapshot?.id ? undefined : snapshot?.relations.find(({ cardId }) => cardId === item.cardId);
    const by = wording.say("history.by", { who: item.by.name, when: wording.time(item.atMs) });
    const hadValue = item.old !== undefined && !isEmptyValue(item.old);
    return html`
      <li part="history-item" class=${isNow ? "now" : ""}>
        <div>
          ${
            this.field
              ? nothing
              : html`
                  <span class="field">${wording.field(item.field)}</span>
                `
          }
          <div class="values number">
            ${
              hadValue && !this.field
                ? html`
                    <del>
                      <span class="hidden-text">${wording.say("history.was")}</span>
                      ${this.#value(item, item.old)}
                    </del>
                  `
                : nothing
            }
            <ins>${this.#value(item, item.new)}</ins>
          </div>
          <div class="by">
            <time datetime=${new Date(item.atMs).toISOString()} title=${wording.dateTime(item.atMs)}>${by}</time>
            ${other ? wording.say("history.on", { card: `${wording.kind(other.kind)} ${other.no}` }) : nothing}
            ${
              item.isWaiting
                ? html`
                    <span class="waiting">${wording.say("field.device")}</span>
                  `
                : nothing
            }
            ${
              isNow
                ? html`
                    <em class=${this.field ? "" : "hidden-text"}>${wording.say("conflict.shown")}</em>
                  `
                : nothing
            }
          </div>
        </div>
        ${!isNow && snapshot && this.#mayRestore(item, snapshot) ? this.#renderRestore(item) : nothing}
        ${
          this.#problem?.entry === item.entry
            ? html`
                <p class="problem" role="alert">${this.#problem.text}</p>
              `
            : nothing
        }
      </li>
    `;
  }

  #renderRestore(item: HistoryItem): TemplateResult {
    const { wording } = this.#connection;
    const value = this.#text(item, item.new);
    return html`
      <button
        type="button"
        class="plain restore"
        part="action"
        aria-label=${wording.say("history.restore.label", { field: wording.field(item.field), value })}
        @click=${() => this.#restore(item)}
      >
        ${wording.say("history.restore")}
      </button>
    `;
  }

  /** Of several equal values, the one that the card shows. */
  #isShown({ field, entry, new: value }: HistoryItem, { values, sources }: CardSnapshot): boolean {
    return values[field] === value && sources[field]?.entry === entry;
  }

  #mayRestore({ field, new: value }: HistoryItem, snapshot: CardSnapshot): boolean {
    if (snapshot.readonly || snapshot.loading || !fieldSpec(snapshot.kind, field)) return false;
    const isSame = snapshot.values[field] === value && !snapshot.conflicts[field] && !snapshot.inherited[field];
    // A card that is no more cannot be pointed at again.
    const isGone = fieldSpec(snapshot.kind, field)?.type === "cardId" && this.#past.cardName(String(value)) === "";
    return !isSame && !isGone;
  }

  #text({ field }: HistoryItem, value: Scalar | undefined): string {
    const { wording } = this.#connection;
    const kind = this.#card.session?.kind ?? kindOfAttribute(this.kind);
    const spec = kind && fieldSpec(kind, field);
    if (!spec) return String(value ?? "");
    if (spec.type !== "cardId" || value === undefined || value === "") {
      const countryCode = this.#card.snapshot?.values["countryCode"];
      return readable(spec, value, wording, typeof countryCode === "string" && countryCode ? { countryCode } : {});
    }
    return this.#past.cardName(String(value)) ?? "…";
  }

  /** A picture as one; anything else in words. */
  #value(item: HistoryItem, value: Scalar | undefined): TemplateResult | string {
    const words = this.#text(item, value);
    return typeOfField(item.field) === "image" && isPicture(value) ? renderThumb(value, words) : words;
  }

  #restore(item: HistoryItem): void {
    const { session, snapshot } = this.#card;
    const { wording } = this.#connection;
    if (!session || !snapshot) return;
    const { kind, id } = session;
    const { field, entry, new: value } = item;
    this.#problem = undefined;
    this.#restored = undefined;
    const veto = askPage(this, { kind, id, field, old: snapshot.values[field] ?? "", new: value }, this.#connection);
    const result = veto === undefined ? session.set(field, value) : undefined;
    if (!result) this.#problem = { entry, text: veto ?? "" };
    else if (!result.ok) this.#problem = { entry, text: wording.problem(result.problem) };
    else {
      this.#restored = wording.say("history.restored", { field: wording.field(field), value: this.#text(item, value) });
      this.#past.refreshSoon();
    }
    this.requestUpdate();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-history": CoupletHistory;
  }
}
