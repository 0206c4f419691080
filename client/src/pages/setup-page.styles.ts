/**
 * The look of the set-up: what a section is about on the left, its settings on a sheet on the right; one column on a narrow screen.
 *
 * @module
 */
import { css } from "lit";

export const setupPageStyles = css`
  :host {
    display: block;
    max-width: 68rem;
  }
  h1 {
    margin: 0;
    font-size: var(--app-type-title);
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
  }
  .lead {
    max-width: 60ch;
    margin-top: 0.25rem;
    color: var(--_muted);
  }
  .note {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    max-width: 68ch;
    margin-top: 1rem;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .note svg {
    translate: 0 0.125em;
  }
  .note.changed {
    padding: 0.75rem 1rem;
    border: 1px solid var(--_hairline);
    border-inline-start: 3px solid var(--_warning);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
  }
  .note.bad {
    color: var(--_danger);
  }
  section {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr);
    gap: 0.75rem 2rem;
    margin-top: 2.25rem;
  }
  section > div:first-child {
    padding-top: 0.75rem;
  }
  h2 {
    font-size: var(--app-type-section);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  section > div:first-child p {
    margin-top: 0.25rem;
    color: var(--_muted);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .sheet {
    align-self: start;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
  }
  .sheet > :not(:last-child) {
    border-bottom: 1px solid var(--_hairline);
  }
  /* What has the focus is not hidden under the bar. */
  :is(input, select, button, summary) {
    scroll-margin-block: 1rem 6rem;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }

  .row {
    display: grid;
    grid-template-columns: 9.5rem 10rem minmax(0, 1fr);
    gap: 0.25rem 1rem;
    align-items: baseline;
    padding: 0.75rem 1.25rem;
  }
  .row > label,
  .kind {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    font-size: 0.875rem;
    font-weight: 550;
  }
  .kind svg,
  .row > label svg {
    translate: 0 0.125em;
    color: var(--_accent);
  }
  .row.switch {
    grid-template-columns: minmax(0, 20.5rem) minmax(0, 1fr);
  }
  .effect {
    color: var(--_muted);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .effect b {
    color: var(--_text);
    font-weight: 550;
  }
  .effect.off {
    color: var(--_warning);
  }
  .bad,
  .overlap {
    margin-top: 0.25rem;
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .bad {
    color: var(--_danger);
  }
  .overlap {
    color: var(--_warning);
  }
  .row > .bad,
  .row > .overlap {
    grid-column: 2 / -1;
    margin: 0;
  }
  .row.switch > .bad,
  .row.switch > .overlap {
    grid-column: 1 / -1;
  }

  input:not([type="checkbox"]),
  select {
    width: 100%;
    min-width: 0;
    height: 2.125rem;
    padding: 0 0.625rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
  }
  input.code {
    text-transform: uppercase;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
    text-transform: none;
  }
  input[aria-invalid="true"] {
    border-color: var(--_danger);
  }
  fieldset:disabled :is(input, select) {
    border-color: var(--_hairline);
    background: transparent;
    color: var(--_text);
    opacity: 1;
  }
  input[type="checkbox"] {
    width: 1.0625rem;
    height: 1.0625rem;
    margin: 0;
    accent-color: var(--_accent);
    translate: 0 0.1875em;
  }
  .check {
    display: inline-flex;
    align-items: baseline;
    gap: 0.5rem;
    min-height: 1.5rem;
    font-size: 0.875rem;
  }

  .series {
    padding: 0.75rem 1.25rem 0.875rem;
  }
  .series > .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 1rem;
  }
  .series > .head .check {
    margin-inline-start: auto;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .parts {
    display: grid;
    grid-template-columns: 1.2fr 0.7fr 1.3fr 0.7fr 1.3fr auto;
    gap: 0.5rem 0.75rem;
    margin-block: 0.5rem;
  }
  .part > label {
    display: block;
    margin-bottom: 0.125rem;
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
    white-space: nowrap;
  }
  .parts > .check {
    align-self: end;
    min-height: 2.125rem;
    align-items: center;
    white-space: nowrap;
  }
  .parts > .check input {
    translate: none;
  }

  details > summary {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.125rem 0.75rem;
    min-height: 2.75rem;
    padding: 0.75rem 1.25rem;
    cursor: pointer;
    list-style: none;
  }
  details > summary::-webkit-details-marker {
    display: none;
  }
  summary::before {
    flex: none;
    width: 0.4em;
    height: 0.4em;
    border: solid var(--_muted);
    border-width: 0 1.5px 1.5px 0;
    rotate: -45deg;
    translate: 0 -0.15em;
    content: "";
  }
  details[open] > summary::before {
    rotate: 45deg;
  }
  summary b {
    font-weight: 600;
  }
  summary .quiet:last-child {
    margin-inline-start: auto;
  }
  .template {
    display: grid;
    grid-template-columns: repeat(6, minmax(0, 1fr));
    gap: 0.75rem;
    padding: 0 1.25rem 1rem 2.25rem;
  }
  .template > .part {
    grid-column: span 2;
  }
  .template > .part.wide {
    grid-column: span 4;
  }
  .template > .all {
    grid-column: 1 / -1;
  }
  .template ul {
    display: grid;
    gap: 0.5rem;
  }
  .template li {
    display: grid;
    grid-template-columns: 11rem minmax(0, 16rem) max-content;
    gap: 0 0.75rem;
    align-items: center;
  }
  .template li > label {
    font-size: 0.875rem;
  }
  .template li > .bad {
    grid-column: 2;
  }
  .template .foot {
    display: flex;
    flex-wrap: wrap;
    justify-content: space-between;
    gap: 0.5rem 1rem;
  }
  .template .foot select {
    width: auto;
  }
  .add {
    padding: 0.625rem 1.25rem;
  }
  .empty {
    padding: 1rem 1.25rem;
  }

  .bar {
    position: sticky;
    inset-block-end: calc(var(--app-tabs-height) + 0.75rem);
    z-index: 5;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    margin-top: 2rem;
    padding: 0.75rem 1.25rem;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .bar p {
    flex: 1 1 12rem;
    margin: 0;
    font-size: var(--_text-s);
  }
  .skeleton {
    height: 22rem;
    margin-top: 2.25rem;
  }

  @media (max-width: 62rem) {
    section {
      grid-template-columns: minmax(0, 1fr);
    }
    section > div:first-child {
      max-width: 60ch;
      padding-top: 0;
    }
  }
  @media (max-width: 46rem) {
    .row,
    .row.switch {
      grid-template-columns: minmax(0, 1fr);
      padding-inline: 1rem;
    }
    .row > .bad,
    .row > .overlap {
      grid-column: 1;
    }
    .series {
      padding-inline: 1rem;
    }
    .parts {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
    .parts > :is(.part, .check) {
      grid-column: span 3;
    }
    .parts > .part.next {
      grid-column: span 4;
    }
    .parts > .part.increment {
      grid-column: span 2;
    }
    .template {
      padding-inline: 1rem;
    }
    .template > .part,
    .template > .part.wide {
      grid-column: 1 / -1;
    }
    .template li {
      grid-template-columns: minmax(0, 1fr) auto;
    }
    .template li > :is(label, .bad) {
      grid-column: 1 / -1;
    }
    details > summary {
      padding-inline: 1rem;
    }
    input:not([type="checkbox"]),
    select {
      height: 2.75rem;
      font-size: 1rem;
    }
    .check {
      min-height: 2.75rem;
      align-items: center;
    }
    .check input {
      translate: none;
    }
    .bar {
      padding-inline: 1rem;
    }
  }
`;
