/**
 * Searching and choosing a card, or several, in a form of the page; and making one that is not there yet.
 *
 * Shape    a combobox: type, arrows, Enter; the form gets ids. Before a card is made, one that looks the same is offered.
 * Not      a link between cards: what choosing means is the page's.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardRow } from "@couplet/engine";
import { cardKinds, mayEdit, type CardKind } from "@couplet/model";
import { emit, type PickedCard } from "../events.ts";
import { CardSearch } from "../field/card-search.ts";
import { cardSearchStyles } from "../field/card-search.styles.ts";
import { FormField } from "../field/form-field.ts";
import { kindOfAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { reflectStates } from "../style/custom-state.ts";
import { iconOfKind } from "../style/icons.ts";
import { PickedCards } from "./picked-cards.ts";
import { renderOptions, type Option } from "./picker-list.ts";
import { renderPicked, renderRemove, renderSame } from "./picker-parts.ts";
import { pickerStyles } from "./picker.styles.ts";
import { filterOf, type PickerFilter } from "./picked-filter.ts";
import { sameName } from "./same-name.ts";

/** A card that looks like the one to be made. */
interface Same {
  readonly card: CardRow;
  readonly name: string;
}

/**
 * Finds and chooses cards, for forms of the page.
 *
 * @element couplet-picker
 * @fires {CustomEvent} couplet-pick - Cards were chosen or taken out; `detail.value` is what the form sends.
 * @fires {CustomEvent} couplet-created - A card was made from what was typed.
 * @fires {Event} change - The value changed, as other form controls say it.
 * @csspart field - The whole control.
 * @csspart label - Its label.
 * @csspart input - The text field.
 * @csspart chip - A chosen card, where several may be.
 * @csspart option - A line of the list.
 * @csspart help - The help text.
 * @csspart error - Why a form is not sent, or a card not made.
 * @cssstate open - The list is open.
 * @cssstate empty - Nothing is chosen.
 */
export class CoupletPicker extends FormField {
  static override properties = {
    kinds: {},
    filter: {},
    allowCreate: { type: Boolean, attribute: "allow-create" },
    multiple: { type: Boolean },
    name: { reflect: true },
    value: {},
    label: {},
    help: {},
    placeholder: {},
    required: { type: Boolean },
    disabled: { type: Boolean },
  };
  static override styles = [baseStyles, cardSearchStyles, pickerStyles];

  /** Kinds of cards to choose from, separated by blanks; all if absent. */
  declare kinds: string | undefined;
  /** `countryCode=CH|LI; city=Zug`, or a function of a card. */
  declare filter: PickerFilter | undefined;
  /** What is typed can become a new card. */
  declare allowCreate: boolean;
  declare multiple: boolean;
  /** Under which name a form sends the value. */
  declare name: string;
  declare label: string | undefined;
  declare help: string | undefined;
  declare placeholder: string | undefined;
  declare required: boolean;
  declare disabled: boolean;

  readonly #connection = new Connection(this);
  readonly #search = new CardSearch(this, 12);
  readonly #request = new Request(this);
  #ids: readonly string[] = [];
  readonly #cards = new PickedCards(this);
  #isOpen = false;
  #active = -1;
  #same: Same | undefined;
  #told = "";
  #isTouched = false;

  constructor() {
    super();
    this.allowCreate = false;
    this.multiple = false;
    this.name = "";
    this.required = false;
    this.disabled = false;
  }

  /** Id of the chosen card, or with `multiple` ids separated by blanks; `""`: none. */
  get value(): string {
    return this.#picked.join(" ");
  }
  set value(value: string) {
    const before = this.value;
    this.#ids = [...new Set((value ?? "").split(/\s+/).filter((id) => id !== ""))];
    this.requestUpdate("value", before);
  }
  /** The chosen cards, as far as they are known. */
  get cards(): readonly PickedCard[] {
    return this.#picked.flatMap((id) => this.#cards.get(id) ?? []);
  }
  get type(): string {
    return this.multiple ? "select-multiple" : "select-one";
  }

  /** Puts the cursor into the text field, with the list open. */
  override showPopover(): void {
    this.focus();
    this.#find(this.#search.query);
  }
  override hidePopover(): void {
    this.#shut();
  }

  formResetCallback(): void {
    this.value = this.getAttribute("value") ?? "";
    this.#isTouched = false;
    this.#shut();
  }
  formStateRestoreCallback(state: unknown): void {
    if (typeof state === "string") this.value = state;
  }

  /** `multiple` may be said after the value. */
  get #picked(): readonly string[] {
    return this.multiple ? this.#ids : this.#ids.slice(0, 1);
  }
  /** The line that Enter takes: the first card found, once it is; never, unasked, one that makes something. */
  get #marked(): number {
    if (this.#active >= 0) return this.#active;
    const isFound = this.#search.query.trim() !== "" && !this.#search.isSearching;
    return isFound && this.#options[0]?.type === "card" ? 0 : -1;
  }
  get #kindsOffered(): readonly CardKind[] {
    const named = (this.kinds ?? "").split(/[\s,]+/).flatMap((word) => kindOfAttribute(word) ?? []);
    return named.length > 0 ? named : cardKinds;
  }
  get #isOff(): boolean {
    return this.disabled || this.isFormDisabled;
  }
  get #options(): readonly Option[] {
    const { results, query, isSearching } = this.#search;
    const cards = results.map((card): Option => ({ type: "card", card }));
    const role = this.#connection.engine?.identity.value?.role;
    if (!this.allowCreate || !query.trim() || isSearching || !role) return cards;
    const made = this.#kindsOffered.filter((kind) => mayEdit(role, kind));
    return [...cards, ...made.map((kind): Option => ({ type: "create", kind }))];
  }

  protected override willUpdate(): void {
    const { engine } = this.#connection;
    if (engine && this.isConnected) this.#cards.lookUp(engine, this.#picked, this.#kindsOffered);
  }

  protected override render() {
    const { wording } = this.#connection;
    const label = this.label ?? "";
    const isMissing = this.#isTouched && !this.internals.checkValidity();
    const described = [this.help && "help", isMissing && "error"].filter(Boolean).join(" ");
    const options = this.#options;
    const isOpen = this.#isOpen && !this.#isOff;
    const [only] = this.multiple ? [] : this.cards;
    return html`
      <div part="field" @focusout=${(event: FocusEvent) => this.#onLeave(event)}>
        <label part="label" for="input" class=${label ? "" : "hidden-text"}>
          ${label || wording.say("picker.label")}
        </label>
        <div class="box ${isMissing ? "bad" : ""} ${this.#isOff ? "off" : ""}">
          ${this.multiple ? this.#picked.map((id) => renderPicked(id, this.#cards.get(id), wording, this.#isOff ? undefined : () => this.#remove(id))) : only ? iconOfKind(only.kind) : nothing}
          <input
            id="input"
            part="input"
            type="text"
            role="combobox"
            autocomplete="off"
            spellcheck="false"
            aria-autocomplete="list"
            aria-expanded=${isOpen}
            aria-controls="options"
            aria-activedescendant=${isOpen && this.#marked >= 0 ? `option-${this.#marked}` : nothing}
            aria-invalid=${isMissing}
            aria-required=${this.required}
            aria-describedby=${described || nothing}
            placeholder=${this.placeholder ?? wording.say("picker.search")}
            ?disabled=${this.#isOff}
            .value=${this.#shown(only)}
            @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)}
            @click=${() => this.#find(this.#search.query)}
            @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
          />
          ${only && !this.#isOff ? renderRemove(only.name || only.no, wording, () => this.#remove(only.id)) : nothing}
          ${renderOptions({
            options,
            active: this.#marked,
            query: this.#search.query.trim(),
            isOpen,
            isSearching: this.#search.isSearching,
            label: label || wording.say("picker.label"),
            wording,
            pick: (option) => void this.#choose(option),
          })}
        </div>
        ${
          this.help
            ? html`
                <p class="help" part="help" id="help">${this.help}</p>
              `
            : nothing
        }
        ${
          isMissing
            ? html`
                <p class="error" part="error" id="error">${wording.say("picker.required")}</p>
              `
            : nothing
        }
        ${this.#renderSame()} ${renderFailureOf(this.#request.failure)}
      </div>
      <span class="hidden-text" role="status">${this.#statusText(isOpen)}</span>
    `;
  }

  #shown(only: PickedCard | undefined): string {
    if (this.#isOpen || this.#search.query) return this.#search.query;
    return only ? only.name || only.no : this.multiple ? "" : this.value;
  }

  #statusText(isOpen: boolean): string {
    if (!isOpen || this.#search.isSearching) return this.#told;
    const n = this.#search.results.length;
    const { wording } = this.#connection;
    return n ? wording.count("picker.found", n) : wording.say("picker.nothing");
  }

  #renderSame(): TemplateResult | typeof nothing {
    const same = this.#same;
    if (!same) return nothing;
    return renderSame({
      card: same.card,
      wording: this.#connection.wording,
      isWorking: this.#request.isWorking,
      take: () => this.#take(same.card),
      create: () => void this.#create(same.card.kind, same.name),
    });
  }

  protected override updated(): void {
    const control = this.renderRoot.querySelector<HTMLElement>("#input");
    if (this.multiple && this.name) {
      const sent = new FormData();
      for (const id of this.#picked) sent.append(this.name, id);
      this.internals.setFormValue(sent, this.value);
    } else this.internals.setFormValue(this.value, this.value);
    const isMissing = this.required && this.#picked.length === 0;
    if (isMissing && control)
      this.internals.setValidity({ valueMissing: true }, this.#connection.wording.say("picker.required"), control);
    else this.internals.setValidity({});
    reflectStates(this.internals, { open: this.#isOpen, empty: this.#picked.length === 0 });
  }

  #find(text: string): void {
    const { engine } = this.#connection;
    if (!engine || this.#isOff) return;
    this.#isOpen = true;
    this.#same = undefined;
    this.#active = -1;
    this.#request.clear();
    const keep = filterOf(this.filter);
    const taken = new Set(this.multiple ? this.#picked : []);
    this.#search.ask(engine, this.#kindsOffered, text, (card) => keep(card) && !taken.has(card.id));
  }

  #shut(): void {
    this.#search.clear();
    this.#isOpen = false;
    this.#active = -1;
    this.requestUpdate();
  }

  #onLeave(event: FocusEvent): void {
    const next = event.relatedTarget;
    if (next instanceof Node && this.renderRoot.contains(next)) return;
    this.#isTouched = true;
    this.#shut();
  }

  #onKey(event: KeyboardEvent): void {
    const options = this.#options;
    const text = (event.target as HTMLInputElement).value;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const option = options[this.#marked];
    if (step !== 0 && !this.#isOpen) this.#find(this.#search.query);
    else if (step !== 0 && options.length > 0) {
      const from = this.#marked < 0 && step < 0 ? 0 : this.#marked;
      this.#active = (from + step + options.length) % options.length;
      this.requestUpdate();
    } else if (event.key === "Enter" && this.#isOpen && option) void this.#choose(option);
    else if (event.key === "Escape" && this.#isOpen) this.#shut();
    else if (event.key === "Backspace" && text === "" && this.multiple && this.#picked.length > 0) {
      this.#remove(this.#picked.at(-1) ?? "");
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  async #choose(option: Option): Promise<void> {
    if (option.type === "card") {
      this.#take(option.card);
      return;
    }
    const name = this.#search.query.trim();
    const { engine } = this.#connection;
    if (!engine || this.#request.isWorking) return;
    this.#shut();
    // Where nobody can be asked whether there is one already, the person knows best.
    const known = await engine
      .list(option.kind, { search: name.split(/\s+/)[0] ?? name, limit: 50 })
      .catch(() => undefined);
    const same = sameName(known?.items ?? [], name);
    if (!same) {
      await this.#create(option.kind, name);
      return;
    }
    this.#same = { card: same, name };
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(".same .primary")?.focus();
  }

  async #create(kind: CardKind, name: string): Promise<void> {
    const { engine } = this.#connection;
    if (!engine) return;
    await this.#request.run(this.#connection.wording, async () => {
      const card = await engine.create(kind, { name }, kind === "contact" ? { type: "company" } : {});
      emit(this, "couplet-created", { kind, id: card.id, no: card.no });
      this.#take(card);
    });
  }

  #take(card: CardRow): void {
    const { name, no } = this.#cards.know(card);
    this.#same = undefined;
    this.#told = this.#connection.wording.say("picker.took", { name: name || no });
    this.#shut();
    this.#set(this.multiple ? [...this.#picked, card.id] : [card.id]);
    this.focus();
  }

  #remove(id: string): void {
    const card = this.#cards.get(id);
    this.#told = this.#connection.wording.say("picker.went", { name: card?.name || card?.no || id });
    this.#shut();
    this.#set(this.#picked.filter((one) => one !== id));
    this.focus();
  }

  #set(ids: readonly string[]): void {
    this.value = ids.join(" ");
    this.updated();
    emit(this, "couplet-pick", { value: this.value, cards: this.cards });
    this.dispatchEvent(new Event("change", { bubbles: true, composed: true }));
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-picker": CoupletPicker;
  }
}
