/**
 * The look of the people of a workspace: a line each, with what can be done beside it; below it what was just asked for.
 *
 * @module
 */
import { css } from "lit";

export const peoplePanelStyles = css`
  section {
    margin-top: 2.25rem;
  }
  .sheet {
    display: grid;
    grid-template-columns: minmax(0, 1fr) 9.5rem max-content;
    column-gap: 1rem;
  }
  .sheet > * {
    grid-column: 1 / -1;
  }
  .person {
    display: grid;
    grid-template-columns: subgrid;
    row-gap: 0.5rem;
    align-items: center;
    padding: 0.75rem 1.25rem;
  }
  .who b {
    font-size: 0.875rem;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .who .quiet {
    text-wrap: pretty;
  }
  .acts {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .acts button[aria-expanded="true"] {
    background: color-mix(in oklab, var(--_accent) 12%, transparent);
  }
  .below {
    grid-column: 1 / -1;
    padding: 0.75rem 1rem;
    border-radius: var(--_radius);
    background: color-mix(in oklab, var(--_text) 4%, transparent);
    font-size: var(--_text-s);
  }
  .below p {
    max-width: 68ch;
    text-wrap: pretty;
  }
  .link,
  .ask {
    display: flex;
    flex-wrap: wrap;
    gap: 0.5rem;
    margin-bottom: 0.5rem;
  }
  .link input {
    flex: 1 1 16rem;
    width: auto;
  }
  .ask {
    margin: 0.75rem 0 0;
  }
  .sessions li {
    display: flex;
    align-items: center;
    gap: 0.25rem 1rem;
    min-height: 2.25rem;
    padding-block: 0.25rem;
  }
  .sessions li span {
    flex: 1;
    min-width: 0;
  }
  .sessions.below {
    padding-block: 0.25rem;
  }
  .sessions li:not(:last-child) {
    border-bottom: 1px solid var(--_hairline);
  }
  .sessions li.all {
    justify-content: flex-end;
  }
  form {
    display: grid;
    grid-template-columns: subgrid;
    row-gap: 0.5rem;
    align-items: end;
    padding: 1rem 1.25rem;
  }
  form button {
    justify-self: start;
    min-height: var(--control-height);
  }
  form .bad,
  form .quiet {
    grid-column: 1 / -1;
  }
  .bad {
    color: var(--_danger);
    font-size: var(--_text-s);
  }
  .sheet > .bad {
    padding: 0.75rem 1.25rem;
  }
  .sheet > .empty {
    min-height: 7rem;
    padding: 1rem 1.25rem;
  }

  @media (max-width: 46rem) {
    .sheet,
    .person,
    form {
      grid-template-columns: minmax(0, 1fr);
    }
    .person,
    form {
      padding-inline: 1rem;
    }
    .sheet > .bad,
    .sheet > .empty {
      padding-inline: 1rem;
    }
    form button {
      min-height: 2.75rem;
    }
  }
`;
