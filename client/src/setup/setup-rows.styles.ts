/**
 * The look of a setting: its name, its control, what it does; what is wrong with it.
 *
 * @module
 */
import { css } from "lit";

export const setupRowsStyles = css`
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
  input.code {
    text-transform: uppercase;
  }
  input::placeholder {
    text-transform: none;
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
    .check {
      min-height: 2.75rem;
      align-items: center;
    }
    .check input {
      translate: none;
    }
  }
`;
