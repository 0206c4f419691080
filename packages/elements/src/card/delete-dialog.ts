/**
 * The question before a card is deleted: what goes, what stays.
 *
 * Shape    a modal dialog; it asks the server for the card's relations when it opens, so that it names what is true now.
 * Not      the undo: the page hears `couplet-deleted` and offers that.
 * Source   rules D1, D3, D4
 *
 * @module
 */
import { css, html, LitElement, nothing } from "lit";
import { CardNotFoundError, type Engine, type RelatedCard } from "@couplet/engine";
import type { CardKind } from "@couplet/model";
import { emit } from "../events.ts";
import { closeModal, showModal } from "../modal.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { renderDialogHead } from "../style/dialog-head.ts";
import { dialogPointStyles, dialogStyles } from "../style/dialog.styles.ts";
import { nameSome, personsOf } from "./persons-of.ts";
import { iconBin, iconCheck, iconCross, iconOfKind } from "../style/icons.ts";

interface Question {
  readonly kind: CardKind;
  readonly id: string;
  readonly no: string;
  readonly name: string;
  readonly relations: readonly RelatedCard[];
  /** Persons that go with a company. */
  readonly persons: readonly string[];
}

async function ask(engine: Engine, kind: CardKind, id: string): Promise<Question | undefined> {
  const card = await engine.readCard(kind, id);
  if (!card) return undefined;
  const name = String(card.values["name"] ?? "");
  return {
    kind,
    id,
    no: card.no,
    name,
    relations: card.relations,
    persons: kind === "contact" && card.type !== "person" ? await personsOf(engine, id) : [],
  };
}

/**
 * Asks before a card is deleted, and deletes it.
 *
 * @element couplet-delete-dialog
 * @fires {CustomEvent} couplet-deleted - The card is deleted; the page may offer to bring it back.
 * @csspart dialog - The dialog.
 */
export class CoupletDeleteDialog extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    dialogPointStyles,
    css`
      h3 {
        margin-block: calc(var(--_space) * 4) var(--_space);
        color: var(--_muted);
        font-size: var(--_text-xs);
        font-weight: 600;
      }
      h3:first-of-type {
        margin-top: 0;
      }
    `,
  ];

  readonly #connection = new Connection(this);
  #question: Question | undefined;
  readonly #request = new Request(this);

  /** Opens the dialog for a card. */
  async open(kind: CardKind, id: string): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    this.#question = undefined;
    this.#request.clear();
    await showModal(this);
    await this.#request.run(wording, async () => {
      this.#question = await ask(engine, kind, id);
      if (!this.#question) throw new CardNotFoundError(id);
    });
  }

  protected override render() {
    const { wording } = this.#connection;
    const question = this.#question;
    const kind = question && wording.say(`kind.${question.kind}.this`);
    return html`
      <dialog class="narrow" part="dialog" aria-labelledby="title">
        ${renderDialogHead({
          title: question
            ? wording.say("delete.title", { kind: kind ?? "", no: question.no })
            : wording.say("action.working"),
          closeLabel: wording.say("action.close"),
          close: () => closeModal(this),
        })}
        <div class="body">
          ${question ? this.#renderConsequences(question) : nothing} ${renderFailureOf(this.#request.failure)}
        </div>
        <footer>
          <button type="button" autofocus @click=${() => closeModal(this)}>${wording.say("action.cancel")}</button>
          <button
            type="button"
            class="danger primary"
            ?disabled=${!question || this.#request.isWorking}
            @click=${() => question && this.#delete(question)}
          >
            ${iconBin()}
            ${this.#request.isWorking && question ? wording.say("action.working") : wording.say("delete.do")}
          </button>
        </footer>
      </dialog>
    `;
  }

  #renderConsequences(question: Question) {
    const { wording } = this.#connection;
    const { relations, persons } = question;
    const nameOf = (related: RelatedCard): string => `${wording.kind(related.kind)} ${related.no}`;
    return html`
      <h3>${wording.say("delete.goes")}</h3>
      <ul class="points no goes">
        <li>
          ${iconCross()}
          <span>
            ${wording.say("delete.goes.card", {
              kind: wording.kind(question.kind),
              no: question.no,
              name: question.name || wording.say("card.unnamed"),
            })}
          </span>
        </li>
        ${
          persons.length
            ? html`
                <li>
                  ${iconCross()}
                  <span>
                    ${wording.count("delete.goes.persons", persons.length, {
                      list: nameSome(persons, wording),
                    })}
                  </span>
                </li>
              `
            : nothing
        }
        ${
          relations.length
            ? html`
                <li>
                  ${iconCross()}
                  <span>${wording.say("delete.goes.relation", { list: wording.list(relations.map(nameOf)) })}</span>
                </li>
              `
            : nothing
        }
      </ul>
      <h3>${wording.say("delete.stays")}</h3>
      <ul class="points yes stays">
        ${relations.map(
          (related) => html`
            <li>
              ${iconOfKind(related.kind)}
              <span>${wording.say("delete.stays.card", { kind: wording.kind(related.kind), no: related.no })}</span>
            </li>
          `,
        )}
        ${
          relations.length
            ? nothing
            : html`
                <li>
                  ${iconCheck()}
                  <span>${wording.say("delete.stays.alone")}</span>
                </li>
              `
        }
        ${
          question.kind !== "contact" && relations.length
            ? html`
                <li>
                  ${iconCheck()}
                  <span>${wording.say("delete.stays.others")}</span>
                </li>
              `
            : nothing
        }
        <li>
          ${iconCheck()}
          <span>${wording.say("delete.stays.history")}</span>
        </li>
      </ul>
    `;
  }

  async #delete(question: Question): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    const { kind, id, no, name } = question;
    const isDone = await this.#request.run(wording, () => engine.remove(kind, id));
    if (!isDone) return;
    closeModal(this);
    emit(this, "couplet-deleted", { kind, id, no, name });
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-delete-dialog": CoupletDeleteDialog;
  }
}
