/** The look of a chip and of the small card that comes up beside it. */
import { css } from "lit";

export const chipStyles = css`
  :host {
    display: inline-block;
    max-width: 100%;
    vertical-align: baseline;
  }
  .chip {
    max-width: 100%;
    min-height: 1.5rem;
    padding: 0 calc(var(--_space) * 2);
    border: 1px solid var(--_hairline);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_text);
    font-weight: 500;
    white-space: nowrap;
  }
  button.chip:hover {
    border-color: var(--_accent);
  }
  span.chip {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .chip > svg:first-child {
    color: var(--_accent);
  }
  .name {
    overflow: hidden;
    text-overflow: ellipsis;
  }
  .no {
    color: var(--_muted);
    font-weight: 400;
  }
  .gone .name {
    text-decoration: line-through;
  }
  .mark {
    display: inline-grid;
    color: var(--_warning);
  }
  .mark.refused {
    color: var(--_danger);
  }
  .mark.here {
    color: var(--_info);
  }
  .card {
    position: fixed;
    inset: auto;
    width: min(20rem, calc(100vw - 1rem));
    margin: 0;
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    font-size: var(--_text-s);
    font-weight: 400;
    text-align: start;
    white-space: normal;
  }
  .card strong {
    display: block;
    font-size: var(--_text-m);
    font-weight: 600;
    text-wrap: balance;
  }
  dl {
    display: grid;
    grid-template-columns: auto 1fr;
    gap: var(--_space) calc(var(--_space) * 3);
    margin-top: calc(var(--_space) * 3);
  }
  dl:empty {
    display: none;
  }
  dt {
    color: var(--_muted);
  }
  dd {
    overflow-wrap: anywhere;
  }
  .told {
    margin-top: calc(var(--_space) * 3);
    padding-top: calc(var(--_space) * 2);
    border-top: 1px solid var(--_hairline);
    color: var(--_muted);
  }
  @media (forced-colors: active) {
    .chip,
    .card {
      border-color: CanvasText;
    }
  }
`;
