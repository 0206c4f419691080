/**
 * The look of a card's picture: a passport photograph on the form, round for a person, with room for initials.
 *
 * @module
 */
import { css } from "lit";

export const pictureStyles = css`
  :host {
    --_side: var(--couplet-picture-size, 3.5rem);
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: calc(var(--_space) * 3);
  }
  .editor {
    position: relative;
    flex: none;
  }
  .tile,
  button.tile {
    position: relative;
    display: grid;
    flex: none;
    place-items: center;
    width: var(--_side);
    height: var(--_side);
    min-height: 0;
    padding: 0;
    border: 1px solid color-mix(in oklab, var(--_accent) 26%, transparent);
    border-radius: calc(var(--_radius) * 1.25);
    background: color-mix(in oklab, var(--_accent) 9%, var(--_surface));
    color: var(--_accent);
  }
  button.tile:hover:not(:disabled) {
    border-color: var(--_accent);
    background: color-mix(in oklab, var(--_accent) 15%, var(--_surface));
  }
  :host([person]) .tile,
  :host([person]) img {
    border-radius: 50%;
  }
  .tile:has(img) {
    border-color: color-mix(in oklab, var(--_text) 16%, transparent);
    background: var(--_surface-2);
  }
  img {
    display: block;
    width: 100%;
    height: 100%;
    border-radius: calc(var(--_radius) * 1.25 - 1px);
    object-fit: cover;
  }
  .initials {
    font-size: calc(var(--_side) * 0.36);
    font-weight: 600;
    line-height: 1;
    letter-spacing: 0.01em;
  }
  [aria-busy="true"] > :is(img, .initials) {
    opacity: 0.4;
  }
  .badge {
    position: absolute;
    inset-inline-end: -0.3125rem;
    bottom: -0.3125rem;
    display: grid;
    place-items: center;
    width: 1.25rem;
    height: 1.25rem;
    border: 1px solid var(--_hairline);
    border-radius: 50%;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.75rem;
  }
  button.tile:is(:hover, :focus-visible) .badge {
    color: var(--_accent);
  }
  .tile:has(img) .badge {
    opacity: 0;
  }
  button.tile:is(:hover, :focus-visible) .badge,
  .over .badge {
    opacity: 1;
  }
  .over .tile {
    outline: 2px dashed var(--_accent);
    outline-offset: 2px;
  }
  button.remove {
    position: absolute;
    inset-inline-end: -0.625rem;
    top: -0.625rem;
    width: 1.5rem;
    height: 1.5rem;
    min-height: 1.5rem;
    padding: 0;
    border-color: var(--_hairline);
    border-radius: 50%;
    background: var(--_surface);
    color: var(--_muted);
    font-size: 0.75rem;
    opacity: 0;
  }
  button.remove:hover:not(:disabled) {
    border-color: var(--_danger);
    background: var(--_surface);
    color: var(--_danger);
  }
  .editor:hover button.remove,
  .editor:focus-within button.remove {
    opacity: 1;
  }
  .problem {
    display: flex;
    align-items: baseline;
    gap: calc(var(--_space) * 1.5);
    max-width: 22rem;
    color: var(--_danger);
    font-size: var(--_text-xs);
    font-weight: 500;
    text-wrap: pretty;
  }
  .problem svg {
    translate: 0 0.125em;
  }
  @media (hover: none), (pointer: coarse) {
    button.remove,
    .tile:has(img) .badge {
      opacity: 1;
    }
  }
  @media (forced-colors: active) {
    button.remove {
      opacity: 1;
    }
  }
`;
