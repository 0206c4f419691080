/**
 * The question which template a new card starts with, where several fit: what each is for, and what it fills in.
 *
 * Source   rule L9
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { fieldSpec, type CardTemplate, type RelatedKind } from "@couplet/model";
import { readable } from "../field/display.ts";
import { renderDialogHead } from "../style/dialog-head.ts";
import type { Wording } from "../text/wording.ts";

export interface TemplateQuestion {
  readonly kind: RelatedKind;
  readonly templates: readonly CardTemplate[];
  readonly wording: Wording;
  close(): void;
  choose(code: string): void;
}

export function renderTemplateQuestion(question: TemplateQuestion): TemplateResult {
  const { kind, templates, wording } = question;
  const close = (): void => question.close();
  return html`
    <dialog class="narrow" part="dialog" aria-labelledby="question" @close=${close}>
      ${renderDialogHead({
        id: "question",
        title: wording.say("template.title", { kind: wording.say(`kind.${kind}.the`) }),
        closeLabel: wording.say("action.close"),
        close,
      })}
      <div class="body">
        <p class="quiet">${wording.say("template.lead")}</p>
        <ul class="templates">
          ${templates.map(
            (template) => html`
              <li>
                <button type="button" class="template" part="action" @click=${() => question.choose(template.code)}>
                  <b>${template.description || template.code}</b>
                  ${
                    template.description
                      ? html`
                          <span class="code">${template.code}</span>
                        `
                      : nothing
                  }
                  <span class="quiet">${valuesOf(template, wording)}</span>
                </button>
              </li>
            `,
          )}
        </ul>
      </div>
      <footer>
        <button type="button" @click=${close}>${wording.say("action.cancel")}</button>
      </footer>
    </dialog>
  `;
}

const valuesOf = ({ kind, fields }: CardTemplate, wording: Wording): string =>
  Object.entries(fields)
    .flatMap(([name, value]) => {
      const spec = fieldSpec(kind, name);
      return spec ? `${wording.field(name)}: ${readable(spec, value, wording)}` : [];
    })
    .join(", ");
