/**
 * Linking an existing card: find it, see both sides, choose whose values hold.
 *
 * Shape    a modal dialog in two steps; the first lists cards of the kind that no contact has, the second sets both sides next to
 *          each other.
 * Not      the link itself: the server decides, and its refusal is shown here with nothing changed.
 * Source   rules L1 to L4
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { live } from "lit/directives/live.js";
import type { CardRow, LinkPreview, LinkPreviewRow, Side } from "@couplet/engine";
import { fieldSpec, type RelatedKind } from "@couplet/model";
import { CardSearch } from "../field/card-search.ts";
import { readable } from "../field/display.ts";
import { renderValue, thumbStyles } from "../picture/thumb.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { baseStyles, dialogStyles } from "../style/base.styles.ts";
import { iconAlert, iconCross, iconLink, iconOfKind } from "../style/icons.ts";
import { choose, chooseAll, differing, sideOf, toLinkChoice, type FromCard } from "./link-choice.ts";
import { linkDialogStyles } from "./link-dialog.styles.ts";

interface Task {
  readonly contactId: string;
  readonly kind: RelatedKind;
}

/**
 * Finds an unlinked card and links it to a contact. Used by `couplet-links`.
 *
 * @element couplet-link-dialog
 * @csspart dialog - The dialog.
 */
export class CoupletLinkDialog extends LitElement {
  static override styles = [baseStyles, dialogStyles, thumbStyles, linkDialogStyles];

  readonly #connection = new Connection(this);
  readonly #search = new CardSearch(this, 30);
  readonly #request = new Request(this);
  #task: Task | undefined;
  #preview: LinkPreview | undefined;
  #fromCard: FromCard = new Set();
  #settle: ((linked: CardRow | undefined) => void) | undefined;

  /** @returns the card that was linked; `undefined` when the user thought better of it */
  async open(contactId: string, kind: RelatedKind): Promise<CardRow | undefined> {
    this.#task = { contactId, kind };
    this.#preview = undefined;
    this.#request.clear();
    this.#find("");
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector("dialog")?.showModal();
    return new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  protected override render() {
    const task = this.#task;
    if (!task) return nothing;
    const { wording } = this.#connection;
    const preview = this.#preview;
    const { failure } = this.#request;
    return html`
      <dialog part="dialog" aria-labelledby="title" @close=${() => this.#finish(undefined)}>
        <header>
          <h2 id="title">${wording.say(`link.title.${task.kind}`)}</h2>
          <button
            type="button"
            class="icon-only"
            aria-label=${wording.say("action.close")}
            @click=${() => this.#close()}
          >
            ${iconCross()}
          </button>
        </header>
        <div class="body">
          ${preview ? this.#renderChoice(preview) : this.#renderSearch(task)}
          ${
            failure
              ? html`
                  <p class="failure" role="alert">
                    ${iconAlert()}
                    <span>${failure}</span>
                  </p>
                `
              : nothing
          }
        </div>
        <footer>
          ${
            preview
              ? html`
                  <button type="button" class="plain back" @click=${() => this.#back()}>
                    ${wording.say("link.back")}
                  </button>
                `
              : nothing
          }
          <button type="button" @click=${() => this.#close()}>${wording.say("action.cancel")}</button>
          ${
            preview
              ? html`
                  <button
                    type="button"
                    class="primary"
                    ?disabled=${this.#request.isWorking}
                    @click=${() => this.#link(preview)}
                  >
                    ${iconLink()} ${this.#request.isWorking ? wording.say("action.working") : wording.say("link.do")}
                  </button>
                `
              : nothing
          }
        </footer>
      </dialog>
    `;
  }

  #renderSearch({ kind }: Task): TemplateResult {
    const { wording } = this.#connection;
    const { results, isSearching, error } = this.#search;
    return html`
      <label class="hidden-text" for="search">${wording.say(`link.search.${kind}`)}</label>
      <input
        id="search"
        type="search"
        autofocus
        autocomplete="off"
        spellcheck="false"
        placeholder=${wording.say(`link.search.${kind}`)}
        @input=${(event: Event) => this.#find((event.target as HTMLInputElement).value)}
      />
      <ul class="found" aria-busy=${isSearching}>
        ${repeat(
          results,
          (card) => card.id,
          (card) => html`
            <li>
              <button type="button" class="candidate" @click=${() => this.#choose(card)}>
                ${iconOfKind(card.kind)}
                <span class="name">${card.values["name"] || wording.say("card.unnamed")}</span>
                <span class="quiet">${card.values["city"]}</span>
                <span class="number quiet">${card.no}</span>
              </button>
            </li>
          `,
        )}
      </ul>
      <p class="quiet" role="status">
        ${isSearching ? wording.say("link.searching") : ""}
        ${!isSearching && !results.length && !error ? wording.say("link.nothing") : ""}
        ${error ? wording.say("error.offline") : ""}
      </p>
    `;
  }

  #renderChoice(preview: LinkPreview): TemplateResult {
    const { wording } = this.#connection;
    const rows = differing(preview);
    const same = preview.rows.length - rows.length;
    const { contact, card } = preview;
    const head = (row: CardRow): TemplateResult => html`
      <span class="side">
        ${iconOfKind(row.kind)} ${wording.kind(row.kind)}
        <span class="number">${row.no}</span>
      </span>
    `;
    return html`
      <p class="lead">
        ${
          rows.length
            ? html`
                <strong>${wording.count("link.differ", rows.length)}.</strong>
                ${wording.say("link.choose")}
              `
            : wording.say("link.differ.none")
        }
      </p>
      ${
        rows.length
          ? html`
              <table>
                <thead>
                  <tr>
                    <th scope="col"><span class="hidden-text">${wording.say("link.field")}</span></th>
                    <th scope="col">
                      ${head(contact)}
                      <button type="button" class="plain" @click=${() => this.#chooseAll(preview, "contact")}>
                        ${wording.say("link.all.contact")}
                      </button>
                    </th>
                    <th scope="col">
                      ${head(card)}
                      <button type="button" class="plain" @click=${() => this.#chooseAll(preview, "card")}>
                        ${wording.say("link.all.card")}
                      </button>
                    </th>
                  </tr>
                </thead>
                <tbody>${rows.map((row) => this.#renderRow(row, card))}</tbody>
              </table>
            `
          : nothing
      }
      ${
        same && rows.length
          ? html`
              <p class="quiet">${wording.count("link.same", same)}</p>
            `
          : nothing
      }
    `;
  }

  #renderRow(row: LinkPreviewRow, card: CardRow): TemplateResult {
    const { wording } = this.#connection;
    const spec = fieldSpec(card.kind, row.field);
    const label = wording.field(row.field);
    const cell = (side: Side): TemplateResult => {
      const value = row[side];
      const text = value === "" || !spec ? wording.say("link.blank") : readable(spec, value, wording);
      return html`
        <td>
          <label class=${value === "" ? "blank" : ""}>
            <input
              type="radio"
              name=${row.field}
              aria-label="${label}: ${text} (${wording.kind(side === "contact" ? "contact" : card.kind)})"
              .checked=${live(sideOf(this.#fromCard, row.field) === side)}
              @change=${() => this.#chooseSide(row.field, side)}
            />
            <span>${value === "" || !spec ? text : renderValue(spec, value, wording)}</span>
          </label>
        </td>
      `;
    };
    return html`
      <tr>
        <th scope="row">${label}</th>
        ${cell("contact")}${cell("card")}
      </tr>
    `;
  }

  #find(query: string): void {
    const { engine } = this.#connection;
    if (engine && this.#task) this.#search.ask(engine, this.#task.kind, query, (card) => card.relations.length === 0);
  }

  #chooseSide(field: string, side: Side): void {
    this.#fromCard = choose(this.#fromCard, field, side);
    this.requestUpdate();
  }

  #chooseAll(preview: LinkPreview, side: Side): void {
    this.#fromCard = chooseAll(preview, side);
    this.requestUpdate();
  }

  async #choose(card: CardRow): Promise<void> {
    const { engine, wording } = this.#connection;
    const task = this.#task;
    if (!engine || !task) return;
    await this.#request.run(wording, async () => {
      this.#fromCard = new Set();
      this.#preview = await engine.linkPreview(task.contactId, task.kind, card.id);
    });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("footer .primary")?.focus();
  }

  #back(): void {
    this.#preview = undefined;
    this.#request.clear();
    this.requestUpdate();
  }

  async #link(preview: LinkPreview): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    const isDone = await this.#request.run(wording, () =>
      engine.link(preview.contact.id, preview.card.id, toLinkChoice(preview, this.#fromCard)),
    );
    if (!isDone) return;
    this.#finish(preview.card);
    this.#close();
  }

  #close(): void {
    this.renderRoot.querySelector("dialog")?.close();
  }

  #finish(linked: CardRow | undefined): void {
    this.#settle?.(linked);
    this.#settle = undefined;
    this.#search.clear();
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-link-dialog": CoupletLinkDialog;
  }
}
