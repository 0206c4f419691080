/**
 * Narrowing a list down: a choice per column that tells its cards apart, with how many cards each value has.
 *
 * Shape    a panel that opens below the search; what is chosen stands there as chips while it is closed. On a narrow screen, which has no
 *          headers, the order is chosen here too.
 * Not      there while not all cards of the list are known: a choice among some of them would say something wrong.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { type CardKind, fieldLabel, fieldSpec, isCardKind, isContactType, statusLabel } from "@couplet/model";
import {
  type FilterColumn,
  type ListFilter,
  type ListSession,
  type SortColumn,
  filterColumnsOf,
} from "@couplet/engine";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { readableValue } from "../card-text.ts";
import { iconCross } from "../icons.ts";
import { language, locale, t } from "../locale.ts";
import type { Sorting } from "../pages/list-table.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { listFiltersStyles } from "./list-filters.styles.ts";

const sortable: readonly SortColumn[] = ["no", "name", "city", "phoneNo", "email"];
const collator = new Intl.Collator(locale, { numeric: true });
const statuses: ReadonlySet<string> = new Set(["none", "other", "multiple", "customer", "vendor", "bankAccount"]);
type Status = Parameters<typeof statusLabel>[0];
const isStatus = (value: string): value is Status => statuses.has(value);

/** A value of a column in words. */
function valueText(kind: CardKind, column: FilterColumn, value: string): string {
  if (column === "type" && isContactType(value)) return t(`filter.type.${value}`);
  if (column === "status" && isStatus(value)) return value === "none" ? t("filter.none") : statusLabel(value, language);
  if (column === "related") return isCardKind(value) ? t(`kind.${value}.one`) : t("filter.none");
  if (column === "privacyBlocked") return readableValue(kind, column, value === "true");
  return value === "" ? t("filter.none") : readableValue(kind, column, value);
}

const columnText = (column: FilterColumn | SortColumn): string => {
  if (column === "related") return t("filter.related");
  if (column === "type") return t("filter.type");
  if (column === "status") return t("list.status");
  return column === "no" ? t("list.no") : fieldLabel(column, language);
};

/**
 * @element couplet-list-filters
 * @fires {CustomEvent<{ filter: ListFilter }>} couplet-filter - Other cards are wanted.
 * @fires {CustomEvent<Sorting>} couplet-sort - The list is wanted in another order.
 */
export class CoupletListFilters extends AppElement {
  static override properties: PropertyDeclarations = {
    list: { attribute: false },
    kind: {},
    filter: { attribute: false },
    sorting: { attribute: false },
    open: { type: Boolean },
  };
  static override styles = [baseStyles, controlStyles, listFiltersStyles];
  declare list: ListSession | undefined;
  declare kind: CardKind;
  declare filter: ListFilter;
  declare sorting: Sorting | undefined;
  declare open: boolean;

  constructor() {
    super();
    this.kind = "contact";
    this.filter = {};
    this.open = false;
  }

  protected override render() {
    if (!this.open) return this.#chips();
    return html`
      <div class="panel" role="group" aria-label=${t("filter.open")}>
        ${this.#order()} ${filterColumnsOf(this.kind).map((column) => this.#choice(column))}
        ${
          Object.keys(this.filter).length > 0
            ? html`
                <button class="plain all" @click=${() => this.#tell({})}>${t("filter.clear")}</button>
              `
            : nothing
        }
      </div>
    `;
  }

  #chips() {
    const chosen = Object.entries(this.filter) as [FilterColumn, readonly string[]][];
    if (chosen.length === 0) return nothing;
    return html`
      <ul class="chips" aria-label=${t("filter.chosen")}>
        ${chosen.map(
          ([column, values]) => html`
            <li>
              <span>
                ${columnText(column)}: ${values.map((value) => valueText(this.kind, column, value)).join(", ")}
              </span>
              <button
                class="icon-only"
                aria-label=${t("filter.drop", { column: columnText(column) })}
                @click=${() => this.#choose(column, undefined)}
              >
                ${iconCross()}
              </button>
            </li>
          `,
        )}
      </ul>
    `;
  }

  /** Only where the table shows no headers. */
  #order() {
    const { sort, descending } = this.sorting ?? { sort: "", descending: false };
    const chosen = sort === "" ? "" : `${sort} ${descending ? "down" : "up"}`;
    return html`
      <div class="field order">
        <label for="order">${t("filter.sort")}</label>
        <select id="order" @change=${this.#ordered}>
          <option value="" .selected=${chosen === ""}>${t("filter.sort.given")}</option>
          ${sortable.flatMap((column) =>
            (["up", "down"] as const).map(
              (way) => html`
                <option value=${`${column} ${way}`} .selected=${chosen === `${column} ${way}`}>
                  ${t(`filter.sort.${way}`, { column: columnText(column) })}
                </option>
              `,
            ),
          )}
        </select>
      </div>
    `;
  }

  #choice(column: FilterColumn) {
    const [chosen] = this.filter[column] ?? [];
    const values = this.list?.values(column) ?? [];
    const isPlain = values.length < 2 && chosen === undefined;
    if (isPlain || (column !== "related" && column !== "type" && column !== "status" && !fieldSpec(this.kind, column)))
      return nothing;
    const options = values
      .map(({ value, count }) => ({ value, count, text: valueText(this.kind, column, value) }))
      .sort((a, b) => Number(a.value === "") - Number(b.value === "") || collator.compare(a.text, b.text));
    return html`
      <div class="field">
        <label for=${column}>${columnText(column)}</label>
        <select
          id=${column}
          name=${column}
          class=${chosen === undefined ? "" : "chosen"}
          @change=${(event: Event) => this.#chosen(column, event)}
        >
          <option value="" .selected=${chosen === undefined}>${t("filter.all")}</option>
          ${options.map(
            ({ value, count, text }) => html`
              <option value=${`=${value}`} .selected=${chosen === value}>
                ${t("filter.value", { text, n: count })}
              </option>
            `,
          )}
        </select>
      </div>
    `;
  }

  #chosen(column: FilterColumn, event: Event): void {
    const { value } = event.currentTarget as HTMLSelectElement;
    this.#choose(column, value === "" ? undefined : value.slice(1));
  }

  #choose(column: FilterColumn, value: string | undefined): void {
    const { [column]: _dropped, ...rest } = this.filter;
    this.#tell(value === undefined ? rest : { ...rest, [column]: [value] });
  }

  #tell(filter: ListFilter): void {
    this.dispatchEvent(new CustomEvent("couplet-filter", { bubbles: true, composed: true, detail: { filter } }));
  }

  readonly #ordered = (event: Event): void => {
    const [column, way] = (event.currentTarget as HTMLSelectElement).value.split(" ");
    const sort = sortable.find((known) => known === column);
    const detail: Sorting | undefined = sort && { sort, descending: way === "down" };
    this.dispatchEvent(new CustomEvent("couplet-sort", { bubbles: true, composed: true, detail }));
  };
}
