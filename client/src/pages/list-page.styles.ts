/**
 * The look of the list's page: what stands above the table, and what stands there when there is none.
 *
 * @module
 */
import { css } from "lit";

export const listPageStyles = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    align-items: center;
    gap: 0.5rem 1rem;
    margin-bottom: 1rem;
  }
  .count {
    padding-top: 0.3em;
    white-space: nowrap;
  }
  .search {
    position: relative;
    flex: 0 1 22rem;
    margin-inline-start: auto;
  }
  .search > svg {
    position: absolute;
    inset-block: 0;
    inset-inline-start: 0.7rem;
    margin-block: auto;
    color: var(--_muted);
    pointer-events: none;
  }
  .search input {
    padding-inline: 2.25rem;
  }
  input::-webkit-search-cancel-button {
    display: none;
  }
  .search kbd,
  .search button {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0.375rem;
    margin-block: auto;
  }
  .search kbd {
    height: 1.375rem;
    padding: 0 0.4rem;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 0.6);
    color: var(--_muted);
    font: inherit;
    font-size: var(--_text-xs);
    line-height: 1.25rem;
  }
  .filter {
    gap: 0.25rem;
    min-width: 2.25rem;
    min-height: 2.25rem;
    margin-inline-start: -0.5rem;
    padding: 0 0.5rem;
    font-size: 0.875rem;
  }
  .filter[aria-expanded="true"],
  .filter:has(.number) {
    border-color: var(--_accent);
    background: var(--_tint);
    color: var(--_accent);
  }
  .bulk,
  .new {
    min-height: 2.25rem;
    white-space: nowrap;
  }
  .note {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    margin-bottom: 0.75rem;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .note.bad {
    color: var(--_danger);
  }
  .sheet {
    overflow: clip;
  }
  .empty {
    display: grid;
    justify-items: center;
    gap: 0.5rem;
    padding: 4rem 1.5rem;
    text-align: center;
  }
  .empty h2 {
    font-size: var(--_text-l);
    font-weight: 600;
  }
  .empty button {
    margin-top: 0.75rem;
  }
  .skeleton {
    padding: 2.25rem 0 0;
  }
  .skeleton i {
    display: block;
    height: 2.5rem;
    border-top: 1px solid color-mix(in oklab, var(--_border) 18%, transparent);
    background: linear-gradient(
        color-mix(in oklab, var(--_border) 16%, transparent),
        color-mix(in oklab, var(--_border) 16%, transparent)
      )
      1.25rem 50% / 36% 0.625rem no-repeat;
  }

  @media (max-width: 46rem) {
    header {
      flex-wrap: wrap;
    }
    .search {
      order: 1;
      flex: 1 0 calc(100% - 3.75rem);
      margin: 0;
    }
    .filter {
      order: 1;
      width: 2.75rem;
      min-height: 2.75rem;
      margin: 0;
    }
    .search kbd {
      display: none;
    }
    .bulk {
      order: 2;
      min-height: 2.75rem;
      margin-inline: auto -0.5rem;
      padding-inline: 0.5rem;
      border-color: transparent;
      color: var(--_accent);
    }
    .new {
      width: 2.75rem;
      min-height: 2.75rem;
      margin-inline-start: auto;
      padding: 0;
    }
    .new span {
      display: none;
    }
  }
`;
