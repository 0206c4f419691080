/**
 * The look of the command palette: one line to type in, and a quiet list under it.
 *
 * @module
 */
import { css } from "lit";

export const commandPaletteStyles = css`
  dialog {
    width: min(38rem, calc(100vw - 1.5rem));
    max-height: min(32rem, calc(100dvh - 2rem));
    margin-block-start: max(1rem, 12vh);
  }
  .ask {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    padding: 0.25rem 0.5rem 0.25rem 1.25rem;
    border-bottom: 1px solid var(--_hairline);
  }
  .ask > svg {
    color: var(--_muted);
    font-size: 1.125rem;
  }
  .ask input {
    height: 3rem;
    padding: 0;
    border: 0;
    background: none;
    font-size: 1rem;
    outline: none;
  }
  .ask:has(input:focus-visible) {
    box-shadow: inset 0 -2px var(--_accent);
  }
  .found {
    flex: 1;
    min-height: 0;
    padding: 0.25rem 0.5rem 0.75rem;
    overflow: auto;
  }
  h3 {
    margin: 0.75rem 0.75rem 0.25rem;
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  [role="option"] {
    display: grid;
    grid-template-columns: 1.25rem minmax(0, auto) minmax(0, 1fr);
    align-items: center;
    gap: 0.625rem;
    min-height: 2.25rem;
    padding: 0.25rem 0.75rem;
    border-radius: var(--_radius);
    font-size: 0.875rem;
    cursor: pointer;
  }
  [role="option"] svg {
    color: var(--_muted);
    font-size: 1rem;
  }
  [role="option"] .label {
    grid-column: 2;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  [role="option"] .detail {
    color: var(--_muted);
    font-size: var(--_text-s);
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [role="option"][aria-selected="true"] {
    background: var(--_tint);
    box-shadow: inset 3px 0 var(--_accent);
  }
  .nothing {
    padding: 1.25rem 0.75rem 0.75rem;
  }
  .keys {
    padding: 0.5rem 1.25rem;
    border-top: 1px solid var(--_hairline);
    background: var(--_surface-2);
    color: var(--_muted);
    font-size: var(--_text-xs);
  }

  @media (pointer: coarse) {
    [role="option"] {
      min-height: 2.75rem;
    }
    .keys {
      display: none;
    }
  }
  @media (forced-colors: active) {
    [role="option"][aria-selected="true"] {
      outline: 2px solid Highlight;
      outline-offset: -2px;
    }
  }
`;
