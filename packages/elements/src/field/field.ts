/**
 * One bound field: label, control, marks, problem, and the choice when several people changed it at once.
 *
 * Shape    edits in place without a button: an edit is made on change, blur and Enter, and after a short rest while typing where it
 *          is valid; Escape goes back to what was there before the focus.
 * Not      the rules: the session validates and normalises; the draft (`draft.ts`) is only what is being typed.
 * Source   rules F6, F7, F8
 *
 * @module
 */
import { html, nothing, type PropertyValues } from "lit";
import type { CardEvent, CardSession, CardSnapshot, ConflictCandidate } from "@couplet/engine";
import { fieldSpec, formatValue, type CardKind, type FieldSpec, type Scalar, type ValueContext } from "@couplet/model";
import { adoptEarly } from "../adopt-early.ts";
import { CardController, wantedCard, type WantedCard } from "../card/card-controller.ts";
import { choiceStyles } from "../conflicts/choice.styles.ts";
import { emit, emitError } from "../events.ts";
import { tellPage } from "../card/tell-page.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { reflectStates } from "../style/custom-state.ts";
import { baseStyles } from "../style/base.styles.ts";
import { askPage } from "./ask-page.ts";
import { CardReference } from "./card-reference.ts";
import { moveOf, type CompanyMove } from "./company-move.ts";
import { companyMoveStyles } from "./company-move.styles.ts";
import { renderControl } from "./field-control.ts";
import { FieldEditor } from "./field-editor.ts";
import { describedBy, renderField, renderPending } from "./field-frame.ts";
import { actionOfKey } from "./field-keys.ts";
import { isFixed, nameReadBy, statesOf, viewOf, type FieldView } from "./field-view.ts";
import { FreshMark } from "./fresh.ts";
import { FormField } from "./form-field.ts";
import { reflectValue } from "./form-value.ts";
import { fieldStyles } from "./field.styles.ts";

/**
 * One field of a card, live and editable, also inside a form of the page.
 *
 * @element couplet-field
 * @fires {CustomEvent} couplet-before-change - An edit is about to be made; cancelable.
 * @fires {CustomEvent} couplet-change - An edit was made.
 * @fires {CustomEvent} couplet-remote-change - Somebody else changed the field.
 * @fires {CustomEvent} couplet-refused - The server did not take an edit.
 * @fires {CustomEvent} couplet-conflict - Several people changed the field at once.
 * @fires {CustomEvent} couplet-conflict-solved - Somebody chose.
 * @fires {CustomEvent} couplet-navigate - The user asks for the card the field names; cancelable.
 * @csspart field - The whole field.
 * @csspart label - Its label.
 * @csspart input - The native control.
 * @csspart help - The help text.
 * @csspart error - Why the value is not taken.
 * @csspart inherited - From which contact the value is read: the person's company, the primary contact.
 * @csspart counter - Characters left, near the limit.
 * @csspart action - Call, write, open, clear.
 * @csspart avatar - A card's picture, or the initials in its place.
 * @csspart history-button - Who set the value and when; opens its history.
 * @csspart company-move - What joining or leaving a company would do.
 * @csspart conflict - The choice between several people's values.
 * @csspart conflict-choice - One of these values.
 * @cssstate dirty - Typed text is not in the card yet.
 * @cssstate conflict - Several people changed the field at once.
 * @cssstate readonly - It cannot be edited.
 * @cssstate loading - The card is being opened.
 * @cssstate inherited - The value is read from another contact.
 * @cssstate someone-here - Somebody else is in this field.
 */
export class CoupletField extends FormField {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    number: {},
    field: {},
    name: {},
    label: {},
    help: {},
    required: { type: Boolean },
    disabled: { type: Boolean },
    readonly: { type: Boolean },
    session: { attribute: false },
  };
  static override styles = [baseStyles, choiceStyles, companyMoveStyles, fieldStyles];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;
  /** The card's number, instead of its id. */
  declare number: string | undefined;
  /** Name of the field, e.g. `phoneNo`. */
  declare field: string;
  /** Under which name a form sends the value. */
  declare name: string;
  /** Instead of our own label. */
  declare label: string | undefined;
  declare help: string | undefined;
  declare required: boolean;
  declare disabled: boolean;
  declare readonly: boolean;
  /** The open card, where a card element already holds it. @internal */
  declare session: CardSession | undefined;

  readonly #connection = new Connection(this);
  readonly #reference = new CardReference(this);
  readonly #fresh = new FreshMark(this);
  readonly #card = new CardController(this, {
    wanted: () => this.session ?? this.#wanted,
    onEvent: (event) => this.#onEvent(event),
  });
  readonly #editor: FieldEditor;
  #isChoiceOpen = false;
  #isHistoryOpen = false;
  #move: CompanyMove | undefined;

  constructor() {
    super();
    this.field = "";
    this.name = "";
    this.required = false;
    this.disabled = false;
    this.readonly = false;
    this.#editor = new FieldEditor({
      place: () => ({
        spec: this.#spec,
        session: this.#card.session,
        context: this.#context,
        canEdit: !this.#isReadonly && !this.#isDisabled,
        isInherited: this.#card.snapshot?.inherited[this.field] !== undefined,
      }),
      askPage: (change) => askPage(this, change, this.#connection),
      requestUpdate: () => this.requestUpdate(),
    });
  }

  /** The value the card shows; setting it edits the card. */
  get value(): Scalar {
    return this.#card.snapshot?.values[this.field] ?? "";
  }
  set value(value: Scalar) {
    this.#editor.set(value, true);
  }
  /** Whether typed text is not in the card yet. */
  get dirty(): boolean {
    return this.#editor.isDirty;
  }
  /** Opens or closes the choice of a conflict. */
  showConflict(isShown = true): void {
    this.#isChoiceOpen = isShown;
    this.requestUpdate();
  }
  /** Opens or closes the list of values the field had. */
  showHistory(isShown = true): void {
    if (isShown) void import("../history/history.define.ts");
    this.#isHistoryOpen = isShown;
    if (!isShown) this.focus();
    this.requestUpdate();
  }
  /** Puts what is being typed into the card now. */
  commit(): void {
    this.#editor.commit();
  }

  get #cardKind(): CardKind | undefined {
    return this.session?.kind ?? kindOfAttribute(this.kind);
  }
  get #wanted(): WantedCard | undefined {
    return wantedCard(this.#connection.engine, this.#cardKind, this);
  }
  get #spec(): FieldSpec | undefined {
    const kind = this.#cardKind;
    return kind && fieldSpec(kind, this.field);
  }
  get #context(): ValueContext {
    const countryCode = this.#card.snapshot?.values["countryCode"];
    const { locale } = this.#connection.wording;
    return typeof countryCode === "string" && countryCode ? { countryCode, locale } : { locale };
  }
  get #isReadonly(): boolean {
    const { snapshot } = this.#card;
    return this.readonly || isFixed(this.field, snapshot);
  }
  get #isDisabled(): boolean {
    return this.disabled || this.isFormDisabled;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    adoptEarly(this, "value");
  }

  override disconnectedCallback(): void {
    this.#editor.blur();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const kind = this.#cardKind;
    const spec = this.#spec;
    if (changed.has("field") || changed.has("recordId") || changed.has("session")) {
      if (changed.get("field") || changed.get("recordId") || changed.get("session")) {
        this.#editor.reset();
        this.#isHistoryOpen = false;
        this.#move = undefined;
      }
      if (this.field && kind && !spec)
        emitError(this, "field.unknown", this.#connection.wording.say("error.noField", { kind, field: this.field }));
    }
  }

  /** Controllers have opened the card by now; `willUpdate` comes before them. */
  protected override update(changed: PropertyValues<this>): void {
    const { snapshot } = this.#card;
    const spec = this.#spec;
    const value = snapshot?.values[this.field];
    if (snapshot && spec && value !== undefined) {
      this.#editor.follow(formatValue(spec, value, this.#context), snapshot.sources[this.field]?.isMine ?? true);
      if (spec.type === "cardId") this.#reference.look(this.#connection.engine, value);
    }
    super.update(changed);
  }

  protected override render() {
    const spec = this.#spec;
    if (!spec) return nothing;
    const { wording } = this.#connection;
    const { snapshot, session } = this.#card;
    const label = this.label ?? wording.field(spec.name);
    if (!snapshot || !session)
      return renderPending(label, this.#card.state.kind === "failed" ? wording.say("card.missing") : undefined);
    const view = this.#viewOf(spec, snapshot, session, label);
    const editor = this.#editor;
    return html`
      <div
        @focusin=${(event: FocusEvent) => this.#onFocus(event)}
        @focusout=${(event: FocusEvent) => this.#onBlur(event)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        ${renderField(
          view,
          renderControl({
            spec,
            card: snapshot,
            value: view.value,
            text: editor.text,
            wording,
            isReadonly: view.isReadonly,
            isDisabled: this.#isDisabled,
            isInvalid: view.problemText !== undefined,
            isRequired: this.required,
            isFocused: editor.isFocused,
            describedBy: describedBy(view),
            search: this.#reference.search,
            cardName: view.cardName,
            onType: (text) => this.#onType(text),
            onPick: (input) => this.#onPick(input),
          }),
        )}
      </div>
    `;
  }

  #viewOf(spec: FieldSpec, snapshot: CardSnapshot, session: CardSession, label: string): FieldView {
    return viewOf(
      {
        spec,
        snapshot,
        session,
        label,
        wording: this.#connection.wording,
        editor: this.#editor,
        context: this.#context,
        people: this.#card.people,
        help: this.help,
        isReadonly: this.#isReadonly,
        isRequired: this.required,
        isChoiceOpen: this.#isChoiceOpen,
        isHistoryOpen: this.#isHistoryOpen,
        cardName: nameReadBy(this.field, snapshot) ?? this.#reference.name,
        move: this.#move,
      },
      {
        toggleConflict: () => this.showConflict(!this.#isChoiceOpen),
        toggleHistory: () => this.showHistory(!this.#isHistoryOpen),
        answerMove: (isWanted) => this.#answerMove(isWanted),
        choose: (candidate) => this.#choose(candidate),
        typeAnother: () => this.focusIn("#input"),
        openCard: () => emit(this, "couplet-navigate", { kind: "contact", id: String(this.value) }),
      },
    );
  }

  protected override updated(): void {
    const { snapshot, people } = this.#card;
    const states = statesOf(this.field, snapshot, people, this.#isReadonly);
    if (!states.conflict) this.#isChoiceOpen = false;
    // The card gives a field with a choice under it the whole width.
    this.toggleAttribute("data-wide", this.renderRoot.querySelector(".choice, .move, couplet-history") !== null);
    reflectStates(this.internals, { ...states, dirty: this.dirty });
    reflectValue(this.internals, {
      value: this.value,
      problem: this.#editor.problemText(this.#connection.wording),
      missing: this.required ? this.#connection.wording.say("field.required") : undefined,
      control: this.renderRoot.querySelector<HTMLElement>("#input"),
    });
  }

  #onFocus(event: FocusEvent): void {
    if (!(event.target instanceof Element) || event.target.id !== "input" || this.#editor.isFocused) return;
    this.#editor.focus();
    this.#card.session?.setFocus(this.field);
    this.requestUpdate();
  }

  #onBlur(event: FocusEvent): void {
    if (!(event.target instanceof Element) || event.target.id !== "input") return;
    this.#reference.search.clear();
    this.#editor.blur();
    this.#card.session?.setFocus(undefined);
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    const { search } = this.#reference;
    const action = actionOfKey(event, {
      hasHistory: Boolean(this.#card.session?.id),
      isOpen: this.#isHistoryOpen || this.#move !== undefined,
      canRestore: this.#editor.canRestore || search.query !== "",
    });
    if (!action) return;
    if (action === "commit" && this.#spec?.type !== "cardId") this.#editor.commit();
    if (action === "commit") return;
    event.preventDefault();
    event.stopPropagation();
    if (action === "history") this.showHistory(!this.#isHistoryOpen);
    else if (action === "restore") {
      search.clear();
      this.#editor.restore();
    } else if (this.#move) this.#answerMove(false);
    else this.showHistory(false);
  }

  #onType(text: string): void {
    if (this.#spec?.type !== "cardId") this.#editor.type(text);
    else if (text === "") this.#onPick("");
    else this.#reference.find(this.#connection.engine, text, this.field, this.#card.snapshot);
  }

  #onPick(input: Scalar): void {
    this.#reference.search.clear();
    this.#move = this.#isReadonly ? undefined : moveOf(this.#card.session, this.field, input);
    if (!this.#move) this.#editor.pick(input);
    this.requestUpdate();
    if (this.#move) void this.updateComplete.then(() => this.focusIn(".move .primary"));
  }

  #answerMove(isWanted: boolean): void {
    const move = this.#move;
    this.#move = undefined;
    if (move && isWanted) this.#editor.pick(move.companyId);
    this.focusIn("#input");
    this.requestUpdate();
  }

  #choose(candidate: ConflictCandidate): void {
    const result = this.#card.session?.choose(this.field, candidate.entry);
    if (result && !result.ok) this.#editor.refuse(result.problem);
    else this.#editor.reset();
    this.focus();
  }

  /** A card element tells the page about all its fields; a field that stands alone tells about itself. */
  #onEvent(event: CardEvent): void {
    // Where somebody types, what came is said below the text instead.
    const isFresh = event.type === "remote-change" && event.field === this.field && !this.#editor.isFocused;
    if (isFresh) this.#fresh.show();
    if (this.session || !this.#card.session) return;
    if ("field" in event ? event.field === this.field : event.type === "refused" && event.edit.field === this.field)
      tellPage(this, event, this.#card.session);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-field": CoupletField;
  }
}
