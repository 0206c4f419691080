/**
 * A card as one word in a text: its name, what is unusual about it, and a small card that comes up beside it.
 *
 * Shape    a button that asks the page for the card; hovering or focusing it shows more, Escape and going away hide that again.
 * Not      an editor: nothing can be changed here.
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import type { CardSnapshot } from "@couplet/engine";
import { fieldSpec } from "@couplet/model";
import { CardController, wantedCard } from "../card/card-controller.ts";
import { emit } from "../events.ts";
import { readable } from "../field/display.ts";
import { kindConverter, kindOfAttribute, type KindAttribute } from "../kind-attribute.ts";
import { peopleOnce } from "../presence/presence.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { reflectStates } from "../style/custom-state.ts";
import { iconAlert, iconDevice, iconFork, iconOfKind } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import { chipStyles } from "./chip.styles.ts";

const showAfterMs = 250;
const hideAfterMs = 150;
/** What people look up in passing. */
const told = ["jobTitle", "phoneNo", "mobilePhoneNo", "email", "city"] as const;

/**
 * A card's name and state, read only, with a small card on hover and focus.
 *
 * @element couplet-chip
 * @slot - Shown until the card is known, and where it is not: the name as the page last knew it.
 * @fires {CustomEvent} couplet-navigate - The user asks for the card; cancelable.
 * @csspart chip - The chip.
 * @csspart title - The name.
 * @csspart number - The number.
 * @csspart card - The small card that comes up.
 * @cssstate loading - The card is being opened.
 * @cssstate deleted - The card was deleted.
 * @cssstate conflict - A field waits for a choice.
 * @cssstate offline - Edits of this card wait on this device.
 * @cssstate someone-here - Others have it open.
 */
export class CoupletChip extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    kind: { converter: kindConverter },
    recordId: { attribute: "record-id" },
    number: {},
    hideNumber: { type: Boolean, attribute: "hide-number" },
    plain: { type: Boolean },
  };
  static override styles = [baseStyles, chipStyles];

  declare kind: KindAttribute | undefined;
  declare recordId: string | undefined;
  /** The card's number, instead of its id. */
  declare number: string | undefined;
  /** The name alone. */
  declare hideNumber: boolean;
  /** No small card comes up. */
  declare plain: boolean;

  readonly #internals = this.attachInternals();
  readonly #connection = new Connection(this);
  readonly #card = new CardController(this, {
    wanted: () => wantedCard(this.#connection.engine, kindOfAttribute(this.kind), this),
  });
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;

  constructor() {
    super();
    this.hideNumber = false;
    this.plain = false;
  }

  /** What is known of the card now, read only. */
  get record(): CardSnapshot | undefined {
    return this.#card.snapshot;
  }

  override disconnectedCallback(): void {
    clearTimeout(this.#timer);
    this.#isOpen = false;
    super.disconnectedCallback();
  }

  protected override render() {
    const { wording } = this.#connection;
    const { snapshot } = this.#card;
    if (!snapshot) {
      const isMissing = this.#card.state.kind === "failed";
      return html`
        <span class="chip" part="chip">
          <slot>${this.number ?? wording.say(isMissing ? "chip.missing" : "chip.loading")}</slot>
        </span>
      `;
    }
    const marks = this.#marksOf(snapshot, wording);
    return html`
      <span
        @pointerenter=${() => this.#soon(true)}
        @pointerleave=${() => this.#soon(false)}
        @focusin=${() => this.#soon(true)}
        @focusout=${() => this.#soon(false)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      >
        <button
          type="button"
          class="chip ${snapshot.deleted ? "gone" : ""}"
          part="chip"
          aria-describedby=${this.plain ? nothing : "more"}
          @click=${() => emit(this, "couplet-navigate", { kind: snapshot.kind, id: snapshot.id })}
        >
          ${iconOfKind(snapshot.kind)}
          <span class="hidden-text">${wording.kind(snapshot.kind)}</span>
          <span class="name" part="title">${snapshot.values["name"] || wording.say("card.unnamed")}</span>
          ${
            this.hideNumber
              ? nothing
              : html`
                  <span class="no number" part="number">${snapshot.no}</span>
                `
          }
          ${marks.map(
            ({ icon, tone, text }) => html`
              <span class="mark ${tone}" title=${this.plain ? text : nothing}>${icon}</span>
            `,
          )}
          ${
            this.plain
              ? html`
                  <span class="hidden-text">${marks.map(({ text }) => `, ${text}`)}</span>
                `
              : nothing
          }
        </button>
        ${
          this.plain
            ? nothing
            : html`
                <div class="card" part="card" popover="manual" role="tooltip" id="more">
                  ${this.#renderCard(snapshot, wording, marks)}
                </div>
              `
        }
      </span>
    `;
  }

  #renderCard(snapshot: CardSnapshot, wording: Wording, marks: readonly Mark[]): TemplateResult {
    const lines = told.flatMap((name) => {
      const spec = fieldSpec(snapshot.kind, name);
      const value = snapshot.values[name];
      return spec && value ? [{ name, text: readable(spec, value, wording) }] : [];
    });
    return html`
      <strong>${snapshot.values["name"] || wording.say("card.unnamed")}</strong>
      <span class="quiet">
        ${wording.kind(snapshot.kind)}
        <span class="number">${snapshot.no}</span>
      </span>
      <dl>
        ${lines.map(
          ({ name, text }) => html`
            <dt>${wording.field(name)}</dt>
            <dd class="number">${text}</dd>
          `,
        )}
      </dl>
      ${marks.map(
        ({ text }) => html`
          <p class="told">${text}</p>
        `,
      )}
    `;
  }

  #marksOf(snapshot: CardSnapshot, wording: Wording): readonly Mark[] {
    const people = peopleOnce(this.#card.people);
    const marks: Mark[] = [];
    if (snapshot.deleted) marks.push({ icon: iconAlert(), tone: "refused", text: wording.say("chip.deleted") });
    if (snapshot.saved === "refused")
      marks.push({ icon: iconAlert(), tone: "refused", text: wording.say("chip.refused") });
    if (Object.keys(snapshot.conflicts).length > 0)
      marks.push({ icon: iconFork(), tone: "", text: wording.say("chip.conflict") });
    if (snapshot.saved === "device") marks.push({ icon: iconDevice(), tone: "", text: wording.say("chip.device") });
    if (people.length > 0) {
      const names = wording.list(people.slice(0, 3).map(({ name }) => name));
      marks.push({ icon: iconOfKind("contact"), tone: "here", text: wording.say("chip.here", { names }) });
    }
    return marks;
  }

  protected override updated(): void {
    const { snapshot, state, people } = this.#card;
    reflectStates(this.#internals, {
      loading: state.kind === "loading" || snapshot?.loading === true,
      deleted: snapshot?.deleted === true,
      conflict: Object.keys(snapshot?.conflicts ?? {}).length > 0,
      offline: snapshot?.saved === "device",
      "someone-here": people.length > 0,
    });
    this.#place();
  }

  /** Going from the chip to the small card must not close it, nor passing by open it. */
  #soon(isOpen: boolean): void {
    clearTimeout(this.#timer);
    if (isOpen === this.#isOpen || this.plain) return;
    this.#timer = setTimeout(() => this.#show(isOpen), isOpen ? showAfterMs : hideAfterMs);
  }

  #show(isOpen: boolean): void {
    clearTimeout(this.#timer);
    this.#isOpen = isOpen;
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Escape" || !this.#isOpen) return;
    event.stopPropagation();
    this.#show(false);
  }

  /** In the top layer, so that no box of the page cuts it off; below the chip, or above it where there is no room. */
  #place(): void {
    const card = this.renderRoot.querySelector<HTMLElement>(".card");
    if (!card) return;
    card.togglePopover(this.#isOpen);
    if (!this.#isOpen) return;
    const chip = this.getBoundingClientRect();
    const { width, height } = card.getBoundingClientRect();
    const isBelow = chip.bottom + 6 + height <= innerHeight || chip.top < height + 6;
    card.style.left = `${Math.max(8, Math.min(chip.left, innerWidth - width - 8))}px`;
    card.style.top = `${isBelow ? chip.bottom + 6 : chip.top - height - 6}px`;
  }
}

interface Mark {
  readonly icon: TemplateResult;
  readonly tone: string;
  readonly text: string;
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-chip": CoupletChip;
  }
}
