/**
 * The look of a card: a sheet of paper with two ruled blocks, the shared one under the chips of the cards that hold it.
 *
 * @module
 */
import { css } from "lit";

export const cardStyles = css`
  :host {
    container: couplet-card / inline-size;
  }
  :host([density="compact"]) {
    --couplet-field-height: 1.625rem;
    --_row-gap: calc(var(--_space) * 2);
  }
  .card {
    --_line: color-mix(in oklab, var(--_border) 48%, transparent);
    --_stem: 14px;
  }

  .head {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: calc(var(--_space) * 3) calc(var(--_space) * 4);
    padding-bottom: calc(var(--_space) * 5);
  }
  /* What it shows stands in the head by itself. */
  .head > couplet-field {
    display: contents;
  }
  .identity {
    flex: 1 1 15rem;
    min-width: 0;
  }
  .line {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
    font-size: var(--_text-s);
  }
  .line > .quiet {
    display: inline-flex;
    align-items: center;
  }
  .line > .quiet + .quiet::before {
    margin-inline-end: calc(var(--_space) * 2.5);
    content: "·";
  }
  /* Where the line breaks, a dot at its start would belong to nothing. */
  @container couplet-card (max-width: 30rem) {
    .line {
      gap: 0 calc(var(--_space) * 2);
    }
    .line > .quiet + .quiet::before {
      display: none;
    }
  }
  .badge {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    color: var(--_accent);
    font-weight: 600;
  }
  .no {
    font-weight: 500;
  }
  .no.pending {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    padding: 0 calc(var(--_space) * 1.5);
    border: 1px dashed color-mix(in oklab, var(--_warning) 70%, transparent);
    border-radius: 999px;
    color: var(--_warning);
    font-size: var(--_text-xs);
  }
  button.type {
    min-height: 1.5rem;
    margin-inline: calc(var(--_space) * -1);
    padding: 0 var(--_space);
    gap: var(--_space);
    border: 0;
    color: inherit;
    font-weight: 400;
  }
  button.type:hover {
    color: var(--_accent);
  }
  button.type svg {
    width: 0.75em;
    height: 0.75em;
  }
  h2 {
    margin-top: calc(var(--_space) * 0.5);
    font-size: var(--_text-xl);
    font-weight: 620;
    line-height: 1.2;
    letter-spacing: -0.018em;
    overflow-wrap: anywhere;
    text-wrap: balance;
  }
  h2.unnamed {
    color: var(--_muted);
    font-weight: 450;
  }
  .aside {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 3);
    padding-top: 2px;
  }
  /* Nobody here takes no room, but can still be announced. */
  .aside > couplet-presence:not(:state(someone-here)) {
    position: absolute;
  }

  .notice {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
    margin-bottom: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 3.5);
    border: 1px solid var(--_line);
    border-inline-start: 3px solid var(--_warning);
    border-radius: var(--_radius);
    background: var(--_surface);
    font-size: var(--_text-s);
  }
  .notice > svg {
    color: var(--_warning);
  }
  .notice > span {
    flex: 1 1 12rem;
  }
  .grid + .notice {
    margin: calc(var(--_space) * 3) 0 0;
  }

  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr);
    gap: calc(var(--_space) * 6);
    align-items: start;
  }
  .block {
    position: relative;
    padding: calc(var(--_space) * 4) calc(var(--_space) * 4.5) calc(var(--_space) * 5);
    border: 1px solid var(--_line);
    border-radius: calc(var(--_radius) * 1.25);
    background: var(--_surface);
  }
  .shared.together > .block {
    border: 1.5px solid var(--_accent);
  }
  .caption {
    margin-bottom: calc(var(--_space) * 3);
    color: var(--_muted);
    font-size: var(--_text-s);
    font-weight: 550;
  }
  .shared.together > .block > .caption {
    color: var(--_accent);
  }

  .closed {
    margin: 0;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .lost > li {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 1.5);
    padding-top: calc(var(--_space) * 3);
    color: var(--_danger);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .lost svg {
    translate: 0 0.125em;
  }
  .lost strong {
    display: block;
    color: var(--_text);
    font-weight: 550;
  }
  .lost button {
    display: flex;
    margin-inline-start: calc(var(--_space) * -1.5);
  }

  .section + .section {
    margin-top: calc(var(--_space) * 5);
  }
  h3 {
    margin-bottom: calc(var(--_space) * 2);
    color: var(--_text);
    font-size: var(--_text-s);
    font-weight: 600;
    line-height: 1.3;
  }
  .grid {
    display: grid;
    grid-template-columns: repeat(12, minmax(0, 1fr));
    gap: var(--_row-gap, calc(var(--_space) * 2.75)) calc(var(--_space) * 4);
    align-items: start;
  }
  .cell {
    display: block;
    grid-column: span 12;
    min-width: 0;
  }
  .narrow-4 {
    grid-column: span 4;
  }
  .narrow-6 {
    grid-column: span 6;
  }
  .narrow-8 {
    grid-column: span 8;
  }
  /* Classes, not style attributes: a page may forbid those by its content security policy. */
  @container couplet-card (min-width: 30rem) {
    .span-3 {
      grid-column: span 3;
    }
    .span-4 {
      grid-column: span 4;
    }
    .span-5 {
      grid-column: span 5;
    }
    .span-6 {
      grid-column: span 6;
    }
    .span-7 {
      grid-column: span 7;
    }
    .span-8 {
      grid-column: span 8;
    }
    .span-12 {
      grid-column: span 12;
    }
  }
  .own > .block {
    container: couplet-own / inline-size;
  }
  @container couplet-own (max-width: 20rem) {
    .own .cell {
      grid-column: 1 / -1;
    }
  }
  .cell:has(couplet-field[data-wide]) {
    grid-column: 1 / -1;
  }
  @container couplet-card (min-width: 54rem) {
    .sheet:not(.single) {
      grid-template-columns: minmax(0, 1.75fr) minmax(17rem, 1fr);
    }
    /* The private block starts level with the shared one, not with its chips. */
    .sheet:has(.holders) .own {
      padding-top: calc(1.875rem + var(--_stem));
    }
  }

  .types {
    display: flex;
    gap: calc(var(--_space) * 4);
    margin: 0 0 calc(var(--_space) * 4);
    padding: 0;
    border: 0;
    font-size: var(--_text-s);
  }
  .types legend {
    padding: 0 0 var(--_space);
    color: var(--_muted);
    font-size: var(--_text-xs);
  }
  .types label {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-height: 1.5rem;
  }
  .types input {
    width: 1.125rem;
    height: 1.125rem;
    margin: 0;
    accent-color: var(--_accent);
  }

  footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    padding-top: calc(var(--_space) * 5);
  }
  footer img {
    width: 1rem;
    height: 1rem;
  }
  button.delete {
    margin-inline-start: auto;
    color: var(--_danger);
  }
  .failure {
    flex: 1 1 100%;
    color: var(--_danger);
    font-size: var(--_text-s);
  }

  .skeleton .block {
    display: grid;
    gap: calc(var(--_space) * 6);
    padding-block: calc(var(--_space) * 8);
  }
  .bar {
    display: block;
    height: 0.75rem;
    border-radius: 3px;
    background: color-mix(in oklab, var(--_text) 9%, transparent);
    animation: breathe 1.6s ease-in-out infinite alternate;
  }
  .bar:not(.long) {
    inline-size: 42%;
  }
  .skeleton .head {
    justify-content: space-between;
  }
  .skeleton .head .bar {
    height: 1.75rem;
  }
  @keyframes breathe {
    to {
      opacity: 0.45;
    }
  }
  .nothing {
    display: grid;
    justify-items: start;
    gap: calc(var(--_space) * 3);
    padding: calc(var(--_space) * 8) 0;
    color: var(--_muted);
  }
`;
