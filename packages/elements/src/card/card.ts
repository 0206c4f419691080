/**
 * A whole card, editable in place: what related cards share once, and beside it what is this card's own.
 *
 * Shape    a form on paper: header, the shared block under the chips of the cards that hold it, the private block, notes, footer.
 * Not      a copy of the card: every field is live, there is no Save button and nothing to lose.
 * Source   rules F1, F3, F7; design, "the idea made visible"
 *
 * @module
 */
import { html, LitElement, nothing, type PropertyValues } from "lit";
import type { CardEvent, CardSession, CardSnapshot, FlushResult } from "@couplet/engine";
import { type CardKind, type ContactType, type Scalar } from "@couplet/model";
import { emit, emitError } from "../events.ts";
import type { CoupletField } from "../field/field.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { reflectStates } from "../style/custom-state.ts";
import { Request } from "../request.ts";
import { BlockMotion } from "./block-motion.ts";
import { renderOwn, renderShared, type Blocks } from "./card-blocks.ts";
import { askDelete, askNumber, askType, mayChangeNumber, mayChangeType, renderQuestions } from "./card-questions.ts";
import { CardController, type WantedCard } from "./card-controller.ts";
import {
  renderAside,
  renderCreate,
  renderFace,
  renderFooter,
  renderHeader,
  renderStatus,
  type CardAction,
} from "./card-parts.ts";
import { renderFailure, renderNotices, renderSkeleton } from "./card-states.ts";
import { cardStyles } from "./card.styles.ts";
import { holderStyles } from "./holder-chips.styles.ts";
import { Holders } from "./holders.ts";
import { layoutOf, parseFieldList } from "./layout.ts";
import { NewCardSession } from "./new-card-session.ts";
import { PlaceOffer } from "./place-offer.ts";
import { tellPage } from "./tell-page.ts";
import { stepOfKey } from "./undo-keys.ts";
import { vCardOf } from "./vcard.ts";

/**
 * A card of any kind, live and editable.
 *
 * @element couplet-card
 * @slot header-start - Before the title.
 * @slot header-end - After presence and status.
 * @slot before-fields - Above the fields.
 * @slot after-fields - Below the fields.
 * @slot actions - Buttons of the page's own.
 * @slot footer - The end of the card.
 * @slot empty - Instead of our own words where there is no such card.
 * @slot field:name - Replaces one field, by its name, e.g. `field:phoneNo`.
 * @fires {CustomEvent} couplet-ready - First shown; from this device or live.
 * @fires {CustomEvent} couplet-before-change - An edit is about to be made; cancelable.
 * @fires {CustomEvent} couplet-change - An edit was made here.
 * @fires {CustomEvent} couplet-remote-change - Somebody else changed a field.
 * @fires {CustomEvent} couplet-saved - The server has confirmed edits.
 * @fires {CustomEvent} couplet-refused - The server did not take an edit.
 * @fires {CustomEvent} couplet-conflict - Several people changed a field at once.
 * @fires {CustomEvent} couplet-conflict-solved - Somebody chose.
 * @fires {CustomEvent} couplet-presence-change - People came, went or moved on.
 * @fires {CustomEvent} couplet-created - A new card was made.
 * @fires {CustomEvent} couplet-deleted - The user deleted the card.
 * @fires {CustomEvent} couplet-restored - The user brought the card back.
 * @fires {CustomEvent} couplet-navigate - The user asks for another card; cancelable.
 * @fires {CustomEvent} couplet-action - A button of the page's own was pressed.
 * @csspart card - The whole card.
 * @csspart header - Its head.
 * @csspart kind-badge - The kind.
 * @csspart title - The name.
 * @csspart number - The number.
 * @csspart presence - People on the card.
 * @csspart avatar - One person, or the card's picture.
 * @csspart status - The state of saving.
 * @csspart type - Company or person, where it can be changed.
 * @csspart contact-status - What a contact is to us: customer, vendor, several.
 * @csspart chip - A card that holds the shared block.
 * @csspart shared - The shared block.
 * @csspart own - The card's own block.
 * @csspart section - A group of fields.
 * @csspart section-title - Its title.
 * @csspart field - A field; its parts are exported too.
 * @csspart label - The label of a field or of the notes.
 * @csspart input - The control of a field or of the notes.
 * @csspart help - A field's help.
 * @csspart error - Why a value is not taken.
 * @csspart counter - Characters left.
 * @csspart conflict - The choice between several people's values.
 * @csspart conflict-choice - One of these values.
 * @csspart dialog - The question before deleting.
 * @csspart action - A button in the footer.
 * @csspart primary-action - The button that creates.
 * @csspart footer - The foot.
 * @csspart skeleton - Shown while the card is being opened.
 * @csspart empty - Shown where there is no card.
 * @cssprop --couplet-picture-size - Side of the picture in the head.
 * @cssstate dirty - Something typed is not in the card yet.
 * @cssstate offline - Edits wait on this device.
 * @cssstate conflict - A field waits for a choice.
 * @cssstate readonly - It cannot be edited.
 * @cssstate loading - It is being opened.
 * @cssstate someone-here - Others have it open.
 */
export class CoupletCard extends LitElement {
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    number: {},
    contactType: { attribute: "contact-type" },
    fields: {},
    hideParts: { attribute: "hide-parts" },
    density: { reflect: true },
    readonly: { type: Boolean },
    defaults: { attribute: false },
    actions: { attribute: false },
  };
  static override styles = [baseStyles, cardStyles, holderStyles];

  declare kind: KindAttribute | undefined;
  /** Id of the card; with neither id nor number the card is a new one. */
  declare recordId: string | undefined;
  /** Number of the card, instead of its id. */
  declare number: string | undefined;
  /** Of a new card. */
  declare contactType: ContactType | undefined;
  /** Names in order, or `preset:short`, `preset:sales`, `preset:accounting`; else every field. */
  declare fields: string | undefined;
  /** Any of `presence status history links header picture footer notes`. */
  declare hideParts: string | undefined;
  declare density: "comfortable" | "compact";
  declare readonly: boolean;
  /** Values of a new card. */
  declare defaults: Readonly<Record<string, Scalar>> | undefined;
  declare actions: readonly CardAction[];

  readonly #internals = this.attachInternals();
  readonly #connection = new Connection(this);
  readonly #holders = new Holders(this);
  readonly #request = new Request(this);
  readonly #place = new PlaceOffer(this);
  readonly #card = new CardController(this, {
    wanted: () => this.#wanted,
    onEvent: (event, session) => this.#onEvent(event, session),
    onOpen: (session) => this.#onOpen(session),
    onPresence: (people) => emit(this, "couplet-presence-change", { people }),
  });
  #new: NewCardSession | undefined;
  readonly #motion = new BlockMotion();

  constructor() {
    super();
    this.density = "comfortable";
    this.readonly = false;
    this.actions = [];
    this.addEventListener("keydown", (event) => this.#onKey(event));
  }

  /** What the card shows now; read only. */
  get record(): CardSnapshot | undefined {
    return this.#card.snapshot;
  }
  focusField(name: string): void {
    this.#fieldNamed(name)?.focus();
  }
  undo(): boolean {
    return this.#place.during(() => this.#card.session?.undo() ?? false);
  }
  redo(): boolean {
    return this.#place.during(() => this.#card.session?.redo() ?? false);
  }
  /** Puts what is being typed into the card and waits until the server has it, or ten seconds. */
  async flush(): Promise<FlushResult> {
    for (const field of this.#allFields) field.commit();
    return (await this.#card.session?.flush()) ?? { acked: 0, waiting: 0 };
  }
  async reload(): Promise<void> {
    await this.#card.session?.reload();
  }
  /** The card as vCard 4.0. */
  toVCard(): string {
    return this.record ? vCardOf(this.record) : "";
  }
  /** Asks whether to delete the card, and deletes it. */
  async askDelete(): Promise<void> {
    await askDelete(this.renderRoot, this.record);
  }
  /** Asks whether a contact is to become a person, or a company, and says what stands in the way. */
  async askType(): Promise<void> {
    await askType(this.renderRoot, this.#card.session);
  }
  /** Asks which number the card is to have, where numbers may be typed. */
  async askNumber(): Promise<void> {
    await askNumber(this.renderRoot, this.#card.session);
  }
  /** Makes the new card. */
  async create(): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine || !this.#new) return;
    for (const field of this.#allFields) field.commit();
    if (this.#allFields.some((field) => field.dirty)) return;
    const session = this.#new;
    await this.#request.run(wording, async () => {
      const { id, no } = await session.create(engine);
      this.recordId = id;
      emit(this, "couplet-created", { kind: session.kind, id, no });
    });
  }

  get #isNew(): boolean {
    return !this.recordId && !this.number;
  }
  get #wanted(): WantedCard | CardSession | undefined {
    const kind = kindOfAttribute(this.kind);
    if (!kind) return undefined;
    if (this.#isNew) return this.#newSession(kind);
    this.#new = undefined;
    const { engine } = this.#connection;
    const name = this.recordId ? { id: this.recordId } : { no: this.number ?? "" };
    return engine && { engine, kind, name };
  }
  #newSession(kind: CardKind): NewCardSession {
    if (this.#new?.kind !== kind) this.#new = new NewCardSession(kind, this.contactType, this.defaults ?? {});
    return this.#new;
  }
  get #isReadonly(): boolean {
    return this.readonly || (this.record?.readonly ?? true);
  }
  get #allFields(): readonly CoupletField[] {
    return [...this.renderRoot.querySelectorAll("couplet-field")];
  }
  #fieldNamed(name: string): CoupletField | undefined {
    return this.#allFields.find((field) => field.field === name);
  }
  #shows(part: string): boolean {
    return !(this.hideParts ?? "").split(/[\s,]+/).includes(part);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("kind") && this.hasAttribute("kind") && !kindOfAttribute(this.kind))
      emitError(this, "kind.unknown", this.#connection.wording.say("error.noKind"));
    if (changed.has("recordId") || changed.has("number")) {
      this.#motion.forget();
      this.#place.isOpen = false;
    }
  }

  protected override render() {
    const { wording, engine } = this.#connection;
    const { session, snapshot, state } = this.#card;
    if (!session || !snapshot)
      return state.kind === "failed"
        ? renderFailure(state.error, wording, () => this.#card.retry())
        : renderSkeleton(wording, renderStatus(this.#shows("status")));
    const wanted = parseFieldList(this.fields);
    const hasFace = this.#shows("header") && this.#shows("picture");
    const layout = layoutOf(
      snapshot.kind,
      snapshot.type,
      wanted,
      hasFace ? ["image"] : [],
      String(snapshot.values["countryCode"] ?? ""),
    );
    const holders = this.#isNew ? [] : this.#holders.of(engine, snapshot);
    this.#motion.note(holders.length);
    const blocks: Blocks = {
      layout,
      session,
      snapshot,
      wording,
      holders: this.#shows("links") ? holders : [],
      isShared: holders.length > 1,
      motion: this.#motion.way,
      isReadonly: this.readonly,
      hasNotes: this.#shows("notes"),
      offersNewPlace: this.#place.isOpen,
      open: (holder) => emit(this, "couplet-navigate", { kind: holder.kind, id: holder.id }),
      endMotion: () => this.#endMotion(),
      answerPlace: (isCleared) => this.#answerPlace(isCleared),
      setType: this.#isNew ? (type) => this.#new?.setType(type) : undefined,
    };
    return html`
      <article class="card" part="card" aria-labelledby="title">
        ${
          this.#shows("header")
            ? renderHeader({
                snapshot,
                wording,
                isNew: this.#isNew,
                face: hasFace ? renderFace(session, this.readonly || wanted?.includes("image") === false) : nothing,
                aside: this.#isNew
                  ? nothing
                  : renderAside(session, { presence: this.#shows("presence"), status: this.#shows("status") }),
                changeType:
                  !this.#isNew && mayChangeType(snapshot, this.#isReadonly) ? () => void this.askType() : undefined,
                changeNumber: mayChangeNumber(snapshot, this.#isReadonly) ? () => void this.askNumber() : undefined,
              })
            : nothing
        }
        ${this.#isNew ? nothing : renderNotices(snapshot, wording, this.#request, () => this.#restore(snapshot), this.#openContact)}
        <slot name="before-fields"></slot>
        <div class="sheet ${layout.own.length || this.#shows("notes") ? "" : "single"}">
          ${renderShared(blocks)} ${renderOwn(blocks)}
        </div>
        <slot name="after-fields"></slot>
        ${this.#shows("footer") ? (this.#isNew ? renderCreate(wording, this.#request, () => this.create()) : this.#renderFooter(snapshot)) : nothing}
        ${renderQuestions()}
      </article>
    `;
  }

  readonly #openContact = (id: string): void => void emit(this, "couplet-navigate", { kind: "contact", id });

  #renderFooter(snapshot: CardSnapshot) {
    return renderFooter({
      snapshot,
      wording: this.#connection.wording,
      isReadonly: this.#isReadonly,
      actions: this.actions,
      undo: () => this.undo(),
      redo: () => this.redo(),
      act: (action) => emit(this, "couplet-action", { action: action.id, kind: snapshot.kind, id: snapshot.id }),
      askDelete: () => this.askDelete(),
    });
  }

  protected override updated(): void {
    const { record } = this;
    reflectStates(this.#internals, {
      dirty: this.#allFields.some((field) => field.dirty),
      offline: record?.saved === "device",
      conflict: Object.values(record?.conflicts ?? {}).some((conflict) => conflict.severity === "ask"),
      readonly: record !== undefined && this.#isReadonly,
      loading: !record || record.loading,
      "someone-here": this.#card.people.length > 0,
    });
  }

  #endMotion(): void {
    this.#motion.end();
    this.requestUpdate();
  }

  #onOpen(session: CardSession): void {
    if (!session.id) return;
    const { fromCache, asOfMs } = session.snapshot.value;
    this.updateComplete.then(
      () => emit(this, "couplet-ready", { fromCache, asOf: asOfMs }),
      () => undefined,
    );
  }

  #onEvent(event: CardEvent, session: CardSession): void {
    if (session.id) tellPage(this, event, session);
    this.#place.hear(event, session);
  }

  #answerPlace(isCleared: boolean): void {
    this.#place.answer(this.#card.session, isCleared);
    this.focusField("postCode");
  }

  async #restore({ kind, id }: CardSnapshot): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    const isDone = await this.#request.run(wording, async () => void (await engine.restore(kind, id)));
    if (isDone) emit(this, "couplet-restored", { kind, id });
  }

  /** While text is being typed the browser's own undo is meant. */
  #onKey(event: KeyboardEvent): void {
    const step = stepOfKey(event);
    if (!step || this.#allFields.some((field) => field.dirty)) return;
    if (step === "undo" ? this.undo() : this.redo()) event.preventDefault();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-card": CoupletCard;
  }
}
