/**
 * What every page of the app has: its title, and the sheets its content stands on.
 *
 * @module
 */
import { css } from "lit";

export const pageStyles = css`
  h1 {
    margin: 0;
    font-size: var(--app-type-title);
    font-weight: 650;
    line-height: 1.2;
    letter-spacing: -0.02em;
  }
  .sheet {
    border: 1px solid var(--_hairline);
    border-radius: calc(var(--_radius) * 1.5);
    background: var(--_surface);
  }
`;
