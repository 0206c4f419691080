/**
 * All cards of a kind: one line each, found by typing, walked by keyboard.
 *
 * Shape    a table in number order that grows as it is scrolled; on a narrow screen each card takes two lines. Without a
 *          connection it shows the cards this device has seen, and says so.
 * Not      live: it is read again whenever it is shown, and when the engine says that cards changed.
 *
 * @module
 */
import { LitElement, type PropertyDeclarations, type PropertyValues, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type CardKind, isRelatedKind, mayLink } from "@couplet/model";
import type { AttentionItem, CardRow, Engine, EngineEvent } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { cardName, describeError } from "../card-text.ts";
import { iconAlert, iconCross, iconOffline, iconPlus, iconSearch } from "../icons.ts";
import { t } from "../locale.ts";
import { isTyping } from "../shortcuts.ts";
import { listRow } from "./list-row.ts";
import { listPageStyles } from "./list-page.styles.ts";

const pageSize = 100;
const searchPauseMs = 140;
/** What a row shows may be another thing after these: persons read from their companies as set-up says. */
const changesRows: ReadonlySet<EngineEvent["type"]> = new Set([
  "cards-changed",
  "deleted",
  "restored",
  "setup-changed",
]);

/**
 * @element couplet-list-page
 * @fires {CustomEvent<{ search: string }>} couplet-search - The search text changed; the address follows.
 * @fires {CustomEvent<void>} couplet-new - A new card of the kind is wanted.
 */
export class CoupletListPage extends LitElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: {},
    search: {},
    attention: { attribute: false },
    mayCreate: { type: Boolean, attribute: "may-create" },
    offline: { type: Boolean },
    items: { state: true },
    fromCache: { state: true },
    failure: { state: true },
    loading: { state: true },
    nextCursor: { state: true },
  };
  static override styles = [baseStyles, listPageStyles];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  declare search: string;
  declare attention: readonly AttentionItem[];
  declare mayCreate: boolean;
  /** The server cannot be asked for anything. */
  declare offline: boolean;
  declare items: readonly CardRow[];
  declare fromCache: boolean;
  declare failure: string | undefined;
  declare loading: boolean;
  declare nextCursor: string | undefined;
  /** Names of companies met so far, for the persons in them. */
  readonly #companies = new Map<string, string>();
  /** Answers to older questions than this are dropped. */
  #question = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unobserve: (() => void) | undefined;
  readonly #atEnd = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) void this.#more();
  });

  constructor() {
    super();
    this.kind = "contact";
    this.search = "";
    this.attention = [];
    this.mayCreate = false;
    this.offline = false;
    this.items = [];
    this.fromCache = false;
    this.loading = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unobserve?.();
    this.#atEnd.disconnect();
    clearTimeout(this.#pause);
  }

  /** Reads the list again without emptying it first. */
  readonly refresh = (): void => {
    void this.#load(Math.max(pageSize, Math.min(1000, this.items.length)));
  };

  focusSearch(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("input");
    field?.focus();
    field?.select();
  }

  /** The card before or after another one in the order shown. */
  neighbour(id: string, step: 1 | -1): CardRow | undefined {
    const index = this.items.findIndex((card) => card.id === id);
    return index === -1 ? undefined : this.items[index + step];
  }

  /** Moves the focus by rows: what `j` and `k` and the arrows do. */
  moveFocus(step: 1 | -1): void {
    const links = [...this.renderRoot.querySelectorAll<HTMLAnchorElement>("tbody a.open")];
    const current = links.indexOf(this.shadowRoot?.activeElement as HTMLAnchorElement);
    const next = links[current === -1 ? 0 : Math.min(links.length - 1, Math.max(0, current + step))];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  }

  /** Puts the focus back on a card's row, without moving the page. */
  focusCard(id: string): void {
    const links = [...this.renderRoot.querySelectorAll<HTMLAnchorElement>("tbody a.open")];
    links.find((link) => link.dataset["id"] === id)?.focus({ preventScroll: true });
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) {
      this.#unobserve?.();
      this.#unobserve = this.engine?.observe((event) => {
        if (changesRows.has(event.type)) this.refresh();
      });
    }
    if (changed.has("items")) {
      for (const card of this.items) if (card.type === "company") this.#companies.set(card.id, cardName(card));
    }
    if (changed.has("kind")) {
      this.items = [];
      this.nextCursor = undefined;
    }
    if (changed.has("engine") || changed.has("kind") || changed.has("search")) {
      clearTimeout(this.#pause);
      this.loading = true;
      const wait = changed.has("search") && !changed.has("kind") && !changed.has("engine") ? searchPauseMs : 0;
      this.#pause = setTimeout(() => void this.#load(pageSize), wait);
    }
  }

  protected override updated(): void {
    this.#atEnd.disconnect();
    const end = this.renderRoot.querySelector(".end");
    if (end) this.#atEnd.observe(end);
  }

  async #load(limit: number): Promise<void> {
    const { engine } = this;
    if (!engine) return;
    const question = ++this.#question;
    try {
      const search = this.search.trim();
      const answer = await engine.list(this.kind, { limit, ...(search === "" ? {} : { search }) });
      if (question !== this.#question) return;
      this.items = answer.items;
      this.nextCursor = answer.nextCursor;
      this.fromCache = answer.fromCache;
      this.failure = undefined;
    } catch (error) {
      if (question !== this.#question) return;
      this.failure = describeError(error);
    }
    this.loading = false;
  }

  async #more(): Promise<void> {
    const { engine, nextCursor } = this;
    if (!engine || nextCursor === undefined) return;
    const question = ++this.#question;
    this.nextCursor = undefined;
    try {
      const search = this.search.trim();
      const answer = await engine.list(this.kind, {
        limit: pageSize,
        cursor: nextCursor,
        ...(search === "" ? {} : { search }),
      });
      if (question !== this.#question) return;
      const known = new Set(this.items.map((card) => card.id));
      this.items = [...this.items, ...answer.items.filter((card) => !known.has(card.id))];
      this.nextCursor = answer.nextCursor;
    } catch (error) {
      if (question === this.#question) this.failure = describeError(error);
    }
  }

  protected override render() {
    return html`
      <header>
        <h1>${t(`kind.${this.kind}.many`)}</h1>
        <p class="count quiet number" role="status">${this.#count()}</p>
        <div class="search" role="search">
          ${iconSearch()}
          <input
            type="search"
            aria-label=${t("app.search", { kind: t(`kind.${this.kind}.many`) })}
            placeholder=${t("app.search.short")}
            autocomplete="off"
            spellcheck="false"
            .value=${this.search}
            @input=${this.#typed}
            @keydown=${this.#searchKey}
          />
          ${
            this.search === ""
              ? html`
                  <kbd aria-hidden="true">/</kbd>
                `
              : html`
                  <button class="icon-only" aria-label=${t("list.clear")} @click=${this.#clear}>${iconCross()}</button>
                `
          }
        </div>
        ${
          this.#mayMakeContacts()
            ? html`
                <button class="bulk" @click=${this.#makeContacts}>${t("bulk.open")}</button>
              `
            : nothing
        }
        ${
          this.mayCreate
            ? html`
                <button class="primary new" @click=${this.#new} aria-label=${t(`kind.${this.kind}.new`)}>
                  ${iconPlus()}
                  <span>${t(`kind.${this.kind}.new`)}</span>
                </button>
              `
            : nothing
        }
      </header>
      ${
        this.fromCache
          ? html`
              <p class="note">${iconOffline()} ${t("list.fromDevice")}</p>
            `
          : nothing
      }
      ${
        this.failure
          ? html`
              <p class="note bad" role="alert">
                ${iconAlert()} ${this.failure}
                <button class="plain" @click=${this.refresh}>${t("app.retry")}</button>
              </p>
            `
          : nothing
      }
      ${this.items.length > 0 ? this.#table() : this.#nothing()}
      <couplet-bulk-contacts-dialog
        .engine=${this.engine}
        .offline=${this.offline}
        @couplet-made-contacts=${this.refresh}
      ></couplet-bulk-contacts-dialog>
    `;
  }

  /** For cards of the kind that have no contact. */
  #mayMakeContacts(): boolean {
    const role = this.engine?.identity.value?.role;
    return role !== undefined && isRelatedKind(this.kind) && mayLink(role, this.kind);
  }

  #count(): string {
    const n = this.items.length;
    if (this.loading && n === 0) return t("app.loading");
    return this.nextCursor === undefined ? t("list.count", { n }) : t("list.countMore", { n });
  }

  #nothing() {
    if (this.loading)
      return html`
        <div class="sheet skeleton" aria-hidden="true">
          ${Array.from(
            { length: 9 },
            () => html`
              <i></i>
            `,
          )}
        </div>
      `;
    if (this.failure) return nothing;
    if (this.search.trim() !== "") {
      return html`
        <div class="sheet empty">
          <h2>${t(`kind.${this.kind}.nothing`, { search: this.search.trim() })}</h2>
          <p class="quiet">${t(this.fromCache ? "list.notKept.hint" : "list.nothing.hint")}</p>
          <button @click=${this.#clear}>${t("list.clear")}</button>
        </div>
      `;
    }
    return html`
      <div class="sheet empty">
        <h2>${this.fromCache ? t("list.notKept") : t(`kind.${this.kind}.none`)}</h2>
        <p class="quiet">${t(this.fromCache ? "list.notKept.hint" : "list.none.hint")}</p>
      </div>
    `;
  }

  /** Roles are said aloud: on a narrow screen rows are laid out as grids, and browsers then forget what they were. */
  #table() {
    const marked = new Set(this.attention.map((item) => item.card.id));
    return html`
      <div class="sheet" aria-busy=${this.loading}>
        <table role="table" class=${this.kind} @keydown=${this.#rowKey}>
          <thead role="rowgroup">
            <tr role="row">
              <th role="columnheader" scope="col" class="no">${t("list.no")}</th>
              <th role="columnheader" scope="col" class="name">${t("list.name")}</th>
              <th role="columnheader" scope="col" class="city">${t("list.city")}</th>
              <th role="columnheader" scope="col" class="phone">${t("list.phone")}</th>
              <th role="columnheader" scope="col" class="email">${t("list.email")}</th>
              <th role="columnheader" scope="col" class="linked">
                ${t(this.kind === "contact" ? "list.status" : "list.linked")}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${repeat(
              this.items,
              (card) => card.id,
              (card) => listRow(card, marked.has(card.id), this.#companies.get(card.companyId ?? "")),
            )}
          </tbody>
        </table>
        ${
          this.nextCursor === undefined
            ? nothing
            : html`
                <p class="end quiet">${t("list.more")}</p>
              `
        }
      </div>
    `;
  }

  readonly #typed = (event: Event): void => this.#setSearch((event.currentTarget as HTMLInputElement).value);

  readonly #clear = (): void => {
    this.#setSearch("");
    this.focusSearch();
  };

  readonly #searchKey = (event: KeyboardEvent): void => {
    if (event.key === "ArrowDown" || event.key === "Enter") {
      event.preventDefault();
      this.moveFocus(1);
    } else if (event.key === "Escape" && this.search !== "") {
      event.preventDefault();
      this.#setSearch("");
    }
  };

  readonly #rowKey = (event: KeyboardEvent): void => {
    if (isTyping(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    this.moveFocus(event.key === "ArrowDown" ? 1 : -1);
  };

  readonly #new = (): void => {
    this.dispatchEvent(new CustomEvent("couplet-new", { bubbles: true, composed: true }));
  };

  readonly #makeContacts = (): void => {
    const { kind } = this;
    if (isRelatedKind(kind)) this.renderRoot.querySelector("couplet-bulk-contacts-dialog")?.show(kind);
  };

  #setSearch(search: string): void {
    this.search = search;
    this.dispatchEvent(new CustomEvent("couplet-search", { bubbles: true, composed: true, detail: { search } }));
  }
}
