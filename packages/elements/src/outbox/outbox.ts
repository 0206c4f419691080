/**
 * What of this user's is not on the server: edits on their way, commands that wait, and what the server did not take.
 *
 * Shape    sections that are only there when there is something in them; each entry says what, why and since when, and what can be done.
 * Not      conflicts: those are decisions, see `couplet-conflicts`.
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CommandAttention, Engine, QueuedCommand, RefusedAttention, StrandedAttention } from "@couplet/engine";
import { fieldSpec } from "@couplet/model";
import { emit } from "../events.ts";
import { readable } from "../field/display.ts";
import { renderValue, thumbStyles } from "../picture/thumb.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconCheck, iconDevice, iconOfKind } from "../style/icons.ts";
import type { MessageKey } from "../text/english.ts";
import type { Wording } from "../text/wording.ts";
import { outboxStyles } from "./outbox.styles.ts";

type LostEdit = RefusedAttention | StrandedAttention;
type LostItem = LostEdit | CommandAttention;
/** What is done at the press of a button; a value that is to be kept elsewhere can be copied from every entry. */
type Act = Exclude<LostItem["actions"][number], "export">;

/**
 * Unsent and refused edits and commands of this user, with what can be done about them.
 *
 * @element couplet-outbox
 * @slot empty - Instead of our own words where everything is on the server.
 * @fires {CustomEvent} couplet-navigate - The user asks for a card; cancelable.
 * @csspart section - A group of entries.
 * @csspart section-title - Its title.
 * @csspart entry - One edit or command.
 * @csspart action - What can be done with it.
 * @csspart empty - Shown where nothing waits.
 */
export class CoupletOutbox extends LitElement {
  static override styles = [baseStyles, thumbStyles, outboxStyles];

  readonly #connection = new Connection(this);
  readonly #request = new Request(this);
  #engine: Engine | undefined;
  #stops: readonly (() => void)[] = [];
  /** Of the entry that is being dealt with, or about which something is asked or told. */
  #at = "";
  #isAsking = false;
  #told = "";

  override disconnectedCallback(): void {
    this.#leave();
    super.disconnectedCallback();
  }

  protected override willUpdate(): void {
    const { engine } = this.#connection;
    if (engine === this.#engine || !this.isConnected) return;
    this.#leave();
    this.#engine = engine;
    const update = (): void => this.requestUpdate();
    this.#stops = engine
      ? [engine.attention.subscribe(update), engine.queue.subscribe(update), engine.status.subscribe(update)]
      : [];
  }

  protected override render() {
    const engine = this.#engine;
    if (!engine) return nothing;
    const { wording } = this.#connection;
    const attention = engine.attention.value;
    const refused = attention.filter((item) => item.kind === "refused");
    const stranded = attention.filter((item) => item.kind === "stranded");
    const commands = attention.filter((item) => item.kind === "command");
    const queue = engine.queue.value;
    const edits = Math.max(0, engine.status.value.waiting - queue.length);
    const isEmpty = refused.length + stranded.length + commands.length + queue.length + edits === 0;
    return html`
      <div role="group" aria-label=${wording.say("outbox.label")}>
        ${edits > 0 ? this.#renderWaiting(edits, engine, wording) : nothing}
        ${this.#section("commands", commands, (item) => this.#renderCommand(item, wording))}
        ${this.#section("refused", refused, (item) => this.#renderEdit(item, wording))}
        ${this.#section("stranded", stranded, (item) => this.#renderEdit(item, wording))}
        ${this.#section("queue", queue, (item) => this.#renderCommand(item, wording))}
        ${
          isEmpty
            ? html`
                <div part="empty" class="quiet lead">
                  <slot name="empty">${iconCheck()} ${wording.say("outbox.none")}</slot>
                </div>
              `
            : nothing
        }
      </div>
      <span class="hidden-text" role="status">${this.#told}</span>
    `;
  }

  #renderWaiting(n: number, engine: Engine, wording: Wording): TemplateResult {
    const isSending = engine.status.value.state === "saving";
    return html`
      <p class="lead">
        ${iconDevice()}
        <span>${wording.count(isSending ? "outbox.sending" : "outbox.waiting", n)}</span>
      </p>
    `;
  }

  #section<Item extends LostItem | QueuedCommand>(
    name: "commands" | "refused" | "stranded" | "queue",
    items: readonly Item[],
    show: (item: Item) => TemplateResult,
  ): TemplateResult | typeof nothing {
    if (items.length === 0) return nothing;
    const { wording } = this.#connection;
    const again = items.filter((item): item is Item & LostItem => "actions" in item && hasRetry(item));
    return html`
      <section part="section" aria-labelledby=${name}>
        <div class="head">
          <h3 id=${name} part="section-title">
            ${wording.say(`outbox.${name}`)}
            <span class="quiet number">${items.length}</span>
          </h3>
          ${
            again.length > 1
              ? html`
                  <button
                    type="button"
                    class="plain"
                    part="action"
                    ?disabled=${this.#request.isWorking}
                    @click=${() => this.#retryAll(again)}
                  >
                    ${wording.say("outbox.retryAll")}
                  </button>
                `
              : nothing
          }
        </div>
        <ul>
          ${repeat(items, (item) => item.id, show)}
        </ul>
      </section>
    `;
  }

  #renderCommand(item: QueuedCommand | CommandAttention, wording: Wording): TemplateResult {
    const text = commandText(item, wording);
    const why = "code" in item ? `${wording.problemOr(item.code, item.text, item.params)} · ` : "";
    return html`
      <li part="entry">
        <div class="what">
          <p class="card">
            ${iconOfKind(item.card.kind)}
            <span>${text}</span>
          </p>
          <p class="why">${why}${renderTime(item.atMs, wording)}</p>
          ${this.#renderFailure(item.id)}
        </div>
        ${"actions" in item ? this.#renderActions(item, text, wording) : nothing}
      </li>
    `;
  }

  #renderEdit(item: LostEdit, wording: Wording): TemplateResult {
    const { card, field, value } = item;
    const spec = fieldSpec(card.kind, field);
    const name = card.name || card.no || wording.kind(card.kind);
    const shown = spec ? renderValue(spec, value, wording) : String(value);
    const text = `${name}, ${wording.field(field)}: ${spec ? readable(spec, value, wording) : String(value)}`;
    const why = item.kind === "refused" ? `${wording.problemOr(item.code, item.text, { field })} · ` : "";
    const open = (): boolean => emit(this, "couplet-navigate", { kind: card.kind, id: card.id });
    return html`
      <li part="entry">
        <div class="what">
          <p class="card">
            ${iconOfKind(card.kind)}
            ${
              item.kind === "refused"
                ? html`
                    <button type="button" class="plain" @click=${open}>${name}</button>
                  `
                : html`
                    <span>${name}</span>
                  `
            }
            <span class="quiet number">${card.name ? card.no : nothing}</span>
          </p>
          <p class="value">
            <span class="quiet">${wording.field(field)}</span>
            <strong class="number">${shown}</strong>
          </p>
          <p class="why">${why}${renderTime(item.atMs, wording)}</p>
          ${this.#renderFailure(item.id)}
        </div>
        ${this.#renderActions(item, text, wording)}
      </li>
    `;
  }

  #renderFailure(id: string): TemplateResult | typeof nothing {
    return this.#at === id ? renderFailureOf(this.#request.failure) : nothing;
  }

  #renderActions(item: LostItem, text: string, wording: Wording): TemplateResult {
    const isBusy = this.#request.isWorking;
    const button = (words: string, act: () => void, look = ""): TemplateResult => html`
      <button type="button" part="action" class=${look} ?disabled=${isBusy} @click=${act}>${words}</button>
    `;
    // What was typed is gone for good then: a slip of the hand must not do that.
    if (this.#at === item.id && this.#isAsking)
      return html`
        <div class="actions" role="group" aria-label=${wording.say("outbox.discard.ask")}>
          ${button(wording.say("outbox.discard.yes"), () => void this.#run(item, "discard"), "danger")}
          ${button(wording.say("outbox.discard.no"), () => this.#ask(""))}
        </div>
      `;
    const acts = item.actions.filter((action): action is Act => action !== "export");
    return html`
      <div class="actions">
        ${acts.map((act) =>
          button(wording.say(wordsOf(item, act)), () =>
            act === "discard" ? this.#ask(item.id) : void this.#run(item, act),
          ),
        )}
        ${button(wording.say("outbox.copy"), () => void this.#copy(text), "plain")}
      </div>
    `;
  }

  #ask(id: string): void {
    this.#request.clear();
    this.#at = id;
    this.#isAsking = id !== "";
    this.requestUpdate();
    if (id) void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(".danger")?.focus());
  }

  async #run(item: LostItem, act: Act): Promise<void> {
    const engine = this.#engine;
    if (!engine) return;
    const { wording } = this.#connection;
    this.#at = item.id;
    this.#isAsking = false;
    const isDone = await this.#request.run(wording, () => doIt(engine, item, act));
    if (isDone) this.#tell(wording.say("outbox.done"));
  }

  /** One after the other; the first that fails says why, and the rest stays. */
  async #retryAll(items: readonly LostItem[]): Promise<void> {
    for (const item of items) {
      await this.#run(item, "retry");
      if (this.#request.failure !== "") return;
    }
  }

  async #copy(text: string): Promise<void> {
    await this.#request.run(this.#connection.wording, () => navigator.clipboard.writeText(text));
    if (this.#request.failure === "") this.#tell(this.#connection.wording.say("outbox.copied"));
  }

  #tell(text: string): void {
    this.#told = text;
    this.requestUpdate();
  }

  #leave(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
    this.#engine = undefined;
    this.#told = "";
  }
}

const hasRetry = ({ actions }: LostItem): boolean => actions.some((action) => action === "retry");

const doIt = (engine: Engine, item: LostItem, act: Act): Promise<void> => {
  if (act === "discard") return engine.discard(item);
  return act === "restore" ? engine.restoreStranded(item) : engine.retry(item);
};

function wordsOf(item: LostItem, act: Act): MessageKey {
  if (act === "discard") return "action.discard";
  if (act === "restore") return "outbox.restore";
  if (act === "apply") return "outbox.apply";
  // What it was made on is forgotten: it is made anew, on the card as it is today.
  return item.kind === "refused" && item.code === "document.forgotten" ? "outbox.setAgain" : "action.retry";
}

const renderTime = (atMs: number, wording: Wording): TemplateResult => html`
  <time datetime=${new Date(atMs).toISOString()}>${wording.time(atMs)}</time>
`;

function commandText({ type, card, other }: QueuedCommand, wording: Wording): string {
  const nameOf = ({ kind, name, no }: QueuedCommand["card"]): string =>
    `${wording.kind(kind)} ${name ?? no ?? ""}`.trim();
  return wording.say(`command.${type}`, { card: nameOf(card), other: other ? nameOf(other) : "" });
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-outbox": CoupletOutbox;
  }
}
