/**
 * One related card in the links panel: what it is, what it shares, what it keeps for itself, and what can be done.
 *
 * Source   rules F1, F3
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardSnapshot, RelatedCard } from "@couplet/engine";
import { commonFieldsOfKind, fieldsOfKind } from "@couplet/model";
import type { Holder } from "../card/holders.ts";
import { iconOfKind } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

export interface RelatedRow {
  readonly snapshot: CardSnapshot;
  readonly holder: Holder;
  readonly relation: RelatedCard | undefined;
  readonly wording: Wording;
  /** Buttons. */
  readonly actions: unknown;
  readonly navigate: () => void;
}

export function renderRelatedRow({
  snapshot,
  holder,
  relation,
  wording,
  actions,
  navigate,
}: RelatedRow): TemplateResult {
  const here = new Set(commonFieldsOfKind(snapshot.kind));
  const shared = commonFieldsOfKind(holder.kind).filter((field) => here.has(field));
  const own = fieldsOfKind(holder.kind).filter((spec) => spec.scope === "private" && !spec.personOnly);
  return html`
    <li>
      <span class="mark">${iconOfKind(holder.kind)}</span>
      <div class="words">
        <p class="who">
          <button type="button" class="name" @click=${navigate}>${holder.name || wording.say("card.unnamed")}</button>
        </p>
        <p class="quiet">
          ${wording.kind(holder.kind)}
          <span class="number">${holder.no || wording.say("card.number.pending")}</span>
          ${
            relation?.code
              ? html`
                  <span class="code" title=${wording.say("links.code", { code: relation.code })}>${relation.code}</span>
                `
              : nothing
          }
        </p>
        <details>
          <summary>${wording.say("links.shares", { n: shared.length })}</summary>
          <p>${wording.list(shared.map((field) => wording.field(field)))}.</p>
          <p>
            ${wording.say("links.keeps", { kind: wording.say(`kind.${holder.kind}.the`) })}
            ${wording.list([...own.map((spec) => wording.field(spec.name)), wording.field("notes")])}.
          </p>
        </details>
      </div>
      ${actions}
    </li>
  `;
}
