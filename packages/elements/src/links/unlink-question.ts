/**
 * The question before two cards part: what both keep, what ends, who goes on sharing.
 *
 * Source   rule L12
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardKind } from "@couplet/model";
import { renderDialogHead } from "../style/dialog-head.ts";
import { iconCheck, iconLink, iconUnlink } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

interface Named {
  readonly kind: CardKind;
  readonly no: string;
}

export interface UnlinkQuestion {
  readonly here: Named;
  readonly other: Named;
  /** Cards that go on sharing with the contact. */
  readonly rest: readonly Named[];
  readonly wording: Wording;
  readonly isWorking: boolean;
  close(): void;
  unlink(): void;
}

export function renderQuestion(question: UnlinkQuestion): TemplateResult {
  const { here, other, rest, wording } = question;
  const nameOf = (card: Named): string => `${wording.kind(card.kind)} ${card.no}`;
  return html`
    <dialog class="narrow" part="dialog" aria-labelledby="question">
      ${renderDialogHead({
        id: "question",
        title: wording.say("unlink.title", { a: nameOf(here), b: nameOf(other) }),
        closeLabel: wording.say("action.close"),
        close: () => question.close(),
      })}
      <div class="body">
        <ul class="consequences">
          <li>
            ${iconCheck()}
            <span>${wording.say("unlink.stays")}</span>
          </li>
          <li>
            ${iconUnlink()}
            <span>${wording.say("unlink.goes")}</span>
          </li>
          ${
            rest.length
              ? html`
                  <li>
                    ${iconLink()}
                    <span>${wording.say("unlink.others", { list: wording.list(rest.map(nameOf)) })}</span>
                  </li>
                `
              : nothing
          }
        </ul>
      </div>
      <footer>
        <button type="button" autofocus @click=${() => question.close()}>${wording.say("action.cancel")}</button>
        <button type="button" class="primary" ?disabled=${question.isWorking} @click=${() => question.unlink()}>
          ${iconUnlink()} ${wording.say("unlink.do")}
        </button>
      </footer>
    </dialog>
  `;
}
