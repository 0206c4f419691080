/** The look of what is not on the server. */
import { css } from "lit";

export const outboxStyles = css`
  section + section,
  .lead + section {
    margin-top: calc(var(--_space) * 5);
  }
  .lead {
    display: flex;
    align-items: center;
    gap: calc(var(--_space) * 2);
    font-size: var(--_text-s);
  }
  .lead svg {
    color: var(--_warning);
  }
  .head {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: calc(var(--_space) * 3);
    margin-bottom: calc(var(--_space) * 2);
  }
  h3 {
    font-size: var(--_text-s);
    font-weight: 600;
  }
  li {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    justify-content: space-between;
    gap: calc(var(--_space) * 2) calc(var(--_space) * 4);
    padding-block: calc(var(--_space) * 2.5);
    border-top: 1px solid var(--_hairline);
    font-size: var(--_text-s);
  }
  .what {
    flex: 1 1 14rem;
    min-width: 0;
  }
  .card {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    overflow-wrap: anywhere;
  }
  .card svg {
    color: var(--_accent);
    translate: 0 0.125em;
  }
  .why {
    color: var(--_muted);
    text-wrap: pretty;
  }
  .value {
    overflow-wrap: anywhere;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1.5);
  }
  .failure {
    display: flex;
    gap: calc(var(--_space) * 2);
    align-items: baseline;
    color: var(--_danger);
  }
`;
