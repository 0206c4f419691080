/**
 * A list of cards to put into a page: search, scroll, open, choose several.
 *
 * Shape    live over the engine's list; only the rows in sight are drawn. One stop of the Tab key, arrows inside.
 * Not      the app's list with its columns, saved views and filters: a page that needs more asks the engine for a list itself.
 *
 * @module
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardRow, Engine, ListSession } from "@couplet/engine";
import { fieldSpec, type CardKind } from "@couplet/model";
import { adoptEarly } from "../adopt-early.ts";
import type { CardAction } from "../card/card-parts.ts";
import { emit } from "../events.ts";
import { readable } from "../field/display.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconCheck, iconOfKind } from "../style/icons.ts";
import { failureText } from "../text/failure-text.ts";
import { listStyles } from "./list.styles.ts";
import { rowHeightPx, scrollFor, windowOf } from "./window-of.ts";

const searchAfterMs = 200;

/**
 * Cards of one kind, to search, open and choose from.
 *
 * @element couplet-list
 * @slot actions - Buttons of the page's own, beside how many cards are chosen.
 * @slot empty - Instead of our own words where there is no card.
 * @fires {CustomEvent} couplet-navigate - The user asks for a card; cancelable.
 * @fires {CustomEvent} couplet-choice-change - Rows were chosen, or are not any more.
 * @fires {CustomEvent} couplet-action - A button of the page's own was pressed; the chosen rows are in `chosen`.
 * @csspart input - The search.
 * @csspart row - A row.
 * @csspart title - The name in a row.
 * @csspart number - The number in a row.
 * @csspart kind-badge - The mark of the kind.
 * @csspart action - A button of the page's own.
 * @csspart counter - How many cards there are.
 * @csspart empty - Shown where there is no card.
 */
export class CoupletList extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    search: {},
    label: {},
    selectable: { type: Boolean },
    hideSearch: { type: Boolean, attribute: "hide-search" },
    actions: { attribute: false },
  };
  static override styles = [baseStyles, listStyles];

  declare kind: KindAttribute | undefined;
  /** What the list is narrowed down to; follows what is typed. */
  declare search: string;
  /** Of the list, for screen readers; else the name of the kind. */
  declare label: string | undefined;
  /** Several rows can be chosen. */
  declare selectable: boolean;
  declare hideSearch: boolean;
  /** Buttons for all that is chosen; `when` is not asked. */
  declare actions: readonly CardAction[];

  readonly #connection = new Connection(this);
  #engine: Engine | undefined;
  #key = "";
  #list: ListSession | undefined;
  #failure: unknown;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #chosen: ReadonlySet<string> = new Set();
  /** The row that arrows move; -1: none yet. */
  #here = -1;
  readonly #sizes = new ResizeObserver(() => this.requestUpdate());

  constructor() {
    super();
    this.search = "";
    this.selectable = false;
    this.hideSearch = false;
    this.actions = [];
  }

  /** Ids of the chosen cards. */
  get chosen(): readonly string[] {
    return [...this.#chosen];
  }
  set chosen(ids: readonly string[]) {
    this.#chosen = new Set(ids);
    this.requestUpdate();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptEarly(this, "chosen");
    this.#sizes.observe(this);
  }

  override disconnectedCallback(): void {
    this.#sizes.disconnect();
    this.#close();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.isConnected) return;
    const { engine } = this.#connection;
    const kind = kindOfAttribute(this.kind);
    const key = JSON.stringify([kind, this.search.trim()]);
    if (engine === this.#engine && key === this.#key) return;
    if (changed.has("kind")) this.#chosen = new Set();
    this.#close();
    this.#engine = engine;
    this.#key = key;
    if (engine && kind) void this.#open(engine, kind);
  }

  async #open(engine: Engine, kind: CardKind): Promise<void> {
    const key = this.#key;
    const search = this.search.trim();
    const isOld = (): boolean => key !== this.#key || engine !== this.#engine;
    try {
      const list = await engine.openList(kind, search ? { search } : {});
      if (isOld()) {
        list.close();
        return;
      }
      this.#list = list;
      this.#here = -1;
      list.observe(() => this.requestUpdate());
      list.progress.subscribe(() => this.requestUpdate());
    } catch (error) {
      if (isOld()) return;
      this.#failure = error;
    }
    this.requestUpdate();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#list?.close();
    this.#list = undefined;
    this.#engine = undefined;
    this.#key = "";
    this.#failure = undefined;
  }

  protected override render() {
    const kind = kindOfAttribute(this.kind);
    if (!kind) return nothing;
    const { wording } = this.#connection;
    const label = this.label ?? wording.say(`list.label.${kind}`);
    const count = this.#list?.count.value ?? 0;
    return html`
      ${this.hideSearch && this.#chosen.size === 0 ? nothing : this.#renderBar()}
      <div
        class="rows"
        role="listbox"
        tabindex="0"
        aria-label=${label}
        aria-multiselectable=${this.selectable}
        aria-activedescendant=${this.#here >= 0 ? `row-${this.#here}` : nothing}
        aria-describedby="keys"
        aria-busy=${!this.#list && !this.#failure}
        @scroll=${() => this.requestUpdate()}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        @focus=${() => this.#move(Math.max(0, this.#here))}
      >
        <div class="room" role="presentation" .style=${`height:${count * rowHeightPx}px`}>
          ${repeat(
            this.#drawn(),
            ({ row }) => row.id,
            ({ row, index }) => this.#renderRow(row, index, count),
          )}
        </div>
        ${this.#renderNothing()}
      </div>
      <p class="foot" part="counter" role="status">${this.#countText()}</p>
      <span class="hidden-text" id="keys">${wording.say("list.keys")}</span>
    `;
  }

  #renderBar(): TemplateResult {
    const { wording } = this.#connection;
    const n = this.#chosen.size;
    return html`
      <div class="bar">
        ${
          this.hideSearch
            ? nothing
            : html`
                <input
                  type="search"
                  part="input"
                  autocomplete="off"
                  spellcheck="false"
                  aria-label=${wording.say("list.search")}
                  placeholder=${wording.say("list.search")}
                  .value=${this.search}
                  @input=${(event: Event) => this.#onSearch((event.target as HTMLInputElement).value)}
                />
              `
        }
        ${
          n > 0
            ? html`
                <div class="chosen" role="group" aria-label=${wording.count("list.chosen", n)}>
                  <strong role="status">${wording.count("list.chosen", n)}</strong>
                  ${this.actions.map(
                    ({ id, label }) => html`
                      <button type="button" part="action" @click=${() => this.#act(id)}>${label}</button>
                    `,
                  )}
                  <slot name="actions"></slot>
                  <button type="button" class="plain" @click=${() => this.#choose([])}>
                    ${wording.say("list.chosen.clear")}
                  </button>
                </div>
              `
            : nothing
        }
      </div>
    `;
  }

  #renderRow(row: CardRow, index: number, count: number): TemplateResult {
    const { wording } = this.#connection;
    const isChosen = this.#chosen.has(row.id);
    const valueOf = (name: string): string => {
      const spec = fieldSpec(row.kind, name);
      const value = row.values[name];
      return spec && value ? readable(spec, value, wording) : "";
    };
    return html`
      <div
        id="row-${index}"
        class="row ${index === this.#here ? "here" : ""}"
        part="row"
        role="option"
        aria-selected=${this.selectable ? isChosen : index === this.#here}
        aria-setsize=${count}
        aria-posinset=${index + 1}
        .style=${`top:${index * rowHeightPx}px`}
        @click=${() => this.#onClick(row, index)}
      >
        ${
          this.selectable
            ? html`
                <span class="tick" title=${wording.say("list.choose", { name: valueOf("name") })}>
                  <span class="box">${iconCheck()}</span>
                </span>
              `
            : html`
                <span class="mark" part="kind-badge">${iconOfKind(row.kind)}</span>
              `
        }
        <span class="name" part="title">${valueOf("name") || wording.say("card.unnamed")}</span>
        <span class="number quiet" part="number">${row.no || wording.say("card.number.pending")}</span>
        <span class="extra quiet">${valueOf("city")}</span>
        <span class="extra number quiet">${valueOf("phoneNo")}</span>
      </div>
    `;
  }

  #renderNothing(): TemplateResult | typeof nothing {
    const { wording } = this.#connection;
    if (this.#failure)
      return html`
        <p class="empty" role="alert">${failureText(this.#failure, wording)}</p>
      `;
    if (this.#list?.count.value !== 0) return nothing;
    return html`
      <div class="empty" part="empty">
        <slot name="empty">${wording.say(this.search.trim() ? "list.nothing" : "list.none")}</slot>
      </div>
    `;
  }

  #countText(): string {
    const { wording } = this.#connection;
    const list = this.#list;
    if (!list) return this.#failure ? "" : wording.say("list.loading");
    const { hasMore, fromCache, isNear } = list.progress.value;
    const n = list.count.value;
    const count = hasMore ? wording.say("list.count.more", { n }) : wording.count("list.count", n);
    const more = fromCache ? wording.say("list.fromCache") : isNear ? wording.say("list.near") : "";
    return `${count}${more && `. ${more}`}`;
  }

  #drawn(): readonly { readonly row: CardRow; readonly index: number }[] {
    const list = this.#list;
    if (!list) return [];
    const rows = this.#rows;
    const { from, to } = windowOf(rows?.scrollTop ?? 0, rows?.clientHeight || 400, list.count.value);
    return list.rows(from, to).map((row, at) => ({ row, index: from + at }));
  }

  get #rows(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>(".rows");
  }

  #onSearch(text: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.search = text;
    }, searchAfterMs);
  }

  #onClick(row: CardRow, index: number): void {
    this.#here = index;
    if (this.selectable) this.#toggle(row);
    else emit(this, "couplet-navigate", { kind: row.kind, id: row.id });
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    const list = this.#list;
    const rows = this.#rows;
    if (!list || !rows || event.altKey) return;
    const last = list.count.value - 1;
    const page = Math.max(1, Math.floor(rows.clientHeight / rowHeightPx) - 1);
    const places: Readonly<Record<string, number>> = {
      ArrowDown: this.#here + 1,
      ArrowUp: this.#here - 1,
      PageDown: this.#here + page,
      PageUp: this.#here - page,
      Home: 0,
      End: last,
    };
    const place = places[event.key];
    const [row] = this.#here >= 0 ? list.rows(this.#here, this.#here + 1) : [];
    const isAll = (event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a";
    if (place !== undefined) this.#move(Math.max(0, Math.min(place, last)));
    else if (event.key === "Enter" && row) emit(this, "couplet-navigate", { kind: row.kind, id: row.id });
    else if (event.key === " " && row && this.selectable) this.#toggle(row);
    else if (isAll && this.selectable) this.#choose(list.rows(0, last + 1).map(({ id }) => id));
    else if (event.key === "Escape" && this.#chosen.size > 0) this.#choose([]);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #move(index: number): void {
    const rows = this.#rows;
    if (!this.#list?.count.value || !rows) return;
    this.#here = Math.min(index, this.#list.count.value - 1);
    const top = scrollFor(this.#here, rows.scrollTop, rows.clientHeight);
    if (top !== undefined) rows.scrollTop = top;
    this.requestUpdate();
  }

  #toggle({ id }: CardRow): void {
    const chosen = new Set(this.#chosen);
    if (!chosen.delete(id)) chosen.add(id);
    this.#choose([...chosen]);
  }

  #choose(ids: readonly string[]): void {
    this.chosen = ids;
    const kind = kindOfAttribute(this.kind);
    if (kind) emit(this, "couplet-choice-change", { kind, ids });
  }

  #act(action: string): void {
    const kind = kindOfAttribute(this.kind);
    if (kind) emit(this, "couplet-action", { action, kind, id: "" });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-list": CoupletList;
  }
}
