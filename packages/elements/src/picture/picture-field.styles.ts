/**
 * The frame of a field whose value is a picture: no line to type on; in the head of a card no label either.
 *
 * @module
 */
import { css } from "lit";

export const pictureFieldStyles = css`
  .picture > .box {
    min-height: 0;
    margin: var(--_space) 0 0;
    padding: 0;
    background: none;
    outline: none;
  }
  .picture > .box:focus-within,
  .picture > .box:hover:not(.readonly) {
    background: none;
    outline: none;
  }
  .picture > .box::before {
    display: none;
  }
  .picture > .box.someone couplet-picture::part(avatar) {
    outline: 2px dashed var(--_info);
    outline-offset: 2px;
  }
  /*
   * In the head of a card the picture speaks for itself: it stands before the name, and what there is to say about it takes lines
   * of their own below, so that the name never moves.
   */
  :host([data-face]) > div,
  :host([data-face]) .field,
  :host([data-face]) .top,
  :host([data-face]) .box,
  :host([data-face]) couplet-picture {
    display: contents;
  }
  :host([data-face]) .top > label {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  :host([data-face]) .marks {
    flex: 0 0 100%;
    order: 1;
    height: auto;
  }
  /* By the keyboard still: there is no line here for it to stand on. */
  :host([data-face]) .source {
    display: none;
  }
  :host([data-face]) .marks:not(:has(*)) {
    display: none;
  }
  :host([data-face]) .marks {
    align-items: center;
  }
  /* People come and go: their marks lie on the corner of the picture, and move nothing. */
  :host([data-face]) .marks:not(:has(.versions)) {
    position: absolute;
    inset-inline-start: -0.375rem;
    top: calc(var(--couplet-picture-size, 3.5rem) - 0.875rem);
    border-radius: 999px;
    background: var(--_surface);
  }
  :host([data-face]) .field > :is(.choice, .problem, .underneath, .help, couplet-history),
  :host([data-face]) couplet-picture::part(error) {
    flex: 0 0 100%;
    order: 2;
    margin: 0;
    max-width: none;
    padding: 0;
  }
  :host([data-face]) .field > .choice {
    padding: calc(var(--_space) * 3);
  }
`;
