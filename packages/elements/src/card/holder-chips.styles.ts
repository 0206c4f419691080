/**
 * The chips above the shared block, the lines from each to it, and how blocks join and part.
 *
 * @module
 */
import { css } from "lit";

export const holderStyles = css`
  .holders {
    display: flex;
    flex-direction: column;
    align-items: flex-start;
    gap: calc(var(--_space) * 1.5);
    padding-bottom: calc(var(--_space) * 3);
    padding-inline-start: 1.375rem;
    position: relative;
  }
  .holders li {
    position: relative;
    transition:
      opacity 320ms ease-out,
      translate 320ms cubic-bezier(0.2, 0.7, 0.2, 1);
  }
  @starting-style {
    .holders li {
      opacity: 0;
      translate: 1.5rem 0;
    }
  }
  .chip {
    display: inline-flex;
    align-items: center;
    gap: calc(var(--_space) * 1.5);
    min-height: 1.875rem;
    padding: 0 calc(var(--_space) * 3) 0 calc(var(--_space) * 2.25);
    border: 1.5px solid var(--_accent);
    border-radius: 999px;
    background: var(--_surface);
    color: var(--_accent);
    font-size: var(--_text-s);
    font-weight: 550;
    white-space: nowrap;
  }
  .chip .number {
    font-weight: 450;
  }
  button.chip:hover {
    background: var(--_tint);
  }
  .here .chip {
    background: var(--_accent);
    color: var(--_on-accent);
  }
  /* Narrow: the chips hang from one line at the side that runs into the block. */
  .together .holders li::before {
    content: "";
    position: absolute;
    inset-inline-start: -0.875rem;
    top: 50%;
    width: 0.875rem;
    border-top: 1.5px solid var(--_accent);
  }
  .together .holders::before {
    content: "";
    position: absolute;
    inset-inline-start: 0.5rem;
    top: 0.9375rem;
    bottom: 0;
    border-inline-start: 1.5px solid var(--_accent);
  }
  .shared:not(.together) .holders {
    padding-inline-start: 0;
  }
  .shared:not(.together) .chip {
    border-color: var(--_border);
    background: var(--_surface);
    color: var(--_text);
  }

  @container couplet-card (min-width: 34rem) {
    .holders {
      flex-flow: row wrap;
      gap: calc(var(--_space) * 2) calc(var(--_space) * 2.5);
      padding-inline-start: calc(var(--_space) * 4);
      padding-bottom: var(--_stem);
    }
    .shared:not(.together) .holders {
      padding-inline-start: calc(var(--_space) * 4);
    }
    .together .holders::before {
      display: none;
    }
    /* Wide: from each chip a line of its own down to the block, and a dot where it meets it. */
    .holders li::before,
    .together .holders li::before {
      content: "";
      position: absolute;
      inset-inline-start: 1.25rem;
      top: 100%;
      width: 0;
      height: var(--_stem);
      border: 0;
      border-inline-start: 1.5px solid var(--_accent);
      transform-origin: top;
      animation: grow 360ms ease-out;
    }
    .holders li::after {
      content: "";
      position: absolute;
      z-index: 1;
      inset-inline-start: calc(1.25rem - 2.25px);
      top: calc(100% + var(--_stem) - 2px);
      width: 6px;
      height: 6px;
      border-radius: 50%;
      background: var(--_accent);
    }
    .shared:not(.together) .holders li::before {
      border-color: var(--_line);
    }
    .shared:not(.together) .holders li::after {
      background: var(--_border);
    }
  }
  /* Four chips in one row: their marks say what they are, else a second row would hang its lines into the first. */
  @container couplet-card (min-width: 34rem) and (max-width: 70rem) {
    .holders:has(> :nth-child(4)) {
      flex-wrap: nowrap;
    }
    .holders:has(> :nth-child(4)) li:not(.here) .kind {
      position: absolute;
      width: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @container couplet-card (min-width: 34rem) and (max-width: 40rem) {
    .holders:has(> :nth-child(4)) .here .kind {
      position: absolute;
      width: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
  }
  @keyframes grow {
    from {
      transform: scaleY(0);
    }
  }

  /* A link slides a second block into this one; undoing it lets one go. */
  .block.joining::after,
  .block.parting::after {
    content: "";
    position: absolute;
    inset: -1.5px;
    border: 1.5px solid var(--_accent);
    border-radius: inherit;
    pointer-events: none;
    animation: join 520ms cubic-bezier(0.2, 0.7, 0.2, 1) forwards;
  }
  .block.parting::after {
    animation: part 520ms cubic-bezier(0.4, 0, 0.6, 1) forwards;
  }
  @keyframes join {
    from {
      translate: 42% 0;
      opacity: 0;
    }
  }
  @keyframes part {
    to {
      translate: 42% 0;
      opacity: 0;
    }
  }
  @media (forced-colors: active) {
    .here .chip {
      forced-color-adjust: none;
      background: Highlight;
      color: HighlightText;
      border-color: Highlight;
    }
    .holders li::after {
      forced-color-adjust: none;
      background: CanvasText;
    }
    .holders li::before,
    .together .holders li::before {
      border-color: CanvasText;
    }
    .shared.together > .block {
      border-width: 2px;
    }
  }
`;
