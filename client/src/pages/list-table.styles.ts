/**
 * The look of the list: ruled paper, number column in tabular figures; two lines a card below 46 rem. Every row has the same height.
 *
 * @module
 */
import { css } from "lit";

export const listTableStyles = css`
  :host {
    display: block;
  }
  .sheet {
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    overflow: clip;
  }
  table {
    width: 100%;
    border-collapse: separate;
    border-spacing: 0;
    table-layout: fixed;
    font-size: 0.875rem;
    line-height: 1.35;
  }
  thead th {
    position: sticky;
    inset-block-start: var(--app-top-height, 0px);
    z-index: 2;
    height: 2.25rem;
    background: var(--_surface);
    box-shadow: inset 0 -1px var(--_hairline);
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  th,
  td {
    padding: 0 0.75rem;
    overflow: hidden;
    text-align: start;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  th:first-child,
  td:first-child {
    padding-inline-start: 1.25rem;
  }
  button.sort {
    justify-content: flex-start;
    gap: 0.25rem;
    width: calc(100% + 1rem);
    min-height: 2.25rem;
    margin-inline: -0.5rem;
    padding: 0 0.5rem;
    border-color: transparent;
    color: inherit;
    font: inherit;
  }
  button.sort:focus-visible {
    outline-offset: -3px;
  }
  button.sort svg {
    font-size: 0.75rem;
  }
  th[aria-sort="ascending"],
  th[aria-sort="descending"] {
    color: var(--_text);
  }
  tbody tr {
    position: relative;
    height: 2.5rem;
  }
  /* Above the line, not beside it: rows are as high as they say. */
  tbody tr:not(.space) {
    box-shadow: inset 0 -1px color-mix(in oklab, var(--_border) 18%, transparent);
  }
  tbody tr.space,
  tbody tr.space:hover {
    background: none;
  }
  tbody tr:not(.space):hover {
    background: color-mix(in oklab, var(--_accent) 5%, transparent);
  }
  tbody tr:has(a.open:focus-visible) {
    background: var(--_tint);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .no {
    width: 8rem;
  }
  td.no {
    color: var(--_muted);
  }
  /* A column beside the numbers, where any card of the list has a picture. */
  table.pictured .no {
    width: 9.25rem;
  }
  td.no:has(.portrait) {
    position: relative;
  }
  .portrait {
    position: absolute;
    inset-block: 0;
    inset-inline-end: 0.5rem;
    width: 1.75rem;
    height: 1.75rem;
    margin-block: auto;
    border: 1px solid color-mix(in oklab, var(--_text) 14%, transparent);
    border-radius: calc(var(--_radius) * 0.6);
    object-fit: cover;
  }
  .portrait.person {
    border-radius: 50%;
  }
  .name {
    width: auto;
  }
  tbody .name {
    font-weight: 550;
  }
  .col {
    width: 9rem;
  }
  .city {
    width: 20%;
  }
  .phoneNo {
    width: 10.5rem;
  }
  .email {
    width: 22%;
  }
  .select {
    width: 2.75rem;
  }
  td.select,
  th.select {
    padding-inline-end: 0;
  }
  td.select input {
    position: relative;
    z-index: 1;
    display: block;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  /* All around the box, too. */
  td.select {
    position: relative;
  }
  td.select input::after {
    position: absolute;
    inset: -0.75rem;
    content: "";
  }
  tbody tr.selected:not(.space) {
    background: var(--_tint);
  }
  .linked {
    width: 6.5rem;
  }
  .status {
    color: color-mix(in oklab, var(--_text) 82%, var(--_muted));
    font-size: var(--_text-s);
  }
  td.col {
    color: color-mix(in oklab, var(--_text) 82%, var(--_muted));
  }
  a {
    color: inherit;
    text-decoration: none;
  }
  a.open::after {
    position: absolute;
    inset: 0;
    content: "";
  }
  a.open:focus-visible {
    outline: none;
  }
  a.open:focus-visible::after {
    outline: var(--_focus-ring);
    outline-offset: -2px;
  }
  .tag {
    margin-inline-start: 0.5rem;
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 400;
  }
  .mark {
    margin-inline-start: 0.375rem;
    color: var(--_warning);
    vertical-align: -0.125em;
  }
  td.linked {
    overflow: visible;
  }
  .kind {
    position: relative;
    z-index: 1;
    display: inline-grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    border-radius: var(--_radius);
    color: var(--_accent);
    font-size: 1rem;
    vertical-align: middle;
  }
  .kind:hover {
    background: color-mix(in oklab, var(--_accent) 14%, transparent);
  }
  .end {
    padding: 0.75rem 1.25rem;
  }

  @media (min-width: 46.0625rem) {
    .contact .linked {
      width: 12rem;
    }
    .contact .city {
      width: 17%;
    }
    .contact .email {
      width: 19%;
    }
  }
  /* Four or five of them leave the name no room otherwise. */
  table:has(th.c4) :is(.city, .email) {
    width: 14%;
  }
  @media (max-width: 80rem) {
    .c5 {
      display: none;
    }
  }
  @media (max-width: 72rem) {
    .c4 {
      display: none;
    }
  }
  @media (max-width: 64rem) {
    .c3 {
      display: none;
    }
  }
  @media (max-width: 46rem) {
    thead {
      position: absolute;
      display: block;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    table,
    tbody {
      display: block;
    }
    tbody tr {
      display: grid;
      grid-template: "name name linked" auto "no c1 c2" auto / auto minmax(0, 1fr) auto;
      align-items: center;
      column-gap: 0.75rem;
      height: 3.75rem;
      padding: 0.5rem 1rem;
    }
    tbody tr.space {
      display: block;
      padding: 0;
    }
    thead button.sort {
      display: none;
    }
    table.selecting tbody tr:not(.space) {
      grid-template: "select name name linked" auto "select no c1 c2" auto / 2rem auto minmax(0, 1fr) auto;
    }
    td.select {
      grid-area: select;
    }
    tbody :is(.no, .name, .col, .select, .linked),
    table.pictured .no {
      width: auto;
      padding: 0;
    }
    tbody .name {
      grid-area: name;
    }
    td.no {
      grid-area: no;
      font-size: var(--_text-s);
    }
    td.c1 {
      grid-area: c1;
      font-size: var(--_text-s);
    }
    /* Two lines are full without it. */
    .portrait {
      display: none;
    }
    /* The marks say it. */
    .status.shown {
      display: none;
    }
    td.c2 {
      grid-area: c2;
      max-width: 45vw;
      font-size: var(--_text-s);
    }
    td.linked {
      grid-area: linked;
      justify-self: end;
    }
  }
`;
