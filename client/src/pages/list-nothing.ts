/**
 * What stands in a list's place while it has no cards: that they come, or why there are none.
 *
 * @module
 */
import { type TemplateResult, html, nothing } from "lit";
import type { CardKind } from "@couplet/model";
import type { ListFilter, ListSession } from "@couplet/engine";
import { t } from "../locale.ts";

interface EmptyList {
  readonly kind: CardKind;
  readonly list: ListSession | undefined;
  readonly loading: boolean;
  readonly failure: string | undefined;
  readonly search: string;
  readonly filter: ListFilter;
}

interface Ways {
  /** These would be the cards this device has. */
  readonly fromCache: boolean;
  readonly clearSearch: () => void;
  readonly clearFilter: () => void;
}

export function listNothing(
  { kind, list, loading, failure, search, filter }: EmptyList,
  { fromCache, clearSearch, clearFilter }: Ways,
): TemplateResult | typeof nothing {
  if (loading && !list) return skeleton();
  if (failure) return nothing;
  if (Object.keys(filter).length > 0) {
    return html`
      <div class="sheet empty">
        <h2>${t("filter.nothing")}</h2>
        <button @click=${clearFilter}>${t("filter.clear")}</button>
      </div>
    `;
  }
  if (search.trim() !== "") {
    return html`
      <div class="sheet empty">
        <h2>${t(`kind.${kind}.nothing`, { search: search.trim() })}</h2>
        <p class="quiet">${t(fromCache ? "list.notKept.hint" : "list.nothing.hint")}</p>
        <button @click=${clearSearch}>${t("list.clear")}</button>
      </div>
    `;
  }
  return html`
    <div class="sheet empty">
      <h2>${fromCache ? t("list.notKept") : t(`kind.${kind}.none`)}</h2>
      <p class="quiet">${t(fromCache ? "list.notKept.hint" : "list.none.hint")}</p>
    </div>
  `;
}

const skeleton = (): TemplateResult => html`
  <div class="sheet skeleton" aria-hidden="true">
    ${Array.from(
      { length: 9 },
      () => html`
        <i></i>
      `,
    )}
  </div>
`;
