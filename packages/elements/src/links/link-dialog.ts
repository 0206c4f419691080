/**
 * Linking an existing card: find it, see both sides, choose whose values hold. A card that has another contact already is linked by
 * joining the two contacts.
 *
 * Shape    a modal dialog in two steps; the first lists cards of the kind, those without a contact first, the second sets both sides
 *          next to each other: contact and card, or contact and contact.
 * Not      the link itself: the server decides, and its refusal is shown here with nothing changed.
 * Source   rules L1 to L4, L7
 *
 * @module
 */
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardRow, LinkPreview, MergePreview, RelatedCard } from "@couplet/engine";
import type { RelatedKind } from "@couplet/model";
import { CardSearch } from "../field/card-search.ts";
import { thumbStyles } from "../picture/thumb.ts";
import { closeModal, showModal } from "../modal.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { renderDialogHead } from "../style/dialog-head.ts";
import { dialogInputStyles, dialogStyles } from "../style/dialog.styles.ts";
import { iconCheck, iconLink, iconOfKind } from "../style/icons.ts";
import { choose, chooseAll, differing, sideOf, toLinkChoice, type FromCard } from "./link-choice.ts";
import { linkDialogStyles } from "./link-dialog.styles.ts";
import { mergeDiffering, suggested, toMergeSides } from "./merge-choice.ts";
import { renderSideBySide, type SideRow } from "./side-by-side.ts";

interface Task {
  readonly contactId: string;
  readonly kind: RelatedKind;
}

/** What was done in the dialog. */
export interface Linked {
  readonly card: CardRow;
  /** The card's contact, where that was joined into the one the dialog was opened for. */
  readonly merged?: CardRow;
}

/** Both sides of the card that was found. */
type Preview =
  | { readonly kind: "link"; readonly link: LinkPreview }
  | { readonly kind: "merge"; readonly card: CardRow; readonly merge: MergePreview };

/**
 * Finds a card and links it to a contact. Used by `couplet-links`.
 *
 * @element couplet-link-dialog
 * @csspart dialog - The dialog.
 */
export class CoupletLinkDialog extends LitElement {
  static override styles = [baseStyles, dialogStyles, dialogInputStyles, thumbStyles, linkDialogStyles];

  readonly #connection = new Connection(this);
  readonly #search = new CardSearch(this, 30);
  readonly #request = new Request(this);
  #task: Task | undefined;
  #preview: Preview | undefined;
  /** Fields that come from the card, or from the contact that goes. */
  #fromOther: FromCard = new Set();
  #settle: ((linked: Linked | undefined) => void) | undefined;

  /** @returns what was linked; `undefined` when the user thought better of it */
  async open(contactId: string, kind: RelatedKind): Promise<Linked | undefined> {
    this.#task = { contactId, kind };
    this.#preview = undefined;
    this.#request.clear();
    this.#find("");
    await showModal(this);
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
      <dialog part="dialog" aria-labelledby="title" @close=${this.#closed}>
        ${renderDialogHead({
          title: wording.say(preview?.kind === "merge" ? "merge.title" : `link.title.${task.kind}`),
          closeLabel: wording.say("action.close"),
          close: () => closeModal(this),
        })}
        <div class="body">
          ${preview ? this.#renderChoice(preview) : this.#renderSearch(task)} ${renderFailureOf(failure)}
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
          <button type="button" @click=${() => closeModal(this)}>${wording.say("action.cancel")}</button>
          ${
            preview
              ? html`
                  <button
                    type="button"
                    class="primary"
                    ?disabled=${this.#request.isWorking}
                    @click=${() => this.#do(preview)}
                  >
                    ${iconLink()}
                    ${wording.say(this.#request.isWorking ? "action.working" : preview.kind === "merge" ? "merge.do" : "link.do")}
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
                ${
                  contactOf(card)
                    ? html`
                        <span class="taken quiet">
                          ${wording.say("link.taken", { contact: labelOf(contactOf(card)) })}
                        </span>
                      `
                    : nothing
                }
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

  #renderChoice(preview: Preview): TemplateResult {
    const { wording } = this.#connection;
    const rows = rowsOf(preview, this.#fromOther);
    const all = preview.kind === "link" ? preview.link.rows : preview.merge.rows;
    const [left, right] =
      preview.kind === "link" ? [preview.link.contact, preview.link.card] : [preview.merge.kept, preview.merge.merged];
    return html`
      ${preview.kind === "merge" ? this.#renderMerge(preview) : nothing}
      <p class="lead">
        ${
          rows.length
            ? html`
                <strong>${wording.count("link.differ", rows.length)}.</strong>
                ${wording.say(preview.kind === "merge" ? "merge.choose" : "link.choose")}
              `
            : wording.say("link.differ.none")
        }
      </p>
      ${renderSideBySide({
        wording,
        left,
        right,
        rows,
        fieldsOf: right,
        same: all.length - rows.length,
        takeAll:
          preview.kind === "link"
            ? { left: wording.say("link.all.contact"), right: wording.say("link.all.card") }
            : { left: wording.say("merge.all", { no: left.no }), right: wording.say("merge.all", { no: right.no }) },
        choose: (field, isRight) => this.#take(choose(this.#fromOther, field, isRight ? "card" : "contact")),
        chooseAll: (isRight) => this.#take(allOf(preview, isRight)),
      })}
    `;
  }

  /** What becomes of the two contacts. */
  #renderMerge({ card, merge: { kept, merged } }: Preview & { readonly kind: "merge" }): TemplateResult {
    const { wording } = this.#connection;
    const [a, b] = [labelOf(kept), labelOf(merged)];
    const item = (text: string): TemplateResult => html`
      <li>
        ${iconCheck()}
        <span>${text}</span>
      </li>
    `;
    return html`
      <p class="lead">${wording.say("merge.lead", { card: `${wording.kind(card.kind)} ${card.no}`, b })}</p>
      <ul class="consequences">
        ${item(wording.say("merge.moves", { a, b }))} ${item(wording.say("merge.alias", { a: kept.no, b: merged.no }))}
        ${item(wording.say("merge.undo.days"))}
      </ul>
    `;
  }

  #find(query: string): void {
    const { engine } = this.#connection;
    const task = this.#task;
    if (!engine || !task) return;
    const isFree = (card: CardRow): boolean => card.relations.length === 0;
    const isOthers = (card: CardRow): boolean => contactOf(card)?.cardId !== task.contactId;
    this.#search.ask(engine, task.kind, query, isFree, isOthers);
  }

  #take(fromOther: FromCard): void {
    this.#fromOther = fromOther;
    this.requestUpdate();
  }

  async #choose(card: CardRow): Promise<void> {
    const { engine, wording } = this.#connection;
    const task = this.#task;
    if (!engine || !task) return;
    const contact = contactOf(card);
    await this.#request.run(wording, async () => {
      if (contact) {
        const merge = await engine.mergePreview(task.contactId, contact.cardId);
        this.#fromOther = suggested(merge);
        this.#preview = { kind: "merge", card, merge };
      } else {
        const link = await engine.linkPreview(task.contactId, task.kind, card.id);
        this.#fromOther = new Set();
        this.#preview = { kind: "link", link };
      }
    });
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>("footer .primary")?.focus();
  }

  #back(): void {
    this.#preview = undefined;
    this.#request.clear();
    this.requestUpdate();
  }

  async #do(preview: Preview): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    const isDone = await this.#request.run(wording, async () => {
      if (preview.kind === "link") {
        const { contact, card } = preview.link;
        await engine.link(contact.id, card.id, toLinkChoice(preview.link, this.#fromOther));
      } else {
        const { kept, merged } = preview.merge;
        await engine.merge(kept.id, merged.id, toMergeSides(preview.merge, this.#fromOther));
      }
    });
    if (!isDone) {
      await this.updateComplete;
      this.renderRoot.querySelector(".failure")?.scrollIntoView({ block: "nearest" });
      return;
    }
    this.#finish(
      preview.kind === "link" ? { card: preview.link.card } : { card: preview.card, merged: preview.merge.merged },
    );
    closeModal(this);
  }

  /** A dialog says late that it was closed: by then it may be open again. */
  readonly #closed = (event: Event): void => {
    if (!(event.target as HTMLDialogElement).open) this.#finish(undefined);
  };

  #finish(linked: Linked | undefined): void {
    this.#settle?.(linked);
    this.#settle = undefined;
    this.#search.clear();
  }
}

const contactOf = (card: CardRow): RelatedCard | undefined => card.relations.find(({ kind }) => kind === "contact");

const labelOf = (card: CardRow | RelatedCard | undefined): string =>
  card ? `${card.no} ${"values" in card ? String(card.values["name"] ?? "") : card.name}`.trim() : "";

function rowsOf(preview: Preview, fromOther: FromCard): readonly SideRow[] {
  if (preview.kind === "link")
    return differing(preview.link).map(({ field, contact, card }) => ({
      field,
      left: contact,
      right: card,
      isRight: sideOf(fromOther, field) === "card",
    }));
  return mergeDiffering(preview.merge).map(({ field, kept, merged }) => ({
    field,
    left: kept,
    right: merged,
    isRight: fromOther.has(field),
  }));
}

function allOf(preview: Preview, isRight: boolean): FromCard {
  if (preview.kind === "link") return chooseAll(preview.link, isRight ? "card" : "contact");
  return new Set(isRight ? mergeDiffering(preview.merge).map(({ field }) => field) : []);
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-link-dialog": CoupletLinkDialog;
  }
}
