/**
 * The look of what is typed or chosen in, and of the label above it: the same on every page and in every dialog of the app.
 *
 * Shape    rules without specificity, so that a page's own win; a page that wants its controls lower or higher sets `--control-height`.
 *
 * @module
 */
import { css } from "lit";

export const controlStyles = css`
  :where(input:not([type="checkbox"], [type="radio"]), select) {
    width: 100%;
    min-width: 0;
    height: var(--control-height, 2.25rem);
    padding: 0 0.625rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
    text-overflow: ellipsis;
  }
  /* A browser sets the text of a choice in by itself. */
  :where(select) {
    padding-inline: 0.5rem;
  }
  :where(input)::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  :where(input[aria-invalid="true"]) {
    border-color: var(--_danger);
  }
  .field > label {
    display: block;
    margin-bottom: 0.25rem;
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  @media (max-width: 46rem) {
    :where(input:not([type="checkbox"], [type="radio"]), select) {
      height: 2.75rem;
      font-size: 1rem;
    }
  }
`;
