/**
 * The look of the templates for interactions: a line each.
 *
 * @module
 */
import { css } from "lit";

export const setupInteractionsStyles = css`
  .interaction {
    display: grid;
    grid-template-columns: 10rem minmax(0, 1fr) auto;
    gap: 0.25rem 1rem;
    align-items: end;
    padding: 0.375rem 1.25rem;
  }
  .interaction:first-child {
    padding-top: 0.75rem;
  }
  .interaction > .all {
    grid-column: 1 / -1;
  }
  /* The first line names the columns; for who listens each has its own. */
  .interaction + .interaction .part > label {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  @media (max-width: 46rem) {
    .interaction {
      grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) auto;
      gap: 0.25rem 0.5rem;
      padding-inline: 1rem;
    }
  }
`;
