/**
 * The look of the shell: a header that stays, the page under it, tabs at the thumb on a narrow screen.
 *
 * @module
 */
import { css } from "lit";

export const appStyles = css`
  :host {
    display: block;
    min-height: 100dvh;
    padding-bottom: var(--app-tabs-height);
  }
  .skip {
    position: fixed;
    inset: 0.5rem auto auto 0.5rem;
    z-index: 1;
  }
  .skip:not(:focus) {
    clip-path: inset(50%);
  }
  .top {
    position: sticky;
    inset-block-start: 0;
    z-index: 20;
  }
  header {
    display: flex;
    align-items: center;
    gap: 1.25rem;
    height: var(--app-header-height);
    padding-inline: max(var(--app-gutter), calc((100% - var(--app-page-width)) / 2 + var(--app-gutter)));
    border-bottom: 1px solid var(--_hairline);
    background: var(--_surface-2);
  }
  .brand {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    color: var(--_accent);
    font-size: 1.0625rem;
    font-weight: 650;
    letter-spacing: -0.02em;
    text-decoration: none;
  }
  .brand svg {
    width: 1.5rem;
    height: 1.5rem;
  }
  .brand span {
    color: var(--_text);
  }
  nav {
    display: flex;
    align-self: stretch;
    gap: 0.25rem;
  }
  nav a {
    position: relative;
    display: flex;
    align-items: center;
    gap: 0.5rem;
    padding-inline: 0.75rem;
    color: var(--_muted);
    font-size: 0.875rem;
    font-weight: 550;
    text-decoration: none;
    white-space: nowrap;
  }
  nav a:hover {
    color: var(--_text);
  }
  nav a:focus-visible {
    outline-offset: -3px;
  }
  nav a[aria-current] {
    color: var(--_text);
  }
  nav a[aria-current]::after {
    position: absolute;
    inset: auto 0.75rem -1px;
    height: 2px;
    background: var(--_accent);
    content: "";
  }
  nav svg {
    display: none;
  }
  .end {
    display: flex;
    align-items: center;
    gap: 0.5rem;
    min-width: 0;
    margin-inline-start: auto;
  }
  .end > :not(couplet-status) {
    flex: none;
  }
  couplet-status {
    min-width: 0;
  }
  button.find {
    min-width: 2.125rem;
    min-height: 2.125rem;
    font-size: 1.0625rem;
  }
  .attention {
    position: relative;
    display: grid;
    place-items: center;
    width: 2.125rem;
    height: 2.125rem;
    border-radius: var(--_radius);
    color: var(--_muted);
    font-size: 1.125rem;
    text-decoration: none;
  }
  .attention:hover,
  .attention[aria-current] {
    background: color-mix(in oklab, var(--_text) 6%, transparent);
    color: var(--_text);
  }
  .attention .n {
    position: absolute;
    inset-block-start: -0.125rem;
    inset-inline-end: -0.25rem;
    min-width: 1.125rem;
    padding-inline: 0.25rem;
    border-radius: 0.625rem;
    background: var(--_danger);
    color: var(--_surface);
    font-size: 0.6875rem;
    font-weight: 650;
    line-height: 1.125rem;
    text-align: center;
  }
  main,
  main:focus-visible {
    max-width: var(--app-page-width);
    margin-inline: auto;
    padding: 1.5rem var(--app-gutter) 4rem;
    outline: none;
  }

  @media (max-width: 62rem) and (min-width: 46.0625rem) {
    header {
      gap: 0.5rem;
    }
    .brand span {
      display: none;
    }
    nav a {
      padding-inline: 0.5rem;
    }
    nav a[aria-current]::after {
      inset-inline: 0.5rem;
    }
  }
  @media (max-width: 46rem) {
    header {
      gap: 0.75rem;
    }
    nav {
      position: fixed;
      inset: auto 0 0;
      z-index: 20;
      display: grid;
      grid-template-columns: repeat(4, minmax(0, 1fr));
      height: var(--app-tabs-height);
      padding-bottom: env(safe-area-inset-bottom);
      border-top: 1px solid var(--_hairline);
      background: var(--_surface);
    }
    nav a {
      flex-direction: column;
      justify-content: center;
      gap: 0.125rem;
      padding-inline: 0.125rem;
      font-size: 0.6875rem;
      text-align: center;
      white-space: normal;
      line-height: 1.1;
    }
    nav a[aria-current] {
      color: var(--_accent);
    }
    nav a[aria-current]::after {
      inset: -1px 25% auto;
    }
    nav svg {
      display: block;
      width: 1.25rem;
      height: 1.25rem;
    }
    main {
      padding-top: 1rem;
    }
    .attention,
    button.find {
      width: 2.5rem;
      height: 2.5rem;
      min-height: 2.5rem;
    }
  }
  @media (max-width: 26rem) {
    .brand span {
      display: none;
    }
  }
  @media (forced-colors: active) {
    nav a[aria-current]::after {
      forced-color-adjust: none;
      background: Highlight;
    }
  }
  @media print {
    .top {
      display: none;
    }
  }
`;
