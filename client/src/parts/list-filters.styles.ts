/**
 * The look of the choices above a list.
 *
 * @module
 */
import { css } from "lit";

export const listFiltersStyles = css`
  .panel {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(11rem, 1fr));
    gap: 0.75rem 1rem;
    margin-bottom: 1rem;
    padding: 1rem 1.25rem;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
  }
  .field {
    min-width: 0;
  }
  select.chosen {
    border-color: var(--_accent);
    background: var(--_tint);
    font-weight: 550;
  }
  .order {
    display: none;
  }
  .all {
    align-self: end;
    justify-self: start;
    min-height: 2.25rem;
  }
  .chips {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-bottom: 1rem;
  }
  .chips li {
    display: inline-flex;
    align-items: center;
    gap: 0.125rem;
    padding-inline: 0.75rem 0.125rem;
    border: 1px solid var(--_hairline);
    border-radius: 1rem;
    background: var(--_tint);
    font-size: var(--_text-s);
  }

  @media (max-width: 46rem) {
    .panel {
      grid-template-columns: 1fr 1fr;
      padding: 0.875rem 1rem 1rem;
    }
    .order {
      display: block;
      grid-column: 1 / -1;
    }
  }
`;
