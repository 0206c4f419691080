/**
 * The look of a history: a line down the page with a mark for each value; inside a field, a slip of paper under it.
 *
 * @module
 */
import { css } from "lit";

export const historyStyles = css`
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 2);
    margin-bottom: calc(var(--_space) * 2);
  }
  h2 {
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .panel {
    margin-block: calc(var(--_space) * 1.5) var(--_space);
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 3);
    border: 1px solid var(--_hairline);
    border-inline-start: 3px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface-2);
  }
  .panel header {
    margin-bottom: 0;
  }
  ol {
    font-size: var(--_text-s);
    line-height: 1.4;
  }
  li {
    position: relative;
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    column-gap: calc(var(--_space) * 2);
    padding: 0.5rem 0 0.625rem 1.125rem;
  }
  li::before {
    position: absolute;
    inset-block: 0 0;
    inset-inline-start: 0.1875rem;
    border-inline-start: 1px solid var(--_hairline);
    content: "";
  }
  li::after {
    position: absolute;
    inset-block-start: 0.875rem;
    inset-inline-start: 0;
    width: 0.4375rem;
    height: 0.4375rem;
    border: 1px solid var(--_border);
    border-radius: 50%;
    background: var(--_surface-2);
    content: "";
  }
  li.now::after {
    border-color: var(--_accent);
    background: var(--_accent);
  }
  .field {
    font-weight: 550;
  }
  .values {
    overflow-wrap: anywhere;
  }
  del,
  ins {
    display: inline-block;
    margin-inline-end: 0.375rem;
  }
  del {
    color: var(--_muted);
    text-decoration-color: color-mix(in oklab, var(--_muted) 60%, transparent);
  }
  ins {
    text-decoration: none;
  }
  .thumb {
    margin-block: 0.25rem;
  }
  del .thumb {
    opacity: 0.5;
  }
  .panel ins {
    font-weight: 550;
  }
  .by {
    color: var(--_muted);
    font-size: var(--_text-xs);
  }
  .waiting {
    color: var(--_warning);
  }
  em {
    color: var(--_accent);
    font-style: normal;
    font-weight: 550;
  }
  li button {
    min-height: 1.5rem;
    font-size: var(--_text-xs);
  }
  /* Always there for keyboards and for touch; a mouse finds it where it points. */
  @media (hover: hover) and (pointer: fine) {
    li button.restore {
      opacity: 0;
    }
    li:hover button.restore,
    li:focus-within button.restore,
    .panel button.restore {
      opacity: 1;
    }
  }
  .problem {
    grid-column: 1 / -1;
    color: var(--_danger);
    font-size: var(--_text-xs);
  }
  .restored {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    margin-bottom: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 1.5) calc(var(--_space) * 2.5);
    border: 1px solid color-mix(in oklab, var(--_success) 45%, transparent);
    border-radius: var(--_radius);
    font-size: var(--_text-s);
    overflow-wrap: anywhere;
  }
  .note {
    margin-bottom: var(--_space);
    text-wrap: pretty;
  }
  .more {
    margin-inline-start: 0.5rem;
  }
`;
