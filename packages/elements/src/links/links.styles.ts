/** The look of the links panel: one ruled row per card. */
import { css } from "lit";

export const linksStyles = css`
  :host {
    container: couplet-links / inline-size;
  }
  h3 {
    margin-bottom: var(--_space);
    font-size: var(--_text-s);
    font-weight: 600;
  }
  section > ul > li {
    display: flex;
    flex-wrap: wrap;
    align-items: flex-start;
    gap: var(--_space) calc(var(--_space) * 2.5);
    padding-block: calc(var(--_space) * 2.5);
    border-bottom: 1px solid var(--_hairline);
  }
  .mark {
    display: grid;
    place-items: center;
    width: 1.75rem;
    height: 1.75rem;
    border: 1.5px solid var(--_accent);
    border-radius: 50%;
    color: var(--_accent);
    font-size: var(--_text-m);
  }
  .free .mark {
    border: 1.5px dashed var(--_border);
    color: var(--_muted);
  }
  .words {
    flex: 1 1 10rem;
    min-width: 0;
  }
  section > ul > li.free {
    align-items: center;
  }
  .name {
    display: inline;
    min-height: 1.5rem;
    padding: 0;
    border: 0;
    color: inherit;
    font-size: var(--_text-m);
    font-weight: 600;
    text-align: start;
    overflow-wrap: anywhere;
  }
  .name:hover:not(:disabled) {
    background: none;
    color: var(--_accent);
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  .code {
    margin-inline-start: var(--_space);
    padding-inline: 0.3125rem;
    border: 1px solid var(--_hairline);
    border-radius: 3px;
    font-size: 0.6875rem;
    letter-spacing: 0.02em;
  }
  details {
    font-size: var(--_text-xs);
    color: var(--_muted);
  }
  summary {
    width: fit-content;
    min-height: 1.5rem;
    padding-block: 2px;
    cursor: pointer;
  }
  summary::marker {
    color: var(--_accent);
  }
  details p {
    max-width: 62ch;
    padding-bottom: var(--_space);
    text-wrap: pretty;
  }
  h4 {
    margin-top: calc(var(--_space) * 4);
    color: var(--_muted);
    font-size: var(--_text-xs);
    font-weight: 600;
  }
  section > ul.merged > li {
    align-items: center;
    padding-block: calc(var(--_space) * 1.5);
  }
  .merged .mark {
    border-color: var(--_border);
    color: var(--_muted);
  }
  @container couplet-links (max-width: 30rem) {
    section > ul > li > button.plain,
    .answers {
      flex-basis: 100%;
      margin-inline-start: 2rem;
    }
    section > ul > li > button.plain {
      justify-content: flex-start;
    }
  }
  .answers {
    display: flex;
    flex-wrap: wrap;
    gap: calc(var(--_space) * 1.5);
  }
  .done {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    padding-top: calc(var(--_space) * 2);
    color: var(--_success);
    font-size: var(--_text-s);
  }
  .done span {
    flex: 1 1 8rem;
  }
  .done button {
    flex: none;
    white-space: nowrap;
  }
  .done:empty {
    display: none;
  }
  section > .quiet {
    padding-top: calc(var(--_space) * 2);
  }
  .consequences li {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 2);
    padding-block: calc(var(--_space) * 1.5);
    border-bottom: 1px solid var(--_hairline);
  }
  .consequences svg {
    translate: 0 0.125em;
    color: var(--_accent);
  }
  .templates {
    display: grid;
    gap: calc(var(--_space) * 2);
    padding-top: calc(var(--_space) * 3);
  }
  button.template {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-start;
    gap: calc(var(--_space) * 0.5) calc(var(--_space) * 1.5);
    width: 100%;
    padding: calc(var(--_space) * 2.5) calc(var(--_space) * 3);
  }
  button.template .quiet {
    flex-basis: 100%;
    font-weight: 400;
  }
`;
