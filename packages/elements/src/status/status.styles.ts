/** The look of the status pill and of what it opens. */
import { css } from "lit";

export const statusStyles = css`
  :host {
    display: inline-block;
  }
  .root {
    position: relative;
  }
  .pill {
    --_tone: var(--_muted);
    min-height: 1.875rem;
    padding: 0 calc(var(--_space) * 3) 0 calc(var(--_space) * 2.25);
    border: 1px solid color-mix(in oklab, var(--_tone) 45%, transparent);
    border-radius: 999px;
    background: color-mix(in oklab, var(--_tone) 7%, var(--_surface));
    color: var(--_tone);
    font-variant-numeric: tabular-nums;
    line-height: 1.15;
    text-align: start;
    text-wrap: balance;
  }
  .pill svg {
    flex: none;
  }
  .pill[data-state="saved"] {
    --_tone: var(--_success);
  }
  .pill[data-state="offline"],
  .pill[data-state="unreachable"],
  .pill[data-state="outdated"],
  .pill[data-state="sign-in"],
  .pill[data-state="decision"] {
    --_tone: var(--_warning);
  }
  .pill[data-state="refused"],
  .pill[data-state="no-storage"] {
    --_tone: var(--_danger);
  }
  .pill[data-state="saving"] svg {
    animation: turn 1s linear infinite;
  }
  @keyframes turn {
    to {
      rotate: 360deg;
    }
  }
  .details {
    position: absolute;
    z-index: var(--_z-overlay);
    inset-inline-end: 0;
    top: calc(100% + 6px);
    width: min(20rem, calc(100vw - 6rem));
    padding: calc(var(--_space) * 4);
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    box-shadow: var(--_shadow);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .details[hidden] {
    display: none;
  }
  .emptied {
    margin-top: calc(var(--_space) * 2);
    color: var(--_warning);
  }
  dl {
    margin-top: calc(var(--_space) * 3);
  }
  dl > div {
    display: flex;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    padding-block: var(--_space);
    border-top: 1px solid var(--_hairline);
  }
  dt {
    color: var(--_muted);
  }
  dd {
    text-align: end;
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    padding-top: calc(var(--_space) * 3);
  }
  .answers:empty {
    display: none;
  }
`;
