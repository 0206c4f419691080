/**
 * What can be done with the cards that were chosen in a list: a bar that stays at the foot of the window while there is anything to do.
 *
 * @module
 */
import { type PropertyDeclarations, css, html, nothing } from "lit";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { t } from "../locale.ts";

export type SelectionAction = "all" | "none" | "edit" | "csv" | "vcard" | "close";

/**
 * @element couplet-selection-bar
 * @fires {CustomEvent<{ action: SelectionAction }>} couplet-selection - Something is wanted of the chosen cards.
 */
export class CoupletSelectionBar extends AppElement {
  static override properties: PropertyDeclarations = {
    count: { type: Number },
    total: { type: Number },
    mayEdit: { type: Boolean, attribute: "may-edit" },
  };
  static override styles = [
    baseStyles,
    css`
      :host {
        position: sticky;
        inset-block-end: calc(var(--app-tabs-height, 0px) + 0.75rem);
        z-index: 5;
        margin-top: 0.75rem;
      }
      .bar {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        padding: 0.5rem 0.75rem 0.5rem 1.25rem;
        border: 1px solid var(--_accent);
        border-radius: calc(var(--_radius) * 1.5);
        background: var(--_surface);
        box-shadow: var(--_shadow);
      }
      p {
        min-width: 6.5rem;
        font-size: 0.875rem;
        font-weight: 600;
      }
      .end {
        margin-inline-start: auto;
      }
      @media (max-width: 46rem) {
        .bar {
          gap: 0.375rem;
          padding: 0.5rem;
        }
        p {
          flex: 1 0 100%;
          padding-inline: 0.375rem;
        }
        .bar button {
          padding-inline: 0.5rem;
        }
      }
    `,
  ];
  declare count: number;
  declare total: number;
  declare mayEdit: boolean;

  constructor() {
    super();
    this.count = 0;
    this.total = 0;
    this.mayEdit = false;
  }

  protected override render() {
    const { count, total } = this;
    return html`
      <div class="bar" role="group" aria-label=${t("select.label")}>
        <p class="number" role="status">${t("select.count", { n: count })}</p>
        <button class="plain" ?disabled=${count >= total} @click=${() => this.#tell("all")}>
          ${t("select.all", { n: total })}
        </button>
        ${
          count === 0
            ? nothing
            : html`
                <button class="plain" @click=${() => this.#tell("none")}>${t("select.none")}</button>
              `
        }
        <span class="end"></span>
        ${
          this.mayEdit
            ? html`
                <button class="primary" ?disabled=${count === 0} @click=${() => this.#tell("edit")}>
                  ${t("select.edit")}
                </button>
              `
            : nothing
        }
        <button ?disabled=${count === 0} @click=${() => this.#tell("csv")}>${t("select.csv")}</button>
        <button ?disabled=${count === 0} @click=${() => this.#tell("vcard")}>${t("select.vcard")}</button>
        <button @click=${() => this.#tell("close")}>${t("select.close")}</button>
      </div>
    `;
  }

  #tell(action: SelectionAction): void {
    this.dispatchEvent(new CustomEvent("couplet-selection", { detail: { action } }));
  }
}
