/**
 * The marks the elements draw: sixteen by sixteen, one and a half wide, in the colour of the text beside them.
 *
 * Shape    functions of nothing that give an `svg`, hidden from screen readers; the words beside them say what they mean.
 * Not      a font, not a sprite: a host page's policy on loading never stands in the way.
 *
 * @module
 */
import { html, svg, type SVGTemplateResult, type TemplateResult } from "lit";
import type { CardKind } from "@couplet/model";

const draw = (paths: SVGTemplateResult) => (): TemplateResult =>
  html`
    <svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">${paths}</svg>
  `;

export const iconCheck = draw(svg`<path d="m3 8.5 3.2 3.2L13 4.8" />`);
export const iconCross = draw(svg`<path d="m4 4 8 8m0-8-8 8" />`);
export const iconDevice = draw(svg`<rect x="2" y="3" width="12" height="8" rx="1" /><path d="M6 14h4m-2-3v3" />`);
export const iconSending = draw(svg`<path d="M13.5 8A5.5 5.5 0 1 1 8 2.5" />`);
export const iconUnreachable = draw(
  svg`<path d="M2 6.2a9 9 0 0 1 12 0M4.5 9a5.4 5.4 0 0 1 7 0M8 12.2v.01M3 2l10 12" />`,
);
export const iconKey = draw(svg`<circle cx="5.5" cy="10.5" r="3" /><path d="m7.7 8.3 5.3-5.3m-2 2 1.8 1.8" />`);
export const iconFork = draw(
  svg`<path d="M8 14V9.5C8 7 4 7 4 3.5M8 9.5C8 7 12 7 12 3.5M2.5 5 4 3.3 5.5 5m5 0L12 3.3 13.5 5" />`,
);
export const iconAlert = draw(svg`<path d="M8 2 14.5 13.5h-13Z" /><path d="M8 6.5v3m0 2v.01" />`);
export const iconLink = draw(
  svg`<path d="M6.5 9.5a3 3 0 0 0 4.2 0l2-2a3 3 0 0 0-4.2-4.2l-.8.8M9.5 6.5a3 3 0 0 0-4.2 0l-2 2a3 3 0 0 0 4.2 4.2l.8-.8" />`,
);
export const iconUnlink = draw(
  svg`<path d="m6 10.5-1 1a2.5 2.5 0 0 1-3.5-3.5l2-2M10 5.5l1-1A2.5 2.5 0 0 1 14.5 8l-2 2M5.5 2v2M2 5.5h2m6.5 8.5v-2M14 10.5h-2" />`,
);
export const iconOpen = draw(svg`<path d="m6 3.5 4.5 4.5L6 12.5" />`);
export const iconCopy = draw(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1" /><path d="M10.5 5.5v-3h-8v8h3" />`);
export const iconCall = draw(
  svg`<path d="M3.5 2.5h2.3l1.2 3-1.6 1.2a8 8 0 0 0 3.9 3.9l1.2-1.6 3 1.2v2.3c0 .6-.5 1-1 1A10.5 10.5 0 0 1 2.5 3.5c0-.5.4-1 1-1Z" />`,
);
export const iconMail = draw(
  svg`<rect x="2" y="3.5" width="12" height="9" rx="1" /><path d="m2.5 4.5 5.5 4.3 5.5-4.3" />`,
);
export const iconWeb = draw(svg`<path d="M6 3H3v10h10v-3M9 3h4v4m0-4L7.5 8.5" />`);
export const iconCamera = draw(svg`<path d="M2 5.5h2.8L6 3.5h4l1.2 2H14v7.5H2Z" /><circle cx="8" cy="9" r="2.3" />`);
export const iconPlus = draw(svg`<path d="M8 3v10M3 8h10" />`);
export const iconBin = draw(svg`<path d="M2.5 4.5h11M6 4.5V2.5h4v2m-6 0 .7 9h6.6l.7-9" />`);
export const iconRedo = draw(svg`<path d="m10.5 3 3 3-3 3M13 6H6.5a3.5 3.5 0 0 0 0 7H10" />`);
export const iconPencil = draw(svg`<path d="m3 13 .6-2.8 7.2-7.2 2.2 2.2-7.2 7.2ZM9.3 4.5l2.2 2.2" />`);
export const iconHistory = draw(svg`<path d="M2.5 8A5.5 5.5 0 1 0 4 4.2L2.5 5.7m0-3.2v3.2h3.2M8 5v3.2l2.2 1.3" />`);
export const iconUndo = draw(svg`<path d="M5.5 3 2.5 6l3 3M3 6h6.5a3.5 3.5 0 0 1 0 7H6" />`);

const kindIcons: Record<CardKind, () => TemplateResult> = {
  contact: draw(svg`<circle cx="8" cy="5.5" r="2.7" /><path d="M2.8 13.5c.6-3 2.6-4.3 5.2-4.3s4.6 1.3 5.2 4.3" />`),
  customer: draw(
    svg`<path d="M2.5 6.5 3.5 3h9l1 3.5M3.5 8v5.5h9V8M2.5 6.5a1.8 1.8 0 0 0 3.6 0 1.9 1.9 0 0 0 3.8 0 1.8 1.8 0 0 0 3.6 0M6.5 13.5v-3h3v3" />`,
  ),
  vendor: draw(
    svg`<path d="M1.5 4h8v7h-8zM9.5 6.5h2.8l2.2 2.3V11h-5" /><circle cx="4.5" cy="12" r="1.3" /><circle cx="11.5" cy="12" r="1.3" />`,
  ),
  bankAccount: draw(svg`<path d="m2 6.5 6-4 6 4ZM3.5 7v5m3-5v5m3-5v5m3-5v5M2 13.5h12" />`),
};

/** The mark of a kind of card, as in lists and chips. */
export const iconOfKind = (kind: CardKind): TemplateResult => kindIcons[kind]();
