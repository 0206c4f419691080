/**
 * The choice between the values that several people gave one field while apart.
 *
 * Shape    a template: who, when, on which card, the value; a button each to keep it, one to type another.
 * Not      the decision: the host hands in what to do, and the session settles it everywhere.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { ConflictCandidate, FieldConflict } from "@couplet/engine";
import type { FieldSpec, ValueContext } from "@couplet/model";
import { readable } from "../field/display.ts";
import { renderValue } from "../picture/thumb.ts";
import type { Wording } from "../text/wording.ts";

export interface Choice {
  readonly spec: FieldSpec;
  readonly conflict: FieldConflict;
  readonly context: ValueContext;
  readonly wording: Wording;
  readonly isReadonly: boolean;
  /** Where several choices stand together: what tells this one's ids from the others'. */
  readonly scope?: string;
  choose(candidate: ConflictCandidate): void;
  /** Absent where there is no field beside the choice to type in. */
  typeAnother?(): void;
}

const whoOf = (candidate: ConflictCandidate, wording: Wording): string =>
  candidate.isMine ? wording.say("conflict.you") : candidate.by.name;

/** The sentence above the values: names the other person where there is just one. */
function questionOf({ spec, conflict, wording }: Pick<Choice, "spec" | "conflict" | "wording">): string {
  const field = wording.field(spec.name);
  const others = conflict.candidates.filter((candidate) => !candidate.isMine);
  const [other] = others;
  if (other && others.length === 1 && conflict.candidates.length === 2)
    return wording.say("conflict.ask", { who: other.by.name, field, time: wording.time(other.atMs) });
  const names = [...new Set(conflict.candidates.map((candidate) => whoOf(candidate, wording)))];
  return wording.say("conflict.ask.two", { field, whos: wording.list(names) });
}

/** The id of the sentence above the values. */
export const questionId = ({ spec, scope = "" }: Pick<Choice, "spec" | "scope">): string =>
  `question-${spec.name}${scope}`;

export function renderChoice(choice: Choice): TemplateResult {
  const { spec, conflict, wording, isReadonly, context } = choice;
  // A picture is not typed; another one is chosen where the shown one stands.
  const typeAnother = spec.type === "image" ? undefined : choice.typeAnother?.bind(choice);
  const onKey = (event: KeyboardEvent): void => {
    if (event.altKey || event.ctrlKey || event.metaKey || isReadonly) return;
    const candidate = /^[1-9]$/.test(event.key) ? conflict.candidates[Number(event.key) - 1] : undefined;
    if (candidate) choice.choose(candidate);
    else if (event.key.toLowerCase() === "e" && typeAnother) typeAnother();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <div class="choice" part="conflict" role="group" aria-labelledby=${questionId(choice)} @keydown=${onKey}>
      <p class="question" id=${questionId(choice)}>${questionOf(choice)}</p>
      <ol>
        ${repeat(
          conflict.candidates,
          (candidate) => candidate.entry,
          (candidate, index) => html`
            <li part="conflict-choice" class=${index === 0 ? "shown" : ""}>
              <span class="ordinal" aria-hidden="true">${index + 1}</span>
              <span class="version">
                <span class="value">${renderValue(spec, candidate.value, wording, context)}</span>
                <span class="origin">
                  ${whoOf(candidate, wording)}, ${wording.time(candidate.atMs)}
                  ${
                    candidate.card.kind && candidate.card.no
                      ? wording.say("conflict.on", { kind: wording.kind(candidate.card.kind), no: candidate.card.no })
                      : nothing
                  }
                  ${
                    index === 0
                      ? html`
                          <em>${wording.say("conflict.shown")}</em>
                        `
                      : nothing
                  }
                </span>
              </span>
              ${
                isReadonly
                  ? nothing
                  : html`
                      <button
                        type="button"
                        aria-label=${wording.say("conflict.keep.label", {
                          value: readable(spec, candidate.value, wording, context),
                          who: whoOf(candidate, wording),
                        })}
                        @click=${() => choice.choose(candidate)}
                      >
                        ${wording.say("conflict.keep")}
                      </button>
                    `
              }
            </li>
          `,
        )}
      </ol>
      <p class="after">
        ${
          isReadonly
            ? wording.say("conflict.readonly")
            : html`
                ${
                  typeAnother
                    ? html`
                        <button type="button" class="plain" @click=${typeAnother}>
                          ${wording.say("conflict.other")}
                        </button>
                      `
                    : nothing
                }
                <span class="keys">
                  ${wording.say(typeAnother ? "conflict.keys" : "conflict.keys.keep", { n: conflict.candidates.length })}
                </span>
              `
        }
      </p>
    </div>
  `;
}
