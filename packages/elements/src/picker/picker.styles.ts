/** The look of the picker. */
import { css } from "lit";

export const pickerStyles = css`
  :host {
    position: relative;
  }
  label {
    display: block;
    margin-bottom: var(--_space);
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .box {
    position: relative;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-height: 2.5rem;
    padding: var(--_space) calc(var(--_space) * 2);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
  }
  .box:focus-within {
    outline: var(--_focus-ring);
    outline-offset: 0;
  }
  .box.bad {
    border-color: var(--_danger);
  }
  .box.off {
    opacity: 0.6;
  }
  input {
    flex: 1 1 8rem;
    min-width: 0;
    height: 1.875rem;
    padding: 0 var(--_space);
    border: 0;
    background: none;
    color: inherit;
    font: inherit;
    outline: none;
    text-overflow: ellipsis;
  }
  /* The box around it shows the focus. */
  input:focus-visible {
    outline: none;
  }
  .picked {
    display: inline-flex;
    align-items: center;
    gap: var(--_space);
    max-width: 100%;
    padding-inline-start: calc(var(--_space) * 2);
    border: 1px solid var(--_hairline);
    border-radius: 999px;
    background: var(--_tint);
    font-size: var(--_text-s);
  }
  .picked > span {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  .picked > svg {
    color: var(--_accent);
  }
  [role="option"] > span:first-of-type {
    flex: 1;
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
  [role="option"] svg {
    color: var(--_accent);
  }
  [role="option"].create {
    border-top: 1px solid var(--_hairline);
    border-radius: 0;
    color: var(--_accent);
  }
  .none {
    padding: calc(var(--_space) * 2);
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .same {
    margin-top: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3);
    border: 1px solid color-mix(in oklab, var(--_warning) 45%, transparent);
    border-radius: var(--_radius);
    font-size: var(--_text-s);
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-top: calc(var(--_space) * 2);
  }
  .help {
    margin-top: var(--_space);
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .failure,
  .error {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    margin-top: var(--_space);
    color: var(--_danger);
    font-size: var(--_text-s);
  }
  @media (forced-colors: active) {
    [role="option"][aria-selected="true"] {
      background: Highlight;
      color: HighlightText;
      forced-color-adjust: none;
    }
  }
`;
