/**
 * The look of a field: a ruled line on a paper form, with a small label above it.
 *
 * @module
 */
import { css } from "lit";
import { pictureFieldStyles } from "../picture/picture-field.styles.ts";
import { cardSearchStyles } from "./card-search.styles.ts";

export const fieldStyles = css`
  :host {
    min-width: 0;
  }
  .field {
    position: relative;
  }
  .top {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: calc(var(--_space) * 2);
    min-height: 1.125rem;
  }
  label,
  .label {
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 500;
    line-height: 1.4;
    letter-spacing: 0.005em;
  }
  .field:focus-within > .top label {
    color: var(--_accent);
  }
  /* A little wider than the label and the rule, so that the focus ring keeps clear of the text without moving it. */
  .box {
    position: relative;
    display: flex;
    align-items: center;
    gap: var(--_space);
    min-height: var(--_field-height);
    margin-inline: -6px;
    padding-inline: 6px;
    border-radius: 4px;
    transition: background-color 120ms;
  }
  .box::before {
    content: "";
    position: absolute;
    inset-inline: 6px;
    bottom: 0;
    border-bottom: 1px solid var(--_border);
    pointer-events: none;
  }
  .box.readonly::before {
    border-bottom-style: dotted;
  }
  .box:hover:not(.readonly) {
    background: color-mix(in oklab, var(--_accent) 5%, transparent);
  }
  .box.someone::before {
    border-bottom: 2px dashed var(--_info);
  }
  .box.wrong::before {
    border-bottom: 2px solid var(--_danger);
  }
  :host([data-fresh]) .box {
    background: color-mix(in oklab, var(--_info) 18%, transparent);
    transition: none;
  }
  .box:focus-within {
    outline: var(--_focus-ring);
    outline-offset: -1px;
    background: var(--_surface);
  }
  .box:focus-within::before {
    opacity: 0;
  }
  input,
  select {
    appearance: none;
    flex: 1;
    min-width: 0;
    width: 100%;
    height: var(--_field-height);
    margin: 0;
    padding: 0;
    border: 0;
    border-radius: 0;
    background: transparent;
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
    outline: none;
  }
  /* The box around them wears the ring. */
  .box input:focus-visible:not([type="checkbox"]),
  .box select:focus-visible {
    outline: none;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 0;
  }
  .box:focus-within input::placeholder {
    opacity: 1;
  }
  select {
    padding-inline-end: 1.25rem;
    cursor: pointer;
  }
  select:disabled {
    opacity: 1;
    color: inherit;
    cursor: default;
  }
  option {
    color: var(--_text);
    background: var(--_surface);
  }
  .box:has(select:enabled)::after {
    content: "";
    position: absolute;
    inset-inline-end: 10px;
    width: 0.4rem;
    height: 0.4rem;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    translate: 0 -2px;
    rotate: 45deg;
    pointer-events: none;
  }

  .tick {
    display: grid;
    grid-template-columns: auto 1fr;
    align-items: center;
    column-gap: calc(var(--_space) * 2);
    min-height: var(--_field-height);
  }
  .tick > .top {
    grid-column: 2;
    align-items: center;
  }
  .tick > .box {
    grid-column: 1;
    grid-row: 1;
    min-height: 1.5rem;
    margin: 0;
    padding: 0;
    background: none;
  }
  .tick > .box::before {
    display: none;
  }
  .tick > :not(.top, .box) {
    grid-column: 1 / -1;
  }
  .tick label {
    color: var(--_text);
    font-size: var(--_text-s);
  }
  .tick input,
  .box:focus-within > input[type="checkbox"] {
    appearance: auto;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0.1875rem;
    padding: 0;
    accent-color: var(--_accent);
  }

  ${pictureFieldStyles}

  /* As high as the label, whatever stands in it: a mark never pushes the field out of its row. */
  .marks {
    display: inline-flex;
    flex: 0 1000 auto;
    justify-content: flex-end;
    min-width: 0;
    align-items: flex-end;
    height: 1.125rem;
    gap: var(--_space);
    font-size: var(--_text-xs);
  }
  .from {
    max-width: 12rem;
    overflow: hidden;
    color: var(--_muted);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .top:has(.from) > label {
    flex: none;
  }
  .top:has(.from) > .marks {
    flex: 0 1 auto;
    min-width: 0;
  }
  .box.inherited > :is(input, select) {
    color: var(--_muted);
    font-style: italic;
  }
  /* Who and when: there for the field one is at, and in nobody's way at the others. */
  button.source {
    flex: 0 1 auto;
    max-width: 0;
    min-height: 1.125rem;
    height: 1.125rem;
    gap: 0.1875rem;
    padding: 0;
    overflow: hidden;
    border: 0;
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 400;
    opacity: 0;
    transition: opacity 120ms;
  }
  button.source > span {
    min-width: 0;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .field:hover button.source,
  .field:focus-within button.source,
  button.source[aria-expanded="true"] {
    min-width: 1.125rem;
    max-width: none;
    opacity: 1;
  }
  /* Whose value it is matters more there, and there is room for one. */
  .marks:has(.from) button.source > span {
    display: none;
  }
  button.source:hover:not(:disabled),
  button.source[aria-expanded="true"] {
    background: none;
    color: var(--_accent);
  }
  .person {
    display: inline-grid;
    place-items: center;
    min-width: 1.125rem;
    height: 1.125rem;
    padding-inline: 0.1875rem;
    border: 1.5px solid var(--_info);
    border-radius: 999px;
    color: var(--_info);
    font-size: 0.625rem;
    font-weight: 650;
    line-height: 1;
  }
  .device {
    color: var(--_warning);
    line-height: 1;
  }
  button.versions {
    min-height: 1.5rem;
    padding: 0 calc(var(--_space) * 1.5);
    gap: var(--_space);
    border-color: color-mix(in oklab, var(--_warning) 60%, transparent);
    border-radius: 999px;
    color: var(--_warning);
    font-size: 0.6875rem;
  }

  .action {
    display: inline-grid;
    place-items: center;
    min-width: 1.75rem;
    min-height: max(1.5rem, var(--_field-height));
    border-radius: var(--_radius);
    color: var(--_muted);
    font-size: var(--_text-m);
  }
  .action:hover {
    color: var(--_accent);
  }
  .box button.icon-only {
    min-height: max(1.5rem, var(--_field-height));
  }
  button.copy {
    display: none;
  }
  .box:hover .copy,
  .box:focus-within .copy {
    display: inline-flex;
  }
  .gloss {
    flex: 0 1 auto;
    min-width: 0;
    overflow: hidden;
    color: var(--_muted);
    font-size: var(--_text-s);
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .box:has(.gloss) input {
    flex: 0 0 4rem;
    width: 4rem;
  }
  .box:has(.gloss) {
    justify-content: flex-start;
  }

  .problem,
  .help,
  .underneath {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 1.5);
    padding-top: var(--_space);
    font-size: var(--_text-xs);
    text-wrap: pretty;
  }
  .problem svg,
  .help svg {
    translate: 0 0.125em;
  }
  .problem {
    color: var(--_danger);
    font-weight: 500;
  }
  .help {
    color: var(--_muted);
  }
  .help:has(svg) {
    color: var(--_warning);
  }
  .underneath {
    justify-content: space-between;
    color: var(--_info);
  }
  .problem button,
  .underneath button {
    min-height: 1.5rem;
    font-size: var(--_text-xs);
  }
  .skeleton {
    width: 62%;
    height: 0.75rem;
    border-radius: 3px;
    background: color-mix(in oklab, var(--_text) 9%, transparent);
  }

  ${cardSearchStyles}
  @media (pointer: coarse) {
    .box:hover .copy,
    .box:focus-within .copy {
      display: none;
    }
    .action {
      min-width: 2.75rem;
      min-height: 2.75rem;
    }
    .box {
      min-height: 2.75rem;
    }
    .choice .keys {
      display: none;
    }
    input,
    select {
      /* Below 16 px phones zoom into the page when a field gets the focus. */
      font-size: 1rem;
    }
  }
  @media (forced-colors: active) {
    .box:focus-within {
      outline-color: Highlight;
    }
    .box.wrong::before {
      border-bottom: 3px double CanvasText;
    }
  }
`;
