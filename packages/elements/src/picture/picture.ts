/**
 * The picture of a card, and how one is put there: picked, dropped or pasted, replaced, taken away.
 *
 * Shape    a tile with the picture, or with initials where there is none; where it may be edited the tile is a button, with another
 *          to remove. What cannot become a picture is told beside it.
 * Not      the edit: the field around it makes that, with everything an edit brings (rights, the page's word, undo).
 * Source   rule F9
 *
 * @module
 */
import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { initialsOf } from "@couplet/engine";
import { isPicture, type CardKind, type FieldProblem } from "@couplet/model";
import { Connection } from "../provider/connection.ts";
import { baseStyles } from "../style/base.styles.ts";
import { iconAlert, iconCamera, iconCross, iconOfKind } from "../style/icons.ts";
import { makePicture } from "./make-picture.ts";
import { pictureStyles } from "./picture.styles.ts";

/** What a browser can read as a picture somewhere; SVG is left out on purpose. */
const accepted = "image/jpeg,image/png,image/webp,image/gif,image/avif,image/heic,image/bmp";

/** The picture among what was dropped or pasted; else whatever file there is, to be told what is wrong with it. */
function fileOf(transfer: DataTransfer | null): File | undefined {
  const files = [...(transfer?.files ?? [])];
  return files.find((file) => file.type.startsWith("image/")) ?? files[0];
}

/**
 * The picture of a card. Used by `couplet-field`.
 *
 * @element couplet-picture
 * @csspart avatar - The picture, or the initials in its place.
 * @csspart action - Removes the picture.
 * @csspart error - Why something did not become a picture.
 * @cssprop --couplet-picture-size - Side of the picture.
 */
export class CoupletPicture extends LitElement {
  static override shadowRootOptions: ShadowRootInit = { ...LitElement.shadowRootOptions, delegatesFocus: true };
  static override properties = {
    value: { attribute: false },
    name: { attribute: false },
    kind: { attribute: false },
    person: { type: Boolean },
    editable: { type: Boolean },
    card: { attribute: false },
    pick: { attribute: false },
    isWorking: { state: true },
    isOver: { state: true },
    problem: { state: true },
  };
  static override styles = [baseStyles, pictureStyles];

  declare value: string;
  /** Of the card. */
  declare name: string;
  declare kind: CardKind;
  declare person: boolean;
  declare editable: boolean;
  /** Id of the card: what was picked for one must not land on the next. */
  declare card: string;
  /** Takes what was made; `""`: none. */
  declare pick: ((value: string) => void) | undefined;
  declare isWorking: boolean;
  declare isOver: boolean;
  declare problem: FieldProblem | undefined;

  readonly #connection = new Connection(this);
  /** Of the last file taken: an earlier one that takes longer comes too late. */
  #task = 0;

  constructor() {
    super();
    this.value = "";
    this.name = "";
    this.kind = "contact";
    this.person = false;
    this.editable = false;
    this.card = "";
    this.isWorking = false;
    this.isOver = false;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has("card") && !changed.has("value")) return;
    this.problem = undefined;
    if (!changed.has("card")) return;
    this.#task += 1;
    this.isWorking = false;
  }

  protected override render() {
    const { wording } = this.#connection;
    const hasPicture = isPicture(this.value);
    const name = this.name || wording.say("card.unnamed");
    if (!this.editable)
      return html`
        <div class="tile" part="avatar">${this.#face(hasPicture ? wording.say("picture.of", { name }) : "")}</div>
      `;
    const words = hasPicture ? wording.say("picture.replace", { name }) : wording.say("picture.add");
    return html`
      <div
        class="editor ${this.isOver ? "over" : ""}"
        @dragenter=${(event: DragEvent) => this.#onDrag(event)}
        @dragover=${(event: DragEvent) => this.#onDrag(event)}
        @dragleave=${() => (this.isOver = false)}
        @drop=${(event: DragEvent) => this.#onDrop(event)}
        @paste=${(event: ClipboardEvent) => this.#onPaste(event)}
      >
        <button
          type="button"
          class="tile"
          part="avatar"
          aria-label=${words}
          aria-busy=${this.isWorking}
          title="${words}. ${wording.say("picture.ways")}"
          @click=${() => this.renderRoot.querySelector("input")?.click()}
          @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
        >
          ${this.#face("")}
          <span class="badge" aria-hidden="true">${iconCamera()}</span>
        </button>
        ${
          this.value === ""
            ? nothing
            : html`
                <button
                  type="button"
                  class="remove"
                  part="action"
                  aria-label=${wording.say("picture.remove")}
                  title=${wording.say("picture.remove")}
                  @click=${() => this.#remove()}
                >
                  ${iconCross()}
                </button>
              `
        }
        <input
          type="file"
          accept=${accepted}
          hidden
          tabindex="-1"
          aria-label=${words}
          @change=${(event: Event) => this.#onFile(event)}
        />
      </div>
      <span class="hidden-text" role="status">${this.isWorking ? wording.say("picture.working") : ""}</span>
      ${
        this.problem
          ? html`
              <p class="problem" part="error" role="alert">
                ${iconAlert()}
                <span>${wording.problem(this.problem)}</span>
              </p>
            `
          : nothing
      }
    `;
  }

  /** @param alt empty where a button around it says it already */
  #face(alt: string): TemplateResult {
    if (isPicture(this.value))
      return html`
        <img src=${this.value} alt=${alt} draggable="false" />
      `;
    const initials = /\p{L}/u.test(this.name) ? initialsOf(this.name) : "";
    return html`
      <span class="initials" aria-hidden="true">${initials || iconOfKind(this.kind)}</span>
    `;
  }

  #onDrag(event: DragEvent): void {
    event.preventDefault();
    this.isOver = true;
  }

  #onDrop(event: DragEvent): void {
    event.preventDefault();
    this.isOver = false;
    void this.#take(fileOf(event.dataTransfer));
  }

  #onPaste(event: ClipboardEvent): void {
    event.preventDefault();
    void this.#take(fileOf(event.clipboardData));
  }

  #onFile(event: Event): void {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    // So that the same file can be picked again.
    input.value = "";
    if (file) void this.#take(file);
  }

  #onKey(event: KeyboardEvent): void {
    if ((event.key !== "Delete" && event.key !== "Backspace") || this.value === "") return;
    event.preventDefault();
    this.#remove();
  }

  #remove(): void {
    this.#task += 1;
    this.isWorking = false;
    this.pick?.("");
    this.renderRoot.querySelector<HTMLElement>(".tile")?.focus();
  }

  async #take(file: File | undefined): Promise<void> {
    this.#task += 1;
    const task = this.#task;
    this.problem = undefined;
    this.isWorking = true;
    const made = file ? await makePicture(file) : undefined;
    if (task === this.#task && this.isConnected && this.editable) {
      if (made?.ok) this.pick?.(made.value);
      else this.problem = made?.problem ?? { code: "image.none" };
    }
    if (task === this.#task || !this.isConnected) this.isWorking = false;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-picture": CoupletPicture;
  }
}
