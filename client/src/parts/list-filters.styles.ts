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
  label {
    display: grid;
    gap: 0.25rem;
    min-width: 0;
  }
  label span {
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  select {
    width: 100%;
    height: 2.25rem;
    padding: 0 0.5rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    font-size: 0.875rem;
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
      display: grid;
      grid-column: 1 / -1;
    }
    select {
      height: 2.75rem;
      font-size: 1rem;
    }
  }
`;
