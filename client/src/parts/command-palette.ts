/**
 * One line to find any card, to go to any screen, and to do what can be done: Ctrl+K from everywhere.
 *
 * Shape    a dialog with a combobox; cards come as the engine finds them, on the device where it has everything, so that it works offline.
 * Not      what the actions are: see `palette/palette-commands.ts`.
 *
 * @module
 */
import { type PropertyDeclarations, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Engine } from "@couplet/engine";
import { baseStyles, dialogStyles } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { iconCross, iconSearch } from "../icons.ts";
import { t } from "../locale.ts";
import { findCards } from "../palette/palette-cards.ts";
import { type PaletteEntry, fittingEntries } from "../palette/palette-entry.ts";
import { controlStyles } from "../styles/control.styles.ts";
import { commandPaletteStyles } from "./command-palette.styles.ts";

const typingPauseMs = 90;
const groups = ["cards", "screens", "actions"] as const;

/**
 * @element couplet-command-palette
 */
export class CoupletCommandPalette extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    commands: { attribute: false },
    typed: { state: true },
    cards: { state: true },
    active: { state: true },
  };
  static override styles = [baseStyles, dialogStyles, controlStyles, commandPaletteStyles];
  declare engine: Engine | undefined;
  declare commands: readonly PaletteEntry[];
  declare typed: string;
  declare cards: readonly PaletteEntry[];
  /** Of the entry that Enter goes to. */
  declare active: number;
  #question = 0;
  #pause: ReturnType<typeof setTimeout> | undefined;

  constructor() {
    super();
    this.commands = [];
    this.typed = "";
    this.cards = [];
    this.active = 0;
  }

  show(commands: readonly PaletteEntry[]): void {
    const dialog = this.renderRoot.querySelector("dialog");
    if (!dialog || dialog.open) return;
    this.commands = commands;
    this.#ask("");
    dialog.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.#pause);
  }

  /** In the order shown. */
  get #entries(): readonly PaletteEntry[] {
    const entries = [...this.cards, ...fittingEntries(this.commands, this.typed)];
    return groups.flatMap((group) => entries.filter((entry) => entry.group === group));
  }

  #ask(typed: string): void {
    this.typed = typed;
    this.active = 0;
    clearTimeout(this.#pause);
    const question = ++this.#question;
    if (typed.trim() === "") this.cards = [];
    else this.#pause = setTimeout(() => void this.#find(typed, question), typingPauseMs);
  }

  async #find(typed: string, question: number): Promise<void> {
    const cards = this.engine ? await findCards(this.engine, typed) : [];
    if (question !== this.#question) return;
    // What was chosen by hand meanwhile stays chosen.
    const chosen = this.active === 0 ? undefined : this.#entries[this.active]?.id;
    this.cards = cards;
    this.active = Math.max(
      0,
      this.#entries.findIndex(({ id }) => id === chosen),
    );
  }

  protected override render() {
    const entries = this.#entries;
    return html`
      <dialog closedby="any" aria-label=${t("palette.title")}>
        <div class="ask">
          ${iconSearch()}
          <input
            role="combobox"
            aria-label=${t("palette.title")}
            aria-controls="found"
            aria-expanded="true"
            aria-autocomplete="list"
            aria-activedescendant=${entries[this.active]?.id ?? nothing}
            placeholder=${t("palette.hint")}
            autocomplete="off"
            spellcheck="false"
            .value=${this.typed}
            @input=${(event: Event) => this.#ask((event.currentTarget as HTMLInputElement).value)}
            @keydown=${this.#key}
          />
          <button class="icon-only" aria-label=${t("app.close")} @click=${this.#close}>${iconCross()}</button>
        </div>
        <div class="found">
          <div id="found" role="listbox" aria-label=${t("palette.title")}>
            ${groups.map((group) => this.#group(group, entries))}
          </div>
          ${
            entries.length === 0
              ? html`
                  <p class="quiet nothing">${t("palette.nothing", { text: this.typed.trim() })}</p>
                `
              : nothing
          }
          <p class="hidden-text" role="status">
            ${this.typed.trim() === "" ? "" : t("palette.found", { n: entries.length })}
          </p>
        </div>
        <p class="keys">${t("palette.keys")}</p>
      </dialog>
    `;
  }

  #group(group: PaletteEntry["group"], entries: readonly PaletteEntry[]) {
    const own = entries.filter((entry) => entry.group === group);
    if (own.length === 0) return nothing;
    return html`
      <div role="group" aria-labelledby=${`of-${group}`}>
        <h3 id=${`of-${group}`} role="presentation">${t(`palette.${group}`)}</h3>
        ${repeat(
          own,
          ({ id }) => id,
          (entry) => this.#option(entry, entries.indexOf(entry)),
        )}
      </div>
    `;
  }

  #option(entry: PaletteEntry, index: number) {
    return html`
      <div
        role="option"
        id=${entry.id}
        aria-selected=${index === this.active}
        @click=${() => this.#run(entry)}
        @pointermove=${() => (this.active = index)}
      >
        ${entry.icon ?? nothing}
        <span class="label">${entry.label}</span>
        ${
          entry.detail
            ? html`
                <span class="detail number">${entry.detail}</span>
              `
            : nothing
        }
      </div>
    `;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.isComposing) return;
    const entries = this.#entries;
    const last = entries.length - 1;
    const targets: Readonly<Record<string, number>> = {
      ArrowDown: this.active >= last ? 0 : this.active + 1,
      ArrowUp: this.active <= 0 ? last : this.active - 1,
      PageDown: Math.min(last, this.active + 8),
      PageUp: Math.max(0, this.active - 8),
    };
    const target = targets[event.key];
    const entry = entries[this.active];
    if (target !== undefined) this.active = target;
    else if (event.key === "Enter" && entry) this.#run(entry);
    else return;
    event.preventDefault();
    void this.updateComplete.then(() => this.#activeOption?.scrollIntoView({ block: "nearest" }));
  };

  get #activeOption(): Element | null {
    return this.renderRoot.querySelector('[role="option"][aria-selected="true"]');
  }

  #run(entry: PaletteEntry): void {
    // Closed first: what is opened next may take the focus.
    this.#close();
    entry.run();
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };
}
