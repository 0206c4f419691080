/**
 * The look of every modal dialog: the sheet, its points, what is typed into it.
 *
 * @module
 */
import { css } from "lit";

/** The modal dialog of the links panel and the card: a sheet of paper over the page. */
export const dialogStyles = css`
  dialog {
    width: min(44rem, calc(100vw - 2rem));
    max-height: min(46rem, calc(100dvh - 2rem));
    margin: auto;
    padding: 0;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    color: var(--_text);
    box-shadow: var(--_shadow);
    overflow: hidden;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
  }
  dialog.narrow {
    width: min(32rem, calc(100vw - 2rem));
  }
  dialog::backdrop {
    background: rgb(10 20 20 / 0.4);
  }
  dialog > header {
    display: flex;
    align-items: flex-start;
    justify-content: space-between;
    gap: calc(var(--_space) * 4);
    padding: calc(var(--_space) * 5) calc(var(--_space) * 6) calc(var(--_space) * 3);
  }
  dialog h2 {
    font-size: 1.1875rem;
    font-weight: 600;
    line-height: 1.3;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  dialog > .body {
    flex: 1;
    min-height: 0;
    padding: 3px calc(var(--_space) * 6) calc(var(--_space) * 5);
    overflow: auto;
  }
  dialog > footer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: flex-end;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 3) calc(var(--_space) * 6);
    border-top: 1px solid var(--_hairline);
    background: var(--_surface-2);
  }
  .failure {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    padding: calc(var(--_space) * 2) 0;
    color: var(--_danger);
    font-size: var(--_text-s);
  }
  .failure svg {
    translate: 0 0.125em;
  }
`;

/** A list of what happens, or what stands in the way, each with a mark. */
export const dialogPointStyles = css`
  .points li {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 1.5);
    border-bottom: 1px solid var(--_hairline);
    text-wrap: pretty;
  }
  .points li svg {
    translate: 0 0.125em;
  }
  .points.no svg {
    color: var(--_danger);
  }
  .points.yes svg {
    color: var(--_success);
  }
`;

/** Where something is typed into a dialog. */
export const dialogInputStyles = css`
  input {
    width: 100%;
    height: 2.5rem;
    padding: 0 calc(var(--_space) * 3);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
    font: inherit;
    text-overflow: ellipsis;
  }
  input:focus-visible {
    outline-offset: 0;
  }
`;
