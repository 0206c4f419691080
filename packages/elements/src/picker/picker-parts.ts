/**
 * What stands in and under a picker besides its list: chosen cards, and the question about one that looks the same.
 *
 * Shape    templates.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardRow } from "@couplet/engine";
import type { PickedCard } from "../events.ts";
import { iconCross, iconOfKind } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

export const renderRemove = (name: string, wording: Wording, remove: () => void): TemplateResult => html`
  <button type="button" class="icon-only" aria-label=${wording.say("picker.remove", { name })} @click=${remove}>
    ${iconCross()}
  </button>
`;

/** @param remove absent where nothing can be changed */
export function renderPicked(
  id: string,
  card: PickedCard | undefined,
  wording: Wording,
  remove: (() => void) | undefined,
): TemplateResult {
  const name = card?.name || card?.no || id;
  return html`
    <span class="picked" part="chip">
      ${card ? iconOfKind(card.kind) : nothing}
      <span>${name}</span>
      ${remove ? renderRemove(name, wording, remove) : nothing}
    </span>
  `;
}

export interface SameQuestion {
  readonly card: CardRow;
  readonly wording: Wording;
  readonly isWorking: boolean;
  readonly take: () => void;
  readonly create: () => void;
}

export const renderSame = ({ card, wording, isWorking, take, create }: SameQuestion): TemplateResult => html`
  <div class="same" role="alert">
    <p>
      ${wording.say("picker.same")}
      <strong>${card.values["name"]}</strong>
      <span class="quiet">
        ${card.values["city"]}
        <span class="number">${card.no}</span>
      </span>
    </p>
    <div class="answers">
      <button type="button" class="primary" @click=${take}>
        ${wording.say("picker.same.take", { no: card.no, name: String(card.values["name"] ?? "") })}
      </button>
      <button type="button" ?disabled=${isWorking} @click=${create}>${wording.say("picker.same.create")}</button>
    </div>
  </div>
`;
