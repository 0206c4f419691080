/**
 * Taking a link back while nobody has edited since: which relations offer it, and the button.
 *
 * Shape    a part of the links panel; an edit seen in the open card takes the offer away at once, the server has the last word.
 * Not      unlinking: there both cards keep what they show.
 * Source   rule L2
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardSnapshot, Engine, FieldSource, RelatedCard } from "@couplet/engine";
import { documentRole } from "@couplet/model";
import { iconUndo } from "../style/icons.ts";
import type { Request } from "../request.ts";
import type { Wording } from "../text/wording.ts";

/** What the link wrote is as old as the link, give or take the grain of clocks. */
const grainMs = 1_000;

/** Whether the link can be undone as far as is known here: no shared field was set since. Pure. */
function canUndo({ kind, sources }: CardSnapshot, { undo }: RelatedCard): boolean {
  const isLater = ([field, { atMs }]: [string, FieldSource]): boolean =>
    documentRole(kind, field) === "common" && undo !== undefined && atMs > undo.linkedAtMs + grainMs;
  return undo !== undefined && !Object.entries(sources).some(isLater);
}

/** One relation of the card shown, and whose contact it is. */
interface Undoable {
  readonly snapshot: CardSnapshot;
  readonly contactId: string;
  readonly relation: RelatedCard;
}

export class LinkUndoer {
  readonly #request: Request;

  constructor(request: Request) {
    this.#request = request;
  }

  render(
    engine: Engine,
    wording: Wording,
    undoable: Undoable,
    undone: () => Promise<void>,
  ): TemplateResult | undefined {
    const { contactId, relation, snapshot } = undoable;
    if (!canUndo(snapshot, relation)) return undefined;
    const undo = async (): Promise<void> => {
      const isDone = await this.#request.run(wording, () => engine.undoLink(contactId, relation.id));
      if (isDone) await undone();
    };
    return html`
      <button
        type="button"
        class="plain"
        part="action"
        title=${wording.say("links.undo.help")}
        ?disabled=${this.#request.isWorking}
        @click=${undo}
      >
        ${iconUndo()} ${wording.say("links.undo")}
      </button>
    `;
  }
}

/** What was done, and beside it the way back. */
export const renderDone = (mark: unknown, text: string, back: unknown): unknown =>
  text === ""
    ? nothing
    : html`
        ${mark}
        <span>${text}</span>
        ${back ?? nothing}
      `;
