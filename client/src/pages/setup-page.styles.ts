/**
 * The look of the set-up: what a section is about on the left, its settings on a sheet on the right; one column on a narrow screen.
 *
 * @module
 */
import { css } from "lit";

export const setupPageStyles = css`
  :host {
    --control-height: 2.125rem;
    display: block;
    max-width: 68rem;
  }
  .lead {
    max-width: 60ch;
    margin-top: 0.25rem;
    color: var(--_muted);
  }
  .note {
    display: flex;
    align-items: baseline;
    gap: 0.5rem;
    max-width: 68ch;
    margin-top: 1rem;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .note svg {
    translate: 0 0.125em;
  }
  .note.changed {
    padding: 0.75rem 1rem;
    border: 1px solid var(--_hairline);
    border-inline-start: 3px solid var(--_warning);
    border-radius: var(--_radius);
    background: var(--_surface);
    color: inherit;
  }
  .note.bad {
    color: var(--_danger);
  }
  section {
    display: grid;
    grid-template-columns: 15rem minmax(0, 1fr);
    gap: 0.75rem 2rem;
    margin-top: 2.25rem;
  }
  section > div:first-child {
    padding-top: 0.75rem;
  }
  h2 {
    font-size: var(--app-type-section);
    font-weight: 600;
    letter-spacing: -0.01em;
  }
  section > div:first-child p {
    margin-top: 0.25rem;
    color: var(--_muted);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .sheet {
    align-self: start;
  }
  .sheet > :not(:last-child) {
    border-bottom: 1px solid var(--_hairline);
  }
  /* What has the focus is not hidden under the bar. */
  :is(input, select, button, summary) {
    scroll-margin-block: 1rem 6rem;
  }
  fieldset {
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  .bar {
    position: sticky;
    inset-block-end: calc(var(--app-tabs-height) + 0.75rem);
    z-index: 5;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.5rem 0.75rem;
    margin-top: 2rem;
    padding: 0.75rem 1.25rem;
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
    box-shadow: var(--_shadow);
  }
  .bar p {
    flex: 1 1 12rem;
    margin: 0;
    font-size: var(--_text-s);
  }
  .skeleton {
    height: 22rem;
    margin-top: 2.25rem;
  }

  @media (max-width: 62rem) {
    section {
      grid-template-columns: minmax(0, 1fr);
    }
    section > div:first-child {
      max-width: 60ch;
      padding-top: 0;
    }
  }

  @media (max-width: 46rem) {
    .bar {
      padding-inline: 1rem;
    }
  }
`;
