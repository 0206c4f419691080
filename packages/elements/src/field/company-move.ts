/**
 * What joining or leaving a company would do to a person's card, asked before it is done.
 *
 * Shape    a template over the engine's preview; there is nothing to ask where nothing else would change.
 * Not      the move itself: it is an edit of `companyId`, with what goes along.
 * Source   rules H1, H2
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardSession, CompanyPreview } from "@couplet/engine";
import { fieldSpec, type Scalar, type ValueContext } from "@couplet/model";
import type { Wording } from "../text/wording.ts";
import { readable } from "./display.ts";

export interface CompanyMove {
  /** Blank: the person leaves. */
  readonly companyId: string;
  readonly preview: CompanyPreview;
}

const isEmpty = (fields: Readonly<Record<string, Scalar>>): boolean => Object.keys(fields).length === 0;

/** The move that picking a value asks for; `undefined`: it can be made without a question. */
export function moveOf(session: CardSession | undefined, field: string, input: Scalar): CompanyMove | undefined {
  const { values = {}, readonly = true } = session?.snapshot.value ?? {};
  if (field !== "companyId" || readonly || values[field] === input) return undefined;
  const preview = session?.previewCompany(String(input));
  if (!preview || (isEmpty(preview.inherits) && isEmpty(preview.clears) && isEmpty(preview.keeps))) return undefined;
  return { companyId: String(input), preview };
}

function renderFields(
  fields: Readonly<Record<string, Scalar>>,
  title: string,
  { wording, context }: Pick<MoveView, "wording" | "context">,
): TemplateResult | typeof nothing {
  if (isEmpty(fields)) return nothing;
  const { countryCode } = fields;
  const from = typeof countryCode === "string" && countryCode ? { countryCode } : context;
  return html`
    <h4>${title}</h4>
    <dl>
      ${Object.entries(fields).map(([name, value]) => {
        const spec = fieldSpec("contact", name);
        return html`
          <div>
            <dt>${wording.field(name)}</dt>
            <dd class="number">${spec ? readable(spec, value, wording, from) : value}</dd>
          </div>
        `;
      })}
    </dl>
  `;
}

export interface MoveView {
  readonly move: CompanyMove;
  readonly wording: Wording;
  /** Of the person. */
  readonly context: ValueContext;
  answerMove(isWanted: boolean): void;
}

export function renderMove(view: MoveView): TemplateResult {
  const { wording } = view;
  const { companyId, preview } = view.move;
  const { name, inherits, clears, keeps } = preview;
  const isJoining = companyId !== "";
  return html`
    <div class="move" part="company-move" role="group" aria-labelledby="move">
      <p class="question" id="move">
        ${isJoining ? wording.say("move.join.title", { name }) : wording.say("move.leave.title")}
      </p>
      ${renderFields(inherits, wording.say("move.inherits", { name }), view)}
      ${renderFields(clears, wording.say("move.clears"), view)} ${renderFields(keeps, wording.say("move.keeps"), view)}
      <p class="answers">
        <button type="button" class="primary" @click=${() => view.answerMove(true)}>
          ${isJoining ? wording.say("move.join", { name }) : wording.say("move.leave")}
        </button>
        <button type="button" @click=${() => view.answerMove(false)}>${wording.say("action.cancel")}</button>
      </p>
    </div>
  `;
}
