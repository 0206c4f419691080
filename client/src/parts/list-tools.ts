/**
 * What a list can be set up with: views that were saved, the columns shown, and choosing cards.
 *
 * Shape    three small buttons; the first two open a sheet below themselves. Nothing is kept here: the page is told.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardKind } from "@couplet/model";
import { baseStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { iconBin, iconColumns, iconSelect, iconView } from "../icons.ts";
import { columnTitle, columnsOf, mostColumns } from "../lists/list-columns.ts";
import { type SavedView, longestName } from "../lists/saved-views.ts";
import { locale, t } from "../locale.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { listToolsStyles } from "./list-tools.styles.ts";

/**
 * @element couplet-list-tools
 * @fires {CustomEvent<{ name: string }>} couplet-save-view - The list as it is should be kept under a name.
 * @fires {CustomEvent<SavedView>} couplet-delete-view - A view should go.
 * @fires {CustomEvent<{ columns: readonly string[] | undefined }>} couplet-columns - Other columns are wanted; `undefined`: the standard ones.
 * @fires {CustomEvent<void>} couplet-selecting - Cards should be chosen, or not any more.
 */
export class CoupletListTools extends AppElement {
  static override properties: PropertyDeclarations = {
    kind: {},
    views: { attribute: false },
    address: {},
    columns: { attribute: false },
    selecting: { type: Boolean },
  };
  static override styles = [baseStyles, controlStyles, listToolsStyles];
  declare kind: CardKind;
  /** Of this kind of cards. */
  declare views: readonly SavedView[];
  /** Of the list as it is. */
  declare address: string;
  declare columns: readonly string[];
  declare selecting: boolean;

  constructor() {
    super();
    this.kind = "contact";
    this.views = [];
    this.address = "";
    this.columns = [];
    this.selecting = false;
  }

  protected override render() {
    return html`
      ${this.#opener("views", t("views.open"), iconView())} ${this.#opener("columns", t("columns.open"), iconColumns())}
      <button
        class="tool"
        aria-pressed=${this.selecting}
        aria-keyshortcuts="x"
        aria-label=${t("select.open")}
        title=${t("keys.beside", { text: t("select.open"), keys: "x" })}
        @click=${() => this.#tell("couplet-selecting")}
      >
        ${iconSelect()}
      </button>
      <div id="views" popover role="dialog" aria-label=${t("views.open")} @beforetoggle=${this.#place}>
        ${this.#views()}
      </div>
      <div id="columns" popover role="dialog" aria-label=${t("columns.open")} @beforetoggle=${this.#place}>
        ${this.#columns()}
      </div>
    `;
  }

  #opener(id: string, label: string, icon: unknown) {
    return html`
      <button class="tool" popovertarget=${id} aria-haspopup="dialog" aria-label=${label} title=${label}>
        ${icon}
      </button>
    `;
  }

  #views() {
    const collator = new Intl.Collator(locale, { numeric: true });
    const views = this.views.toSorted((a, b) => collator.compare(a.name, b.name));
    return html`
      <h2>${t("views.title")}</h2>
      ${
        views.length === 0
          ? html`
              <p class="quiet">${t("views.none")}</p>
            `
          : html`
              <ul class="views">
                ${repeat(
                  views,
                  ({ name }) => name,
                  (view) => html`
                    <li>
                      <a
                        href=${view.address}
                        aria-current=${view.address === this.address ? "true" : nothing}
                        @click=${this.#hide}
                      >
                        ${view.name}
                      </a>
                      <button
                        class="icon-only"
                        aria-label=${t("views.delete", { name: view.name })}
                        title=${t("views.delete", { name: view.name })}
                        @click=${() => this.#tell("couplet-delete-view", view)}
                      >
                        ${iconBin()}
                      </button>
                    </li>
                  `,
                )}
              </ul>
            `
      }
      <form @submit=${this.#save}>
        <div class="field">
          <label for="name">${t("views.name")}</label>
          <input id="name" name="name" required maxlength=${longestName} autocomplete="off" />
        </div>
        <button class="primary">${t("views.save")}</button>
      </form>
    `;
  }

  #columns() {
    const collator = new Intl.Collator(locale);
    const isFull = this.columns.length >= mostColumns;
    const known = columnsOf(this.kind)
      .map((name) => ({ name, title: columnTitle(name) }))
      .toSorted((a, b) => collator.compare(a.title, b.title));
    return html`
      <h2>${t("columns.title")}</h2>
      <div class="columns" role="group" aria-label=${t("columns.title")}>
        ${known.map(({ name, title }) => {
          const isShown = this.columns.includes(name);
          return html`
            <label>
              <input
                type="checkbox"
                name=${name}
                .checked=${isShown}
                ?disabled=${isShown ? this.columns.length === 1 : isFull}
                @change=${() => this.#toggle(name)}
              />
              ${title}
            </label>
          `;
        })}
      </div>
      <p class="below">
        <span class="quiet">${t("columns.most", { n: mostColumns })}</span>
        <button class="plain" @click=${() => this.#tell("couplet-columns", { columns: undefined })}>
          ${t("columns.standard")}
        </button>
      </p>
    `;
  }

  #toggle(name: string): void {
    const others = this.columns.filter((column) => column !== name);
    const columns = others.length < this.columns.length ? others : [...others, name];
    this.#tell("couplet-columns", { columns });
  }

  readonly #save = (event: SubmitEvent): void => {
    event.preventDefault();
    const form = event.currentTarget as HTMLFormElement;
    const name = this.renderRoot.querySelector<HTMLInputElement>("#name")?.value.trim() ?? "";
    if (name === "") return;
    this.#tell("couplet-save-view", { name });
    form.reset();
    this.#hide();
  };

  readonly #hide = (): void => {
    for (const sheet of this.renderRoot.querySelectorAll<HTMLElement>("[popover]:popover-open")) sheet.hidePopover();
  };

  override connectedCallback(): void {
    super.connectedCallback();
    addEventListener("resize", this.#resized);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    removeEventListener("resize", this.#resized);
  }

  readonly #resized = (): void => {
    const sheet = this.renderRoot.querySelector<HTMLElement>("[popover]:popover-open");
    if (sheet) this.#put(sheet);
  };

  readonly #place = (event: Event): void => {
    if (event instanceof ToggleEvent && event.newState === "open") this.#put(event.currentTarget as HTMLElement);
  };

  /** Below its button, within the window. A property: the page's policy forbids style attributes. */
  #put(sheet: HTMLElement): void {
    const button = this.renderRoot.querySelector(`[popovertarget="${sheet.id}"]`)?.getBoundingClientRect();
    if (!button) return;
    const width = Math.min(320, innerWidth - 16);
    const left = Math.max(8, Math.min(button.right - width, innerWidth - width - 8));
    sheet.style.inset = `${button.bottom + 4}px auto auto ${left}px`;
  }

  #tell(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, composed: true, detail }));
  }
}
