/**
 * A picture as small as a word, where a value is shown beside others: conflicts, the choice at a link, the history.
 *
 * Shape    templates and the styles they need; a value that is no picture is told as such, never as the text it is stored as.
 *
 * @module
 */
import { css, html, type TemplateResult } from "lit";
import { isPicture, type FieldSpec, type Scalar, type ValueContext } from "@couplet/model";
import { readable } from "../field/display.ts";
import type { Wording } from "../text/wording.ts";

/** @param alt what it is, for who does not see it */
export const renderThumb = (picture: string, alt: string): TemplateResult => html`
  <img class="thumb" src=${picture} alt=${alt} width="40" height="40" />
`;

/** A value beside others: a picture as a picture, everything else in words. */
export const renderValue = (
  spec: FieldSpec,
  value: Scalar,
  wording: Wording,
  context: ValueContext = {},
): TemplateResult | string => {
  const words = readable(spec, value, wording, context);
  return spec.type === "image" && isPicture(value) ? renderThumb(value, words) : words;
};

export const thumbStyles = css`
  .thumb {
    display: inline-block;
    width: 2.5rem;
    height: 2.5rem;
    border: 1px solid color-mix(in oklab, var(--_text) 14%, transparent);
    border-radius: calc(var(--_radius) * 0.75);
    background: var(--_surface-2);
    object-fit: cover;
    vertical-align: middle;
  }
`;
