/**
 * The look of a card's moments: a line of time with a mark for each, and what was different then.
 *
 * @module
 */
import { css } from "lit";

export const momentsDialogStyles = css`
  .scrub {
    display: grid;
    gap: 0.25rem;
    margin-bottom: 1rem;
  }
  .scrub > label {
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  .line {
    position: relative;
    padding-top: 0.75rem;
  }
  .line svg {
    position: absolute;
    inset: 0 0.5rem auto;
    width: calc(100% - 1rem);
    height: 0.75rem;
    overflow: visible;
    stroke: var(--_border);
    stroke-width: 2;
  }
  .line svg .at {
    stroke: var(--_accent);
    stroke-width: 3;
  }
  input[type="range"] {
    width: 100%;
    height: 1.75rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .when {
    font-size: 0.875rem;
    text-wrap: pretty;
  }
  .when b {
    font-weight: 600;
  }
  .against {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 1rem;
    margin: 0 0 0.75rem;
    padding: 0;
    border: 0;
    font-size: var(--_text-s);
  }
  .against label {
    display: flex;
    align-items: center;
    gap: 0.375rem;
    min-height: 1.75rem;
  }
  .against input {
    width: 1.0625rem;
    height: 1.0625rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--_text-s);
    table-layout: fixed;
  }
  th,
  td {
    padding: 0.5rem 0.75rem 0.5rem 0;
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
  .same {
    margin-top: 0.75rem;
  }

  @media (pointer: coarse) {
    input[type="range"],
    .against label {
      height: 2.75rem;
      min-height: 2.75rem;
    }
  }
`;
