/** The look of the embeddable list. */
import { css } from "lit";

export const listStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    height: 24rem;
    overflow: hidden;
    border: 1px solid var(--_hairline);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .bar {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 3);
    padding: calc(var(--_space) * 2);
    border-bottom: 1px solid var(--_hairline);
  }
  input[type="search"] {
    flex: 1 1 12rem;
    min-width: 0;
    height: 2.25rem;
    padding: 0 calc(var(--_space) * 3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
  }
  input[type="search"]:focus-visible {
    outline-offset: 0;
  }
  .rows {
    position: relative;
    flex: 1;
    overflow: auto;
    outline-offset: -3px;
  }
  .room {
    position: relative;
  }
  .row {
    position: absolute;
    inset-inline: 0;
    display: grid;
    grid-template-columns: auto minmax(6rem, 2fr) minmax(5rem, auto) minmax(0, 1fr) minmax(0, 1fr);
    align-items: center;
    gap: calc(var(--_space) * 3);
    height: 2.75rem;
    padding-inline: calc(var(--_space) * 3);
    border-bottom: 1px solid var(--_hairline);
    cursor: pointer;
  }
  .row > * {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .row:hover {
    background: color-mix(in oklab, var(--_text) 4%, transparent);
  }
  .row[aria-selected="true"] {
    background: var(--_tint);
  }
  .rows:focus-visible .row.here {
    outline: var(--_focus-ring);
    outline-offset: -3px;
  }
  .name {
    font-weight: 550;
  }
  .tick {
    display: grid;
    place-items: center;
    width: 1.5rem;
    height: 1.5rem;
    overflow: visible;
  }
  .box {
    display: grid;
    place-items: center;
    width: 1.125rem;
    height: 1.125rem;
    border: 1px solid var(--_border);
    border-radius: 3px;
    color: transparent;
  }
  [aria-selected="true"] .box {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  .mark {
    color: var(--_accent);
  }
  .foot {
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 3);
    border-top: 1px solid var(--_hairline);
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .chosen {
    flex: 1 1 100%;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 2);
    font-size: var(--_text-s);
  }
  .empty {
    padding: calc(var(--_space) * 6);
    color: var(--_muted);
    text-align: center;
  }
  @container (max-width: 36rem) {
    .row {
      grid-template-columns: auto minmax(0, 1fr) auto;
    }
    .row .extra {
      display: none;
    }
  }
  .rows {
    container-type: inline-size;
  }
  @media (forced-colors: active) {
    .row[aria-selected="true"] .box {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
