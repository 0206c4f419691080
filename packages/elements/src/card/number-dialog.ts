/**
 * The question before a card gets another number: which one, and what that means.
 *
 * Shape    a modal dialog; where numbers of the kind cannot be typed it says so beforehand, and who can change that.
 * Not      the judge: the server decides, and its refusal is shown here with nothing changed. Offline the rules decide on what this
 *          device knows, and the change waits.
 * Source   rules K6, S2, S3
 *
 * @module
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CardSession } from "@couplet/engine";
import { maxNumberLength } from "@couplet/model";
import { closeModal, showModal } from "../modal.ts";
import { Connection } from "../provider/connection.ts";
import { renderFailureOf } from "../request-failure.ts";
import { Request } from "../request.ts";
import { baseStyles } from "../style/base.styles.ts";
import { renderDialogHead } from "../style/dialog-head.ts";
import { dialogInputStyles, dialogPointStyles, dialogStyles } from "../style/dialog.styles.ts";
import { iconAlert, iconCheck } from "../style/icons.ts";

interface Question {
  readonly session: CardSession;
  /** As set-up is known here, numbers of the kind come from the series alone. */
  readonly isDrawnOnly: boolean;
}

/** As the server keeps it. */
const cleaned = (typed: string): string => typed.trim().toUpperCase();

/**
 * Asks which number a card is to have, and gives it that one. Used by `couplet-card`.
 *
 * @element couplet-number-dialog
 * @csspart dialog - The dialog.
 */
export class CoupletNumberDialog extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    dialogPointStyles,
    dialogInputStyles,
    css`
      label {
        display: block;
        margin-bottom: var(--_space);
        color: var(--_muted);
        font-size: var(--_text-s);
      }
      input {
        max-width: 16rem;
        font-variant-numeric: tabular-nums;
        text-transform: uppercase;
      }
      ul {
        margin-top: calc(var(--_space) * 3);
      }
    `,
  ];

  readonly #connection = new Connection(this);
  readonly #request = new Request(this);
  #question: Question | undefined;
  #typed = "";

  /** Opens the dialog for an open card. */
  async open(session: CardSession): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    this.#question = undefined;
    this.#typed = session.snapshot.value.no;
    this.#request.clear();
    await showModal(this);
    await this.#request.run(wording, async () => {
      const series = await engine.setup().then(
        ({ setup }) => setup.numberSeries[session.kind],
        // Not known here: the server will say.
        () => undefined,
      );
      this.#question = { session, isDrawnOnly: series?.manual === false };
    });
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.select();
  }

  protected override render() {
    const { wording } = this.#connection;
    const question = this.#question;
    const { no = "", kind = "contact" } = question?.session.snapshot.value ?? {};
    const wanted = cleaned(this.#typed);
    return html`
      <dialog class="narrow" part="dialog" aria-labelledby="title">
        ${renderDialogHead({
          title: question ? wording.say("number.title", { no }) : wording.say("action.working"),
          closeLabel: wording.say("action.close"),
          close: () => closeModal(this),
        })}
        <div class="body">
          ${
            question
              ? question.isDrawnOnly
                ? this.#renderBlock(wording.problem({ code: "number.notManual", params: { kind } }))
                : this.#renderChoice(no)
              : nothing
          }
          ${renderFailureOf(this.#request.failure)}
        </div>
        <footer>
          <button type="button" @click=${() => closeModal(this)}>${wording.say("action.cancel")}</button>
          <button
            type="button"
            class="primary"
            ?disabled=${!question || question.isDrawnOnly || this.#request.isWorking || wanted === "" || wanted === no}
            @click=${() => void this.#change()}
          >
            ${this.#request.isWorking || !question ? wording.say("action.working") : wording.say("number.do")}
          </button>
        </footer>
      </dialog>
    `;
  }

  #renderBlock(why: string): TemplateResult {
    return html`
      <ul class="points no">
        <li>
          ${iconAlert()}
          <span>${why} ${this.#connection.wording.say("number.manual")}</span>
        </li>
      </ul>
    `;
  }

  #renderChoice(no: string): TemplateResult {
    const { wording } = this.#connection;
    const points = [wording.say("number.links"), wording.say("number.kept", { no })];
    return html`
      <label for="no">${wording.say("number.label")}</label>
      <input
        id="no"
        autocomplete="off"
        spellcheck="false"
        maxlength=${maxNumberLength}
        aria-invalid=${this.#request.failure === "" ? "false" : "true"}
        .value=${this.#typed}
        @input=${(event: InputEvent) => this.#type(event)}
        @keydown=${(event: KeyboardEvent) => this.#onKey(event)}
      />
      <ul class="points yes">
        ${points.map(
          (text) => html`
            <li>
              ${iconCheck()}
              <span>${text}</span>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #type({ target }: InputEvent): void {
    if (!(target instanceof HTMLInputElement)) return;
    this.#typed = target.value;
    this.#request.clear();
    this.requestUpdate();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "Enter") return;
    event.preventDefault();
    void this.#change();
  }

  async #change(): Promise<void> {
    const { engine, wording } = this.#connection;
    const question = this.#question;
    const no = cleaned(this.#typed);
    if (!engine || !question || question.isDrawnOnly || no === "" || no === question.session.snapshot.value.no) return;
    const { session } = question;
    const isDone = await this.#request.run(wording, async () => {
      await engine.execute({ type: "renumber", cardId: session.id, no });
      await session.reload().catch(() => undefined);
    });
    if (isDone) closeModal(this);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-number-dialog": CoupletNumberDialog;
  }
}
