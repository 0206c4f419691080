/** The choice in a conflict: two or more slips of paper laid side by side under the field. */
import { css } from "lit";
import { thumbStyles } from "../picture/thumb.ts";

export const choiceStyles = css`
  ${thumbStyles}
  .choice {
    margin-block: calc(var(--_space) * 1.5) var(--_space);
    padding: calc(var(--_space) * 3);
    border: 1px solid color-mix(in oklab, var(--_warning) 55%, transparent);
    border-inline-start-width: 3px;
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_warning) 6%, var(--_surface));
    font-size: var(--_text-s);
  }
  .choice .question {
    font-weight: 550;
    text-wrap: pretty;
  }
  .choice li {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
    padding-block: calc(var(--_space) * 2);
    border-bottom: 1px solid var(--_hairline);
  }
  .choice .ordinal {
    flex: none;
    width: 1.25rem;
    height: 1.25rem;
    border: 1px solid var(--_border);
    border-radius: 3px;
    font-size: 0.6875rem;
    line-height: 1.125rem;
    text-align: center;
    color: var(--_muted);
  }
  .choice .version {
    flex: 1;
    min-width: 0;
    display: flex;
    flex-direction: column;
  }
  .choice .version:has(.thumb) {
    flex-direction: row;
    align-items: center;
    gap: calc(var(--_space) * 2.5);
  }
  .choice .value {
    font-size: var(--_text-m);
    font-weight: 550;
    font-variant-numeric: tabular-nums;
    overflow-wrap: anywhere;
  }
  .choice .origin {
    color: var(--_muted);
    font-size: var(--_text-xs);
  }
  .choice em {
    font-style: normal;
    margin-inline-start: var(--_space);
    padding-inline: 0.375rem;
    border: 1px solid var(--_hairline);
    border-radius: 999px;
  }
  .choice button {
    flex: none;
    background: var(--_surface);
  }
  .choice .after {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--_space) calc(var(--_space) * 3);
    margin-top: calc(var(--_space) * 1.5);
    color: var(--_muted);
    font-size: var(--_text-xs);
  }
  .choice .after button {
    background: none;
    padding-inline: 0;
  }
`;
