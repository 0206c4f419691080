/**
 * Making a card: type, name, number; the rest is filled in on the card itself.
 *
 * Shape    a dialog; a customer, vendor or bank account comes with its contact (rule L10), and the dialog says so.
 * Not      only with a connection: without one the card is kept on this device, and its number follows.
 *
 * @module
 */
import { type PropertyDeclarations, css, html, nothing } from "lit";
import { type CardKind, type ContactType, fieldLabel } from "@couplet/model";
import { type Engine, RequestRefusedError } from "@couplet/engine";
import { baseStyles, dialogStyles, renderDialogHead, renderFailureOf } from "@couplet/elements/pure";
import { AppElement } from "../app-element.ts";
import { describeError } from "../card-text.ts";
import { language, t } from "../locale.ts";
import { controlStyles } from "../styles/control.styles.ts";

/**
 * @element couplet-new-card-dialog
 * @fires {CustomEvent<{ kind: CardKind; id: string }>} couplet-made - The card is there.
 */
export class CoupletNewCardDialog extends AppElement {
  static override properties: PropertyDeclarations = {
    engine: { attribute: false },
    kind: { state: true },
    offline: { type: Boolean },
    busy: { state: true },
    failure: { state: true },
  };
  static override styles = [
    baseStyles,
    dialogStyles,
    controlStyles,
    css`
      form {
        display: grid;
        gap: 0.875rem;
        padding-top: 0.25rem;
      }
      fieldset {
        display: flex;
        gap: 1.25rem;
        margin: 0;
        padding: 0;
        border: 0;
      }
      fieldset label {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        min-height: 2rem;
        font-weight: 400;
      }
      input[type="radio"] {
        width: 1.0625rem;
        height: 1.0625rem;
        margin: 0;
        accent-color: var(--_accent);
      }
      .help {
        margin-top: 0.25rem;
      }
      #no {
        max-width: 12rem;
      }
    `,
  ];
  declare engine: Engine | undefined;
  declare kind: CardKind;
  /** The server cannot be reached, or knows nobody: the card is kept on this device. */
  declare offline: boolean;
  declare busy: boolean;
  declare failure: { readonly text: string; readonly field: string | undefined } | undefined;

  constructor() {
    super();
    this.kind = "contact";
    this.offline = false;
    this.busy = false;
  }

  show(kind: CardKind): void {
    this.kind = kind;
    this.failure = undefined;
    this.renderRoot.querySelector("form")?.reset();
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  protected override render() {
    const badField = this.failure?.field;
    const failure = this.failure?.text ?? "";
    return html`
      <dialog class="narrow" closedby="any" aria-labelledby="title">
        ${renderDialogHead({ title: t(`kind.${this.kind}.new`), closeLabel: t("app.close"), close: this.#close })}
        <form id="form" class="body" @submit=${this.#submit} novalidate>
          ${this.kind === "contact" || this.kind === "customer" ? this.#typeChoice() : nothing}
          <div class="field">
            <label for="name">${fieldLabel("name", language)}</label>
            <input
              id="name"
              name="name"
              autofocus
              autocomplete="off"
              aria-invalid=${badField === "name"}
              aria-describedby="failure"
            />
          </div>
          <div class="field">
            <label for="no">${t("new.no")}</label>
            <input
              id="no"
              name="no"
              class="number"
              autocomplete="off"
              spellcheck="false"
              aria-invalid=${badField === "no"}
              aria-describedby="no-help failure"
            />
            <p id="no-help" class="quiet help">${t("new.no.hint")}</p>
          </div>
          ${
            this.kind === "contact"
              ? nothing
              : html`
                  <p class="quiet">${t("new.withContact")}</p>
                `
          }
          ${
            this.offline
              ? html`
                  <p class="quiet">${t("new.offline")}</p>
                `
              : nothing
          }
          <div id="failure">${renderFailureOf(failure)}</div>
        </form>
        <footer>
          <button @click=${this.#close}>${t("app.cancel")}</button>
          <button class="primary" form="form" ?disabled=${this.busy}>
            ${t(this.busy ? "new.busy" : "new.create")}
          </button>
        </footer>
      </dialog>
    `;
  }

  #typeChoice() {
    return html`
      <fieldset>
        <legend class="hidden-text">${t("new.type")}</legend>
        <label>
          <input type="radio" name="type" value="company" checked />
          ${t("new.company")}
        </label>
        <label>
          <input type="radio" name="type" value="person" />
          ${t("list.person")}
        </label>
      </fieldset>
    `;
  }

  readonly #close = (): void => {
    this.renderRoot.querySelector("dialog")?.close();
  };

  readonly #submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!this.busy) void this.#create(new FormData(event.currentTarget as HTMLFormElement));
  };

  async #create(form: FormData): Promise<void> {
    const { engine, kind } = this;
    if (!engine) return;
    const name = textOf(form, "name");
    const no = textOf(form, "no");
    const type: ContactType = form.get("type") === "person" ? "person" : "company";
    const hasType = kind === "contact" || kind === "customer";
    this.busy = true;
    this.failure = undefined;
    try {
      const card = await engine.create(kind, name === "" ? {} : { name }, {
        ...(hasType ? { type } : {}),
        ...(no === "" ? {} : { no }),
      });
      this.#close();
      this.dispatchEvent(new CustomEvent("couplet-made", { detail: { kind, id: card.id } }));
    } catch (error) {
      this.failure = {
        text: describeError(error),
        field: error instanceof RequestRefusedError ? error.field : undefined,
      };
    } finally {
      this.busy = false;
    }
  }
}

const textOf = (form: FormData, name: string): string => {
  const value = form.get(name);
  return typeof value === "string" ? value.trim() : "";
};
