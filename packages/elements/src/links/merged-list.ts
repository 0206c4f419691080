/**
 * The contacts that were joined into the one shown, each with the way back while there is one.
 *
 * Source   rule U2
 *
 * @module
 */
import { html, nothing } from "lit";
import type { Engine, MergedContact } from "@couplet/engine";
import type { Request } from "../request.ts";
import { iconOfKind, iconUndo } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";

export interface MergedList {
  readonly engine: Engine;
  readonly wording: Wording;
  readonly request: Request;
  readonly merged: readonly MergedContact[];
  readonly mayUndo: boolean;
  undone(text: string): Promise<void>;
}

const nameOf = ({ no, name }: MergedContact): string => `${no} ${name}`.trim();

/** The button that brings the contact back. */
export function renderUndoMerge(list: MergedList, contact: MergedContact): unknown {
  const { engine, wording, request } = list;
  const undo = async (): Promise<void> => {
    const isDone = await request.run(wording, () => engine.undoMerge(contact.id));
    if (isDone) await list.undone(wording.say("merge.undone", { b: nameOf(contact) }));
  };
  return html`
    <button
      type="button"
      class="plain"
      part="action"
      ?disabled=${request.isWorking}
      aria-label=${wording.say("merge.undo.label", { b: nameOf(contact) })}
      title=${wording.say("merge.undo.label", { b: nameOf(contact) })}
      @click=${undo}
    >
      ${iconUndo()} ${wording.say("merge.undo")}
    </button>
  `;
}

export function renderMerged(list: MergedList): unknown {
  const { wording, merged, mayUndo } = list;
  if (merged.length === 0) return nothing;
  return html`
    <h4>${wording.say("merge.list")}</h4>
    <ul class="merged">
      ${merged.map(
        (contact) => html`
          <li>
            <span class="mark">${iconOfKind("contact")}</span>
            <span class="words">
              ${contact.name || wording.say("card.unnamed")}
              <span class="quiet number">${contact.no}</span>
              <span class="quiet">${wording.say("merge.when", { time: wording.time(contact.atMs) })}</span>
            </span>
            ${mayUndo ? renderUndoMerge(list, contact) : nothing}
          </li>
        `,
      )}
    </ul>
  `;
}
