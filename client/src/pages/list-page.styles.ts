/**
 * The look of the list: ruled paper, number column in tabular figures; two lines a card below 46 rem.
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
  h1 {
    margin: 0;
    font-size: var(--app-type-title);
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
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
  input {
    width: 100%;
    height: 2.25rem;
    padding: 0 2.25rem;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  input::placeholder {
    color: var(--_muted);
    opacity: 1;
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
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    overflow: clip;
  }
  table {
    width: 100%;
    border-collapse: collapse;
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
  tbody tr {
    position: relative;
    height: 2.5rem;
  }
  tbody tr:not(:last-child) {
    border-bottom: 1px solid color-mix(in oklab, var(--_border) 18%, transparent);
  }
  tbody tr:hover {
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
  table:has(.portrait) .no {
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
  .city {
    width: 20%;
  }
  .phone {
    width: 10.5rem;
  }
  .email {
    width: 22%;
  }
  .linked {
    width: 6.5rem;
  }
  .status {
    color: color-mix(in oklab, var(--_text) 82%, var(--_muted));
    font-size: var(--_text-s);
  }
  td.email,
  td.city {
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
  @media (max-width: 64rem) {
    .email {
      display: none;
    }
  }
  @media (max-width: 46rem) {
    header {
      flex-wrap: wrap;
    }
    .search {
      order: 1;
      flex: 1 0 100%;
      margin: 0;
    }
    input {
      height: 2.75rem;
      font-size: 1rem;
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
      grid-template: "name name linked" auto "no city phone" auto / auto minmax(0, 1fr) auto;
      align-items: center;
      column-gap: 0.75rem;
      height: auto;
      min-height: 3.75rem;
      padding: 0.5rem 1rem;
    }
    tbody :is(.no, .name, .city, .phone, .linked),
    table:has(.portrait) .no {
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
    td.city {
      grid-area: city;
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
    td.phone {
      grid-area: phone;
      font-size: var(--_text-s);
    }
    td.linked {
      grid-area: linked;
      justify-self: end;
    }
  }
`;
