/**
 * The look of the change to many cards: a line a field, and below it what would become of the cards.
 *
 * @module
 */
import { css } from "lit";

export const bulkEditStyles = css`
  .line {
    display: grid;
    grid-template-columns: minmax(0, 2fr) minmax(0, 3fr) 2rem;
    align-items: start;
    gap: 0.75rem;
    margin-bottom: 0.75rem;
  }
  .line .icon-only {
    margin-top: 1.4rem;
  }
  .help,
  .problem {
    margin-top: 0.25rem;
    font-size: var(--_text-xs);
  }
  .help {
    color: var(--_muted);
  }
  .problem {
    color: var(--_danger);
  }
  .preview {
    margin-top: 1rem;
    padding-top: 1rem;
    border-top: 1px solid var(--_hairline);
  }
  h3 {
    margin: 0 0 0.375rem;
    font-size: 0.9375rem;
    font-weight: 600;
  }
  .preview li {
    font-size: var(--_text-s);
  }
  table {
    width: 100%;
    margin-top: 0.75rem;
    border-collapse: collapse;
    font-size: var(--_text-s);
    table-layout: fixed;
  }
  th,
  td {
    padding: 0.375rem 0.5rem 0.375rem 0;
    border-bottom: 1px solid var(--_hairline);
    text-align: start;
    overflow-wrap: anywhere;
    vertical-align: baseline;
  }
  thead th {
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  tbody th {
    font-weight: 550;
  }
  del {
    color: var(--_muted);
  }
  ins {
    text-decoration: none;
    font-weight: 550;
  }
  progress {
    width: 100%;
    accent-color: var(--_accent);
  }
  .failures {
    margin-top: 0.75rem;
  }
  .failures li {
    padding: 0.25rem 0;
    font-size: var(--_text-s);
  }

  @media (max-width: 46rem) {
    .line {
      grid-template-columns: minmax(0, 1fr) 2.75rem;
    }
    .line .field:nth-child(2) {
      grid-row: 2;
      grid-column: 1 / -1;
    }
  }
`;
