/**
 * What a person types into: one native control per type of field.
 *
 * Shape    templates over a {@link ControlView}; each control has the id `input`, so that the label and the descriptions find it.
 * Not      the frame around it (label, marks, problem): see `field.ts`.
 *
 * @module
 */
import type { CardSnapshot } from "@couplet/engine";
import { html, nothing, type TemplateResult } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { repeat } from "lit/directives/repeat.js";
import {
  assertNever,
  countryCodes,
  countryName,
  currencyCodes,
  currencyName,
  languageName,
  valueLabel,
  type FieldSpec,
  type Scalar,
} from "@couplet/model";
import { iconCross } from "../style/icons.ts";
import type { Wording } from "../text/wording.ts";
import type { CardSearch } from "./card-search.ts";
import { traitsOf } from "./display.ts";

export interface ControlView {
  readonly spec: FieldSpec;
  /** The card the field is on. */
  readonly card: Pick<CardSnapshot, "id" | "kind" | "type" | "values">;
  readonly value: Scalar;
  /** What is in the box: the draft, else the value as it is shown. */
  readonly text: string;
  readonly wording: Wording;
  readonly isReadonly: boolean;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
  readonly isRequired: boolean;
  readonly isFocused: boolean;
  /** Ids of what describes the control. */
  readonly describedBy: string | undefined;
  readonly search: CardSearch;
  /** The name of the card that a `cardId` points at. */
  readonly cardName: string;
  onType(text: string): void;
  /** A control that has no half-way state: a choice, a tick, a card. */
  onPick(input: Scalar): void;
}

const inputOf = (event: Event): string => (event.target as HTMLInputElement).value;

const commonLanguages = [
  "de-CH",
  "fr-CH",
  "it-CH",
  "en",
  "de",
  "fr",
  "it",
  "es",
  "pt",
  "nl",
  "de-AT",
  "de-DE",
  "fr-FR",
  "en-GB",
  "en-US",
  "rm-CH",
];

/** Names are asked from `Intl` once per language: two hundred and fifty of them for each card would be felt. */
const countryOptions = new Map<string, readonly (readonly [code: string, name: string])[]>();
function countriesIn(locale: string): readonly (readonly [string, string])[] {
  const known = countryOptions.get(locale);
  if (known) return known;
  const collator = new Intl.Collator(locale);
  const options = countryCodes
    .map((code) => [code, countryName(code, locale)] as const)
    .sort((a, b) => collator.compare(a[1], b[1]));
  countryOptions.set(locale, options);
  return options;
}

function renderSelect(
  view: ControlView,
  options: readonly (readonly [string, string])[],
  blank: string,
): TemplateResult {
  // `none` and blank mean the same; one of them is enough to choose from.
  const value = view.value === "none" ? "" : view.value;
  const isKnown = value === "" || options.some(([code]) => code === value);
  return html`
    <select
      id="input"
      part="input"
      ?disabled=${view.isReadonly || view.isDisabled}
      aria-invalid=${view.isInvalid}
      aria-describedby=${ifDefined(view.describedBy)}
      .value=${live(String(value))}
      @change=${(event: Event) => view.onPick(inputOf(event))}
    >
      <option value="" ?selected=${value === ""}>${blank}</option>
      ${
        isKnown
          ? nothing
          : html`
              <option value=${String(value)} selected>${String(value)}</option>
            `
      }
      ${repeat(
        options,
        ([code]) => code,
        ([code, name]) => html`
          <option value=${code} ?selected=${code === value}>${name}</option>
        `,
      )}
    </select>
  `;
}

function renderSuggestions(view: ControlView): TemplateResult | typeof nothing {
  if (!view.isFocused || view.isReadonly) return nothing;
  const { spec, wording } = view;
  if (spec.type === "currency")
    return html`
      <datalist id="suggestions">
        ${currencyCodes.map(
          (code) => html`
            <option value=${code}>${currencyName(code, wording.locale)}</option>
          `,
        )}
      </datalist>
    `;
  if (spec.type === "language")
    return html`
      <datalist id="suggestions">
        ${commonLanguages.map(
          (code) => html`
            <option value=${code}>${languageName(code, wording.locale)}</option>
          `,
        )}
      </datalist>
    `;
  return nothing;
}

function renderText(view: ControlView): TemplateResult {
  const { spec } = view;
  const traits = traitsOf(spec);
  return html`
    <input
      id="input"
      part="input"
      class=${traits.isTabular ? "number" : ""}
      type=${traits.type}
      inputmode=${traits.inputMode}
      autocapitalize=${traits.autocapitalize}
      autocomplete="off"
      spellcheck=${traits.spellcheck}
      list=${spec.type === "currency" || spec.type === "language" ? "suggestions" : nothing}
      ?readonly=${view.isReadonly}
      ?disabled=${view.isDisabled}
      ?required=${view.isRequired}
      aria-invalid=${view.isInvalid}
      aria-describedby=${ifDefined(view.describedBy)}
      .value=${live(view.text)}
      @input=${(event: Event) => view.onType(inputOf(event))}
    />
    ${renderSuggestions(view)}
  `;
}

function renderTick(view: ControlView): TemplateResult {
  return html`
    <input
      id="input"
      part="input"
      type="checkbox"
      ?disabled=${view.isReadonly || view.isDisabled}
      aria-describedby=${ifDefined(view.describedBy)}
      .checked=${live(view.value === true)}
      @change=${(event: Event) => view.onPick((event.target as HTMLInputElement).checked)}
    />
  `;
}

function renderReference(view: ControlView): TemplateResult {
  const { search, wording } = view;
  const isOpen = view.isFocused && !view.isReadonly && search.query !== "";
  const pick = (index: number): void => {
    const card = search.results[index];
    if (card) view.onPick(card.id);
  };
  const onKey = (event: KeyboardEvent): void => {
    if (!isOpen) return;
    if (event.key === "ArrowDown") search.move(1);
    else if (event.key === "ArrowUp") search.move(-1);
    else if (event.key === "Enter" && search.active >= 0) pick(search.active);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return html`
    <input
      id="input"
      part="input"
      type="text"
      role="combobox"
      autocomplete="off"
      spellcheck="false"
      aria-expanded=${isOpen}
      aria-controls="options"
      aria-autocomplete="list"
      aria-activedescendant=${isOpen && search.active >= 0 ? `option-${search.active}` : nothing}
      aria-invalid=${view.isInvalid}
      aria-describedby=${ifDefined(view.describedBy)}
      placeholder=${view.isReadonly ? nothing : wording.say("field.pick")}
      ?readonly=${view.isReadonly}
      ?disabled=${view.isDisabled}
      .value=${live(search.query || view.cardName)}
      @input=${(event: Event) => view.onType(inputOf(event))}
      @keydown=${onKey}
    />
    ${
      view.value !== "" && !view.isReadonly
        ? html`
            <button
              type="button"
              class="icon-only"
              part="action"
              aria-label=${wording.say("field.clear")}
              @click=${() => view.onPick("")}
            >
              ${iconCross()}
            </button>
          `
        : nothing
    }
    <ul id="options" role="listbox" aria-label=${wording.field(view.spec.name)} ?hidden=${!isOpen}>
      ${search.results.map(
        (card, index) => html`
          <li
            role="option"
            id="option-${index}"
            aria-selected=${index === search.active}
            @pointerdown=${(event: Event) => {
              // Before the blur, which would close the list under the pointer.
              event.preventDefault();
              pick(index);
            }}
          >
            <span>${card.values["name"]}</span>
            <span class="number quiet">${card.no}</span>
          </li>
        `,
      )}
    </ul>
  `;
}

const renderPicture = (view: ControlView): TemplateResult => html`
  <couplet-picture
    id="input"
    exportparts="avatar, action, error"
    .value=${String(view.value)}
    .name=${String(view.card.values["name"] ?? "")}
    .kind=${view.card.kind}
    .card=${view.card.id}
    ?person=${view.card.type === "person"}
    ?editable=${!view.isReadonly && !view.isDisabled}
    .pick=${(value: string) => view.onPick(value)}
  ></couplet-picture>
`;

export function renderControl(view: ControlView): TemplateResult {
  const { spec, wording } = view;
  switch (spec.type) {
    case "boolean":
      return renderTick(view);
    case "country":
      return renderSelect(view, countriesIn(wording.locale), wording.say("field.none"));
    case "enumeration":
      return renderSelect(
        view,
        spec.values.filter((value) => value !== "none").map((value) => [value, valueLabel(value, wording.language)]),
        spec.values.includes("none") ? valueLabel("none", wording.language) : wording.say("field.none"),
      );
    case "cardId":
      return renderReference(view);
    case "text":
    case "code":
    case "phone":
    case "email":
    case "url":
    case "currency":
    case "language":
    case "vat":
    case "iban":
    case "bic":
    case "decimal":
      return renderText(view);
    case "image":
      return renderPicture(view);
    default:
      return assertNever(spec.type);
  }
}
