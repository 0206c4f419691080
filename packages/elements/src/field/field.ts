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
import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { CardEvent, CardRow, CardSession, CardSnapshot, ConflictCandidate } from "@couplet/engine";
import {
  emptyValue,
  fieldSpec,
  formatValue,
  lengthOf,
  type CardKind,
  type FieldSpec,
  type Scalar,
  type ValueContext,
} from "@couplet/model";
import { CardController, type WantedCard } from "../card/card-controller.ts";
import { choiceStyles } from "../conflicts/choice.styles.ts";
import { emit, emitError } from "../events.ts";
import { tellPage } from "../card/tell-page.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { reflectStates } from "../style/custom-state.ts";
import { baseStyles } from "../style/base.styles.ts";
import { askPage } from "./ask-page.ts";
import { CardReference } from "./card-reference.ts";
import { renderControl } from "./field-control.ts";
import { FieldEditor } from "./field-editor.ts";
import { describedBy, renderField, renderPending, type FieldView } from "./field-frame.ts";
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
 * @csspart inherited - From which company the value is read.
 * @csspart counter - Characters left, near the limit.
 * @csspart action - Call, write, open, clear.
 * @csspart avatar - A card's picture, or the initials in its place.
 * @csspart conflict - The choice between several people's values.
 * @csspart conflict-choice - One of these values.
 * @cssstate dirty - Typed text is not in the card yet.
 * @cssstate conflict - Several people changed the field at once.
 * @cssstate readonly - It cannot be edited.
 * @cssstate loading - The card is being opened.
 * @cssstate inherited - The value is read from the person's company.
 * @cssstate someone-here - Somebody else is in this field.
 */
export class CoupletField extends LitElement {
  static readonly formAssociated = true;
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
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
  static override styles = [baseStyles, choiceStyles, fieldStyles];

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

  readonly #internals = this.attachInternals();
  readonly #connection = new Connection(this);
  readonly #reference = new CardReference(this);
  readonly #card = new CardController(this, {
    wanted: () => this.session ?? this.#wanted,
    onEvent: (event) => this.#onEvent(event),
  });
  readonly #editor: FieldEditor;
  #isChoiceOpen = false;
  #isFormDisabled = false;

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
  get form(): HTMLFormElement | null {
    return this.#internals.form;
  }
  get validationMessage(): string {
    return this.#internals.validationMessage;
  }
  checkValidity(): boolean {
    return this.#internals.checkValidity();
  }
  reportValidity(): boolean {
    return this.#internals.reportValidity();
  }
  formDisabledCallback(isDisabled: boolean): void {
    this.#isFormDisabled = isDisabled;
    this.requestUpdate();
  }
  /** Opens or closes the choice of a conflict. */
  showConflict(isShown = true): void {
    this.#isChoiceOpen = isShown;
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
    const { engine } = this.#connection;
    const kind = this.#cardKind;
    const name = this.recordId ? { id: this.recordId } : this.number ? { no: this.number } : undefined;
    return engine && kind && name ? { engine, kind, name } : undefined;
  }
  get #spec(): FieldSpec | undefined {
    const kind = this.#cardKind;
    return kind && fieldSpec(kind, this.field);
  }
  get #context(): ValueContext {
    const countryCode = this.#card.snapshot?.values["countryCode"];
    return typeof countryCode === "string" && countryCode ? { countryCode } : {};
  }
  get #isReadonly(): boolean {
    const { snapshot } = this.#card;
    return this.readonly || !snapshot || snapshot.readonly || snapshot.loading;
  }
  get #isDisabled(): boolean {
    return this.disabled || this.#isFormDisabled;
  }

  override disconnectedCallback(): void {
    this.#editor.blur();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const kind = this.#cardKind;
    const spec = this.#spec;
    if (changed.has("field") || changed.has("recordId") || changed.has("session")) {
      if (changed.get("field") || changed.get("recordId") || changed.get("session")) this.#editor.reset();
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
    const { wording } = this.#connection;
    const editor = this.#editor;
    const refusedEdit = snapshot.refused[this.field];
    const hint = snapshot.hints.find((found) => found.field === this.field);
    const problemText = editor.problemText(wording);
    const conflict = snapshot.conflicts[this.field];
    return {
      spec,
      wording,
      label,
      value: snapshot.values[this.field] ?? emptyValue(spec),
      context: this.#context,
      conflict,
      inherited: editor.isDirty ? undefined : snapshot.inherited[this.field],
      isChoiceOpen: conflict !== undefined && (conflict.severity === "ask" || this.#isChoiceOpen),
      saved: session.id ? (snapshot.savedByField[this.field] ?? "saved") : "saved",
      people: this.#card.people.filter(
        (person) => person.field === this.field && (spec.scope === "common" || person.cardId === snapshot.id),
      ),
      problemText,
      refusedEdit,
      hintText: hint && !problemText && !editor.isDirty ? wording.problem(hint) : undefined,
      help: this.help,
      charactersLeft: editor.isTyping && spec.max ? spec.max - lengthOf(editor.text) : undefined,
      underneath: editor.isUnderneath && !conflict ? snapshot.sources[this.field] : undefined,
      isTyping: editor.isTyping,
      isReadonly: this.#isReadonly,
      isRequired: this.required,
      cardName: this.#reference.name,
      takeTheirs: () => editor.restore(),
      retryRefused: () => {
        const result = refusedEdit && session.retryRefused(refusedEdit.entry);
        if (result && !result.ok) editor.refuse(result.problem);
      },
      discardRefused: () => refusedEdit && session.discardRefused(refusedEdit.entry),
      toggleConflict: () => this.showConflict(!this.#isChoiceOpen),
      choose: (candidate) => this.#choose(candidate),
      typeAnother: () => this.#typeAnother(),
      openCard: () => emit(this, "couplet-navigate", { kind: "contact", id: String(this.value) }),
    };
  }

  protected override updated(): void {
    const { snapshot, people } = this.#card;
    const hasConflict = snapshot?.conflicts[this.field] !== undefined;
    if (!hasConflict) this.#isChoiceOpen = false;
    // The card gives a field with a choice under it the whole width.
    this.toggleAttribute("data-wide", this.renderRoot.querySelector(".choice") !== null);
    reflectStates(this.#internals, {
      dirty: this.dirty,
      conflict: hasConflict,
      readonly: snapshot !== undefined && this.#isReadonly,
      loading: !snapshot || snapshot.loading,
      inherited: snapshot?.inherited[this.field] !== undefined,
      "someone-here": people.some((person) => person.field === this.field),
    });
    reflectValue(this.#internals, {
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
    if (event.isComposing) return;
    const { search } = this.#reference;
    if (event.key === "Enter" && this.#spec?.type !== "cardId") this.#editor.commit();
    else if (event.key === "Escape" && (this.#editor.canRestore || search.query)) {
      event.preventDefault();
      event.stopPropagation();
      search.clear();
      this.#editor.restore();
    }
  }

  #onType(text: string): void {
    if (this.#spec?.type !== "cardId") {
      this.#editor.type(text);
      return;
    }
    const { engine } = this.#connection;
    if (text === "") this.#onPick("");
    else if (engine) this.#reference.search.ask(engine, "contact", text, (card) => this.#mayPointAt(card));
  }

  #mayPointAt(card: CardRow): boolean {
    return card.id !== this.#card.snapshot?.id && (this.field !== "companyId" || card.type === "company");
  }

  #onPick(input: Scalar): void {
    this.#reference.search.clear();
    this.#editor.pick(input);
    this.requestUpdate();
  }

  #choose(candidate: ConflictCandidate): void {
    const result = this.#card.session?.choose(this.field, candidate.entry);
    if (result && !result.ok) this.#editor.refuse(result.problem);
    else this.#editor.reset();
    this.focus();
  }

  #typeAnother(): void {
    const control = this.renderRoot.querySelector<HTMLElement>("#input");
    control?.focus();
    if (control instanceof HTMLInputElement) control.select();
  }

  /** A card element tells the page about all its fields; a field that stands alone tells about itself. */
  #onEvent(event: CardEvent): void {
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
