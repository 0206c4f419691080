/**
 * What stands around a control: marks above it, actions beside it, words below it.
 *
 * Shape    templates over a {@link FieldView}; states are told by words and small marks, never by colour alone.
 * Not      the control (`field-control.ts`) nor the choice in a conflict (`../conflicts/choice.ts`).
 * Source   rules F6, F7, F8
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import type { CardSession, InheritedFrom, RefusedEdit } from "@couplet/engine";
import { questionId, renderChoice } from "../conflicts/choice.ts";
import { isPicture, type FieldSpec } from "@couplet/model";
import { renderThumb } from "../picture/thumb.ts";
import {
  iconAlert,
  iconCall,
  iconCopy,
  iconDevice,
  iconFork,
  iconHistory,
  iconMail,
  iconOpen,
  iconWeb,
} from "../style/icons.ts";
import { renderMove } from "./company-move.ts";
import type { Wording } from "../text/wording.ts";
import { gloss, readable, targetOf } from "./display.ts";
import type { FieldView } from "./field-view.ts";

/** From this share of the limit on, the characters left are told. */
const nearLimit = 0.2;

/** Whose value it is, also for who does not see it muted. */
function renderInherited({ inherited, spec, wording }: FieldView): TemplateResult | typeof nothing {
  if (!inherited) return nothing;
  if (spec.name === "contactName") return renderPrimary(inherited, wording);
  const name = inherited.name || inherited.no;
  const words = name ? wording.say("field.from", { name }) : wording.say("field.from.company");
  return html`
    <span class="from" part="inherited" id="from" title=${wording.say("field.from.help", { name })}>${words}</span>
  `;
}

/** The value says already what the contact is called. */
function renderPrimary({ no, name }: InheritedFrom, wording: Wording): TemplateResult {
  const words = no ? wording.say("field.from", { name: no }) : wording.say("field.from.primary");
  const help = wording.say("field.from.primary.help", { name: name || no });
  return html`
    <span class="from" part="inherited" id="from" title=${help}>${words}</span>
  `;
}

/**
 * Who set the value, and when: where the pointer or the focus is, as a way to all values before. By keyboard it is Alt+H, so that the
 * button takes no stop between two fields.
 */
function renderSource(view: FieldView): TemplateResult | typeof nothing {
  const { source, wording, label } = view;
  if (!view.hasHistory) return nothing;
  const who = source && (source.isMine ? wording.say("conflict.you") : source.by.name);
  const about = source && { field: label, who: who ?? "", when: wording.time(source.atMs) };
  const { kind, no = "", id = "" } = source?.card ?? {};
  const isElsewhere = kind !== undefined && no !== "" && id !== view.cardId;
  const words = !about
    ? wording.say("history.source.none", { field: label })
    : isElsewhere
      ? wording.say("history.source.on.label", { ...about, card: `${wording.kind(kind)} ${no}` })
      : wording.say("history.source.label", about);
  return html`
    <button
      type="button"
      class="source"
      part="history-button"
      tabindex="-1"
      aria-expanded=${view.isHistoryOpen}
      aria-label=${words}
      title=${words}
      @click=${() => view.toggleHistory()}
    >
      ${iconHistory()}
      <span>${about ? wording.say("history.source", about) : nothing}</span>
    </button>
  `;
}

const renderHistory = (view: FieldView, session: CardSession): TemplateResult => html`
  <couplet-history
    .session=${session}
    .field=${view.spec.name}
    @couplet-history-close=${(event: Event) => {
      event.stopPropagation();
      view.toggleHistory();
    }}
  ></couplet-history>
`;

function renderMarks(view: FieldView): TemplateResult {
  const { wording, conflict, people, saved } = view;
  return html`
    <span class="marks">
      ${renderSource(view)} ${renderInherited(view)}
      ${people.map(
        (person) => html`
          <span class="person" title=${wording.say("field.editing", { who: person.name })}>
            <span aria-hidden="true">${person.initials}</span>
            <span class="hidden-text">${wording.say("field.editing", { who: person.name })}</span>
          </span>
        `,
      )}
      ${
        saved === "device"
          ? html`
              <span class="device" title=${wording.say("field.device")}>
                ${iconDevice()}
                <span class="hidden-text">${wording.say("field.device")}</span>
              </span>
            `
          : nothing
      }
      ${
        conflict?.severity === "quiet"
          ? html`
              <button
                type="button"
                class="versions"
                part="conflict-mark"
                aria-expanded=${view.isChoiceOpen}
                @click=${() => view.toggleConflict()}
              >
                ${iconFork()} ${wording.say("conflict.mark", { n: conflict.candidates.length })}
                <span class="hidden-text">
                  . ${wording.say("conflict.mark.label", { field: view.label, n: conflict.candidates.length })}
                </span>
              </button>
            `
          : nothing
      }
    </span>
  `;
}

/** What people carry elsewhere: numbers and addresses. By keyboard the text itself is copied, so the button takes no stop. */
const copied = new Set<FieldSpec["type"]>(["phone", "email", "iban", "bic", "vat", "url"]);

function renderCopy(view: FieldView): TemplateResult | typeof nothing {
  const { spec, value, wording } = view;
  if (value === "" || !copied.has(spec.type)) return nothing;
  const words = wording.say("field.copy", { field: view.label });
  return html`
    <button
      type="button"
      class="icon-only copy"
      part="action"
      tabindex="-1"
      aria-label=${words}
      title=${words}
      @click=${() => navigator.clipboard?.writeText(readable(spec, value, wording, view.context))}
    >
      ${iconCopy()}
    </button>
  `;
}

function renderActions(view: FieldView): TemplateResult | typeof nothing {
  const { spec, value, wording } = view;
  if (spec.type === "cardId" && value !== "" && view.cardName)
    return html`
      <button
        type="button"
        class="icon-only"
        part="action"
        aria-label=${wording.say("field.openCard", { name: view.cardName })}
        title=${wording.say("field.openCard", { name: view.cardName })}
        @click=${() => view.openCard()}
      >
        ${iconOpen()}
      </button>
    `;
  const meaning = view.isTyping ? "" : gloss(spec, value, wording);
  if (meaning)
    return html`
      <span class="gloss" aria-hidden="true">${meaning}</span>
    `;
  const target = targetOf(spec, value);
  if (!target) return nothing;
  const text = readable(spec, value, wording, view.context);
  const icons = { call: iconCall, mail: iconMail, visit: iconWeb };
  const words = wording.say(`field.${target.kind}`, { value: text });
  const isAway = target.kind === "visit";
  return html`
    <a
      part="action"
      class="action"
      href=${target.href}
      target=${isAway ? "_blank" : nothing}
      rel=${isAway ? "noopener noreferrer" : nothing}
      aria-label=${words}
      title=${words}
    >
      ${icons[target.kind]()}
    </a>
  `;
}

function renderRefused(view: FieldView, edit: RefusedEdit): TemplateResult {
  const { wording, spec } = view;
  const value = readable(spec, edit.value, wording, view.context);
  return html`
    <div class="problem" part="error">
      ${iconAlert()}
      <span>
        ${wording.say("field.refused.by", { text: wording.problemOr(edit.code, edit.text), value })}
        ${spec.type === "image" && isPicture(edit.value) ? renderThumb(edit.value, "") : nothing}
        <span class="answers">
          ${
            view.isReadonly
              ? nothing
              : html`
                  <button type="button" class="plain" @click=${() => view.retryRefused()}>
                    ${wording.say("action.retry")}
                  </button>
                `
          }
          <button type="button" class="plain" @click=${() => view.discardRefused()}>
            ${wording.say("action.discard")}
          </button>
        </span>
      </span>
    </div>
  `;
}

/** Problem, refusal, somebody else's value, hint, help and counter: at most what is there, in this order. */
function renderBelow(view: FieldView): TemplateResult {
  const { wording, problemText, refusedEdit, underneath, spec } = view;
  const left = view.charactersLeft;
  const isNear = left !== undefined && left >= 0 && spec.max >= 20 && left <= spec.max * nearLimit;
  return html`
    ${
      problemText
        ? html`
            <p class="problem" part="error" id="error" role="alert">
              ${iconAlert()}
              <span>${problemText}</span>
            </p>
          `
        : nothing
    }
    ${refusedEdit ? renderRefused(view, refusedEdit) : nothing}
    ${
      underneath
        ? html`
            <p class="underneath" role="status">
              <span>
                ${wording.say("field.underneath", {
                  who: underneath.by.name,
                  value: readable(spec, view.value, wording, view.context),
                })}
              </span>
              <button type="button" class="plain" @click=${() => view.takeTheirs()}>
                ${wording.say("field.takeTheirs")}
              </button>
            </p>
          `
        : nothing
    }
    ${
      view.hintText || view.help
        ? html`
            <p class="help" part="help" id="help">
              ${
                view.hintText
                  ? html`
                      ${iconAlert()}
                    `
                  : nothing
              }
              <span>${view.hintText ?? view.help}</span>
            </p>
          `
        : nothing
    }
    ${
      isNear
        ? html`
            <p class="help number" part="counter">${wording.say("field.left", { n: left })}</p>
          `
        : nothing
    }
  `;
}

/** Ids of what describes the control; `undefined` where nothing does. */
export function describedBy(view: FieldView): string | undefined {
  const ids = [
    view.problemText && "error",
    view.inherited && "from",
    (view.help || view.hintText) && "help",
    view.isChoiceOpen && questionId(view),
  ];
  return ids.filter(Boolean).join(" ") || undefined;
}

/** Types whose control is no line to type on. */
const shapes: ReadonlyMap<FieldSpec["type"], string> = new Map([
  ["boolean", "tick"],
  ["image", "picture"],
]);

/** @param control what a person types into; its id is `input` */
export function renderField(view: FieldView, control: TemplateResult): TemplateResult {
  const { label, conflict } = view;
  const frame = [
    "box",
    view.people.length > 0 && "someone",
    view.isReadonly && "readonly",
    view.inherited && "inherited",
    view.problemText !== undefined && "wrong",
  ];
  return html`
    <div class="field ${shapes.get(view.spec.type) ?? ""}" part="field" data-saved=${view.saved}>
      <div class="top">
        <label part="label" for="input">
          ${label}${
            view.isRequired
              ? html`
                  <span aria-hidden="true">&nbsp;*</span>
                `
              : nothing
          }
        </label>
        ${renderMarks(view)}
      </div>
      <div class=${frame.filter(Boolean).join(" ")}>${control} ${renderCopy(view)} ${renderActions(view)}</div>
      ${renderBelow(view)} ${view.isChoiceOpen && conflict ? renderChoice({ ...view, conflict }) : nothing}
      ${view.move ? renderMove({ ...view, move: view.move }) : nothing}
      ${view.isHistoryOpen ? renderHistory(view, view.session) : nothing}
    </div>
  `;
}

/** A field whose card is being opened, or cannot be. */
export const renderPending = (label: string, failure: string | undefined): TemplateResult => html`
  <div class="field" part="field">
    <div class="top"><span class="label" part="label">${label}</span></div>
    <div class="box"><span class=${failure ? "quiet" : "skeleton"} part="skeleton">${failure}</span></div>
  </div>
`;
