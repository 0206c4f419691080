/**
 * The look of the number series: the parts of each in a row.
 *
 * @module
 */
import { css } from "lit";

export const setupSeriesStyles = css`
  .series {
    padding: 0.75rem 1.25rem 0.875rem;
  }
  .series > .head {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0.25rem 1rem;
  }
  .series > .head .check {
    margin-inline-start: auto;
    color: var(--_muted);
    font-size: var(--_text-s);
  }
  .parts {
    display: grid;
    grid-template-columns: 1.2fr 0.7fr 1.3fr 0.7fr 1.3fr auto;
    gap: 0.5rem 0.75rem;
    margin-block: 0.5rem;
  }
  .part > label {
    margin-bottom: 0.125rem;
    white-space: nowrap;
  }
  .parts > .check {
    align-self: end;
    min-height: var(--control-height);
    align-items: center;
    white-space: nowrap;
  }
  .parts > .check input {
    translate: none;
  }

  @media (max-width: 46rem) {
    .series {
      padding-inline: 1rem;
    }
    .parts {
      grid-template-columns: repeat(6, minmax(0, 1fr));
    }
    .parts > :is(.part, .check) {
      grid-column: span 3;
    }
    .parts > .part.next {
      grid-column: span 4;
    }
    .parts > .part.increment {
      grid-column: span 2;
    }
  }
`;
