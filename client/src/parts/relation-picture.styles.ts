/**
 * The look of the picture of relations: paper cards and fine lines; the card that is shown is filled.
 *
 * @module
 */
import { css } from "lit";

export const relationPictureStyles = css`
  .related {
    margin: 0;
  }
  .related figcaption {
    margin-bottom: 0.5rem;
    font-size: var(--_text-s);
    font-weight: 600;
  }
  .related svg {
    display: block;
    width: 100%;
    max-width: 20rem;
    height: auto;
    stroke: none;
  }
  .related .line {
    fill: none;
    stroke: var(--_accent);
    stroke-width: 1.5;
  }
  .related .dashed {
    stroke-dasharray: 3 3;
  }
  .related rect {
    fill: var(--_surface);
    stroke: var(--_border);
  }
  .related text {
    fill: var(--_text);
    font-size: 12px;
    font-weight: 600;
    font-variant-numeric: tabular-nums;
  }
  .related .what {
    fill: var(--_muted);
    font-size: 10.5px;
    font-weight: 500;
  }
  .related .shown rect {
    fill: var(--_accent);
    stroke: var(--_accent);
  }
  .related .shown text {
    fill: var(--_on-accent);
  }

  @media (forced-colors: active) {
    .related rect,
    .related .line {
      stroke: CanvasText;
    }
    .related .shown rect {
      fill: Highlight;
    }
    .related .shown text {
      fill: HighlightText;
    }
    .related svg {
      forced-color-adjust: none;
    }
  }
`;
