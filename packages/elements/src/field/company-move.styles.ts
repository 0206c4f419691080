/** The question before a person joins or leaves a company: a slip under the field, as the choice in a conflict is. */
import { css } from "lit";

export const companyMoveStyles = css`
  .move {
    margin-block: calc(var(--_space) * 1.5) var(--_space);
    padding: calc(var(--_space) * 3);
    border: 1px solid var(--_hairline);
    border-inline-start: 3px solid var(--_accent);
    border-radius: var(--_radius);
    background: var(--_surface-2);
    font-size: var(--_text-s);
  }
  .move .question {
    font-weight: 600;
    text-wrap: balance;
  }
  .move h4 {
    margin-top: calc(var(--_space) * 2.5);
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 550;
  }
  .move dl > div {
    display: grid;
    grid-template-columns: minmax(5.5rem, 2fr) 3fr;
    gap: calc(var(--_space) * 2);
    padding-block: var(--_space);
    border-bottom: 1px solid var(--_hairline);
  }
  .move dt {
    color: var(--_muted);
  }
  .move dd {
    margin: 0;
    overflow-wrap: anywhere;
  }
  .move .answers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 2);
    margin-top: calc(var(--_space) * 3);
  }
`;
