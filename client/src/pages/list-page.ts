/**
 * All cards of a kind: one line each, found by typing, sorted by their headers, narrowed down by their values, walked by keyboard.
 *
 * Shape    a list of the engine's, live, as long as it may be; what is asked for decides which one. Without a connection it shows the
 *          cards this device has, and says so where those are not all.
 * Not      the table itself: see `list-table.ts`.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, html, nothing } from "lit";
import { type CardKind, isRelatedKind, mayLink } from "@couplet/model";
import type { AttentionItem, CardRow, Engine, EngineEvent, ListFilter, ListSession } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { iconAlert, iconCross, iconFilter, iconOffline, iconPlus, iconSearch } from "../icons.ts";
import { t } from "../locale.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { pageStyles } from "../styles/page.styles.ts";
import type { CoupletListTable, Sorting } from "./list-table.ts";
import { listNothing } from "./list-nothing.ts";
import { listPageStyles } from "./list-page.styles.ts";

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
export class CoupletListPage extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: {},
    search: {},
    attention: { attribute: false },
    mayCreate: { type: Boolean, attribute: "may-create" },
    offline: { type: Boolean },
    list: { state: true },
    filter: { state: true },
    sorting: { state: true },
    filtering: { state: true },
    failure: { state: true },
    loading: { state: true },
  };
  static override styles = [baseStyles, pageStyles, controlStyles, listPageStyles];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  declare search: string;
  declare attention: readonly AttentionItem[];
  declare mayCreate: boolean;
  /** The server cannot be asked for anything. */
  declare offline: boolean;
  declare list: ListSession | undefined;
  declare filter: ListFilter;
  declare sorting: Sorting | undefined;
  /** The choices are open. */
  declare filtering: boolean;
  declare failure: string | undefined;
  declare loading: boolean;
  /** Lists asked for before this one are not shown any more. */
  #question = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unobserve: (() => void) | undefined;
  #unfollow: (() => void) | undefined;

  constructor() {
    super();
    this.kind = "contact";
    this.search = "";
    this.attention = [];
    this.mayCreate = false;
    this.offline = false;
    this.filter = {};
    this.filtering = false;
    this.loading = true;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unobserve?.();
    this.#show(undefined);
    clearTimeout(this.#pause);
  }

  /** Asks again for what may have changed, without emptying the list first. */
  readonly refresh = (): void => {
    if (this.list) void this.list.refresh();
    else void this.#open();
  };

  focusSearch(): void {
    const field = this.renderRoot.querySelector<HTMLInputElement>("input");
    field?.focus();
    field?.select();
  }

  /** The card before or after another one in the order shown. */
  neighbour(id: string, step: 1 | -1): CardRow | undefined {
    const index = this.list?.indexOf(id) ?? -1;
    return index + step < 0 || index === -1 ? undefined : this.list?.rows(index + step, index + step + 1)[0];
  }

  /** Moves the focus by rows: what `j` and `k` do. */
  moveFocus(step: 1 | -1): void {
    this.#table?.moveFocus(step);
  }

  /** Puts the focus back on a card's row, without moving the page. */
  focusCard(id: string): void {
    this.#table?.focusCard(id);
  }

  get #table(): CoupletListTable | null {
    return this.renderRoot.querySelector<CoupletListTable>("couplet-list-table");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("engine")) {
      this.#unobserve?.();
      this.#unobserve = this.engine?.observe((event) => {
        if (changesRows.has(event.type)) this.refresh();
      });
    }
    const isOtherList = changed.has("engine") || changed.has("kind");
    if (isOtherList) this.#show(undefined);
    if (changed.has("kind")) {
      this.filter = {};
      this.sorting = undefined;
    }
    const isArranged = changed.has("filter") || changed.has("sorting");
    if (this.list && isArranged && !isOtherList) {
      this.list.arrange({ filter: this.filter, ...this.sorting });
      this.#toTop();
    }
    if (isOtherList || changed.has("search")) {
      clearTimeout(this.#pause);
      this.loading = true;
      const wait = changed.has("search") && !isOtherList ? searchPauseMs : 0;
      this.#pause = setTimeout(() => void this.#open(), wait);
    }
  }

  /** The list as it is asked for now. Until it is there the one before it stays. */
  async #open(): Promise<void> {
    const { engine, kind, filter, sorting } = this;
    if (!engine) return;
    const question = ++this.#question;
    const search = this.search.trim();
    try {
      const list = await engine.openList(kind, { ...(search === "" ? {} : { search }), filter, ...sorting });
      if (question !== this.#question || !this.isConnected) {
        list.close();
        return;
      }
      const isOther = this.list !== undefined;
      this.#show(list);
      this.failure = undefined;
      if (isOther) this.#toTop();
    } catch (error) {
      if (question !== this.#question) return;
      this.failure = describeError(error);
    }
    this.loading = false;
  }

  #toTop(): void {
    if (this.checkVisibility()) scrollTo({ top: 0, behavior: "instant" });
  }

  #show(list: ListSession | undefined): void {
    if (!list) this.#question += 1;
    this.#unfollow?.();
    this.list?.close();
    this.list = list;
    const stops = list && [
      list.count.subscribe(() => this.requestUpdate()),
      list.progress.subscribe(({ failure }) => {
        this.failure = failure === undefined ? undefined : describeError(failure);
        this.requestUpdate();
      }),
    ];
    this.#unfollow = () => stops?.forEach((stop) => stop());
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
        ${this.#filterButton()}
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
      <couplet-list-filters
        .list=${this.list}
        .kind=${this.kind}
        .filter=${this.filter}
        .sorting=${this.sorting}
        .open=${this.filtering && this.#canArrange}
        @couplet-filter=${this.#filtered}
        @couplet-sort=${this.#sorted}
      ></couplet-list-filters>
      ${
        this.#fromCache
          ? html`
              <p class="note">${iconOffline()} ${t("list.fromDevice")}</p>
            `
          : nothing
      }
      ${
        this.list?.progress.value.isNear === true
          ? html`
              <p class="note" role="status">${t("list.near", { search: this.search.trim() })}</p>
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
      ${this.#total > 0 ? this.#cards() : listNothing(this, { fromCache: this.#fromCache, clearSearch: this.#clear, clearFilter: this.#clearFilter })}
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

  get #total(): number {
    return this.list?.count.value ?? 0;
  }

  get #fromCache(): boolean {
    return this.list?.progress.value.fromCache === true;
  }

  get #canArrange(): boolean {
    return this.list?.progress.value.canArrange === true;
  }

  #count(): string {
    const n = this.#total;
    if (!this.list) return this.loading ? t("app.loading") : "";
    return this.list.progress.value.hasMore ? t("list.countMore", { n }) : t("list.count", { n });
  }

  #filterButton() {
    const n = Object.keys(this.filter).length;
    return html`
      <button
        class="filter"
        aria-expanded=${this.filtering && this.#canArrange}
        aria-label=${n === 0 ? t("filter.open") : t("filter.openWith", { n })}
        title=${this.#canArrange ? t("filter.open") : t("filter.later")}
        ?disabled=${!this.#canArrange}
        @click=${() => (this.filtering = !this.filtering)}
      >
        ${iconFilter()}${
          n === 0
            ? nothing
            : html`
                <span class="number">${n}</span>
              `
        }
      </button>
    `;
  }

  #cards() {
    return html`
      <couplet-list-table
        .list=${this.list}
        .kind=${this.kind}
        .attention=${this.attention}
        .sorting=${this.sorting}
        .busy=${this.loading}
        @couplet-sort=${this.#sorted}
      ></couplet-list-table>
    `;
  }

  readonly #sorted = (event: CustomEvent<Sorting | undefined>): void => {
    this.sorting = event.detail ?? undefined;
  };

  readonly #filtered = (event: CustomEvent<{ readonly filter: ListFilter }>): void => {
    this.filter = event.detail.filter;
  };

  readonly #clearFilter = (): void => {
    this.filter = {};
  };

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
