/**
 * The look of one's own account: what a section is about on the left, a line per browser or passkey on the right.
 *
 * @module
 */
import { css } from "lit";

export const accountPageStyles = css`
  .row {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.25rem 1rem;
    min-height: 3.25rem;
    padding: 0.5rem 1.25rem;
  }
  .row > div {
    flex: 1 1 12rem;
    min-width: 0;
  }
  .row b {
    font-size: 0.875rem;
    font-weight: 550;
    overflow-wrap: anywhere;
  }
  .row .warn {
    color: var(--_danger);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .row.end {
    justify-content: flex-end;
  }
  .row.ask {
    gap: 0.5rem;
    background: color-mix(in oklab, var(--_text) 4%, transparent);
    font-size: var(--_text-s);
  }
  .row.ask p {
    flex: 1 1 100%;
    max-width: 68ch;
    text-wrap: pretty;
  }
  .plain-text {
    padding: 1rem 1.25rem;
    color: var(--_muted);
    font-size: var(--_text-s);
    text-wrap: pretty;
  }
  .bad {
    padding: 0.75rem 1.25rem;
    color: var(--_danger);
    font-size: var(--_text-s);
  }
  form {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    gap: 0.5rem 1rem;
    padding: 1rem 1.25rem;
  }
  form .field {
    flex: 1 1 14rem;
  }
  form button {
    min-height: var(--control-height);
  }
  form .bad {
    flex: 1 1 100%;
    padding: 0;
  }

  @media (max-width: 46rem) {
    .row,
    .plain-text,
    .bad,
    form {
      padding-inline: 1rem;
    }
    form button {
      min-height: 2.75rem;
    }
  }
`;
