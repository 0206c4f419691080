/**
 * The two blocks of a card: the one that related cards hold together, and the card's own beside it.
 *
 * Shape    templates over {@link Blocks}.
 * Source   rules F1, F3
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardSession, CardSnapshot } from "@couplet/engine";
import type { ContactType } from "@couplet/model";
import type { Wording } from "../text/wording.ts";
import { renderSections, renderTypeChoice } from "./card-parts.ts";
import { renderNotice } from "./card-states.ts";
import { renderClosed } from "./closed-part.ts";
import { captionOf, renderHolders } from "./holder-chips.ts";
import type { Holder } from "./holders.ts";
import type { Layout, Section } from "./layout.ts";

export interface Blocks {
  readonly layout: Layout;
  readonly session: CardSession;
  readonly snapshot: CardSnapshot;
  readonly wording: Wording;
  /** The chips; none where the page hides them or the card is new. */
  readonly holders: readonly Holder[];
  readonly isShared: boolean;
  /** Which way the shared block moves just now. */
  readonly motion: "" | "joining" | "parting";
  readonly isReadonly: boolean;
  readonly hasNotes: boolean;
  /** The country has changed, and what belongs to the old one is still there. */
  readonly offersNewPlace: boolean;
  /** For a card that does not exist yet. */
  readonly setType: ((type: ContactType) => void) | undefined;
  open(holder: Holder): void;
  endMotion(): void;
  answerPlace(isCleared: boolean): void;
}

function renderPlaceOffer(blocks: Blocks, section: Section): TemplateResult | typeof nothing {
  const { wording } = blocks;
  if (!blocks.offersNewPlace || section.name !== "address") return nothing;
  return renderNotice(
    wording.say("card.newPlace"),
    html`
      <button type="button" @click=${() => blocks.answerPlace(true)}>${wording.say("card.newPlace.clear")}</button>
      <button type="button" class="plain" @click=${() => blocks.answerPlace(false)}>
        ${wording.say("card.newPlace.keep")}
      </button>
    `,
  );
}

export function renderShared(blocks: Blocks): TemplateResult | typeof nothing {
  const { layout, session, holders, wording, isShared, isReadonly } = blocks;
  if (!layout.shared.length) return nothing;
  return html`
    <section class="shared ${isShared ? "together" : ""}" part="shared" aria-label=${wording.say("card.shared.label")}>
      ${holders.length ? renderHolders(holders, wording, (holder) => blocks.open(holder)) : nothing}
      <div class="block ${blocks.motion}" @animationend=${() => blocks.endMotion()}>
        ${
          holders.length
            ? html`
                <p class="caption">${captionOf(holders, wording)}</p>
              `
            : nothing
        }
        ${renderSections(layout.shared, session, wording, {
          isReadonly,
          after: (section) => renderPlaceOffer(blocks, section),
        })}
      </div>
    </section>
  `;
}

export function renderOwn(blocks: Blocks): TemplateResult | typeof nothing {
  const { layout, session, snapshot, wording, isReadonly, hasNotes, setType } = blocks;
  if (!layout.own.length && !hasNotes) return nothing;
  const title = wording.say(`card.own.${session.kind}`);
  if (snapshot.isOwnPartClosed) return renderClosed(title, snapshot, session, wording);
  const hasType = snapshot.kind === "contact" || snapshot.kind === "customer";
  return html`
    <section class="own" part="own" aria-label=${title}>
      <div class="block">
        <p class="caption">${title}</p>
        ${setType && hasType ? renderTypeChoice(snapshot.type, wording, setType) : nothing}
        ${renderSections(layout.own, session, wording, { isReadonly })}
        ${
          hasNotes
            ? html`
                <couplet-notes
                  class="section"
                  exportparts="label, input"
                  .session=${session}
                  ?readonly=${isReadonly}
                ></couplet-notes>
              `
            : nothing
        }
      </div>
    </section>
  `;
}
