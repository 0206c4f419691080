/** The look of the link dialog: a list to find in, and a ruled table with both sides. */
import { css } from "lit";

export const linkDialogStyles = css`
  .found {
    min-height: 15rem;
    margin-top: calc(var(--_space) * 2);
  }
  .candidate {
    width: 100%;
    min-height: 2.5rem;
    justify-content: flex-start;
    padding-inline: calc(var(--_space) * 2);
    border: 0;
    border-bottom: 1px solid var(--_hairline);
    border-radius: 0;
    font-size: var(--_text-m);
    font-weight: 400;
  }
  .candidate svg {
    color: var(--_accent);
  }
  .candidate .name {
    flex: 1;
    min-width: 0;
    overflow: hidden;
    font-weight: 550;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .candidate .taken {
    flex-basis: 100%;
    padding-inline-start: 1.75rem;
    text-align: start;
    font-size: var(--_text-xs);
  }
  .candidate:has(.taken) {
    flex-wrap: wrap;
    padding-block: var(--_space);
  }
  .consequences {
    margin-bottom: calc(var(--_space) * 4);
  }
  .consequences li {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    padding-block: var(--_space);
    font-size: var(--_text-s);
  }
  .consequences svg {
    flex: none;
    translate: 0 0.125em;
    color: var(--_accent);
  }
  .lead {
    margin-bottom: calc(var(--_space) * 4);
    text-wrap: pretty;
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--_text-s);
  }
  th {
    font-weight: 500;
    text-align: start;
    vertical-align: top;
  }
  thead th {
    padding-bottom: var(--_space);
    border-bottom: 1.5px solid var(--_text);
  }
  .side {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0 calc(var(--_space) * 1.5);
    font-weight: 600;
  }
  .side svg {
    color: var(--_accent);
  }
  thead button.plain {
    padding-inline: 0;
    font-size: var(--_text-xs);
  }
  tbody th,
  td {
    border-bottom: 1px solid var(--_hairline);
  }
  tbody th {
    width: 26%;
    padding: calc(var(--_space) * 2.25) calc(var(--_space) * 2) calc(var(--_space) * 2) 0;
    color: var(--_muted);
    font-size: var(--_text-xs);
  }
  td {
    width: 37%;
    padding: 0;
  }
  td label {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1.75) calc(var(--_space) * 2);
    border-radius: 3px;
    cursor: pointer;
    overflow-wrap: anywhere;
    font-variant-numeric: tabular-nums;
  }
  td label:has(:checked) {
    background: var(--_tint);
    font-weight: 550;
  }
  td label:not(:has(:checked)) {
    color: var(--_muted);
  }
  td label:hover {
    outline: 1px solid var(--_hairline);
  }
  td .blank span,
  .blank span {
    font-style: italic;
    font-weight: 400;
  }
  td input {
    flex: none;
    width: 1rem;
    height: 1rem;
    margin: 0;
    translate: 0 2px;
    accent-color: var(--_accent);
  }
  table + .quiet {
    padding-top: calc(var(--_space) * 3);
  }
  .back {
    margin-inline-end: auto;
  }
  @media (max-width: 34rem) {
    tbody tr {
      display: grid;
      grid-template-columns: 1fr 1fr;
      border-bottom: 1px solid var(--_hairline);
    }
    tbody th {
      grid-column: 1 / -1;
      width: auto;
      padding-bottom: 0;
    }
    td,
    tbody th {
      width: auto;
      border: 0;
    }
    thead tr {
      display: grid;
      grid-template-columns: 1fr 1fr;
      border-bottom: 1.5px solid var(--_text);
    }
    thead th {
      border: 0;
    }
    thead th:first-child {
      display: none;
    }
  }
`;
