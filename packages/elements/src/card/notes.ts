/**
 * The card's prose: a plain text box that several people write in at once.
 *
 * Shape    each keystroke becomes the smallest splice; what others write arrives around the caret, which stays between the same
 *          letters.
 * Not      a rich text editor; notes are plain text in the card's own document.
 *
 * @module
 */
import { css, html, LitElement, nothing, type PropertyValues } from "lit";
import type { CardSession, TextDelta } from "@couplet/engine";
import { someOf } from "../presence/some-of.ts";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";

/** Where a caret at `index` stands after the change; text inserted right at it goes behind it. */
export function moveCaret(index: number, delta: readonly TextDelta[]): number {
  let position = 0;
  let moved = index;
  for (const step of delta) {
    if (position > moved) break;
    if ("retain" in step) position += step.retain;
    else if ("insert" in step) {
      if (position < moved) moved += step.insert.length;
      position += step.insert.length;
    } else if (position < moved) moved -= Math.min(step.delete, moved - position);
  }
  return moved;
}

/** Of those who are in the notes. */
const mostNamed = 3;

/**
 * The notes of an open card. Used by `couplet-card`.
 *
 * @element couplet-notes
 * @csspart label - The label.
 * @csspart input - The text box.
 */
export class CoupletNotes extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = { session: { attribute: false }, readonly: { type: Boolean } };
  static override styles = [
    baseStyles,
    css`
      label {
        display: block;
        color: var(--_muted);
        font-size: var(--_text-xs);
        font-weight: 500;
      }
      textarea {
        display: block;
        width: 100%;
        min-height: 4.75rem;
        max-height: 22rem;
        margin-top: var(--_space);
        padding: calc(var(--_space) * 2) calc(var(--_space) * 2.5);
        border: 1px solid var(--_border);
        border-radius: var(--_radius);
        background: var(--_surface);
        color: inherit;
        font: inherit;
        line-height: 1.55;
        resize: vertical;
        field-sizing: content;
      }
      textarea:read-only {
        border-style: dotted;
      }
      textarea:focus-visible {
        outline-offset: 0;
      }
      .with {
        padding-top: var(--_space);
        color: var(--_info);
        font-size: var(--_text-xs);
      }
      @media (pointer: coarse) {
        textarea {
          font-size: 1rem;
        }
      }
    `,
  ];

  declare session: CardSession | undefined;
  declare readonly: boolean;
  readonly #connection = new Connection(this);
  #stops: (() => void)[] = [];

  constructor() {
    super();
    this.readonly = false;
  }

  override disconnectedCallback(): void {
    this.#stop();
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("session")) return;
    this.#stop();
    const { session } = this;
    if (!session) return;
    this.#stops = [
      session.notes.observe((text, delta, isLocal) => this.#follow(text, delta, isLocal)),
      session.snapshot.subscribe(() => this.requestUpdate()),
      session.presence.subscribe(() => this.requestUpdate()),
    ];
  }

  protected override render() {
    const { session } = this;
    if (!session) return nothing;
    const { wording } = this.#connection;
    const snapshot = session.snapshot.value;
    const others = session.presence.value.filter((person) => person.field === "notes" && person.cardId === session.id);
    const more = (n: number): string => wording.say("presence.more", { n });
    const names = someOf(
      others.map(({ name }) => name),
      mostNamed,
      more,
    );
    return html`
      <label part="label" for="notes">${wording.say("card.notes")}</label>
      <textarea
        id="notes"
        part="input"
        rows="4"
        spellcheck="true"
        ?readonly=${this.readonly || snapshot.readonly || snapshot.loading}
        @input=${(event: Event) => session.notes.replace((event.target as HTMLTextAreaElement).value)}
        @focus=${() => session.setFocus("notes")}
        @blur=${() => session.setFocus(undefined)}
      ></textarea>
      ${
        others.length
          ? html`
              <p class="with">${wording.say("presence.with", { names: wording.list(names) })}</p>
            `
          : nothing
      }
    `;
  }

  protected override updated(): void {
    const box = this.#box;
    const text = this.session?.notes.text ?? "";
    // Typing has put its own text there already; anything else is taken over as it is.
    if (box && box.value !== text) box.value = text;
  }

  get #box(): HTMLTextAreaElement | null {
    return this.renderRoot.querySelector("textarea");
  }

  #follow(text: string, delta: readonly TextDelta[], isLocal: boolean): void {
    const box = this.#box;
    if (!box || box.value === text) return;
    const { selectionStart, selectionEnd, scrollTop } = box;
    box.value = text;
    if (isLocal) return;
    box.setSelectionRange(moveCaret(selectionStart, delta), moveCaret(selectionEnd, delta));
    box.scrollTop = scrollTop;
  }

  #stop(): void {
    for (const stop of this.#stops) stop();
    this.#stops = [];
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-notes": CoupletNotes;
  }
}
