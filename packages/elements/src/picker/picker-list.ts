/**
 * The list under a picker: cards found, and what can be made of what was typed.
 *
 * Shape    templates; options are numbered through, those that create last.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardRow } from "@couplet/engine";
import type { CardKind } from "@couplet/model";
import { iconOfKind, iconPlus } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

export type Option =
  | { readonly type: "card"; readonly card: CardRow }
  | { readonly type: "create"; readonly kind: CardKind };

export interface OptionList {
  readonly options: readonly Option[];
  readonly active: number;
  readonly query: string;
  readonly isOpen: boolean;
  readonly isSearching: boolean;
  readonly label: string;
  readonly wording: Wording;
  readonly pick: (option: Option) => void;
}

export function renderOptions(list: OptionList): TemplateResult {
  const { options, active, query, isOpen, wording, pick } = list;
  const hasCards = options.some(({ type }) => type === "card");
  return html`
    <ul id="options" role="listbox" aria-label=${list.label} ?hidden=${!isOpen}>
      ${
        hasCards || list.isSearching
          ? nothing
          : html`
              <li class="none" role="presentation">${wording.say("picker.nothing")}</li>
            `
      }
      ${options.map(
        (option, index) => html`
          <li
            role="option"
            id="option-${index}"
            part="option"
            class=${option.type}
            aria-selected=${index === active}
            @pointerdown=${(event: Event) => {
              // Before the blur, which would close the list under the pointer.
              event.preventDefault();
              pick(option);
            }}
          >
            ${option.type === "card" ? renderCard(option.card, wording) : renderCreate(option.kind, query, wording)}
          </li>
        `,
      )}
    </ul>
  `;
}

const renderCard = (card: CardRow, wording: Wording): TemplateResult => html`
  ${iconOfKind(card.kind)}
  <span>${card.values["name"] || wording.say("card.unnamed")}</span>
  <span class="quiet">${card.values["city"]}</span>
  <span class="number quiet">
    <span class="hidden-text">${wording.kind(card.kind)}</span>
    ${card.no}
  </span>
`;

const renderCreate = (kind: CardKind, name: string, wording: Wording): TemplateResult => html`
  ${iconPlus()}
  <span>${wording.say("picker.create", { name, kind: wording.kind(kind) })}</span>
`;
