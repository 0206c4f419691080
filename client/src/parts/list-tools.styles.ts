/**
 * The look of a list's tools: small buttons beside its search, and the sheets they open.
 *
 * @module
 */
import { css } from "lit";

export const listToolsStyles = css`
  :host {
    display: flex;
    gap: 0.25rem;
    margin-inline-start: -0.75rem;
  }
  .tool {
    min-width: 2.25rem;
    min-height: 2.25rem;
    padding: 0;
    border-color: transparent;
    color: var(--_muted);
    font-size: 1rem;
  }
  .tool[aria-pressed="true"] {
    border-color: var(--_accent);
    background: var(--_tint);
    color: var(--_accent);
  }
  [popover] {
    position: fixed;
    width: min(20rem, calc(100vw - 1rem));
    max-height: 70dvh;
    margin: 0;
    padding: 0.875rem 1rem 1rem;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    color: inherit;
    box-shadow: var(--_shadow);
    overflow: auto;
  }
  h2 {
    margin-bottom: 0.5rem;
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .views li {
    display: flex;
    align-items: center;
    gap: 0.25rem;
  }
  .views a {
    flex: 1;
    min-width: 0;
    padding: 0.4rem 0.5rem;
    margin-inline-start: -0.5rem;
    border-radius: var(--_radius);
    color: inherit;
    font-size: 0.875rem;
    text-decoration: none;
    overflow-wrap: anywhere;
  }
  .views a[aria-current] {
    color: var(--_accent);
    font-weight: 600;
  }
  .views a:hover {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }
  form {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: end;
    gap: 0.5rem;
    margin-top: 0.75rem;
    padding-top: 0.75rem;
    border-top: 1px solid var(--_hairline);
  }
  form button {
    min-height: 2.25rem;
  }
  .columns {
    display: grid;
    grid-template-columns: 1fr 1fr;
    gap: 0 0.75rem;
  }
  .columns label {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-height: 1.75rem;
    font-size: var(--_text-s);
  }
  .columns label:has(:disabled) {
    color: var(--_muted);
  }
  input[type="checkbox"] {
    flex: none;
    width: 1.0625rem;
    height: 1.0625rem;
    margin: 0;
    accent-color: var(--_accent);
  }
  .below {
    display: flex;
    align-items: center;
    justify-content: space-between;
    margin-top: 0.5rem;
  }

  @media (max-width: 46rem) {
    :host {
      order: 2;
      margin-inline-start: -0.5rem;
    }
    .tool {
      min-width: 2.75rem;
      min-height: 2.75rem;
    }
    .columns label {
      min-height: 2.75rem;
    }
    form button {
      min-height: 2.75rem;
    }
  }
`;
