/**
 * The pieces a card is set from: header, notices, sections of fields, footer.
 *
 * Shape    templates over plain values and callbacks; `card.ts` holds the life, these hold the markup.
 *
 * @module
 */
import { html, nothing, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { CardSession, CardSnapshot } from "@couplet/engine";
import { contactTypes, statusLabel, valueLabel, type ContactType } from "@couplet/model";
import { renderFailureOf } from "../request-failure.ts";
import type { Request } from "../request.ts";
import { iconBin, iconDevice, iconOfKind, iconPencil, iconRedo, iconUndo } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import type { Section } from "./layout.ts";

/** A button of the page's own in the card's footer. */
export interface CardAction {
  readonly id: string;
  readonly label: string;
  /** Address of a picture, shown beside the label. */
  readonly icon?: string;
  /** Whether the button is there for this card; always if absent. */
  when?(record: CardSnapshot): boolean;
}

/** Of a card that exists on this device only, that it follows; where it can be changed, a way to. */
function renderNumber(
  { no, provisional }: CardSnapshot,
  wording: Wording,
  change: (() => void) | undefined,
): TemplateResult {
  if (provisional || !no)
    return html`
      <span class="no number pending" part="number" title=${wording.problem({ code: "number.pending" })}>
        ${iconDevice()} ${no || wording.say("card.number.pending")}
      </span>
    `;
  if (!change)
    return html`
      <span class="no number" part="number">${no}</span>
    `;
  const words = wording.say("number.change", { no });
  return html`
    <span class="no number" part="number">
      <button type="button" class="type" aria-label=${words} title=${words} @click=${change}>
        ${no} ${iconPencil()}
      </button>
    </span>
  `;
}

/** Company or person; where that can be changed, a way to. */
function renderType(type: ContactType, wording: Wording, change: (() => void) | undefined): TemplateResult {
  const label = valueLabel(type, wording.language);
  if (!change)
    return html`
      <span class="quiet">${label}</span>
    `;
  const words = wording.say("type.change", { type: label });
  return html`
    <span class="quiet">
      <button type="button" class="type" part="type" aria-label=${words} title=${words} @click=${change}>
        ${label} ${iconPencil()}
      </button>
    </span>
  `;
}

/** The picture in the head: the same field as any other, told by what it shows instead of a label. */
export const renderFace = (session: CardSession, isReadonly: boolean): TemplateResult => html`
  <couplet-field
    exportparts="avatar, error, conflict, conflict-choice, conflict-mark"
    data-face
    data-field="image"
    .session=${session}
    .field=${"image"}
    ?readonly=${isReadonly}
  ></couplet-field>
`;

export interface Head {
  readonly snapshot: CardSnapshot;
  readonly wording: Wording;
  readonly isNew: boolean;
  readonly face: unknown;
  readonly aside: unknown;
  /** Absent where the type cannot be changed here. */
  readonly changeType?: (() => void) | undefined;
  /** Absent where the number cannot be changed here. */
  readonly changeNumber?: (() => void) | undefined;
}

export function renderHeader({
  snapshot,
  wording,
  isNew,
  face,
  aside,
  changeType,
  changeNumber,
}: Head): TemplateResult {
  const name = String(snapshot.values["name"] ?? "");
  return html`
    <header class="head" part="header">
      <slot name="header-start"></slot>
      ${face}
      <div class="identity">
        <p class="line">
          <span class="badge" part="kind-badge">${iconOfKind(snapshot.kind)} ${wording.kind(snapshot.kind)}</span>
          ${
            isNew
              ? nothing
              : html`
                  ${renderNumber(snapshot, wording, changeNumber)}
                `
          }
          ${snapshot.type ? renderType(snapshot.type, wording, changeType) : nothing}
          ${
            snapshot.status && !isNew
              ? html`
                  <span class="quiet" part="contact-status">${statusLabel(snapshot.status, wording.language)}</span>
                `
              : nothing
          }
        </p>
        <h2 id="title" part="title" class=${name ? "" : "unnamed"}>
          ${name || (isNew ? wording.say(`card.new.${snapshot.kind}`) : wording.say("card.unnamed"))}
        </h2>
      </div>
      <div class="aside">
        ${aside}
        <slot name="header-end"></slot>
      </div>
    </header>
  `;
}

/** What stands beside the title: who else is there, and the state of saving. */
export const renderAside = (
  session: CardSession,
  shown: { readonly presence: boolean; readonly status: boolean },
): TemplateResult => html`
  ${
    shown.presence
      ? html`
          <couplet-presence exportparts="presence, avatar" .session=${session}></couplet-presence>
        `
      : nothing
  }
  ${renderStatus(shown.status)}
`;

export const renderStatus = (isShown: boolean): TemplateResult | typeof nothing =>
  isShown
    ? html`
        <couplet-status exportparts="status"></couplet-status>
      `
    : nothing;

export function renderSections(
  sections: readonly Section[],
  session: CardSession,
  wording: Wording,
  options: { readonly isReadonly: boolean; after?(section: Section): unknown },
): TemplateResult {
  return html`
    ${repeat(
      sections,
      (section) => section.name,
      (section) => html`
        <div class="section" part="section" role="group" aria-label=${wording.say(`section.${section.name}`)}>
          ${
            sections.length < 2 || section.name === "identity"
              ? nothing
              : html`
                  <h3 part="section-title">${wording.say(`section.${section.name}`)}</h3>
                `
          }
          <div class="grid">
            ${repeat(
              section.fields,
              ({ spec }) => spec.name,
              ({ spec, span, narrow }) => html`
                <slot name="field:${spec.name}" class="cell span-${span} narrow-${narrow}">
                  <couplet-field
                    exportparts="field, label, input, help, error, counter, action, conflict, conflict-choice, conflict-mark"
                    data-field=${spec.name}
                    .session=${session}
                    .field=${spec.name}
                    ?readonly=${options.isReadonly}
                  ></couplet-field>
                </slot>
              `,
            )}
          </div>
          ${options.after?.(section) ?? nothing}
        </div>
      `,
    )}
  `;
}

export interface Footer {
  readonly snapshot: CardSnapshot;
  readonly wording: Wording;
  readonly isReadonly: boolean;
  readonly actions: readonly CardAction[];
  undo(): void;
  redo(): void;
  act(action: CardAction): void;
  askDelete(): void;
}

export function renderFooter(footer: Footer): TemplateResult {
  const { snapshot, wording, isReadonly } = footer;
  return html`
    <footer part="footer">
      ${
        isReadonly
          ? nothing
          : html`
              <button type="button" part="action" ?disabled=${!snapshot.canUndo} @click=${() => footer.undo()}>
                ${iconUndo()} ${wording.say("card.undo")}
              </button>
              <button type="button" part="action" ?disabled=${!snapshot.canRedo} @click=${() => footer.redo()}>
                ${iconRedo()} ${wording.say("card.redo")}
              </button>
            `
      }
      ${footer.actions
        .filter((action) => action.when?.(snapshot) ?? true)
        .map(
          (action) => html`
            <button type="button" part="action" @click=${() => footer.act(action)}>
              ${
                action.icon
                  ? html`
                      <img src=${action.icon} alt="" />
                    `
                  : nothing
              }
              ${action.label}
            </button>
          `,
        )}
      <slot name="actions"></slot>
      <slot name="footer"></slot>
      ${
        isReadonly || snapshot.deleted
          ? nothing
          : html`
              <button type="button" class="plain delete" part="action" @click=${() => footer.askDelete()}>
                ${iconBin()} ${wording.say("card.delete")}
              </button>
            `
      }
    </footer>
  `;
}

/** Company or person, for a card that does not exist yet. */
export const renderTypeChoice = (
  chosen: ContactType | undefined,
  wording: Wording,
  choose: (type: ContactType) => void,
): TemplateResult => html`
  <fieldset class="types">
    <legend>${wording.field("type")}</legend>
    ${contactTypes.map(
      (type) => html`
        <label>
          <input type="radio" name="type" .checked=${type === chosen} @change=${() => choose(type)} />
          ${valueLabel(type, wording.language)}
        </label>
      `,
    )}
  </fieldset>
`;

/** The foot of a card that does not exist yet. */
export const renderCreate = (wording: Wording, request: Request, create: () => void): TemplateResult => html`
  <footer part="footer">
    <slot name="actions"></slot>
    ${renderFailureOf(request.failure)}
    <button type="button" class="primary" part="primary-action" ?disabled=${request.isWorking} @click=${create}>
      ${request.isWorking ? wording.say("action.working") : wording.say("card.new.create")}
    </button>
  </footer>
`;
