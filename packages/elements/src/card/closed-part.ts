/**
 * The card's own block where the role does not read it: why there is nothing to see, and what the user had set there in vain.
 *
 * Shape    a template. The refused edits are the user's own words; whoever loses a right while offline gets them back here.
 * Not      what stands in these fields: that never reaches the device.
 * Source   rule X2; docs/decisions/0020-own-parts-are-closed.md
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardSession, CardSnapshot, RefusedEdit } from "@couplet/engine";
import { documentRole, fieldSpec } from "@couplet/model";
import { readable } from "../field/display.ts";
import { iconAlert } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

const isOwn = ({ kind }: CardSnapshot, { field }: RefusedEdit): boolean => documentRole(kind, field) !== "common";

/** @param title what the block is called */
export function renderClosed(
  title: string,
  snapshot: CardSnapshot,
  session: CardSession,
  wording: Wording,
): TemplateResult {
  const refused = Object.values(snapshot.refused).filter((edit) => isOwn(snapshot, edit));
  return html`
    <section class="own" part="own" aria-label=${title}>
      <div class="block">
        <p class="caption">${title}</p>
        <p class="closed">${wording.say("card.own.closed")}</p>
        ${
          refused.length > 0
            ? html`
                <ul class="lost">
                  ${repeat(
                    refused,
                    ({ entry }) => entry,
                    (edit) => renderRefused(edit, snapshot, session, wording),
                  )}
                </ul>
              `
            : nothing
        }
      </div>
    </section>
  `;
}

function renderRefused(
  edit: RefusedEdit,
  { kind }: CardSnapshot,
  session: CardSession,
  wording: Wording,
): TemplateResult {
  const spec = fieldSpec(kind, edit.field);
  const value = spec ? readable(spec, edit.value, wording) : String(edit.value);
  return html`
    <li data-field=${edit.field} part="error">
      ${iconAlert()}
      <span>
        <strong>${spec ? wording.field(edit.field) : wording.say("card.notes")}</strong>
        ${
          // The text of these says that the field may be read.
          edit.code.startsWith("perm.")
            ? wording.say("field.refused.closed", { value })
            : wording.say("field.refused.by", { text: wording.problemOr(edit.code, edit.text), value })
        }
        <button type="button" class="plain" @click=${() => session.discardRefused(edit.entry)}>
          ${wording.say("action.discard")}
        </button>
      </span>
    </li>
  `;
}
