/**
 * The look of the needs-attention page: one sheet a section, an item a line with its actions at the end.
 *
 * @module
 */
import { css } from "lit";

export const attentionPageStyles = css`
  :host {
    display: block;
    max-width: 54rem;
    margin-inline: auto;
  }
  h1 {
    margin-bottom: 1.25rem;
  }
  section {
    margin-bottom: 2.25rem;
  }
  h2 {
    font-size: var(--app-type-section);
    font-weight: 650;
  }
  .n {
    margin-inline-start: 0.25rem;
    color: var(--_muted);
    font-weight: 450;
  }
  .lead {
    max-width: 42rem;
    margin-block: 0.125rem 0.75rem;
    text-wrap: pretty;
  }
  .sheet {
    overflow: clip;
  }
  .pad {
    padding: 1rem 1.25rem;
  }
  .none {
    display: grid;
    justify-items: center;
    gap: 0.375rem;
    margin-bottom: 2.25rem;
    padding: 3rem 1.5rem;
    text-align: center;
  }
  .none .quiet {
    max-width: 26rem;
    text-wrap: balance;
  }
  .well {
    display: grid;
    place-items: center;
    width: 2.5rem;
    height: 2.5rem;
    margin-bottom: 0.5rem;
    border-radius: 50%;
    background: color-mix(in oklab, var(--_success) 14%, transparent);
    color: var(--_success);
    font-size: 1.25rem;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem 1.5rem;
    padding: 0.875rem 1.25rem;
  }
  li + li {
    border-top: 1px solid var(--_hairline);
  }
  .what {
    flex: 1 1 20rem;
    display: grid;
    gap: 0.125rem;
    min-width: 0;
  }
  .card {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    font-size: var(--_text-s);
  }
  .card svg {
    color: var(--_accent);
  }
  a {
    color: inherit;
    font-weight: 550;
    text-underline-offset: 0.2em;
  }
  .value {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 0.75rem;
    overflow-wrap: anywhere;
  }
  .value:has(.thumb) {
    align-items: center;
  }
  .value strong {
    display: -webkit-box;
    overflow: hidden;
    font-weight: 600;
    white-space: pre-line;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 6;
  }
  .why {
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .bad {
    color: var(--_danger);
    font-size: var(--_text-s);
  }
  .all {
    margin-bottom: 0.75rem;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: 0.375rem;
  }
  summary {
    padding: 0.75rem 1.25rem;
    font-size: var(--_text-s);
    font-weight: 550;
    cursor: pointer;
  }
  summary:focus-visible {
    outline-offset: -2px;
  }
  .scroll {
    max-height: 32rem;
    overflow: auto;
    border-top: 1px solid var(--_hairline);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--_text-s);
  }
  th,
  td {
    padding: 0.4375rem 0.75rem;
    text-align: start;
    vertical-align: top;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 1.25rem;
  }
  thead th {
    position: sticky;
    inset-block-start: 0;
    background: var(--_surface);
    box-shadow: inset 0 -1px var(--_hairline);
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  tbody tr + tr {
    border-top: 1px solid color-mix(in oklab, var(--_border) 18%, transparent);
  }
  td.number {
    white-space: nowrap;
  }
`;
