/**
 * The list of cards found, hanging under the field that asks for one.
 *
 * @module
 */
import { css } from "lit";

export const cardSearchStyles = css`
  [role="listbox"] {
    position: absolute;
    inset-inline: 0;
    top: calc(100% + 3px);
    z-index: var(--_z-overlay);
    max-height: 16rem;
    padding: var(--_space);
    overflow: auto;
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  [role="option"] {
    display: flex;
    justify-content: space-between;
    align-items: center;
    gap: calc(var(--_space) * 2);
    min-height: 2rem;
    padding: 0 calc(var(--_space) * 2);
    border-radius: calc(var(--_radius) - 2px);
    cursor: pointer;
  }
  [role="option"][aria-selected="true"],
  [role="option"]:hover {
    background: var(--_tint);
  }
  [role="option"][aria-selected="true"] {
    outline: 1px solid var(--_accent);
    outline-offset: -1px;
  }
`;
