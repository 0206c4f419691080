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
import { arrangedOf } from "../lists/list-address.ts";
import type { SavedView } from "../lists/saved-views.ts";
import { Selection } from "../lists/selection.ts";
import { SelectionDoings } from "../lists/selection-doings.ts";
import { WishesController } from "../lists/wishes-controller.ts";
import { t } from "../locale.ts";
import type { ToastMessage } from "../parts/toast.ts";
import { formatRoute } from "../router.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { pageStyles } from "../styles/page.styles.ts";
import type { CoupletListTable, Sorting } from "./list-table.ts";
import { renderListHead } from "./list-head.ts";
import { listNotes } from "./list-notes.ts";
import { listNothing } from "./list-nothing.ts";
import { listPageStyles } from "./list-page.styles.ts";

const searchPauseMs = 140;
const changesRows: ReadonlySet<EngineEvent["type"]> = new Set([
  "cards-changed",
  "deleted",
  "restored",
  "setup-changed",
]);

/**
 * @element couplet-list-page
 * @fires {CustomEvent<{ search: string }>} couplet-search - The search text changed; the address follows.
 * @fires {CustomEvent<Arranged>} couplet-arranged - Filter, order or columns changed; the address follows.
 * @fires {CustomEvent<ToastMessage>} couplet-notice - Something was done, and can be taken back.
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
    filter: { attribute: false },
    sorting: { attribute: false },
    columns: { attribute: false },
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
  /** As the address says; the person's own where it says nothing. */
  declare columns: readonly string[] | undefined;
  /** The choices are open. */
  declare filtering: boolean;
  declare failure: string | undefined;
  declare loading: boolean;
  /** Lists asked for before this one are not shown any more. */
  #question = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #unobserve: (() => void) | undefined;
  #unfollow: (() => void) | undefined;
  readonly #selection = new Selection(this);
  readonly #doings = new SelectionDoings(this, this.#selection, (message) => this.#notice(message));
  readonly #wishes = new WishesController(this);

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

  /** By rows: what `j` and `k` do. */
  moveFocus(step: 1 | -1): void {
    this.#table?.moveFocus(step);
  }

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
    if (changed.has("kind")) this.#selection.close();
    this.#wishes.follow(this.engine);
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
      // It may be wanted otherwise by now.
      if (filter !== this.filter || sorting !== this.sorting) list.arrange({ filter: this.filter, ...this.sorting });
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
      ${this.#head()}
      <couplet-list-filters
        .list=${this.list}
        .kind=${this.kind}
        .filter=${this.filter}
        .sorting=${this.sorting}
        .open=${this.filtering && this.#canArrange}
        @couplet-filter=${this.#filtered}
        @couplet-sort=${this.#sorted}
      ></couplet-list-filters>
      ${listNotes(this.list, this.search, this.failure, this.refresh)}
      ${this.#total > 0 ? this.#cards() : listNothing(this, { fromCache: this.#fromCache, clearSearch: this.#clear, clearFilter: this.#clearFilter })}
      <couplet-bulk-contacts-dialog
        .engine=${this.engine}
        .offline=${this.offline}
        @couplet-made-contacts=${this.refresh}
      ></couplet-bulk-contacts-dialog>
      <couplet-bulk-edit-dialog
        .engine=${this.engine}
        @couplet-edited=${this.#doings.edited}
      ></couplet-bulk-edit-dialog>
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

  #head() {
    return renderListHead({
      kind: this.kind,
      count: this.#count(),
      search: this.search,
      filters: Object.keys(this.filter).length,
      filtering: this.filtering,
      canArrange: this.#canArrange,
      mayCreate: this.mayCreate,
      mayMakeContacts: this.#mayMakeContacts(),
      tools: this.#tools(),
      typed: this.#typed,
      searchKey: this.#searchKey,
      clear: this.#clear,
      filter: () => (this.filtering = !this.filtering),
      makeContacts: this.#makeContacts,
      create: this.#new,
    });
  }

  #tools() {
    return html`
      <couplet-list-tools
        .kind=${this.kind}
        .views=${this.#wishes.viewsOf(this.kind)}
        .address=${this.#address}
        .columns=${this.#shownColumns}
        .selecting=${this.#selection.isOpen}
        @couplet-save-view=${(event: CustomEvent<{ readonly name: string }>) =>
          this.#notice(this.#wishes.save({ name: event.detail.name, address: this.#address }))}
        @couplet-delete-view=${(event: CustomEvent<SavedView>) => this.#notice(this.#wishes.delete(event.detail))}
        @couplet-columns=${this.#chooseColumns}
        @couplet-selecting=${() => (this.#selection.isOpen ? this.#selection.close() : this.#selection.open())}
      ></couplet-list-tools>
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
        .columns=${this.#shownColumns}
        .selecting=${this.#selection.isOpen}
        .selected=${this.#selection.ids}
        @couplet-sort=${this.#sorted}
        @couplet-select=${this.#doings.selected}
        @couplet-select-end=${() => this.#selection.close()}
      ></couplet-list-table>
      ${
        this.#selection.isOpen
          ? html`
              <couplet-selection-bar
                .count=${this.#selection.size}
                .total=${this.#total}
                .mayEdit=${this.mayCreate}
                @couplet-selection=${this.#doings.wanted}
              ></couplet-selection-bar>
            `
          : nothing
      }
    `;
  }

  /** As asked for by the address, else as this person likes them. */
  get #shownColumns(): readonly string[] {
    return this.#wishes.columns(this.kind, this.columns);
  }

  get #address(): string {
    const { kind, search, filter, sorting, columns } = this;
    return formatRoute({ page: "list", kind, search: search.trim(), ...arrangedOf(filter, sorting, columns) });
  }

  readonly #chooseColumns = (event: CustomEvent<{ readonly columns: readonly string[] | undefined }>): void => {
    this.columns = this.#wishes.chooseColumns(this.kind, event.detail.columns);
    this.#arranged();
  };

  #notice(message: ToastMessage | undefined): void {
    if (message)
      this.dispatchEvent(new CustomEvent("couplet-notice", { bubbles: true, composed: true, detail: message }));
  }

  /** The address follows. */
  #arranged(): void {
    const { filter, sorting, columns } = this;
    const detail = arrangedOf(filter, sorting, columns);
    this.dispatchEvent(new CustomEvent("couplet-arranged", { bubbles: true, composed: true, detail }));
  }

  readonly #sorted = (event: CustomEvent<Sorting | undefined>): void => {
    this.sorting = event.detail ?? undefined;
    this.#arranged();
  };

  readonly #filtered = (event: CustomEvent<{ readonly filter: ListFilter }>): void => {
    this.filter = event.detail.filter;
    this.#arranged();
  };

  readonly #clearFilter = (): void => {
    this.filter = {};
    this.#arranged();
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

  /** Asks what becomes of these cards, and does it. */
  editMany(cards: readonly CardRow[]): void {
    this.renderRoot.querySelector("couplet-bulk-edit-dialog")?.show(this.kind, cards);
  }

  readonly #makeContacts = (): void => {
    const { kind } = this;
    if (isRelatedKind(kind)) this.renderRoot.querySelector("couplet-bulk-contacts-dialog")?.show(kind);
  };

  #setSearch(search: string): void {
    this.search = search;
    this.dispatchEvent(new CustomEvent("couplet-search", { bubbles: true, composed: true, detail: { search } }));
  }
}
