/**
 * The look of card templates: a line each, that opens.
 *
 * @module
 */
import { css } from "lit";

export const setupTemplatesStyles = css`
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

  @media (max-width: 46rem) {
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
  }
`;
