/**
 * What every element looks like before it looks like itself: tokens with their fallbacks, type, focus, buttons.
 *
 * Shape    one `CSSResult`; the private names (`--_accent`) read the public tokens (`--couplet-color-accent`) once, here, so that no
 *          rule elsewhere repeats a fallback.
 * Not      colours of its own per element: there is one accent, and states are told by words and marks first.
 *
 * @module
 */
import { css } from "lit";

export const baseStyles = css`
  :host {
    color-scheme: var(--couplet-color-scheme, light dark);
    --_accent: var(--couplet-color-accent, light-dark(#0b5d63, #6fc6c6));
    --_on-accent: var(--couplet-color-on-accent, light-dark(#ffffff, #04201f));
    --_surface: var(--couplet-color-surface, light-dark(#ffffff, #171d1d));
    --_surface-2: var(--couplet-color-surface-2, light-dark(#f3f5f3, #0f1414));
    --_text: var(--couplet-color-text, light-dark(#172120, #e8eeec));
    --_muted: var(--couplet-color-text-muted, light-dark(#566361, #9daba8));
    --_border: var(--couplet-color-border, light-dark(#7d8886, #71807d));
    --_danger: var(--couplet-color-danger, light-dark(#a4271b, #ff9a8d));
    --_warning: var(--couplet-color-warning, light-dark(#825400, #efbb62));
    --_success: var(--couplet-color-success, light-dark(#1d6a3c, #82d29c));
    --_info: var(--couplet-color-info, light-dark(#285ba3, #95bbf6));
    --_space: var(--couplet-space, 0.25rem);
    --_radius: var(--couplet-radius, 6px);
    --_field-height: var(--couplet-field-height, 1.875rem);
    --_focus-ring: var(--couplet-focus-ring, 2px solid var(--_accent));
    --_shadow: var(--couplet-shadow, 0 12px 40px rgb(8 24 24 / 0.22), 0 2px 6px rgb(8 24 24 / 0.12));
    --_z-overlay: var(--couplet-z-overlay, 1000);
    --_hairline: color-mix(in oklab, var(--_border) 36%, transparent);
    --_tint: color-mix(in oklab, var(--_accent) 7%, var(--_surface));
    --_text-xs: 0.75rem;
    --_text-s: 0.8125rem;
    --_text-m: var(--couplet-font-size, 0.9375rem);
    --_text-l: 1.0625rem;
    --_text-xl: 1.625rem;
    display: block;
    color: var(--_text);
    font-family: var(--couplet-font, "Inter Variable", Inter, system-ui, sans-serif);
    font-size: var(--_text-m);
    font-weight: 400;
    line-height: 1.45;
    letter-spacing: normal;
    text-align: start;
    text-transform: none;
    font-feature-settings: "cv05", "ss03";
  }
  :host([hidden]) {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd {
    margin: 0;
    padding: 0;
  }
  ul,
  ol {
    list-style: none;
  }
  svg {
    width: 1em;
    height: 1em;
    flex: none;
    fill: none;
    stroke: currentColor;
    stroke-width: 1.5;
    stroke-linecap: round;
    stroke-linejoin: round;
  }
  .number {
    font-variant-numeric: tabular-nums lining-nums;
  }
  .quiet {
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .hidden-text {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  :focus-visible {
    outline: var(--_focus-ring);
    outline-offset: 2px;
  }

  button {
    appearance: none;
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: calc(var(--_space) * 1.5);
    min-height: 2rem;
    margin: 0;
    padding: var(--_space) calc(var(--_space) * 3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: transparent;
    color: inherit;
    font: inherit;
    font-size: var(--_text-s);
    font-weight: 550;
    line-height: 1.2;
    text-align: start;
    cursor: pointer;
    transition:
      background-color 120ms,
      border-color 120ms;
  }
  button:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
  }
  button:disabled {
    opacity: 0.5;
    cursor: default;
  }
  button.primary {
    border-color: var(--_accent);
    background: var(--_accent);
    color: var(--_on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: color-mix(in oklab, var(--_accent) 88%, var(--_text));
  }
  button.danger {
    border-color: var(--_danger);
    color: var(--_danger);
  }
  button.danger.primary {
    background: var(--_danger);
    color: var(--_surface);
  }
  button.plain {
    min-height: 1.75rem;
    padding: 0 calc(var(--_space) * 1.5);
    border-color: transparent;
    color: var(--_accent);
  }
  button.icon-only {
    min-height: 1.75rem;
    min-width: 1.75rem;
    padding: 0;
    border-color: transparent;
    color: var(--_muted);
    font-size: var(--_text-m);
  }
  @media (pointer: coarse) {
    button,
    button.plain,
    button.icon-only {
      min-height: 2.75rem;
    }
    button.icon-only {
      min-width: 2.75rem;
    }
  }
  @media (forced-colors: active) {
    button {
      border-color: ButtonText;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    *,
    *::before,
    *::after {
      animation-duration: 0.01ms !important;
      transition-duration: 0.01ms !important;
    }
  }
`;
