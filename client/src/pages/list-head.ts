/**
 * What stands above a list: its name, how many cards, the search, and what can be done with all of it.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { CardKind } from "@couplet/model";
import { iconCross, iconFilter, iconPlus, iconSearch } from "../icons.ts";
import { t } from "../locale.ts";

export interface ListHead {
  readonly kind: CardKind;
  readonly count: string;
  readonly search: string;
  /** Columns with a chosen value. */
  readonly filters: number;
  readonly filtering: boolean;
  readonly canArrange: boolean;
  readonly mayCreate: boolean;
  readonly mayMakeContacts: boolean;
  readonly tools: TemplateResult;
  readonly typed: (event: Event) => void;
  readonly searchKey: (event: KeyboardEvent) => void;
  readonly clear: () => void;
  readonly filter: () => void;
  readonly makeContacts: () => void;
  readonly create: () => void;
}

export const renderListHead = (head: ListHead): TemplateResult => html`
  <header>
    <h1>${t(`kind.${head.kind}.many`)}</h1>
    <p class="count quiet number" role="status">${head.count}</p>
    <div class="search" role="search">
      ${iconSearch()}
      <input
        type="search"
        aria-label=${t("app.search", { kind: t(`kind.${head.kind}.many`) })}
        placeholder=${t("app.search.short")}
        autocomplete="off"
        spellcheck="false"
        .value=${head.search}
        @input=${head.typed}
        @keydown=${head.searchKey}
      />
      ${
        head.search === ""
          ? html`
              <kbd aria-hidden="true">/</kbd>
            `
          : html`
              <button class="icon-only" aria-label=${t("list.clear")} @click=${head.clear}>${iconCross()}</button>
            `
      }
    </div>
    ${filterButton(head)} ${head.tools}
    ${
      head.mayMakeContacts
        ? html`
            <button class="bulk" @click=${head.makeContacts}>${t("bulk.open")}</button>
          `
        : nothing
    }
    ${
      head.mayCreate
        ? html`
            <button class="primary new" @click=${head.create} aria-label=${t(`kind.${head.kind}.new`)}>
              ${iconPlus()}
              <span>${t(`kind.${head.kind}.new`)}</span>
            </button>
          `
        : nothing
    }
  </header>
`;

const filterButton = ({ filters, filtering, canArrange, filter }: ListHead): TemplateResult => html`
  <button
    class="filter"
    aria-expanded=${filtering && canArrange}
    aria-label=${filters === 0 ? t("filter.open") : t("filter.openWith", { n: filters })}
    title=${canArrange ? t("filter.open") : t("filter.later")}
    ?disabled=${!canArrange}
    @click=${filter}
  >
    ${iconFilter()}${
      filters === 0
        ? nothing
        : html`
            <span class="number">${filters}</span>
          `
    }
  </button>
`;
