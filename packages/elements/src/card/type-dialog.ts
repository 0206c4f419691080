/**
 * The question before a contact becomes a person, or a company: what stands in the way, else what changes.
 *
 * Shape    a modal dialog; what it can tell beforehand it tells, each with what to do about it.
 * Not      the judge: the server decides, and its refusal is shown here with nothing changed. Offline the rules decide on what this
 *          device knows, and the change waits.
 * Source   rules H1, H5, K1
 *
 * @module
 */
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import type { CardSession, CardSnapshot } from "@couplet/engine";
import { splitName, type ContactType } from "@couplet/model";
import { closeModal, showModal } from "../modal.ts";
import { Connection } from "../provider/connection.ts";
import { Request } from "../request.ts";
import { renderFailureOf } from "../request-failure.ts";
import { baseStyles } from "../style/base.styles.ts";
import { renderDialogHead } from "../style/dialog-head.ts";
import { dialogPointStyles, dialogStyles } from "../style/dialog.styles.ts";
import { iconAlert, iconCheck } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import { nameSome, personsOf } from "./persons-of.ts";

interface Question {
  readonly session: CardSession;
  readonly to: ContactType;
  /** Of the company that would become a person. */
  readonly persons: readonly string[];
  /** The company that the person leaves. */
  readonly company: string;
}

const relatedNames = ({ relations }: CardSnapshot, wording: Wording): string[] =>
  relations.map((card) => `${wording.kind(card.kind)} ${card.no}`);

/** What keeps a company from becoming a person, and what to do about it. */
function obstacles({ session, to, persons }: Question, wording: Wording): string[] {
  if (to === "company") return [];
  const { snapshot } = session;
  const { relations, values } = snapshot.value;
  const { currencyCode, vatRegistrationNo } = values;
  return [
    ...(persons.length ? [wording.count("type.persons", persons.length, { list: nameSome(persons, wording) })] : []),
    ...(relations.length
      ? [wording.say("type.relations", { list: wording.list(relatedNames(snapshot.value, wording)) })]
      : []),
    ...(currencyCode ? [wording.say("type.currency", { value: String(currencyCode) })] : []),
    ...(vatRegistrationNo ? [wording.say("type.vat", { value: String(vatRegistrationNo) })] : []),
  ];
}

function consequences({ session, to, company }: Question, wording: Wording): string[] {
  const { values, relations } = session.snapshot.value;
  const name = String(values["name"] ?? "");
  if (to === "person") {
    const { firstName, middleName, surname } = splitName(name);
    const parts = [
      ["firstName", firstName],
      ["middleName", middleName],
      ["surname", surname],
    ].flatMap(([field = "", part]) => (part ? [`${wording.field(field)} ${part}`] : []));
    return [
      ...(parts.length ? [wording.say("type.split", { parts: wording.list(parts) })] : []),
      wording.say("type.person.joins"),
    ];
  }
  const kept = Object.keys(session.previewCompany("")?.keeps ?? {}).map((field) => wording.field(field));
  const customers = relations.filter(({ kind }) => kind === "customer").map(({ no }) => no);
  return [
    ...(company ? [wording.say("type.leaves", { name: company })] : []),
    ...(kept.length ? [wording.say("type.keeps", { list: wording.list(kept) })] : []),
    wording.say("type.company.name"),
    ...(customers.length ? [wording.say("type.customer", { no: wording.list(customers) })] : []),
  ];
}

/**
 * Asks before a contact changes its type, and changes it. Used by `couplet-card`.
 *
 * @element couplet-type-dialog
 * @csspart dialog - The dialog.
 */
export class CoupletTypeDialog extends LitElement {
  static override styles = [
    baseStyles,
    dialogStyles,
    dialogPointStyles,
    css`
      .lead {
        margin-bottom: calc(var(--_space) * 2);
      }
    `,
  ];

  readonly #connection = new Connection(this);
  readonly #request = new Request(this);
  #question: Question | undefined;

  /** Opens the dialog for an open contact. */
  async open(session: CardSession): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    this.#question = undefined;
    this.#request.clear();
    await showModal(this);
    await this.#request.run(wording, async () => {
      const { type, id, companyId } = session.snapshot.value;
      const to = type === "person" ? "company" : "person";
      const persons = to === "person" ? await personsOf(engine, id) : [];
      const company =
        companyId === undefined ? undefined : await engine.readCard("contact", companyId).catch(() => undefined);
      this.#question = { session, to, persons, company: String(company?.values["name"] ?? company?.no ?? "") };
    });
  }

  protected override render() {
    const { wording } = this.#connection;
    const question = this.#question;
    const blocks = question ? obstacles(question, wording) : [];
    const { no = "" } = question?.session.snapshot.value ?? {};
    const name = no || String(question?.session.snapshot.value.values["name"] ?? "");
    return html`
      <dialog class="narrow" part="dialog" aria-labelledby="title">
        ${renderDialogHead({
          title: question ? wording.say(`type.title.${question.to}`, { no: name }) : wording.say("action.working"),
          closeLabel: wording.say("action.close"),
          close: () => closeModal(this),
        })}
        <div class="body">
          ${question ? (blocks.length ? this.#renderBlocks(blocks) : this.#renderConsequences(question)) : nothing}
          ${renderFailureOf(this.#request.failure)}
        </div>
        <footer>
          <button type="button" autofocus @click=${() => closeModal(this)}>${wording.say("action.cancel")}</button>
          <button
            type="button"
            class="primary"
            ?disabled=${!question || blocks.length > 0 || this.#request.isWorking}
            @click=${() => question && this.#change(question)}
          >
            ${
              this.#request.isWorking || !question
                ? wording.say("action.working")
                : wording.say(`type.do.${question.to}`)
            }
          </button>
        </footer>
      </dialog>
    `;
  }

  #renderBlocks(blocks: readonly string[]): TemplateResult {
    return html`
      <p class="lead">${this.#connection.wording.say("type.blocked")}</p>
      <ul class="points no blocks">
        ${blocks.map(
          (block) => html`
            <li>
              ${iconAlert()}
              <span>${block}</span>
            </li>
          `,
        )}
      </ul>
    `;
  }

  #renderConsequences(question: Question): TemplateResult {
    const { wording } = this.#connection;
    return html`
      <ul class="points yes does">
        ${consequences(question, wording).map(
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

  async #change({ session, to }: Question): Promise<void> {
    const { engine, wording } = this.#connection;
    if (!engine) return;
    const isDone = await this.#request.run(wording, async () => {
      await engine.execute({ type: "changeType", cardId: session.id, contactType: to });
      await session.reload().catch(() => undefined);
    });
    if (isDone) closeModal(this);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    "couplet-type-dialog": CoupletTypeDialog;
  }
}
