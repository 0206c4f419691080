/**
 * The chips above the shared block: the cards that hold it together, each with a fine line down to it.
 *
 * Shape    a list of buttons that ask for the other cards; this card's own chip is filled and is no button.
 *
 * @module
 */
import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { iconOfKind } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import type { Holder } from "./holders.ts";

export function renderHolders(
  holders: readonly Holder[],
  wording: Wording,
  open: (holder: Holder) => void,
): TemplateResult {
  const numberOf = ({ no }: Holder): string => no || wording.say("card.number.pending");
  const words = (holder: Holder): TemplateResult => html`
    ${iconOfKind(holder.kind)}
    <span class="kind">${wording.kind(holder.kind)}</span>
    <span class="number">${numberOf(holder)}</span>
  `;
  return html`
    <ul class="holders" aria-label=${wording.say("card.holders")}>
      ${repeat(
        holders,
        (holder) => holder.id,
        (holder) => html`
          <li class=${holder.isHere ? "here" : ""}>
            ${
              holder.isHere
                ? html`
                    <span class="chip" part="chip" aria-current="true">
                      ${words(holder)}
                      <span class="hidden-text">(${wording.say("card.holder.here")})</span>
                    </span>
                  `
                : html`
                    <button
                      type="button"
                      class="chip"
                      part="chip"
                      title=${`${wording.kind(holder.kind)} ${holder.name}`.trim()}
                      aria-label=${wording.say("card.holder.open", {
                        kind: wording.kind(holder.kind),
                        no: numberOf(holder),
                      })}
                      @click=${() => open(holder)}
                    >
                      ${words(holder)}
                    </button>
                  `
            }
          </li>
        `,
      )}
    </ul>
  `;
}

/** What stands in the block's own corner: how many cards hold it. */
export function captionOf(holders: readonly Holder[], wording: Wording): string {
  if (holders.length < 2) return wording.say("card.shared.alone");
  return holders.length === 2
    ? wording.say("card.shared.by.two")
    : wording.say("card.shared.by.many", { n: holders.length });
}
