/**
 * The look of making contacts in bulk: a filter in two columns, one figure, a report in rows.
 *
 * @module
 */
import { css } from "lit";

export const bulkContactsStyles = css`
  .lead {
    max-width: 60ch;
    margin-bottom: 1rem;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  form {
    display: grid;
    grid-template-columns: repeat(2, minmax(0, 1fr));
    gap: 0.75rem 1rem;
  }
  .count {
    min-height: 1.5em;
    margin-top: 1rem;
    font-weight: 550;
  }
  .last {
    margin-top: 0.5rem;
    font-size: var(--_text-s);
  }
  progress {
    width: 100%;
    height: 0.5rem;
    margin-block: 0.5rem;
    accent-color: var(--_accent);
  }
  table {
    width: 100%;
    margin-top: 0.75rem;
    border-collapse: collapse;
    font-size: 0.875rem;
  }
  tr {
    border-top: 1px solid var(--_hairline);
  }
  th,
  td {
    padding: 0.375rem 0.75rem 0.375rem 0;
    text-align: start;
    vertical-align: baseline;
  }
  th {
    width: 8rem;
    font-weight: 400;
  }
  td:nth-child(2) {
    width: 7rem;
  }
  td.refused {
    color: var(--_danger);
  }
  td.skipped {
    color: var(--_muted);
  }
  a {
    color: var(--_accent);
    text-underline-offset: 3px;
  }
  @media (max-width: 46rem) {
    form {
      grid-template-columns: minmax(0, 1fr);
    }
  }
`;
