/**
 * The table of a list, however long: rows are there while they are seen.
 *
 * Shape    a real table that tells how many rows it has and which of them these are; sorted by its headers, walked by keyboard. Rows that
 *          come or go above what is seen do not move it.
 * Not      where rows come from: that is the engine's list.
 *
 * @module
 */
import { type PropertyDeclarations, type PropertyValues, type TemplateResult, html, nothing } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import type { CardKind } from "@couplet/model";
import type { AttentionItem, CardRow, ListSession, SortColumn } from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { iconAscending, iconDescending } from "../icons.ts";
import { locale, t } from "../locale.ts";
import { columnTitle, sortOf, standardColumns } from "../lists/list-columns.ts";
import { WindowRows } from "../parts/window-rows.ts";
import { isTyping } from "../shortcuts.ts";
import { type RowLook, columnClass, listRow } from "./list-row.ts";
import { listTableStyles } from "./list-table.styles.ts";

export interface Sorting {
  readonly sort: SortColumn;
  readonly descending: boolean;
}

/**
 * @element couplet-list-table
 * @fires {CustomEvent<Sorting>} couplet-sort - The list is wanted in another order.
 * @fires {CustomEvent<{ id: string; withRange: boolean }>} couplet-select - A card is chosen, or not any more.
 * @fires {CustomEvent<void>} couplet-select-end - Choosing is over.
 */
export class CoupletListTable extends AppElement {
  static override properties: PropertyDeclarations = {
    list: { attribute: false },
    kind: {},
    attention: { attribute: false },
    sorting: { attribute: false },
    busy: { type: Boolean },
    columns: { attribute: false },
    selecting: { type: Boolean },
    selected: { attribute: false },
  };
  static override styles = [baseStyles, listTableStyles];
  declare list: ListSession | undefined;
  declare kind: CardKind;
  declare attention: readonly AttentionItem[];
  /** `undefined`: by number, or of a search by how well cards fit. */
  declare sorting: Sorting | undefined;
  declare busy: boolean;
  /** Fields beside number and name. */
  declare columns: readonly string[];
  declare selecting: boolean;
  declare selected: ReadonlySet<string>;
  /** Of the row that has, or last had, the focus. */
  #active = -1;
  #hasPictures = false;
  #unobserve: (() => void) | undefined;
  /** What was seen first, to be there again after rows came or went above it. */
  #anchor: { readonly id: string; readonly index: number } | undefined;
  readonly #window = new WindowRows(this, {
    count: () => this.list?.count.value ?? 0,
    kept: () => this.#active,
    start: () => this.renderRoot.querySelector("tbody"),
    sample: () => this.renderRoot.querySelector("tr[data-index]"),
    covered: () => ({
      above: heightOf("--app-top-height") + headerHeight(),
      below: heightOf("--app-tabs-height") + (this.selecting ? barHeight : 0),
    }),
  });

  constructor() {
    super();
    this.kind = "contact";
    this.attention = [];
    this.busy = false;
    this.columns = standardColumns(this.kind);
    this.selecting = false;
    this.selected = new Set();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#unobserve?.();
    this.#unobserve = undefined;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#follow();
  }

  /** Moves the focus by rows; from nowhere to the first one that is seen. */
  moveFocus(step: number): void {
    const isInRow = this.shadowRoot?.activeElement?.matches("a.open") === true;
    this.#focusIndex(isInRow ? this.#active + step : (this.#window.firstSeen ?? -1) + 1);
  }

  /** Puts the focus on a card's row, without moving the page. */
  focusCard(id: string): void {
    const index = this.list?.indexOf(id) ?? -1;
    if (index !== -1) void this.#focus(index);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("kind")) this.#hasPictures = false;
    if (changed.has("list")) {
      this.#active = -1;
      this.#anchor = undefined;
      this.#follow();
    }
  }

  protected override render() {
    const { list, kind } = this;
    const { progress, count } = list ?? {};
    const total = count?.value ?? 0;
    const indexes = this.#window.indexes.filter((index) => index < total);
    const rows = new Map<number, CardRow>();
    for (const [from, to] of runsOf(indexes))
      for (const [at, row] of (list?.rows(from, to) ?? []).entries()) rows.set(from + at, row);
    this.#hasPictures ||= [...rows.values()].some((row) => Boolean(row.values["image"]));
    const look: RowLook = { columns: this.columns, selecting: this.selecting, select: this.#select };
    const marked = new Set(this.attention.map((item) => item.card.id));
    return html`
      <div class="sheet" aria-busy=${this.busy}>
        <table
          role="table"
          class="${kind} ${this.#hasPictures ? "pictured" : ""} ${this.selecting ? "selecting" : ""}"
          aria-rowcount=${progress?.value.hasMore === true ? -1 : total + 1}
          aria-label=${t(`kind.${kind}.many`)}
          @keydown=${this.#key}
          @focusin=${this.#focused}
        >
          <thead role="rowgroup">
            <tr role="row" aria-rowindex="1">
              ${
                this.selecting
                  ? html`
                      <th role="columnheader" scope="col" class="select">
                        <span class="hidden-text">${t("select.label")}</span>
                      </th>
                    `
                  : nothing
              }
              ${this.#header("no", t("list.no"), "no")} ${this.#header("name", t("list.name"), "name")}
              ${this.columns.map((column, at) =>
                this.#header(`${column} ${columnClass(column, at)}`, columnTitle(column), sortOf(kind, column)),
              )}
              <th role="columnheader" scope="col" class="linked">
                ${t(kind === "contact" ? "list.status" : "list.linked")}
              </th>
            </tr>
          </thead>
          <tbody role="rowgroup">
            ${repeat(
              this.#parts(indexes, rows, total),
              ([key]) => key,
              ([, index, row, room]) => (row ? this.#row(row, index, look, marked) : space(room)),
            )}
          </tbody>
        </table>
        ${
          progress?.value.hasMore === true
            ? html`
                <p class="end quiet">${t("list.more")}</p>
              `
            : nothing
        }
      </div>
    `;
  }

  protected override updated(): void {
    const first = this.#window.firstSeen;
    const id = first === undefined ? undefined : this.list?.rows(first, first + 1)[0]?.id;
    this.#anchor = first === undefined || id === undefined ? undefined : { id, index: first };
  }

  /** Rows, and the room of those between that are not drawn. */
  #parts(
    indexes: readonly number[],
    rows: ReadonlyMap<number, CardRow>,
    total: number,
  ): (readonly [key: string, index: number, row: CardRow | undefined, room: number])[] {
    const { rowHeight } = this.#window;
    const parts: (readonly [string, number, CardRow | undefined, number])[] = [];
    let next = 0;
    for (const index of [...indexes, total]) {
      if (index > next) parts.push([`before ${parts.length}`, index, undefined, (index - next) * rowHeight]);
      const row = rows.get(index);
      if (row) parts.push([row.id, index, row, 0]);
      next = index + 1;
    }
    return parts;
  }

  #companyOf(row: CardRow): string | undefined {
    if (row.type !== "person" || row.companyId === undefined) return undefined;
    const name = this.list?.card(row.companyId)?.values["name"];
    return typeof name === "string" ? name : undefined;
  }

  #row(row: CardRow, index: number, look: RowLook, marked: ReadonlySet<string>) {
    const state = {
      needsAttention: marked.has(row.id),
      isSelected: this.selected.has(row.id),
      company: this.#companyOf(row),
    };
    const { columns, selecting } = look;
    return guard([row, index, columns, selecting, locale, ...Object.values(state)], () =>
      listRow(row, index, look, state),
    );
  }

  /** @param column what it sorts by, if anything */
  #header(names: string, label: string, column: SortColumn | undefined) {
    const { sort, descending } = this.sorting ?? { sort: undefined, descending: false };
    if (column === undefined || this.list?.progress.value.canArrange !== true)
      return html`
        <th role="columnheader" scope="col" class=${names}>${label}</th>
      `;
    const isSorted = sort === column;
    const order = isSorted ? (descending ? "descending" : "ascending") : "none";
    return html`
      <th role="columnheader" scope="col" class=${names} aria-label=${label} aria-sort=${order}>
        <button class="sort" title=${t("list.sortBy", { column: label })} @click=${() => this.#sortBy(column)}>
          <span>${label}</span>
          ${isSorted ? (descending ? iconDescending() : iconAscending()) : nothing}
        </button>
      </th>
    `;
  }

  readonly #select = (id: string, withRange: boolean): void => {
    this.dispatchEvent(new CustomEvent("couplet-select", { detail: { id, withRange } }));
  };

  #sortBy(column: SortColumn): void {
    const { sort, descending } = this.sorting ?? { sort: undefined, descending: false };
    const detail: Sorting = { sort: column, descending: sort === column && !descending };
    this.dispatchEvent(new CustomEvent("couplet-sort", { bubbles: true, composed: true, detail }));
  }

  #follow(): void {
    this.#unobserve?.();
    this.#unobserve = this.isConnected ? this.list?.observe(() => void this.#changed()) : undefined;
  }

  /** Rows came, changed or went. */
  async #changed(): Promise<void> {
    const anchor = this.#anchor;
    const focused = this.shadowRoot?.activeElement;
    const focusedId = focused instanceof HTMLElement ? focused.dataset["id"] : undefined;
    if (focusedId !== undefined) this.#active = this.list?.indexOf(focusedId) ?? -1;
    this.requestUpdate();
    await this.updateComplete;
    const index = anchor && this.list?.indexOf(anchor.id);
    if (!anchor || index === undefined || index === -1 || index === anchor.index || !this.checkVisibility()) return;
    scrollBy({ top: (index - anchor.index) * this.#window.rowHeight, behavior: "instant" });
  }

  #focusIndex(index: number): void {
    const last = (this.list?.count.value ?? 0) - 1;
    if (last < 0) return;
    const target = Math.min(last, Math.max(0, index));
    this.#window.show(target);
    void this.#focus(target);
  }

  async #focus(index: number): Promise<void> {
    this.#active = index;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(`tr[data-index="${index}"] a.open`)?.focus({ preventScroll: true });
  }

  readonly #focused = (event: FocusEvent): void => {
    const row = event.target instanceof Element ? event.target.closest<HTMLElement>("tr[data-index]") : undefined;
    if (row) this.#active = Number(row.dataset["index"]);
  };

  readonly #key = (event: KeyboardEvent): void => {
    if (isTyping(event) || event.altKey || event.ctrlKey || event.metaKey) return;
    const isInRow = event.target instanceof Element && event.target.closest("tr[data-index]") !== null;
    const id = isInRow ? this.list?.rows(this.#active, this.#active + 1)[0]?.id : undefined;
    const isChoice = event.key.toLowerCase() === "x" || (event.key === " " && this.selecting);
    if (id !== undefined && isChoice) {
      event.preventDefault();
      this.#select(id, event.shiftKey);
    } else if (event.key === "Escape" && this.selecting) this.dispatchEvent(new CustomEvent("couplet-select-end"));
    const total = this.list?.count.value ?? 0;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: this.#active + 1,
      ArrowUp: this.#active - 1,
      PageDown: this.#active + this.#window.rowsPerPage,
      PageUp: this.#active - this.#window.rowsPerPage,
      Home: 0,
      End: total - 1,
    };
    const target = isInRow ? targets[event.key] : undefined;
    if (target === undefined) return;
    event.preventDefault();
    this.#focusIndex(target);
  };
}

/** Room for rows that are not drawn; nobody needs to hear of it. A property: the page's policy forbids style attributes. */
const space = (height: number): TemplateResult => html`
  <tr class="space" role="presentation" aria-hidden="true" .style=${`height: ${height}px`}></tr>
`;

/** Indexes in a row, as `[from, to)`. */
function runsOf(indexes: readonly number[]): [from: number, to: number][] {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const last = runs.at(-1);
    if (last?.[1] === index) last[1] = index + 1;
    else runs.push([index, index + 1]);
  }
  return runs;
}

const heightOf = (property: string): number =>
  Number.parseFloat(getComputedStyle(document.documentElement).getPropertyValue(property)) || 0;

/** What can be done with chosen rows stays at the foot of the window. */
const barHeight = 80;

/** The headers stick to the top; on a narrow screen there are none. */
const headerHeight = (): number => (matchMedia("(max-width: 46rem)").matches ? 0 : 36);
